"""Tables of the trail. All of them refuse UPDATE and DELETE in the database itself."""

import uuid

from django.db import models


class AuditEvent(models.Model):
    """One change of state: who, when, what, to which row.

    Points at everything by reference: a row of the trail outlives what it speaks of.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    user_ref = models.UUIDField(null=True)
    action = models.CharField(max_length=60)  # "noun.verb", e.g. "directive.store"
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.UUIDField(null=True)
    unit_ref = models.UUIDField(null=True)
    body_ref = models.UUIDField(null=True)
    # Text, not JSON: what is hashed is what is stored, byte for byte, on every database.
    details = models.TextField(default="{}")
    stamp = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject_ref", "id"], name="audit_event_subject"),
            models.Index(fields=["unit_ref", "id"], name="audit_event_unit"),
            models.Index(fields=["body_ref", "id"], name="audit_event_body"),
            models.Index(fields=["action", "id"], name="audit_event_action"),
        ]

    def __str__(self) -> str:
        """Identify one event without naming anybody."""
        return f"{self.action} {self.ref}"


class AuditSeal(models.Model):
    """One link of the chain: the hash over the link before it and over one event."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Identify one link."""
        return f"{self.seq}:{self.hash}"


class AuditRoot(models.Model):
    """The Merkle root over neighbouring links that were sealed in one hour."""

    first_seq = models.BigIntegerField(primary_key=True)
    last_seq = models.BigIntegerField(unique=True)
    hour = models.DateTimeField()  # not unique: a clock may be set back
    root = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Identify one root."""
        return f"{self.first_seq}-{self.last_seq}:{self.root}"
