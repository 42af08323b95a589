"""Who vouches for reports, and the editions in which they are added up."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.reports.models.forms import Form
from phaodai.registers.reports.models.reports import Report, Submission
from phaodai.registers.reports.states import PartStanding, Vouching


class EditionQuerySet(ScopedQuerySet["Edition"]):
    """Editions of bodies."""

    grant_kind = "edition"


class Edition(models.Model):
    """What one body made of the reports below it, by one form of one period; never changed.

    A later report makes a new edition. The columns from `certified_at` on are copies of what its
    vouchers say.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    day = models.DateField()  # the last day of the period
    number = models.PositiveIntegerField()
    compiled_at = models.DateTimeField()  # as of which it knows
    compiled_by = models.CharField(max_length=150)
    compiled_by_ref = models.UUIDField(null=True)
    sums = models.JSONField()  # by field: amount and count, both without and with carried
    n_expected = models.PositiveIntegerField()
    n_reported = models.PositiveIntegerField()
    n_carried = models.PositiveIntegerField()
    certified_at = models.DateTimeField(null=True)
    certified_by = models.CharField(max_length=150, blank=True, default="")
    accepted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    unlocked_until = models.DateTimeField(null=True)

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "form", "day", "number"], name="reports_one_edition"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0)
                & Q(n_reported__lte=models.F("n_expected") - models.F("n_carried")),
                name="reports_edition_counts",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(certified_at__isnull=False),
                name="reports_accepted_after_certified",
            ),
        ]
        indexes = [models.Index(fields=["form", "day"], name="reports_editions_of_a_day")]

    def __str__(self) -> str:
        """Identify one edition."""
        return f"edition {self.ref}"


class EditionPart(models.Model):
    """One unit in an edition: the exact revision, or the lower edition, that it adds."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parts")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")
    lower = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "unit"], name="reports_one_part_a_unit"),
            models.CheckConstraint(
                condition=Q(standing=PartStanding.MISSING, submission=None, lower=None)
                | Q(standing=PartStanding.CARRIED, submission__isnull=False, lower=None)
                | Q(standing=PartStanding.INCLUDED, submission__isnull=False, lower=None)
                | Q(standing=PartStanding.INCLUDED, submission=None, lower__isnull=False),
                name="reports_part_cites",
            ),
        ]

    def __str__(self) -> str:
        """Identify one part."""
        return f"part {self.pk} of edition {self.edition_id}"


class Voucher(models.Model):
    """One act by which somebody vouches for a revision or an edition; kept for ever."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="vouchers")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="vouchers")
    act = models.CharField(max_length=8)
    number = models.PositiveIntegerField()  # of the revision or edition
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_ref = models.UUIDField(null=True)
    reason = models.CharField(max_length=1000, blank=True, default="")
    until = models.DateTimeField(null=True)  # when an exception ends

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, edition__isnull=False)
                | Q(report__isnull=False, edition=None),
                name="reports_voucher_of_one",
            ),
            models.CheckConstraint(
                condition=Q(act=Vouching.UNLOCK, until__isnull=False) & ~Q(reason="")
                | Q(act=Vouching.RETURN, until=None) & ~Q(reason="")
                | Q(
                    act__in=[Vouching.CERTIFY, Vouching.ACCEPT, Vouching.RELOCK],
                    until=None,
                ),
                name="reports_voucher_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["report", "at"], name="reports_vouchers_of_report"),
            models.Index(fields=["edition", "at"], name="reports_vouchers_of_edition"),
        ]

    def __str__(self) -> str:
        """Identify one act."""
        return f"voucher {self.ref}"


class Rigour(models.Model):
    """What a body asks for beyond the ordinary before it passes anything on."""

    body = models.OneToOneField("agencies.Body", models.CASCADE, related_name="+")
    certified_first = models.BooleanField()  # it accepts only what the heads below certified
    two_persons = models.BooleanField()  # who files or compiles does not certify it as well

    def __str__(self) -> str:
        """Identify one setting."""
        return f"rigour of body {self.body_id}"
