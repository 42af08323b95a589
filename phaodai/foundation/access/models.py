"""The table of grants."""

from django.db import models
from django.db.models import F, Q


class Grant(models.Model):
    """One body may read one row that is not its own, because it was addressed or handed over.

    Points at rows by reference and kind, so that every room can use it and it never keeps a
    row from being archived.
    """

    kind = models.CharField(max_length=40)
    subject_ref = models.UUIDField()
    body_ref = models.UUIDField()
    reason = models.CharField(max_length=40)  # e.g. "addressed", "handed_over"
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "body_ref", "subject_ref"],
                condition=Q(ended_at=None),
                name="access_one_running_grant",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")),
                name="access_grant_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Identify one grant."""
        return f"{self.kind} {self.subject_ref} to {self.body_ref}"
