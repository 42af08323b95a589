"""The table of facts, its dimensions and the table of targets."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q


class Basis(models.IntegerChoices):
    """How a value came about; the two are never added up."""

    STATED = 1, "STATED"  # a unit says so in a report
    COUNTED = 2, "COUNTED"  # a register counted its own rows


class Comparator(models.TextChoices):
    """How a target compares the value with its number."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


class Indicator(models.Model):
    """A code of the catalogue, or a `local.*` one that an administrator added.

    The catalogue lives in the code; its wordings stand here for those who read with SQL.
    """

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8)
    is_local = models.BooleanField(default=False)
    label_vi = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    measure = models.CharField(max_length=40)
    definition_vi = models.TextField()
    definition_en = models.TextField()
    defined_in = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_local=True, code__startswith="local.")
                | (Q(is_local=False) & ~Q(code__startswith="local.")),
                name="indicators_local_codes_say_so",
            ),
        ]

    def __str__(self) -> str:
        """Name the code."""
        return self.code


class Disease(models.Model):
    """A disease by its code; the empty code is "no disease in particular"."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    label_vi = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        """Name the code."""
        return self.code or "-"


class Source(models.Model):
    """Who says it: a register, a report, a census."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        """Name the code."""
        return self.code


class Stratum(models.Model):
    """A part of the population or of the events, "age=18+;dose=2"; empty is all of them."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        """Name the code."""
        return self.code or "all"


class ValueQuerySet(models.QuerySet["Value"]):
    """Filters with a name in the field's own words."""

    def known_at(self, moment: datetime | None) -> Self:
        """Keep what was believed at a moment; None is now."""
        if moment is None:
            return self.filter(superseded_at=None)
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment), published_at__lte=moment
        )

    def between(self, first: date, last: date) -> Self:
        """Keep the days of a period, both ends included."""
        return self.filter(day__gte=first.toordinal(), day__lte=last.toordinal())


class Value(models.Model):
    """One fact. Append-only: a correction closes the row and adds another.

    So "what did we know at 10:05" stays answerable from the same rows. The keys have no indexes
    of their own: the two below serve all readings, and each index is paid for at every write.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    day = models.IntegerField()  # proleptic Gregorian ordinal, day 1 = 0001-01-01
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    stratum = models.ForeignKey(Stratum, models.PROTECT, related_name="+", db_index=False)
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)
    amount = models.BigIntegerField()  # the value in ten-thousandths, see `amounts`
    revision_ref = models.UUIDField(null=True)  # the version of the report that first said so
    published_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            # What is believed now, and the way of a publication to what it replaces.
            models.UniqueConstraint(
                fields=["unit", "day", "source", "basis", "indicator", "disease", "stratum"],
                condition=Q(superseded_at=None),
                name="indicators_one_current_value",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("published_at")),
                name="indicators_superseded_after_published",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="indicators_known_basis"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="indicators_not_negative"),
        ]
        indexes = [
            # The way of a reading: one measure, some units, a period.
            models.Index(
                fields=["indicator", "stratum", "disease", "source", "basis", "unit", "day"],
                name="indicators_reading",
            ),
        ]

    def __str__(self) -> str:
        """Identify one fact."""
        return f"#{self.pk} indicator {self.indicator_id} unit {self.unit_id} day {self.day}"


class TargetQuerySet(models.QuerySet["Target"]):
    """Filters with a name in the field's own words."""

    def known_at(self, moment: datetime | None) -> Self:
        """Keep the targets that stood at a moment; None is now."""
        if moment is None:
            return self.filter(withdrawn_at=None)
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), published_at__lte=moment
        )

    def running_on(self, day: date) -> Self:
        """Keep the targets whose term covers the day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class Target(models.Model):
    """What an obligation demands of a figure: published by directives, judged by decisions."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", db_index=False)
    stratum = models.ForeignKey(Stratum, models.PROTECT, related_name="+", db_index=False)
    comparator = models.CharField(max_length=2, choices=Comparator.choices)
    amount = models.BigIntegerField()  # in ten-thousandths of the indicator's measure
    first_day = models.DateField()
    last_day = models.DateField(null=True)  # None: until it is withdrawn
    obligation_ref = models.UUIDField(db_index=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation_ref", "unit", "indicator", "disease", "stratum", "comparator"],
                condition=Q(withdrawn_at=None),
                name="indicators_one_running_target",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="indicators_target_term_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(comparator__in=Comparator.values), name="indicators_known_comparator"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("published_at")),
                name="indicators_withdrawn_after_published",
            ),
        ]
        indexes = [models.Index(fields=["unit", "first_day"], name="indicators_targets_of_unit")]

    def __str__(self) -> str:
        """Identify one target."""
        return f"target {self.ref}"
