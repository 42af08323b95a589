"""The engine: monotone, exact, and silent where it does not know."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaodai.engines.levels.figures import MOST, BadFigures, Figures, Span
from phaodai.engines.levels.grading import assess
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Choice
from tests.engines.levels import builtin

N = 40


def _with(figures, name, span):
    return Figures(figures.n, {**figures.counts, name: span}, figures.past, figures.previous)


def _worse(pack: Pack, name: str) -> int:
    """Return 1 where more of an input is worse, -1 where it is better."""
    for each in pack.criteria:
        if each.of == name:
            return 1 if each.is_worse_up else -1
        if each.over == name:
            return -1 if each.is_worse_up else 1
    return 1


@pytest.mark.parametrize("code", builtin.CODES)
@given(seed=st.integers(0, 10**6), by=st.integers(1, 10_000), pick=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_worse_figures_never_give_a_better_grade(code, seed, by, pick):
    pack, on = builtin.pack(code), builtin.DAYS[code][-1]
    figures = builtin.figures(code, builtin.rows(code, N, seed, unknown=0))
    asked = [each for each in pack.asked if not (isinstance(each, Choice) and not each.is_ordered)]
    of = asked[pick % len(asked)]
    values = figures.counts[of.code].low
    least, most = (0, len(of.values) - 1) if isinstance(of, Choice) else (1, MOST)
    moved = np.clip(values + by * _worse(pack, of.code), min(least, values.min()), most)
    before = assess(pack, figures, on=on)
    after = assess(pack, _with(figures, of.code, Span(moved, moved)), on=on)
    assert (after.low >= before.low).all()
    assert (after.high >= before.high).all()


@pytest.mark.parametrize("code", builtin.CODES)
@given(seed=st.integers(0, 10**6), wide=st.integers(1, 5_000))
@settings(max_examples=25, deadline=None)
def test_whatever_lies_within_what_is_known_gives_a_grade_within_what_is_said(code, seed, wide):
    pack, on = builtin.pack(code), builtin.DAYS[code][-1]
    sure = builtin.figures(code, builtin.rows(code, N, seed, unknown=0))
    rng = np.random.default_rng(seed)
    counts = {}
    for name, span in sure.counts.items():
        below, above = (rng.integers(0, wide, N) * rng.integers(0, 2, N) for _ in range(2))
        top = len(pack.axis[name].values) - 1 if name in pack.axis else MOST
        counts[name] = Span(
            np.maximum(span.low - below, np.minimum(span.low, 1)), np.minimum(span.low + above, top)
        )
    found = assess(pack, Figures(N, counts, sure.past, sure.previous), on=on)
    exact = assess(pack, sure, on=on)
    assert (found.low <= exact.low).all()
    assert (found.high >= exact.high).all()


def test_nothing_known_is_no_level_and_not_the_best_one():
    for code in builtin.CODES:
        pack = builtin.pack(code)
        found = assess(pack, Figures(2, {}), on=builtin.DAYS[code][-1])
        assert found.grades.tolist() == [-1, -1]
        assert found.unknown()


def test_what_is_unknown_but_changes_nothing_leaves_a_level():
    rows = builtin.rows("nq128-4800", 1, 1, unknown=0)
    rows[0] |= {"cases": 0, "residents": None, "adults": None, "adults_dose1": None}
    rows[0] |= {"care_province": 0, "care_district": 0, "over50_dose2": None}
    figures = builtin.figures("nq128-4800", rows)
    found = assess(builtin.pack("nq128-4800"), figures, on=builtin.DAYS["nq128-4800"][-1])
    assert found.grades.tolist() == [0]
    assert [name for name, is_open in found.unknown().items() if is_open[0]] == [
        "residents", "adults_dose1", "adults", "over50_dose2"
    ]  # fmt: skip


def test_counts_beyond_whole_numbers_of_64_bits_stay_exact():
    pack = builtin.pack("tt15-2026")
    far = 4 * 10**8
    years = np.array([[far, far, far, far, far + 5]])  # mean far + 1, deviation the root of 5
    for month, grade in ((far + 5, 0), (far + 6, 2)):
        counts = {"month_cases": month, "week_cases": 0, "group": 1}
        figures = Figures(
            1,
            {name: Span.of(np.array([value])) for name, value in counts.items()},
            {"month_cases": years, "week_cases": years},
        )
        assert assess(pack, figures, on=builtin.DAYS["tt15-2026"][0]).grades.tolist() == [grade]


def test_silent_days_widen_a_sum_by_what_they_can_have_been():
    days = np.array([[1, 2, -1], [1, 2, 3], [-1, -1, -1], [4, -1, 4]])
    span = Span.of_days(days, least=np.array([1, 0, 0, 0]), most=np.array([9, 9, 2, -1]))
    assert span.low.tolist() == [4, 6, 0, 8]
    assert span.high.tolist() == [12, 6, 6, MOST]


@pytest.mark.parametrize(
    ("name", "span", "reason"),
    [
        ("residents", Span.of(np.array([5, 0])), "residents: is 0"),
        ("cases", Span(np.array([0, -3]), np.array([0, -3])), "cases: is negative"),
        ("cases", Span(np.array([0, 3]), np.array([0, 2])), "cases: ends before"),
        ("cases", Span.of(np.array([1])), "cases: .* for 2 units"),
        ("care_district", Span.of(np.array([0, 2])), "care_district: is more than 1"),
        ("caces", Span.of(np.array([0, 2])), "caces: no input of nq128-4800"),
    ],
)
def test_figures_that_cannot_be_right_are_refused(name, span, reason):
    pack, on = builtin.pack("nq128-4800"), builtin.DAYS["nq128-4800"][0]
    figures = builtin.figures("nq128-4800", builtin.rows("nq128-4800", 2, 3, unknown=0))
    with pytest.raises(BadFigures, match=reason) as refused:
        assess(pack, _with(figures, name, span), on=on)
    assert refused.value.name == name


def test_where_a_figure_is_wrong_the_unit_is_named():
    figures = builtin.figures("nq128-4800", builtin.rows("nq128-4800", 3, 3, unknown=0))
    with pytest.raises(BadFigures) as refused:
        assess(
            builtin.pack("nq128-4800"),
            _with(figures, "residents", Span.of(np.array([7, 0, 7]))),
            on=builtin.DAYS["nq128-4800"][0],
        )
    assert refused.value.units == (1,)


def test_figures_are_whole():
    with pytest.raises(ValueError, match="whole"):
        Span.of(np.array([1.5]))
