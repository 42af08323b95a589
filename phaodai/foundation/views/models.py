"""Tables of saved views."""

import uuid

from django.db import models
from django.db.models import Q

from phaodai.foundation.views.rules import LONGEST_NAME


class SavedView(models.Model):
    """A filter of a page under a name."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user_ref = models.UUIDField()  # whose; accounts is above, so no foreign key
    body = models.ForeignKey("agencies.Body", models.PROTECT, null=True, related_name="+")
    page = models.CharField(max_length=20)  # of the list, e.g. "tasks"
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.TextField(blank=True)  # what follows "?" in the address
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_ref", "page", "name"],
                condition=Q(removed_at=None),
                name="saved_views_one_of_a_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_views_has_a_name"),
        ]
        indexes = [
            models.Index(
                fields=["body", "page"],
                condition=Q(removed_at=None, body__isnull=False),
                name="saved_views_shared",
            )
        ]

    def __str__(self) -> str:
        """Identify one view; its name may be a person's."""
        return f"view {self.ref} of {self.page}"


class DefaultView(models.Model):
    """The view with which a page opens for one user."""

    user_ref = models.UUIDField()
    page = models.CharField(max_length=20)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_ref", "page"], name="saved_views_one_default"),
        ]

    def __str__(self) -> str:
        """Say of which page it is."""
        return f"default view of {self.page}"
