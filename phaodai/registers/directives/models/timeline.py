"""The timeline: every act on a document's obligations, by whom, when and why."""

import uuid

from django.db import models
from django.db.models import Q

from phaodai.registers.directives.models.assignments import Assignment, Occurrence
from phaodai.registers.directives.models.documents import Document
from phaodai.registers.directives.models.obligations import Obligation
from phaodai.registers.directives.models.proposals import Proposal
from phaodai.registers.directives.states import Act


class Entry(models.Model):
    """One line. It is shown with what it belongs to and has no sight of its own."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="entries")
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.SET_NULL, related_name="entries"
    )
    obligation = models.ForeignKey(
        Obligation, null=True, on_delete=models.SET_NULL, related_name="entries"
    )
    assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.SET_NULL, related_name="entries"
    )
    occurrence = models.ForeignKey(
        Occurrence, null=True, on_delete=models.SET_NULL, related_name="entries"
    )
    act = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)  # as in the trail
    user_ref = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    body_ref = models.UUIDField(null=True)  # where that role is held
    text = models.TextField(blank=True, default="")  # reason, note or what was reported
    details = models.JSONField(default=dict)  # what changed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=[act.value for act in Act]), name="directives_entry_known_act"
            ),
        ]
        indexes = [
            models.Index(fields=["obligation", "id"], name="directives_entry_obligation"),
            models.Index(fields=["assignment", "id"], name="directives_entry_assignment"),
            models.Index(fields=["document", "id"], name="directives_entry_document"),
        ]

    def __str__(self) -> str:
        """Identify one line."""
        return f"{self.act} {self.ref}"
