"""Packs side by side, packs tried on the past, and the days that inputs are of."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from phaodai.engines.levels import windows
from phaodai.engines.levels.comparing import differences, partings, try_out
from phaodai.engines.levels.figures import Span
from phaodai.engines.levels.loading import load
from phaodai.engines.levels.pack import Method, Rollup
from phaodai.engines.levels.rolling import roll_up
from tests.engines.levels import builtin

NQ = "nq128-4800"


def test_the_same_pack_does_not_differ():
    assert differences(builtin.data(NQ), builtin.data(NQ)) == ()


def test_differences_are_named_by_their_place():
    old, new = builtin.data(NQ), builtin.data(NQ)
    new["version"] = 2
    new["criteria"][0]["bands"][0]["below"] = new["criteria"][0]["bands"][1]["from"] = 30
    del new["valid"]["last_day"]
    new["diseases"].append("measles")
    new["adjustments"].reverse()
    found = {each.key: (each.kind, each.before, each.after) for each in differences(old, new)}
    order = found.pop("adjustments.order")
    assert order[1].split(", ") == order[2].split(", ")[::-1]
    assert found == {
        "version": ("changed", "1", "2"),
        "diseases": ("changed", "COVID-19", "COVID-19, measles"),
        "valid.last_day": ("removed", "2022-01-26", None),
        "criteria[incidence].bands[m1].below": ("changed", "20", "30"),
        "criteria[incidence].bands[m2].from": ("changed", "20", "30"),
    }


def _weeks(n=6, units=30):
    figures = builtin.figures(NQ, builtin.rows(NQ, units, 5, unknown=0))
    rng = np.random.default_rng(5)
    for week in range(n):
        cases = Span.of(rng.poisson(figures.counts["residents"].low * 0.0012))
        day = date(2021, 11, 7) + timedelta(weeks=week)
        yield day, replace(figures, counts={**figures.counts, "cases": cases})


def test_a_trial_hands_each_day_the_grade_of_the_last():
    pack = builtin.pack(NQ)
    trial = try_out(pack, _weeks())
    totals = trial.totals()
    assert totals.shape == (6, 5)
    assert (totals.sum(axis=1) == 30).all()
    held = (next(_weeks())[1].counts["care_district"].low == 1) | (
        next(_weeks())[1].counts["care_province"].low == 1
    )
    assert held.any()
    assert (np.diff(trial.low[:, held].astype(int), axis=0) >= 0).all()
    assert (trial.n_changes() <= 5).all()
    assert trial.n_changes()[~held].any()


def test_two_packs_part_where_a_border_was_moved():
    data = builtin.data(NQ)
    bands = next(each for each in data["criteria"] if each["code"] == "incidence")["bands"]
    bands[2]["below"] = bands[3]["from"] = 100
    ours, theirs = (try_out(pack, _weeks()) for pack in (builtin.pack(NQ), load(data)))
    found = partings(ours, theirs)
    assert [each.on for each in found] == list(ours.days)
    for at, each in enumerate(found):
        assert each.n_open == 0
        assert (theirs.low[at][each.units] > ours.low[at][each.units]).all()
    assert sum(len(each.units) for each in found)
    with pytest.raises(ValueError, match="not over the same"):
        partings(ours, try_out(builtin.pack(NQ), _weeks(n=2)))


def test_days_of_a_trial_rise():
    day, figures = next(_weeks())
    with pytest.raises(ValueError, match="does not come after"):
        try_out(builtin.pack(NQ), [(day, figures), (day, figures)])


def test_windows_of_a_day_and_of_earlier_years():
    nq, tt = builtin.pack(NQ).input, builtin.pack("tt15-2026").input
    assert windows.counted(nq["cases"], date(2021, 12, 1)) == windows.Days(
        date(2021, 11, 25), date(2021, 12, 1)
    )
    assert windows.counted(nq["residents"], date(2021, 12, 1)) == windows.Days(
        date(2021, 12, 1), date(2021, 12, 1)
    )
    assert windows.earlier(nq["residents"], date(2021, 12, 1)) == ()
    on = date(2026, 12, 31)  # a Thursday of week 53
    assert windows.counted(tt["week_cases"], on) == windows.Days(date(2026, 12, 28), on)
    assert windows.counted(tt["month_cases"], on) == windows.Days(date(2026, 12, 1), on)
    weeks = windows.earlier(tt["week_cases"], on)
    assert len(weeks) == 5
    assert weeks[0] == windows.Days(date(2025, 12, 22), date(2025, 12, 28))  # its last, the 52nd
    longest = windows.earlier(replace(tt["week_cases"], years=6), date(2032, 12, 31))
    assert longest[-1] == windows.Days(date(2026, 12, 28), date(2027, 1, 3))  # both have a 53rd
    february = windows.earlier(tt["month_cases"], date(2028, 2, 29))
    assert [each.last for each in february] == [
        date(2027, 2, 28), date(2026, 2, 28), date(2025, 2, 28), date(2024, 2, 29),
        date(2023, 2, 28),
    ]  # fmt: skip
    days = replace(nq["cases"], years=2)
    assert windows.earlier(days, date(2024, 2, 29))[0] == windows.Days(
        date(2023, 2, 22), date(2023, 2, 28)
    )


def test_the_worst_grade_that_enough_units_have():
    rule = Rollup("DISTRICT", Method.COUNT, 2)
    low = np.array([0, 1, 2, 0, 0], dtype=np.int8)
    high = np.array([0, 1, 2, 0, 3], dtype=np.int8)
    above = np.array([0, 0, 0, 1, 1])
    best, worst = roll_up(rule, low, high, above, 3)
    assert best.tolist() == [1, 0, 0]
    assert worst.tolist() == [1, 0, 0]
    best, worst = roll_up(replace(rule, least=1), low, high, above, 3)
    assert best.tolist() == [2, 0, 0]
    assert worst.tolist() == [2, 3, 0]
    with pytest.raises(ValueError, match="own figures"):
        roll_up(replace(rule, least=0), low, high, above, 3)
