"""The picture of a course: whatever the series, places within the frame and no word but numbers."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from phaodai.decisions.obligations.courses import Course, Day
from phaodai.decisions.obligations.pace import pace_of
from phaodai.decisions.obligations.queries import AssessmentRow
from phaodai.decisions.obligations.states import Phase, State
from phaodai.delivery.web.tasks.amounts import amount_words
from phaodai.delivery.web.tasks.charts import HEIGHT, TOP, chart_of
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.refs import UnitRef

FIRST = date(2021, 11, 23)
ROW = AssessmentRow(
    target=UUID(int=1), obligation=UUID(int=2), unit=UnitRef(UUID(int=3)), unit_name="xã A",
    unit_path="/1/", entry=CATALOGUE["vaccination.coverage"], disease="COVID-19", stratum="",
    comparator=">=", demanded=Decimal(95), first_day=FIRST, last_day=None, state=State.NOT_MET,
    phase=Phase.ON_THE_WAY, value=None, numerator=None, denominator=None, n_reported=1,
    n_expected=1, is_stale=False, figure_day=None, known_at=None, source="", is_counted=False,
    other_value=None, other_source="", is_other_counted=False,
    assessed_at=datetime(2021, 12, 23, tzinfo=UTC), superseded_at=None, rules_version=1,
)  # fmt: skip
values = st.one_of(st.none(), st.decimals(0, 10**9, places=4))


def course(said, *, demanded="95", comparator=">=", code="vaccination.coverage", ahead=None):
    days = tuple(
        Day(FIRST + timedelta(days=n), value, 1, 1, value is not None)
        for n, value in enumerate(said)
    )
    demanded = Decimal(demanded)
    last_day = days[-1].day + timedelta(days=ahead) if ahead is not None else None
    row = replace(
        ROW, demanded=demanded, comparator=comparator, last_day=last_day, entry=CATALOGUE[code]
    )  # fmt: skip
    points = [(day.day, day.value) for day in days if day.value is not None]
    pace = pace_of(points, comparator=comparator, demanded=demanded)
    return Course(row=row, days=days, pace=pace, silent=())


@given(
    said=st.lists(values, min_size=30, max_size=30),
    demanded=st.decimals(0, 10**9, places=4),
    comparator=st.sampled_from(["<", "<=", "=", ">=", ">"]),
    code=st.sampled_from(["vaccination.coverage", "cases.confirmed", "levels.level"]),
    ahead=st.one_of(st.none(), st.integers(-10, 400)),
)
def test_all_places_lie_within_the_picture(said, demanded, comparator, code, ahead):
    found = chart_of(course(said, demanded=demanded, comparator=comparator, code=code, ahead=ahead))
    if found is None:
        assert all(value is None for value in said)
        return
    assert "nan" not in str(astuple(found)).lower()
    for line in found.lines:
        for place in line.split():
            assert all(-0.01 <= float(part) <= 100.01 for part in place.split(","))
    for mark in [*found.grid, *found.dots, found.target, found.last]:
        assert 0 <= float(mark.x.rstrip("%")) <= 100
        assert TOP - 0.2 <= float(mark.y) <= TOP + HEIGHT + 0.2
    assert 2 <= len(found.grid) <= 12
    n_places = sum(len(line.split()) for line in found.lines) + len(found.dots)
    assert n_places == sum(value is not None for value in said)


def test_days_without_figures_break_the_line():
    ninety = Decimal(90)
    found = chart_of(course([ninety, ninety, None, ninety, None, ninety, ninety]))
    assert (len(found.lines), len(found.dots)) == (2, 1)


def test_a_deadline_far_away_is_not_drawn():
    assert chart_of(course([Decimal(90)] * 5, ahead=10)).deadline is not None
    assert chart_of(course([Decimal(90)] * 5, ahead=100)).deadline is None


def test_a_rounded_value_does_not_claim_what_the_exact_one_does_not():
    entry = CATALOGUE["vaccination.coverage"]
    assert amount_words(Decimal("94.96"), entry, near=Decimal(95)) == "94,9 %"
    assert amount_words(Decimal("95.04"), entry, near=Decimal(95)) == "95,1 %"
    assert amount_words(Decimal(95), entry, near=Decimal(95)) == "95 %"
