"""Reports, and everything that was ever sent for them."""

import uuid

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.reports.models.forms import Form, FormVersion
from phaodai.registers.reports.states import Channel, HoldReason, SubmissionState, Timeliness


class ReportQuerySet(ScopedQuerySet["Report"]):
    """Reports of bodies."""

    grant_kind = "report"


class Report(models.Model):
    """What one unit says by one form of one period; `head` counts its revisions."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    day = models.DateField()  # the last day of the period
    head = models.PositiveIntegerField(default=0)  # 0: nothing was accepted yet
    first_received_at = models.DateTimeField(null=True)
    lateness = models.CharField(max_length=16, blank=True, default="")  # of the first revision
    certified = models.PositiveIntegerField(default=0, db_default=0)  # the last revision that was
    accepted = models.PositiveIntegerField(default=0, db_default=0)  # and that locks it
    unlocked_until = models.DateTimeField(null=True)  # the end of an exception

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "day"], name="reports_one_report_a_period"
            ),
            models.CheckConstraint(
                condition=Q(head=0, first_received_at=None, lateness="")
                | Q(
                    head__gt=0,
                    first_received_at__isnull=False,
                    lateness__in=[each.value for each in Timeliness],
                ),
                name="reports_received_with_the_first_revision",
            ),
            models.CheckConstraint(
                condition=Q(accepted__lte=F("head")) & Q(certified__lte=F("head")),
                name="reports_vouched_for_a_revision",
            ),
        ]
        indexes = [models.Index(fields=["form", "day"], name="reports_of_a_day")]

    def __str__(self) -> str:
        """Identify one report."""
        return f"report {self.ref}"


class Submission(models.Model):
    """One thing that was sent, with its answer; an accepted one is a revision and never changes."""

    submission = models.UUIDField(unique=True)  # UUIDv7 of the sender
    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    base = models.UUIDField(null=True)
    content = models.CharField(max_length=64)  # SHA-256 of what was sent
    values = models.JSONField()  # text by field
    comments = models.JSONField()  # by rule
    channel = models.CharField(max_length=8)
    sent_by = models.CharField(max_length=150)
    sent_by_ref = models.UUIDField(null=True)
    filled_at = models.DateTimeField(null=True)  # by the device, its clock corrected
    clock_offset = models.DurationField(null=True)  # by which it was corrected, as measured
    received_at = models.DateTimeField()  # the first time, by the server
    accepted_at = models.DateTimeField(null=True)  # later than that where it waited
    state = models.CharField(max_length=10)
    number = models.PositiveIntegerField(null=True)  # of a revision
    receipt = models.CharField(max_length=12, blank=True, default="")
    lateness = models.CharField(max_length=16, blank=True, default="")
    hold_reason = models.CharField(max_length=16, blank=True, default="")
    answer = models.JSONField(default=dict)  # what else was answered: faults, or the merge shown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reports_one_revision"),
            models.CheckConstraint(
                condition=Q(
                    state=SubmissionState.ACCEPTED,
                    number__gt=0,
                    lateness__in=[each.value for each in Timeliness],
                    hold_reason="",
                )
                | Q(
                    state=SubmissionState.HELD,
                    number=None,
                    hold_reason__in=[each.value for each in HoldReason],
                )
                | Q(
                    state__in=[SubmissionState.STALE, SubmissionState.REFUSED],
                    number=None,
                    hold_reason="",
                ),
                name="reports_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[each.value for each in Channel]),
                name="reports_known_channel",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(state=SubmissionState.HELD),
                name="reports_waiting",
            ),
        ]

    def __str__(self) -> str:
        """Identify one submission."""
        return f"submission {self.submission}"
