"""Rows of the tree hung elsewhere: links, parents and paths kept in step.

Paths of units stored by other rooms grow stale when a unit moves, so they store none: posts keep
the unit and read its path anew, and bodies have paths of their own, made of ids of bodies.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, Substr

from phaodai.foundation.access.scoping import under
from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.foundation.units.rules import COUNTRY_CODE, COUNTRY_NAME, day_before, name_key
from phaodai.vocabulary.units import UnitLevel

CHUNK = 5000  # ids in one statement, well below what SQLite takes


def chunks(ids: Collection[int]) -> Iterator[Sequence[int]]:
    """Cut ids into parts that fit into one statement."""
    whole = sorted(ids)
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]


def country(*, since: date) -> Unit:
    """Return the root, made when it is missing, and lock the tree for this transaction.

    Every act that changes the tree comes through here first, so two of them never interleave.
    """
    root = Unit.objects.select_for_update().filter(level=UnitLevel.COUNTRY.value).first()
    if root is None:
        root = Unit.objects.create(
            level=UnitLevel.COUNTRY.value,
            kind="nước",
            name=COUNTRY_NAME,
            name_en="Viet Nam",
            name_key=name_key(COUNTRY_NAME),
            code=COUNTRY_CODE,
            valid_from=since,
        )
        root.path = f"/{root.pk}/"
        root.save(update_fields=["path"])
    elif root.valid_from > since:
        root.valid_from = since
        root.save(update_fields=["valid_from"])
    return root


def plant(unit: Unit, parent: Unit) -> None:
    """Save a new unit below its parent, with its first link."""
    unit.parent = parent
    unit.save()
    unit.path = f"{parent.path}{unit.pk}/"
    unit.save(update_fields=["path"])
    ParentLink.objects.create(
        unit=unit, parent=parent, first_day=unit.valid_from, last_day=unit.valid_to
    )


def end(units: Collection[int], *, last_day: date) -> None:
    """Close units and their running links."""
    for part in chunks(units):
        Unit.objects.filter(pk__in=part).update(valid_to=last_day)
        ParentLink.objects.filter(unit__in=part, last_day=None).update(last_day=last_day)


def relink(units: Collection[int], *, parent: int, day: date) -> None:
    """Hang units below another parent from a day on; what was before that day stays.

    A link that begins on the day or later has no day of the old parent left and is redirected.
    """
    for part in chunks(units):
        links = ParentLink.objects.filter(Q(last_day=None) | Q(last_day__gte=day), unit__in=part)
        links.filter(first_day__gte=day).update(parent=parent)
        cut = list(links.filter(first_day__lt=day))
        ParentLink.objects.filter(pk__in=[link.pk for link in cut]).update(last_day=day_before(day))
        ParentLink.objects.bulk_create(
            ParentLink(unit_id=c.unit_id, parent_id=parent, first_day=day, last_day=c.last_day)
            for c in cut
        )
        Unit.objects.filter(pk__in=part).update(parent=parent)


def repath(unit: int, *, old: str, parent_path: str) -> None:
    """Give a unit and all that hangs on it, ended units too, the path of its new parent."""
    new = f"{parent_path}{unit}/"
    if new != old:
        Unit.objects.filter(under("path", old)).update(
            path=Concat(Value(new), Substr(F("path"), len(old) + 1))
        )


def repath_all(levels: Collection[UnitLevel]) -> None:
    """Build the paths of whole levels from their parents', from the top down."""
    for level in UnitLevel:
        if level in levels and level is not UnitLevel.COUNTRY:
            above = Unit.objects.filter(pk=OuterRef("parent_id")).order_by().values("path")[:1]
            Unit.objects.filter(level=level.value).update(
                path=Concat(
                    Subquery(above, output_field=CharField()),
                    Cast("pk", CharField()),
                    Value("/"),
                    output_field=CharField(),
                )
            )
