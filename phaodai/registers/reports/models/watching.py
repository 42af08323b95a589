"""What the duty officers keep beside the reports: returns, reminders, habits, closed periods."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.reports.models.forms import Form
from phaodai.registers.reports.models.reports import Report


class Return(models.Model):
    """A revision that was sent back with a reason; the next revision answers it."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="returns")
    number = models.PositiveIntegerField()  # of the revision
    reason = models.CharField(max_length=1000)
    returned_by = models.CharField(max_length=150)
    returned_by_ref = models.UUIDField(null=True)
    returned_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                condition=Q(taken_back_at=None),
                name="reports_returned_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0) & ~Q(reason=""), name="reports_returned_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("returned_at")),
                name="reports_taken_back_after_it",
            ),
        ]

    def __str__(self) -> str:
        """Identify one return."""
        return f"return of {self.report_id}"


class NudgeQuerySet(ScopedQuerySet["Nudge"]):
    """Reminders of bodies."""


class Nudge(models.Model):
    """A body was reminded of a report that is not there."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    day = models.DateField()  # the last day of the period
    at = models.DateTimeField()
    sent_by = models.CharField(max_length=150)
    sent_by_ref = models.UUIDField(null=True)
    mailed_at = models.DateTimeField(null=True)  # to all who have an address there

    objects: ClassVar[NudgeQuerySet] = NudgeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["form", "day"], name="reports_nudges_of_a_day"),
            models.Index(fields=["body", "day"], name="reports_nudges_of_a_body"),
        ]

    def __str__(self) -> str:
        """Identify one reminder."""
        return f"reminder {self.pk} of body {self.body_id}"


class Habit(models.Model):
    """When a body usually files, in minutes after the end of a period; see `rules.habits`."""

    body = models.ForeignKey("agencies.Body", models.CASCADE, related_name="+")
    form = models.ForeignKey(Form, models.CASCADE, related_name="+")
    usual = models.IntegerField()
    alarm = models.IntegerField()  # from when its silence is unusual

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "body"], name="reports_one_habit"),
            models.CheckConstraint(
                condition=Q(alarm__gt=F("usual")), name="reports_alarm_after_the_usual"
            ),
        ]

    def __str__(self) -> str:
        """Identify one habit."""
        return f"habit {self.pk} of body {self.body_id}"


class Closing(models.Model):
    """A period whose cut-off has passed and was counted: who had to file, and who did in time."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    day = models.DateField()
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "day"], name="reports_closed_once")]

    def __str__(self) -> str:
        """Identify one period."""
        return f"closing of {self.form_id} on {self.day}"
