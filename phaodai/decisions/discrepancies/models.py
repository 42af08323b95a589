"""Tables of findings, of rules that people changed, and of cases claimed."""

import uuid

from django.db import models
from django.db.models import F, Q

from phaodai.decisions.discrepancies.states import RUNNING, Act, Reached, State
from phaodai.foundation.access.scoping import ScopedQuerySet


class RuleVersion(models.Model):
    """A rule as somebody proposed it; it holds from the approval of another person on.

    What the product comes with is no row: it holds until a row of the same code says otherwise.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, db_index=True)
    definition = models.JSONField()
    is_on = models.BooleanField()
    reason = models.CharField(max_length=1000)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    proposed_by_ref = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided_by_ref = models.UUIDField(null=True)
    is_approved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, is_approved=None, decided_by="")
                | Q(decided_at__isnull=False, is_approved__isnull=False) & ~Q(decided_by=""),
                name="discrepancies_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="discrepancies_two_persons"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(decided_at=None),
                name="discrepancies_one_proposal_a_rule",
            ),
        ]

    def __str__(self) -> str:
        """Identify one version."""
        return f"rule {self.code} #{self.pk}"


class FindingQuerySet(ScopedQuerySet["Finding"]):
    """Findings of bodies."""

    def running(self) -> "FindingQuerySet":
        """Keep what is neither accepted nor corrected."""
        return self.filter(state__in=RUNNING)


class Finding(models.Model):
    """Figures that disagree, who answers for them, and what came of it."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200)  # the same disagreement has the same key
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    text_vi = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    day = models.DateField()  # of the figure that has to be explained
    figure = models.CharField(max_length=160, blank=True)  # the figure itself
    disease = models.CharField(max_length=40, blank=True)
    figures = models.JSONField()  # side by side, with their revisions
    evidence = models.JSONField()  # both sides, likelihoods, how often by chance
    head_title = models.CharField(max_length=160, blank=True)  # who held the post on the day
    head_name = models.CharField(max_length=160, blank=True)
    head_user = models.UUIDField(null=True)

    state = models.CharField(max_length=10, default=State.OPEN)
    found_at = models.DateTimeField()
    judged_at = models.DateTimeField()  # when the figures were last looked at and still disagreed
    asked_at = models.DateTimeField()  # from when the term runs: found, changed or returned
    due_at = models.DateTimeField()
    hours = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField(null=True)
    reached = models.CharField(max_length=10, default=Reached.NOBODY)
    explanation = models.TextField(blank=True, default="")
    explained_at = models.DateTimeField(null=True)
    explained_by = models.CharField(max_length=150, blank=True, default="")
    explained_by_ref = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    n_steps = models.PositiveIntegerField(default=0)  # what a page was shown, against two at once

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(closed_at=None), name="discrepancies_one_open_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in State]),
                name="discrepancies_known_state",
            ),
            models.CheckConstraint(
                condition=Q(reached__in=[each.value for each in Reached]),
                name="discrepancies_known_reach",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, state__in=[s.value for s in State if s in RUNNING])
                | Q(
                    closed_at__isnull=False,
                    state__in=[State.ACCEPTED.value, State.CORRECTED.value],
                ),
                name="discrepancies_closed_with_a_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.EXPLAINED.value, State.ACCEPTED.value])
                | (Q(explained_at__isnull=False) & ~Q(explanation="") & ~Q(explained_by="")),
                name="discrepancies_explained_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["key", "closed_at"], name="discrepancies_by_key"),
            models.Index(fields=["unit", "state"], name="discrepancies_of_unit"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="discrepancies_due"),
        ]

    def __str__(self) -> str:
        """Identify one finding."""
        return f"finding {self.ref}: {self.key} {self.state}"


class Step(models.Model):
    """One thing that happened to a finding. Append-only."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, blank=True)  # "" is the clock
    text = models.TextField(blank=True)
    figures = models.JSONField(null=True)  # as they stood, where they were looked at

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=[each.value for each in Act]), name="discrepancies_known_act"
            ),
        ]

    def __str__(self) -> str:
        """Identify one step."""
        return f"{self.act} of finding {self.finding_id}"


class Claim(models.Model):
    """A unit says on a day that a case is its own: a code and no name."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    code = models.CharField(max_length=60)  # as it was written
    key = models.CharField(max_length=60, db_index=True)  # without what hands add to it
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "key"], name="discrepancies_claimed_once"
            ),
        ]

    def __str__(self) -> str:
        """Identify one claim; it names no person."""
        return f"claim {self.pk} of unit {self.unit_id}"
