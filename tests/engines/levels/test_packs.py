"""The packs that the product comes with say what the regulations say, and how sure that is."""

from datetime import date

import numpy as np
import pytest

from phaodai.decisions.discrepancies.rules import named
from phaodai.engines.levels.figures import Figures, Span
from phaodai.engines.levels.grading import OutsideDates, assess
from phaodai.engines.levels.loading import Names, load
from phaodai.engines.levels.parts import Certainty
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.units import UnitLevel
from tests.engines.levels import builtin

ON = date(2021, 12, 1)


def _communes(cases, residents, share, elderly=100, care=0, before=-1):
    """Return communes of 100 adults and 100 elderly each."""
    n = len(cases)
    whole = {
        "cases": cases, "residents": residents, "adults": 100, "adults_dose1": share,
        "over65": 100, "over65_dose2": elderly, "over50": 100, "over50_dose2": elderly,
        "care_province": care, "care_district": 0,
    }  # fmt: skip
    counts = {name: Span.of(np.broadcast_to(value, n)) for name, value in whole.items()}
    return Figures(n, counts, previous=Span(*(np.full(n, before) for _ in range(2))))


def _levels(*args, on=ON, **kwargs):
    return (
        assess(builtin.pack("nq128-4800"), _communes(*args, **kwargs), on=on).grades + 1
    ).tolist()


@pytest.mark.parametrize("code", builtin.CODES)
def test_packs_point_at_what_there_is(code):
    pack = load(
        builtin.data(code),
        names=Names(diseases={*DISEASES}, units={level.value for level in UnitLevel}),
    )
    for each in pack.inputs:
        if each.figure:
            named(each.figure)
    for number in pack.numbers:
        assert number.source in pack.sources


def test_each_pack_says_what_is_to_be_confirmed():
    uncertain = {code: len(builtin.pack(code).unconfirmed) for code in builtin.CODES}
    assert uncertain["nq128-4800"] > 0
    # Nothing of Decision 218 is known but the day since when.
    known = [
        each.key
        for each in builtin.pack("nq128-218").numbers
        if each.certainty is not Certainty.UNVERIFIED
    ]
    assert known == ["valid.first_day"]
    ours = {each.key: each for each in builtin.pack("tt15-2026").numbers}
    assert ours["criteria[month].bands[above].above"].certainty is Certainty.VERIFIED
    assert ours["criteria[month].spread"].certainty is Certainty.UNVERIFIED


# Exactly on a border, and one below: cases of 100,000 residents and of 7,000 in a week.
@pytest.mark.parametrize(
    ("cases", "residents", "at_70", "at_69"),
    [
        (0, 100_000, 1, 1), (19, 100_000, 1, 1), (20, 100_000, 1, 2), (49, 100_000, 1, 2),
        (50, 100_000, 2, 3), (149, 100_000, 2, 3), (150, 100_000, 3, 4), (99_999, 100_000, 3, 4),
        (7, 35_000, 1, 2), (7, 14_000, 2, 3), (7, 14_001, 1, 2), (21, 14_000, 3, 4),
        (1, 2_000, 2, 3), (1, 2_001, 1, 2),
    ],
)  # fmt: skip
def test_decision_4800_on_both_sides_of_each_border(cases, residents, at_70, at_69):
    assert _levels([cases], residents, 70) == [at_70]
    assert _levels([cases], residents, 69) == [at_69]


def test_hcmc_of_january_2022_was_green_and_the_orange_provinces_orange():
    # Community cases per 100,000 and week, of three weeks of Ho Chi Minh City; then the range of
    # the six provinces that were orange on 22/1/2022.
    assert _levels([42, 39, 28, 153, 391], 100_000, 97) == [1, 1, 1, 3, 3]


def test_elderly_raise_by_one_but_not_without_cases_nor_above_four():
    assert _levels([0, 1, 50, 150], 100_000, 69, elderly=79) == [1, 2, 4, 4]
    assert _levels([1], 100_000, 69, elderly=80) == [1]


def test_elderly_are_those_of_65_until_october_and_of_50_from_november():
    young = _communes([1], 100_000, 90)
    short = Span.of(np.array([79]))
    pack = builtin.pack("nq128-4800")
    for name, on, grade in (
        ("over65_dose2", date(2021, 10, 31), 1), ("over65_dose2", date(2021, 11, 1), 0),
        ("over50_dose2", date(2021, 10, 31), 0), ("over50_dose2", date(2021, 11, 1), 1),
    ):  # fmt: skip
        figures = Figures(1, {**young.counts, name: short})
        assert assess(pack, figures, on=on).grades.tolist() == [grade]


def test_without_care_a_level_does_not_fall():
    assert _levels([0, 150], 100_000, 90, care=1, before=1) == [2, 3]
    assert _levels([0, 150], 100_000, 90, care=0, before=1) == [1, 3]


@pytest.mark.parametrize("on", [date(2021, 10, 11), date(2022, 1, 27)])
def test_days_outside_the_pack_are_refused(on):
    with pytest.raises(OutsideDates, match="nq128-4800"):
        _levels([0], 100_000, 90, on=on)


def _place(group, *, month=0, week=0, past=(1, 1, 1, 1, 1), linked=0, confirmed=0, risk=0):
    groups = ("a", "endemic", "not_endemic", "new")
    whole = {
        "month_cases": month, "week_cases": week, "linked": linked, "confirmed": confirmed,
        "risk": risk, "group": groups.index(group),
    }  # fmt: skip
    years = np.array([past])
    figures = Figures(
        1,
        {name: Span.of(np.array([value])) for name, value in whole.items()},
        {"month_cases": years, "week_cases": years},
    )
    found = assess(builtin.pack("tt15-2026"), figures, on=date(2026, 9, 17))
    return int(found.low[0]), int(found.high[0])


def test_endemic_diseases_are_held_against_five_years():
    years = (1, 1, 1, 1, 6)  # mean 2, deviation exactly the root of 5
    assert _place("endemic", month=6, past=years) == (0, 0)
    assert _place("endemic", month=7, past=years) == (2, 2)  # 2 + 2 · 2.236 = 6.47
    assert _place("endemic", week=4, past=years) == (0, 0)
    assert _place("endemic", week=5, past=years) == (1, 1)
    # the epidemic year is left out; one year that is not known leaves it open
    assert _place("endemic", month=2, past=(1, 1, 1, 1, -2)) == (2, 2)
    assert _place("endemic", month=2, past=(1, 1, 1, 1, -1)) == (0, 2)
    assert _place("endemic", month=0, past=(-1,) * 5) == (0, 0)


def test_an_epidemic_ends_when_its_criterion_is_no_longer_met():
    assert _place("endemic", month=50) == (2, 2)
    assert _place("endemic", month=1) == (0, 0)


def test_other_diseases_are_counted():
    assert [_place("not_endemic", linked=n)[0] for n in (2, 3, 4, 5)] == [0, 1, 1, 2]
    assert _place("a") == (0, 0)
    assert _place("a", confirmed=1) == (1, 2)  # the Ministry's guide says which
    assert _place("new", risk=0) == (0, 0)
    assert _place("new", risk=1) == (1, 2)
