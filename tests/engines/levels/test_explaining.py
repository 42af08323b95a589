"""Why a unit has its grade, and the least that would change it."""

import numpy as np
import pytest

from phaodai.engines.levels.explaining import PREVIOUS, explain
from phaodai.engines.levels.figures import MOST, Figures, Span
from phaodai.engines.levels.grading import assess
from tests.engines.levels import builtin, reference

NQ = "nq128-4800"
ON = builtin.DAYS[NQ][-1]
COMMUNE = {
    "cases": 5, "residents": 20_000, "adults": 14_000, "adults_dose1": 9_000,
    "over65": 900, "over65_dose2": 900, "over50": 3_000, "over50_dose2": 2_700,
    "care_province": 0, "care_district": 0, "previous": 1,
}  # fmt: skip


def _explain(row=None, **changed):
    row = COMMUNE | (row or {}) | changed
    return explain(assess(builtin.pack(NQ), builtin.figures(NQ, [row]), on=ON), 0)


def test_it_says_which_criterion_gave_what():
    found = _explain()
    assert (found.low, found.high, found.is_sure) == ("2", "2", True)
    first = found.readings[0]
    assert (first.axis, first.low, first.count, first.people) == ("incidence", "m2", 5, 20_000)
    assert (first.rate, first.one_more) == (25, 5)
    assert [cell.key for cell in found.findings[0].cells] == [
        "tables[matrix].cells[incidence=m2;vaccination=under70]"
    ]
    assert not any(each.did_change for each in found.applied)


def test_it_says_which_adjustment_applied():
    found = _explain(over50_dose2=2_399, care_district=1, previous=3)
    assert [(each.adjustment, each.low) for each in found.applied if each.did_change] == [
        ("elderly50_missed", "3"), ("care_district_missed", "4")
    ]  # fmt: skip


def test_it_says_what_would_have_to_change():
    found = {(each.name, each.is_worse): each for each in _explain().changes}
    assert (found["cases", False].after, found["cases", False].grade) == (3, "1")
    assert (found["cases", True].after, found["cases", True].grade) == (10, "3")
    assert found["adults_dose1", False].after == 9_800
    assert found["over50_dose2", True].after == 2_399
    assert ("adults_dose1", True) not in found
    assert ("over65_dose2", True) not in found  # no longer counts in December


@pytest.mark.parametrize("code", builtin.CODES)
def test_no_smaller_change_would_do(code):
    rows = builtin.rows(code, 60, 9, unknown=0)
    found = assess(builtin.pack(code), builtin.figures(code, rows), on=builtin.DAYS[code][-1])
    n = 0
    for place in np.flatnonzero(found.is_sure)[:25]:
        row, grade = rows[place], int(found.low[place])
        for each in explain(found, int(place)).changes:
            step = 1 if each.after > each.before else -1
            for value, is_there in ((each.after, True), (each.after - step, False)):
                low, high = reference.grade(code, row | {each.name: value}, found.on)
                assert (low > grade if each.is_worse else high < grade) is is_there
            n += 1
    assert n > 5


def test_one_case_of_a_small_commune_moves_it():
    assert _explain(residents=2_001, cases=0, adults_dose1=14_000).is_unsteady is False
    assert _explain(residents=2_000, cases=0, adults_dose1=14_000).is_unsteady is True
    assert _explain(residents=200_000, cases=30).is_unsteady is False


def test_what_is_missing_and_what_would_change_nothing():
    found = _explain(cases=None, over65=None)
    assert (found.low, found.high) == ("1", "4")
    assert found.missing == ("cases",)
    assert found.immaterial == ()  # those of 65 do not count in December
    assert found.changes == ()

    found = _explain(cases=0, residents=None, adults_dose1=None)
    assert found.is_sure
    assert found.missing == ()
    assert {*found.immaterial} == {"residents", "adults_dose1"}


def test_missing_reports_leave_a_range_of_levels():
    days = np.array([[0, 1, 1, -1, 2, 1, -1]])
    row = builtin.figures(NQ, [COMMUNE])
    for most, high in ((0, "2"), (2, "2"), (3, "3")):
        cases = Span.of_days(days, least=np.array([0]), most=np.array([most]))
        figures = Figures(1, {**row.counts, "cases": cases}, previous=row.previous)
        found = explain(assess(builtin.pack(NQ), figures, on=ON), 0)
        assert (found.low, found.high) == ("2", high)


def test_a_grade_before_that_is_not_known_is_missing_where_it_counts():
    row = builtin.figures(NQ, [COMMUNE | {"care_district": 1}])
    before = Span(np.array([-1]), np.array([MOST]))
    found = explain(assess(builtin.pack(NQ), Figures(1, row.counts, previous=before), on=ON), 0)
    assert (found.low, found.high, found.missing) == ("2", "4", (PREVIOUS,))


def test_means_of_earlier_years_are_given():
    years = np.array([[1, 2, 3, -2, 6]])
    counts = {"month_cases": 9, "week_cases": 0, "group": 1}
    figures = Figures(
        1, {name: Span.of(np.array([each])) for name, each in counts.items()},
        {"month_cases": years, "week_cases": years},
    )  # fmt: skip
    found = explain(assess(builtin.pack("tt15-2026"), figures, on=builtin.DAYS["tt15-2026"][0]), 0)
    month = found.readings[0]
    assert (month.count, month.mean, month.n_years) == (9, 3, 4)
    assert "month_cases" in {each.name for each in found.changes}
