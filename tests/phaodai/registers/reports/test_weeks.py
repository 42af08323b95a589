"""The seven days that end with a period: events added, never a week with a silent day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.queries.papers import week_of
from phaodai.registers.reports.rules.compiling import Sum
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch):
    return actor_of(watch.officer)


def file_week(*bodies, but=()):
    for back in range(7):
        for body in bodies:
            if back not in but:
                send(
                    body,
                    values=GOOD | {"a": str(back + 1)},
                    day=TODAY - back * DAY,
                    now=NOW - back * DAY,
                )


def week(actor, places, *, day: date = TODAY, form: str = FORM):
    return week_of(actor=actor, body=places.committee.ref, form=form, day=day, moment=NOW)


def test_events_of_seven_days_are_added_and_states_are_not(watch, officer, places):
    file_week(watch.bodies["hai"], watch.bodies["dan"])
    found = week(officer, places)
    assert found["a"] == Sum(amount=2 * 28 * 100, n=14)
    assert "now" not in found


def test_a_week_with_a_silent_day_is_no_week(watch, officer, places):
    file_week(watch.bodies["hai"], but=[3])
    assert week(officer, places) == {}
    send(watch.bodies["dan"], day=TODAY - 3 * DAY, now=NOW)
    assert week(officer, places)["a"].n == 7


def test_a_unit_speaks_on_the_days_on_which_it_was(watch, officer, places):
    """Phước Hậu ends two days ago: what it said after that is of no week."""
    file_week(watch.bodies["hai"], watch.bodies["hau"])
    gone = watch.bodies["hau"].unit
    gone.valid_to = TODAY - 2 * DAY
    gone.save()
    assert week(officer, places)["a"] == Sum(amount=(28 + 28 - 3) * 100, n=12)


def test_a_district_that_compiled_speaks_for_its_communes(watch, officer, places):
    file_week(watch.bodies["hai"])
    compile_day(actor=officer, body=places.committee.ref, form=FORM, day=TODAY, now=NOW)
    later = NOW + timedelta(minutes=1)
    send(watch.bodies["dan"], values=GOOD | {"a": "900"}, now=later)
    found = week_of(
        actor=OPERATOR, body=places.province_committee.ref, form=FORM, day=TODAY, moment=later
    )
    assert found["a"] == Sum(amount=28 * 100, n=7)  # of today, what the edition cites


def test_a_week_as_it_was_known(watch, officer, places):
    file_week(watch.bodies["hai"])
    early = NOW - timedelta(hours=1)
    assert week_of(
        actor=officer, body=places.committee.ref, form=FORM, day=TODAY, moment=early
    ) == {}  # fmt: skip


def test_no_form_and_no_sight(watch, officer, places):
    assert week(officer, places, form="none") == {}
    with pytest.raises(NotFound):
        week_of(actor=officer, body=uuid4(), form=FORM, day=TODAY, moment=NOW)


def test_the_number_of_queries_grows_with_neither_units_nor_days(watch, officer, places):
    file_week(watch.bodies["hai"])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as context:
            week(officer, places)
        counts.append(len(context))
        file_week(watch.bodies["dan"], watch.bodies["hau"])
    assert counts[0] == counts[1] <= 7
