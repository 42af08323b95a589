"""Spreadsheets that somebody is about to file: staged, looked through, filed row by row."""

import uuid

from django.db import models
from django.db.models import Q

from phaodai.registers.reports.models.forms import Form
from phaodai.registers.reports.states import Channel, RowState, WorkbookState


class Workbook(models.Model):
    """One upload or paste, its owner's alone; it states nothing and is swept after some days."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.UUIDField()  # the user
    form = models.ForeignKey(Form, models.CASCADE, related_name="+")
    day = models.DateField(null=True)  # the period of rows that name none
    carries = models.BooleanField(default=False)
    name = models.CharField(max_length=150, blank=True)  # of the file
    sha256 = models.CharField(max_length=64)  # of what it holds
    content = models.BinaryField()  # the sheets, JSON packed by zlib; empty once it is over
    chosen = models.JSONField(default=list)  # positions of the sheets that are taken
    columns = models.JSONField(default=dict)  # position -> index of a column -> what was said
    parts = models.JSONField(default=list)  # what was found of each sheet taken
    replaces = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True, default="")
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    fault = models.JSONField(null=True)  # of an unfit one, in both languages
    n_lines = models.PositiveIntegerField(default=0)  # rows below the headings, of all sheets
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    worker = models.UUIDField(null=True)  # who is at it
    leased_until = models.DateTimeField(null=True)  # and until when nobody else may be

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in WorkbookState]),
                name="reports_known_workbook_state",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[each.value for each in Channel]),
                name="reports_known_workbook_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-made_at"], name="reports_own_workbooks"),
            models.Index(
                fields=["leased_until"],
                condition=Q(state__in=[WorkbookState.JUDGING, WorkbookState.FILING]),
                name="reports_workbooks_to_do",
            ),
        ]

    def __str__(self) -> str:
        """Identify one workbook."""
        return f"workbook {self.ref}"


class WorkbookRow(models.Model):
    """One row of a workbook that speaks of a unit, as it was judged, and what became of it."""

    workbook = models.ForeignKey(Workbook, models.CASCADE, related_name="rows")
    at = models.PositiveIntegerField()  # among the rows of all its sheets
    verdict = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=RowState.LOOKED)
    line = models.JSONField()  # the judged row
    receipt = models.CharField(max_length=12, blank=True, default="")
    problem = models.JSONField(null=True)  # why it was not taken, in both languages

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workbook", "at"], name="reports_one_row_of_a_workbook")
        ]
        indexes = [
            models.Index(fields=["workbook", "verdict", "at"], name="reports_rows_by_verdict"),
            models.Index(fields=["workbook", "state", "at"], name="reports_rows_by_state"),
        ]

    def __str__(self) -> str:
        """Identify one row."""
        return f"row {self.at} of workbook {self.workbook_id}"
