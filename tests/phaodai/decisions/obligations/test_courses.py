"""Figures of any unit against an obligation, now and day by day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.obligations import operations
from phaodai.decisions.obligations.courses import DAYS, get_courses, get_figures
from phaodai.decisions.obligations.pace import Trend
from phaodai.decisions.obligations.states import State
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.cascades import (
    NOW,
    OPERATOR,
    TODAY,
    make_cascade,
    say_coverage,
)


@pytest.fixture
def cascade(db):
    made = make_cascade()
    first, second = made.communes
    percents = zip([*first, *second], (96, 90, 88, 97, None, 85), strict=True)
    say_coverage(made, dict(percents))
    return made


def course_of(cascade, body, actor=OPERATOR, **more):
    [course] = get_courses(
        actor=actor, obligation=cascade.obligation.ref, unit=UnitRef(body.unit.ref), now=NOW, **more
    )
    return course


def test_a_commune_to_which_it_was_passed_on_is_held_against_the_target(cascade):
    good, *_rest = cascade.communes[0]
    silent = cascade.communes[1][1]
    found = get_figures(
        actor=OPERATOR, obligation=cascade.obligation.ref, now=NOW,
        units=[UnitRef(good.unit.ref), UnitRef(silent.unit.ref)],
    )  # fmt: skip
    [row] = found[UnitRef(good.unit.ref)]
    assert (row.state, row.value, row.demanded) == (State.MET, 96, 95)
    assert (row.source, row.is_counted, row.figure_day) == ("vaccination", True, TODAY)
    [row] = found[UnitRef(silent.unit.ref)]
    assert (row.state, row.value, row.n_reported) == (State.NO_FIGURE, None, 0)


def test_it_says_what_the_clock_says(cascade):
    judged = operations.assess(now=NOW).judged
    units = [each.target.unit for each in judged]
    found = get_figures(
        actor=OPERATOR, obligation=cascade.obligation.ref, units=units, now=NOW
    )  # fmt: skip
    assert len(judged) == 8  # the districts, and the communes to which they passed it on
    for each in judged:
        [row] = found[each.target.unit]
        assert (row.state, row.value) == (each.judgement.state, each.figure.value)
        assert (row.n_reported, row.n_expected) == (each.figure.n_reported, each.figure.n_expected)


def test_a_course_has_every_day_and_ends_where_the_figure_stands(cascade):
    course = course_of(cascade, cascade.districts[0])
    assert len(course.days) == DAYS
    assert course.days[-1].day == TODAY + timedelta(days=1)
    assert course.days[-1].value == course.row.value == Decimal(274_000) / 3_000
    assert not course.days[-1].is_new  # today nobody has spoken yet
    assert course.days[-2].is_new
    assert course.days[-3].value < course.days[-2].value
    assert course.silent == ()


def test_the_pace_is_that_of_seven_days(cascade):
    course = course_of(cascade, cascade.districts[0])
    assert (course.pace.trend, course.pace.per_day) == (Trend.ARRIVES, Decimal("0.5"))
    assert course.pace.arrives == date(2021, 12, 30)
    assert course.pace.late_by(course.row.last_day) == 2


def test_who_is_silent_is_named_and_never_zero(cascade):
    course = course_of(cascade, cascade.districts[1])
    assert course.silent == ("xã Thuận Nam 2",)
    assert (course.row.n_reported, course.row.n_expected) == (2, 3)
    assert course.row.value == 91
    silent = course_of(cascade, cascade.communes[1][1])
    assert {day.value for day in silent.days} == {None}
    assert silent.pace.trend is Trend.UNKNOWN


def test_as_it_was_known_then(cascade):
    before = datetime.fromisoformat("2021-12-11T00:00:00+07:00")
    course = course_of(cascade, cascade.districts[0], as_of=before)
    assert course.days[-1].day == date(2021, 12, 11)
    assert course.row.figure_day == date(2021, 12, 10)
    assert course.row.value < course_of(cascade, cascade.districts[0]).row.value
    issued = datetime.fromisoformat("2021-11-21T00:00:00+07:00")
    assert get_courses(
        actor=OPERATOR, obligation=cascade.obligation.ref, now=NOW, as_of=issued,
        unit=UnitRef(cascade.districts[0].unit.ref),
    ) == []  # fmt: skip


def test_after_the_last_day_the_course_ends_with_it(cascade):
    late = NOW + timedelta(days=60)
    [course] = get_courses(
        actor=OPERATOR, obligation=cascade.obligation.ref, now=late,
        unit=UnitRef(cascade.districts[0].unit.ref),
    )  # fmt: skip
    assert course.days[-1].day == course.row.last_day == date(2021, 12, 28)
    assert course.row.is_missed


def test_an_obligation_without_a_target_has_no_course(db):
    made = make_cascade(measured=False)
    unit = UnitRef(made.districts[0].unit.ref)
    assert get_courses(actor=OPERATOR, obligation=made.obligation.ref, unit=unit, now=NOW) == []
    assert get_figures(
        actor=OPERATOR, obligation=made.obligation.ref, units=[unit], now=NOW
    ) == {}  # fmt: skip


def test_sight_is_that_of_figures(cascade):
    refs = [UnitRef(body.unit.ref) for body in cascade.districts]
    own = actor_of(make_user(at=cascade.districts[0], role=Role.REPORTER))
    nobody = Actor(name="nobody")
    for actor, seen in ((own, {refs[0]}), (nobody, set()), (OPERATOR, set(refs))):
        found = get_figures(actor=actor, obligation=cascade.obligation.ref, units=refs, now=NOW)
        assert set(found) == seen
        for ref in refs:
            courses = get_courses(
                actor=actor, obligation=cascade.obligation.ref, unit=ref, now=NOW
            )  # fmt: skip
            assert bool(courses) == (ref in seen)
    assert get_figures(actor=OPERATOR, obligation=UUID(int=1), units=refs, now=NOW) == {}


def test_the_queries_do_not_grow_with_the_units(db):
    counts = set()
    for n in (2, 20):
        made = make_cascade(2, n)
        bodies = [body for below in made.communes for body in below]
        say_coverage(made, dict.fromkeys(bodies, 90), n_days=3)
        units = [UnitRef(body.unit.ref) for body in [*made.districts, *bodies]]
        with CaptureQueriesContext(connection) as caught:
            get_figures(actor=OPERATOR, obligation=made.obligation.ref, units=units, now=NOW)
            course_of(made, made.province)
        counts.add(len(caught))
    assert len(counts) == 1
    assert counts.pop() <= 130
