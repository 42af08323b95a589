"""Forms and their versions; they hold for the whole installation and name nobody's unit."""

import uuid

from django.db import models
from django.db.models import F, Q

from phaodai.registers.reports.states import VersionState


class Form(models.Model):
    """A form through all its versions."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()
    last_day = models.DateField(null=True)  # None: still asked for

    def __str__(self) -> str:
        """Name the code."""
        return self.code


class FormVersion(models.Model):
    """One definition of a form; it never changes once it was approved."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()  # as `engines.forms.dumping.dump` writes it
    digest = models.CharField(max_length=64)  # SHA-256 of the definition in its canonical writing
    state = models.CharField(max_length=10, default=VersionState.PROPOSED)
    first_day = models.DateField(null=True)  # of an approved one
    drawn_up_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    proposed_by_ref = models.UUIDField(null=True)  # the user: a token of his bears another name
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided_by_ref = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")  # why it was refused, on what it was approved

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="reports_one_version_number"),
            models.UniqueConstraint(fields=["form", "first_day"], name="reports_one_first_day"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in VersionState]),
                name="reports_known_version_state",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.APPROVED, first_day__isnull=False)
                | (~Q(state=VersionState.APPROVED) & Q(first_day=None)),
                name="reports_approved_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=VersionState.PROPOSED,
                    decided_at=None,
                    decided_by="",
                )
                | (
                    Q(
                        state__in=[VersionState.APPROVED, VersionState.REFUSED],
                        decided_at__isnull=False,
                    )
                    & ~Q(decided_by="")
                ),
                name="reports_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.APPROVED)
                | (
                    ~Q(decided_by=F("proposed_by"))
                    & (Q(proposed_by_ref=None) | ~Q(decided_by_ref=F("proposed_by_ref")))
                ),
                name="reports_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        """Identify one version."""
        return f"form {self.form_id} version {self.number}"
