"""Tables of the tree of units."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.units.fields import PathField
from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.units import UnitLevel


def on_day(day: date, *, first: str, last: str) -> Q:
    """Keep rows whose term covers the day; an open end covers all later days."""
    return Q(**{f"{first}__lte": day}) & (Q(**{last: None}) | Q(**{f"{last}__gte": day}))


class UnitQuerySet(models.QuerySet["Unit"]):
    """Filters with a name in the field's own words."""

    def valid_on(self, day: date) -> Self:
        """Keep the units that exist on the day."""
        return self.filter(on_day(day, first="valid_from", last="valid_to"))


class Unit(models.Model):
    """One unit between two days; what is renamed or merged from a day on is another row."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)  # the official word in lower case: "huyện"
    name = models.CharField(max_length=200)  # without the kind: "Mai Sơn"
    name_en = models.CharField(max_length=200, blank=True, default="")
    name_key = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True, default="")  # "" below the commune
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the last day, included
    # The last parent; what it was on an earlier day is in ParentLink.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = PathField(max_length=160, default="", db_index=True)  # of internal ids: "/1/58/"
    is_remote = models.BooleanField(default=False)  # vùng sâu, vùng xa, hải đảo
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from", "level"],
                condition=~Q(code=""),
                name="units_code_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(level=UnitLevel.COUNTRY.value),
                name="units_one_country",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="units_term_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in UnitLevel]),
                name="units_known_level",
            ),
            models.CheckConstraint(
                condition=Q(level=UnitLevel.COUNTRY.value, parent=None)
                | (~Q(level=UnitLevel.COUNTRY.value) & Q(parent__isnull=False)),
                name="units_only_the_country_has_no_parent",
            ),
        ]
        indexes = [models.Index(fields=["name_key", "level"], name="units_by_name")]

    def __str__(self) -> str:
        """Identify one unit; places are no secret."""
        return f"{self.full_name} ({self.code or self.ref})"

    @property
    def full_name(self) -> str:
        """Kind and name as they stand in a sentence: "huyện Mai Sơn"; "Việt Nam" alone."""
        if self.level == UnitLevel.COUNTRY:
            return self.name
        return f"{self.kind} {self.name}".strip()


class ParentLink(models.Model):
    """Below which unit a unit lies, from day to day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="child_links")
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "first_day"], name="units_one_parent_a_day"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(last_day=None), name="units_one_running_parent"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="units_link_not_negative",
            ),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="units_not_below_itself"),
        ]

    def __str__(self) -> str:
        """Identify one link."""
        return f"{self.unit_id} below {self.parent_id} from {self.first_day}"


class Ancestor(models.Model):
    """Below which units a unit lies, however far above, from day to day: derived from the links.

    Totals ask it "who lay below whom" a hundred thousand times a day; see `closure`. Days are
    ordinals (0001-01-01 is 1), both included.
    """

    pk = models.CompositePrimaryKey("above_id", "depth", "unit_id", "first_day")
    above = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    depth = models.PositiveSmallIntegerField()  # of the unit's level, the country's being 0
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    first_day = models.IntegerField()
    last_day = models.IntegerField()  # date.max where there is no end

    def __str__(self) -> str:
        """Identify one term."""
        return f"{self.unit_id} below {self.above_id} from {self.first_day}"


class UnitAlias(models.Model):
    """Another wording for a unit: an abbreviation, a former or a foreign name."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=12, default=AliasKind.OTHER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "text"], name="units_alias_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in AliasKind]),
                name="units_known_alias_kind",
            ),
        ]

    def __str__(self) -> str:
        """Identify one alias."""
        return f"{self.text} = {self.unit_id}"


class Succession(models.Model):
    """What became of a unit: part or all of the old one goes to the new one on a day.

    `share` is the part of the old unit's people that goes over, from 0 to 1; None says that
    nobody has counted it. Where all shares of an old unit are known they sum to 1.
    """

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    day = models.DateField()  # the first day of the new one
    share = models.FloatField(null=True)
    reason = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="units_succession_once"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=1),
                name="units_share_is_a_part",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[change.value for change in Change]),
                name="units_known_change",
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="units_not_its_own_heir"),
        ]

    def __str__(self) -> str:
        """Identify one succession."""
        return f"{self.old_id} to {self.new_id} on {self.day}"


class Edition(models.Model):
    """A statement of the whole tree that was loaded: the day it describes and where it is from.

    The next one is compared with the tree as of its own day; an older one may only confirm.
    """

    day = models.DateField()
    source = models.CharField(max_length=80)
    n_units = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source"], name="units_edition_once"),
        ]

    def __str__(self) -> str:
        """Identify one edition."""
        return f"{self.source} of {self.day}"
