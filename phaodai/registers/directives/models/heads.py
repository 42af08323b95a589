"""What is on record of heads, and who may act for them in writing."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.directives.models.assignments import Assignment
from phaodai.registers.directives.states import JudgementKind


class MandateQuerySet(ScopedQuerySet["Mandate"]):
    """Filters in the words of the register."""

    def running(self, on: date) -> Self:
        """Keep those that hold on a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on, ended_at=None)


class Mandate(models.Model):
    """A written delegation: a duty officer may issue, accept and return in the head's name."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    user_ref = models.UUIDField()
    basis = models.CharField(max_length=300)  # number and day of the paper
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="directives_mandate_not_negative",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="directives_mandate_in_writing"),
        ]
        indexes = [models.Index(fields=["user_ref", "body"], name="directives_mandate_user")]

    def __str__(self) -> str:
        """Identify one mandate."""
        return f"mandate {self.ref}"


class JudgementQuerySet(ScopedQuerySet["Judgement"]):
    """Judgements are seen from above and by the body whose head it is."""


class Judgement(models.Model):
    """Praise, criticism or a breach of a head, with its basis and evidence."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    tenure = models.ForeignKey("agencies.Tenure", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.PROTECT, related_name="judgements"
    )
    kind = models.CharField(max_length=9)
    text = models.TextField()
    basis = models.CharField(max_length=300)
    evidence = models.JSONField(default=list)
    day = models.DateField()  # of what is judged
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    user_ref = models.UUIDField(null=True)
    by_body_ref = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True, default="")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in JudgementKind]),
                name="directives_judgement_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(basis=""), name="directives_judgement_has_a_basis"
            ),
        ]

    def __str__(self) -> str:
        """Identify one judgement; it names no person."""
        return f"{self.kind} {self.ref}"
