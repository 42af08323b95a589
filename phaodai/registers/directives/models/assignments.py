"""Assignments: one obligation as one body has to carry it out; its occurrences and reminders."""

import uuid

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.directives.models.obligations import Issue, Obligation
from phaodai.registers.directives.states import (
    OPEN,
    AssignmentState,
    ExtensionState,
    OccurrenceState,
    Part,
    Proof,
    ReminderKind,
)
from phaodai.vocabulary.access import Post


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Assignments: those of a body and below, granted ones, and all that a body issued."""

    grant_kind = "assignment"

    @staticmethod
    def _below(post: Post) -> Q:
        issued = Obligation.objects.filter(body__ref=post.body)
        return ScopedQuerySet._below(post) | Q(obligation__in=issued.values("pk"))  # noqa: SLF001

    def open(self) -> "AssignmentQuerySet":
        """Keep those that still ask for something."""
        return self.filter(state__in=OPEN)


class Assignment(models.Model):
    """One obligation, one body; a body that delegates makes children of its own row."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="assignments")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="assignments")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    depth = models.PositiveSmallIntegerField(default=0)
    part = models.CharField(max_length=11, default=Part.LEAD)
    user_ref = models.UUIDField(null=True)  # of a person inside the body to whom it was given
    state = models.CharField(max_length=12, default=AssignmentState.NEW)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # of the answer that stands
    closed_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True, default="")  # the last word of the body
    evidence = models.JSONField(default=list)  # references of files
    reason = models.TextField(blank=True, default="")  # of a return or a withdrawal
    extension = models.CharField(max_length=8, default=ExtensionState.NONE)
    extension_until = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True, default="")
    # A copy of what the figures say, so that boards filter in one table.
    proof = models.CharField(max_length=10, default=Proof.EVIDENCE)
    proof_value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    proof_reported = models.PositiveIntegerField(null=True)
    proof_expected = models.PositiveIntegerField(null=True)
    proof_as_of = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in AssignmentState]),
                name="directives_assignment_known_state",
            ),
            models.CheckConstraint(
                condition=Q(extension__in=[s.value for s in ExtensionState]),
                name="directives_assignment_known_extension",
            ),
            models.CheckConstraint(
                condition=Q(proof__in=[s.value for s in Proof]),
                name="directives_assignment_known_proof",
            ),
            models.CheckConstraint(
                condition=Q(part__in=[Part.LEAD.value, Part.COORDINATE.value]),
                name="directives_assignment_part",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="directives_assignment_percent"
            ),
            models.CheckConstraint(
                condition=Q(depth=0, parent=None) | Q(depth__gt=0, parent__isnull=False),
                name="directives_assignment_depth",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="directives_assignment_not_its_own",
            ),
            models.UniqueConstraint(
                fields=["obligation", "body"],
                condition=Q(parent=None) & ~Q(state=AssignmentState.WITHDRAWN.value),
                name="directives_one_assignment_a_body",
            ),
            models.UniqueConstraint(
                fields=["parent", "body"],
                condition=Q(user_ref=None, parent__isnull=False)
                & ~Q(state=AssignmentState.WITHDRAWN.value),
                name="directives_one_share_a_body",
            ),
            models.UniqueConstraint(
                fields=["parent", "user_ref"],
                condition=Q(user_ref__isnull=False) & ~Q(state=AssignmentState.WITHDRAWN.value),
                name="directives_one_share_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "due_at"], name="directives_assign_body"),
            models.Index(fields=["unit", "state"], name="directives_assign_unit"),
            models.Index(fields=["obligation", "unit"], name="directives_assign_proof"),
            models.Index(
                fields=["due_at"],
                condition=Q(answered_at=None),
                name="directives_assign_due",
            ),
        ]

    def __str__(self) -> str:
        """Identify one assignment."""
        return f"assignment {self.ref}"


class OccurrenceQuerySet(ScopedQuerySet["Occurrence"]):
    """Occurrences; whoever issued the obligation sees them too."""

    @staticmethod
    def _below(post: Post) -> Q:
        issued = Obligation.objects.filter(body__ref=post.body)
        return ScopedQuerySet._below(post) | Q(  # noqa: SLF001
            assignment__obligation__in=issued.values("pk")
        )


class Occurrence(models.Model):
    """One time that a recurring assignment is due, with its own answer."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="occurrences")
    day = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OccurrenceState.OPEN)
    version = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")
    evidence = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OccurrenceState]),
                name="directives_occurrence_known_state",
            ),
            models.UniqueConstraint(
                fields=["assignment", "day"], name="directives_one_occurrence_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "due_at"], name="directives_occurrence_body"),
            models.Index(
                fields=["due_at"],
                condition=Q(answered_at=None),
                name="directives_occurrence_due",
            ),
        ]

    def __str__(self) -> str:
        """Identify one occurrence."""
        return f"{self.day} of assignment {self.assignment_id}"


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders belong to the body that is reminded."""


class Reminder(models.Model):
    """One reminder of one deadline; a deadline that was moved is another one."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reminders")
    occurrence = models.ForeignKey(
        Occurrence, null=True, on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=12)
    deadline = models.DateTimeField()
    moment = models.DateTimeField()  # from when it was to be shown
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in ReminderKind]),
                name="directives_reminder_known_kind",
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind", "deadline"],
                condition=Q(occurrence=None),
                name="directives_reminder_once",
            ),
            models.UniqueConstraint(
                fields=["occurrence", "kind", "deadline"],
                condition=Q(occurrence__isnull=False),
                name="directives_reminder_once_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "moment"],
                condition=Q(acknowledged_at=None),
                name="directives_reminder_waiting",
            ),
        ]

    def __str__(self) -> str:
        """Identify one reminder."""
        return f"{self.kind} of assignment {self.assignment_id}"
