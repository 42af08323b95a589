"""Papers that go up: their templates, drafts with each change, and where they were sent."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.reports.models.compiling import Edition
from phaodai.registers.reports.models.forms import Form
from phaodai.registers.reports.states import PaperState, SendingState


class PaperTemplate(models.Model):
    """One version of how a body words a paper; the last one holds."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # see `wording.Content`
    made_by = models.CharField(max_length=150)
    made_by_ref = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "form", "number"], name="reports_one_version_of_a_template"
            ),
        ]

    def __str__(self) -> str:
        """Identify one version."""
        return f"template {self.ref}"


class PaperQuerySet(ScopedQuerySet["Paper"]):
    """Papers of bodies."""

    grant_kind = "paper"


class Paper(models.Model):
    """The paper that is made of an edition; once issued it never changes."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="papers")
    content = models.JSONField()  # see `wording.Content`
    version = models.PositiveIntegerField(default=1)  # counts changes, so that none is lost
    state = models.CharField(max_length=8)
    number = models.PositiveIntegerField(null=True)  # of the register of outgoing papers
    day = models.DateField(null=True)
    code = models.CharField(max_length=12, unique=True)  # proves it to anybody
    root = models.CharField(
        max_length=64, blank=True, default=""
    )  # of the audit trail, as sealed last before it was numbered
    root_at = models.DateTimeField(null=True)  # when that was sealed
    written_by = models.CharField(max_length=150)
    written_by_ref = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150, blank=True, default="")
    issued_by_ref = models.UUIDField(null=True)
    issued_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")  # what was issued, as plain words

    objects: ClassVar[PaperQuerySet] = PaperQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT, number=None, day=None, issued_at=None)
                | Q(state=PaperState.NUMBERED, number__gt=0, day__isnull=False, issued_at=None)
                | Q(
                    state=PaperState.ISSUED,
                    number__gt=0,
                    day__isnull=False,
                    issued_at__isnull=False,
                )
                | Q(state=PaperState.DROPPED, issued_at=None),
                name="reports_paper_as_far_as_its_state",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=[PaperState.DRAFT, PaperState.NUMBERED]),
                name="reports_one_draft_of_an_edition",
            ),
        ]

    def __str__(self) -> str:
        """Identify one paper."""
        return f"paper {self.ref}"


class PaperSending(models.Model):
    """One way that an issued paper goes to one addressee."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sendings")
    addressee = models.CharField(max_length=300)  # as the paper names it
    body = models.ForeignKey("agencies.Body", models.PROTECT, null=True, related_name="+")
    address = models.CharField(
        max_length=254, blank=True, default=""
    )  # of mail; "" within the system
    state = models.CharField(max_length=8)
    site = models.CharField(max_length=200, blank=True, default="")  # where receipt is confirmed
    sent_by = models.CharField(max_length=150, blank=True, default="")
    sent_by_ref = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=150, blank=True, default="")
    received_by_ref = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    message_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "body"],
                condition=Q(body__isnull=False),
                name="reports_sent_once_to_each_body",
            ),
            models.UniqueConstraint(
                fields=["paper", "address"],
                condition=Q(body=None),
                name="reports_sent_once_to_each_address",
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(address=""), name="reports_sent_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in SendingState]),
                name="reports_known_sending_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=SendingState.DUE),
                name="reports_papers_to_send",
            ),
        ]

    def __str__(self) -> str:
        """Identify one sending."""
        return f"sending {self.ref}"
