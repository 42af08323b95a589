"""Tables of attachments."""

import uuid

from django.db import models
from django.db.models import Q


class FileContent(models.Model):
    """The bytes of a file, once however often it is attached (see ADR 11)."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes

    def __str__(self) -> str:
        """Identify one content."""
        return self.sha256


class Attachment(models.Model):
    """A content under a name, for one row of one room.

    Points at its owner by reference: a room archives its rows without asking this one.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.ForeignKey(FileContent, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    owner_kind = models.CharField(max_length=40)
    owner_ref = models.UUIDField()
    unit_ref = models.UUIDField(null=True)
    body_ref = models.UUIDField(null=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)  # name of the actor
    keep_until = models.DateField(null=True)  # last day of its retention; None: with its owner
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_ref", "content"],
                condition=Q(removed_at=None),
                name="files_once_per_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_kind", "owner_ref"], name="files_of_owner"),
            models.Index(
                fields=["keep_until"],
                condition=Q(keep_until__isnull=False),
                name="files_retention",
            ),
        ]

    def __str__(self) -> str:
        """Identify one attachment; its name may be a person's."""
        return f"file {self.ref}"
