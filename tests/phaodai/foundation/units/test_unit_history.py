"""Random trees under random changes: the past stays, paths are lines, nobody is lost."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.foundation.units import operations, queries, validation
from phaodai.foundation.units.models import Succession, Unit
from phaodai.foundation.units.operations import Part, UnsoundChange
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.factories.units import UnitFactory, country

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2024, 1, 1, tzinfo=UTC)
START = date(2024, 1, 1)
OPERATOR = Actor(name="operator:test", is_operator=True)
LEVELS = {"COMMUNE": "xã", "DISTRICT": "huyện"}

# One change: what, of which level, which units and parents (by number), how many days later.
CHANGE = st.tuples(
    st.sampled_from(["move", "merge", "split", "rename", "close"]),
    st.sampled_from(["COMMUNE", "COMMUNE", "DISTRICT"]),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 3),
    st.sampled_from([(0.5, 0.5), (0.25, 0.75), (0.2, 0.3, 0.5)]),
)


def standing(level):
    return list(Unit.objects.filter(level=level, valid_to=None).order_by("pk"))


def apply(change, day, names):
    kind, level, first, second, _wait, shares = change
    units = standing(level)
    parents = standing("DISTRICT" if level == "COMMUNE" else "PROVINCE")
    if not units or not parents:
        return
    unit, other = units[first % len(units)], units[second % len(units)]
    parent = parents[second % len(parents)]
    common = {"actor": OPERATOR, "now": NOW}
    if kind == "close":
        operations.close(**common, unit=UnitRef(unit.ref), last_day=day)
    elif kind == "move":
        operations.move(**common, unit=UnitRef(unit.ref), parent=UnitRef(parent.ref), first_day=day)
    elif kind == "rename":
        operations.rename(**common, unit=UnitRef(unit.ref), name=next(names), first_day=day)
    elif kind == "merge":
        operations.merge(
            **common,
            units=[UnitRef(unit.ref), UnitRef(other.ref)],
            parent=UnitRef(parent.ref),
            kind=LEVELS[level],
            name=next(names),
            code=unit.code,
            first_day=day,
        )
    else:
        below = queries.children_on(UnitRef(unit.ref), day)
        operations.split(
            **common,
            unit=UnitRef(unit.ref),
            parts=[Part(kind=LEVELS[level], name=next(names), share=share) for share in shares],
            first_day=day,
            children={row.ref: place % len(shares) for place, row in enumerate(below)},
        )


def picture(day):
    """The tree as of a day: who lies below whom, called what."""
    return {
        (row.unit.ref, row.parent, row.unit.full_name, row.unit.code, row.depth)
        for row in queries.tree_on(day)
    }


def people_of(day, settled):
    """Carry the people of the first communes along the successions; return who is where."""
    people = defaultdict(float, settled)
    for step in Succession.objects.filter(old__level="COMMUNE", day__lte=day).order_by("day", "pk"):
        people[step.new_id] += settled_of(people, step)
    standing_now = set(
        Unit.objects.valid_on(day).filter(level="COMMUNE").values_list("pk", flat=True)
    )
    return {pk: n for pk, n in people.items() if pk in standing_now}


def settled_of(people, step):
    return people[step.old_id] * step.share


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(CHANGE, min_size=1, max_size=8))
def test_history(db, changes):
    with transaction.atomic():
        names = (f"Mới {n}" for n in range(1000))
        root = country()
        for _ in range(2):
            province = UnitFactory(province=True, parent=root)
            for _ in range(2):
                district = UnitFactory(district=True, parent=province)
                for _ in range(2):
                    commune = UnitFactory(parent=district)
                    UnitFactory(hamlet=True, parent=commune)
        settled = {unit.pk: 1000.0 for unit in standing("COMMUNE")}
        day = START
        pictures = {day - timedelta(days=1): picture(day - timedelta(days=1))}
        closed = 0.0
        for change in changes:
            day += timedelta(days=change[4])
            eve = day - timedelta(days=1)
            before = sum(people_of(eve, settled).values()) if change[0] == "close" else 0
            try:
                with transaction.atomic():
                    apply(change, day, names)
            except UnsoundChange:
                continue
            if change[0] == "close":
                closed += before - sum(people_of(day + timedelta(days=1), settled).values())
            assert validation.validate(day).findings == ()
            pictures[eve] = picture(eve) if eve not in pictures else pictures[eve]
            for past, seen in pictures.items():
                if past < day:
                    assert picture(past) == seen
        later = day + timedelta(days=2)
        total = sum(people_of(later, settled).values())
        assert total + closed == pytest.approx(8000.0)
        reached = {row.unit.ref for row in queries.tree_on(later)}
        assert reached == {
            UnitRef(ref) for ref in Unit.objects.valid_on(later).values_list("ref", flat=True)
        }
        assert {row.unit.level for row in queries.tree_on(later)} <= set(UnitLevel)
        transaction.set_rollback(True)
