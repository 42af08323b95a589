"""Letters that brought reports, or tried to."""

import uuid

from django.db import models
from django.db.models import Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.reports.states import AnswerState, LetterState


class LetterQuerySet(ScopedQuerySet["Letter"]):
    """Letters; those that belong to no body are the operator's alone."""


class Letter(models.Model):
    """One letter from the mailbox; its text is not kept, the letter itself stays in the mailbox."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=64, unique=True)  # SHA-256 of what tells letters apart
    message_id = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=254, blank=True)  # as it says of itself
    sender_ref = models.UUIDField(null=True)  # the user of that address
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    received_at = models.DateTimeField()
    proofs = models.JSONField(default=dict)  # "spf", "dkim", "dmarc" -> what our server found
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True, default="")
    enclosures = models.JSONField(default=list)  # names, hashes, reports and what came of them
    answer_state = models.CharField(max_length=10, default=AnswerState.NONE)
    answer_tries = models.PositiveSmallIntegerField(default=0)
    answer_at = models.DateTimeField(null=True)  # of the next try, or of the one that went out
    settled_by = models.CharField(max_length=150, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_note = models.CharField(max_length=500, blank=True, default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in LetterState]),
                name="reports_known_letter_state",
            ),
            models.CheckConstraint(
                condition=Q(answer_state__in=[each.value for each in AnswerState]),
                name="reports_known_answer_state",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.SETTLED, settled_at__isnull=False)
                | (~Q(state=LetterState.SETTLED) & Q(settled_at=None)),
                name="reports_letter_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="reports_letters_by_state"),
            models.Index(
                fields=["answer_at"],
                condition=Q(answer_state=AnswerState.DUE),
                name="reports_answers_due",
            ),
        ]

    def __str__(self) -> str:
        """Identify one letter."""
        return f"letter {self.ref}"
