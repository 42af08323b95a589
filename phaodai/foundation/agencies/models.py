"""Tables of the bodies and their heads."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.units.fields import PathField
from phaodai.foundation.units.models import on_day


class BodyQuerySet(models.QuerySet["Body"]):
    """Filters with a name in the field's own words."""

    def valid_on(self, day: date) -> Self:
        """Keep the bodies that exist on the day."""
        return self.filter(on_day(day, first="valid_from", last="valid_to"))


class Body(models.Model):
    """One body of one unit: what a dispatch addresses and a post is held at."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=40, blank=True, default="")  # of the catalogue; "" is free
    branch = models.CharField(max_length=20)
    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=120, blank=True, default="")
    name_key = models.CharField(max_length=250, db_index=True)
    is_general = models.BooleanField(default=False)  # covers the unit and all below it
    superior = models.ForeignKey("self", models.PROTECT, null=True, related_name="subordinates")
    # Of ids of bodies, so that a unit that moves leaves it alone: "/3/9/".
    path = PathField(max_length=160, default="", db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=~Q(kind="") & Q(valid_to=None),
                name="agencies_one_standard_body",
            ),
            models.UniqueConstraint(
                fields=["unit", "name_key"],
                condition=Q(valid_to=None),
                name="agencies_one_body_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agencies_term_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(superior=None) | ~Q(superior=F("pk")),
                name="agencies_not_below_itself",
            ),
        ]
        indexes = [models.Index(fields=["kind", "unit"], name="agencies_by_kind")]

    def __str__(self) -> str:
        """Identify one body; it names no person."""
        return f"{self.name} ({self.ref})"


class BodyAlias(models.Model):
    """Another wording for one body."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=250)
    key = models.CharField(max_length=250, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "key"], name="agencies_alias_once"),
        ]

    def __str__(self) -> str:
        """Identify one alias."""
        return f"{self.text} = body {self.body_id}"


class HeadPost(models.Model):
    """A seat at the head of a body; two deputies are two seats."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, models.CASCADE, related_name="head_posts")
    title_vi = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True, default="")
    rank = models.PositiveSmallIntegerField(default=1)  # 1 is the head, deputies follow
    is_deputy = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "rank"], name="agencies_one_seat_a_rank"),
            models.CheckConstraint(
                condition=Q(is_deputy=False, rank=1) | Q(is_deputy=True, rank__gt=1),
                name="agencies_head_is_first",
            ),
        ]

    def __str__(self) -> str:
        """Identify one seat; it names no person."""
        return f"{self.title_vi} {self.rank} of body {self.body_id}"


class Tenure(models.Model):
    """Who sat on a seat from day to day; heads of public bodies are named in public."""

    head_post = models.ForeignKey(HeadPost, models.CASCADE, related_name="tenures")
    holder = models.CharField(max_length=160)
    user_ref = models.UUIDField(null=True)  # accounts is above; no foreign key upwards
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["head_post"],
                condition=Q(last_day=None),
                name="agencies_one_holder_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["head_post", "first_day"], name="agencies_one_holder_a_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="agencies_tenure_not_negative",
            ),
        ]

    def __str__(self) -> str:
        """Identify one tenure; it names no person."""
        return f"tenure {self.pk} of seat {self.head_post_id}"


class NumberSeries(models.Model):
    """The last number that was given in one register of one body and year; see `numbering`."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    series = models.CharField(max_length=62)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "series", "year"], name="agencies_one_series_a_year"
            ),
        ]

    def __str__(self) -> str:
        """Name the register and its last number."""
        return f"{self.series} {self.year}: {self.last}"
