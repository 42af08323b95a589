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


class Series(models.Model):
    """One thing that one source says: what is measured, of which disease and stratum, and how.

    Values name it by one small number instead of five.
    """

    id = models.AutoField(primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="+", db_index=False)
    stratum = models.ForeignKey(Stratum, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "disease", "stratum", "source", "basis"],
                name="indicators_series_once",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="indicators_series_known_basis"
            ),
        ]

    def __str__(self) -> str:
        """Identify one series."""
        return f"series {self.pk} of indicator {self.indicator_id}"


class Publication(models.Model):
    """One time that a source spoke: the moment from which its values are known."""

    id = models.BigAutoField(primary_key=True)
    revision_ref = models.UUIDField(null=True)  # the version of the report that says so
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        """Identify one publication."""
        return f"publication {self.pk}"


# The numbers in the tables below are written by this room alone, from rows that it has just read
# and that nobody deletes: the database need not look each of them up again, a million times a day.


class Value(models.Model):
    """One fact as it is believed now: a unit, a series, a day and an amount."""

    pk = models.CompositePrimaryKey("unit_id", "series_id", "day")
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    day = models.IntegerField()  # proleptic Gregorian ordinal, day 1 = 0001-01-01
    amount = models.BigIntegerField()  # the value in ten-thousandths, see `amounts`
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="indicators_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        """Identify one fact."""
        return f"series {self.series_id} unit {self.unit_id} day {self.day}"


class PastValue(models.Model):
    """One fact as it was believed until another publication corrected or withdrew it.

    So "what did we know at 10:05" stays answerable; rows are only ever added.
    """

    pk = models.CompositePrimaryKey("unit_id", "series_id", "day", "publication_id")
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    day = models.IntegerField()
    amount = models.BigIntegerField()
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    closed_by = models.ForeignKey(
        Publication, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    def __str__(self) -> str:
        """Identify one former fact."""
        return f"former series {self.series_id} unit {self.unit_id} day {self.day}"


class Total(models.Model):
    """What the units of one level below a unit say together on a day: the roll-up.

    Kept for the present alone, in the transaction of the values that it sums up.
    """

    pk = models.CompositePrimaryKey("unit_id", "depth", "series_id", "day")
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    depth = models.SmallIntegerField()  # of the level whose statements are summed
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    day = models.IntegerField()
    amount = models.BigIntegerField()
    n_reported = models.IntegerField()  # 0 where all that was said is withdrawn
    known_at = models.DateTimeField()  # when the newest of it was said, corrected or withdrawn

    def __str__(self) -> str:
        """Identify one total."""
        return f"total of series {self.series_id} below unit {self.unit_id} on day {self.day}"


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
