"""A pack that is not whole is refused, and the place of each fault is named."""

import contextlib
from datetime import date

import pytest

from phaodai.engines.levels.loading import Names, load
from phaodai.engines.levels.reading import BadPack
from tests.engines.levels import builtin

NQ = "nq128-4800"


def _faults(data, names=None):
    with pytest.raises(BadPack) as refused:
        load(data, names=names)
    assert all(fault.vi and fault.en for fault in refused.value.faults)
    return {fault.key: fault.en for fault in refused.value.faults}


def _bands(data, criterion):
    return next(each for each in data["criteria"] if each["code"] == criterion)["bands"]


def _change(change):
    data = builtin.data(NQ)
    change(data)
    return _faults(data)


def test_a_hole_in_the_matrix():
    found = _change(lambda data: data["tables"][0]["cells"].pop())
    assert found == {
        "tables[matrix].cells": "there is no cell for vaccination = under70, incidence = m4"
    }


def test_a_combination_in_two_cells():
    found = _change(lambda data: data["tables"][0]["cells"][0]["when"].pop("vaccination"))
    assert found == {
        "tables[matrix].cells": "vaccination = under70, incidence = m1 is in two cells"
    }


def test_a_worse_combination_with_a_better_grade():
    found = _change(lambda data: data["tables"][0]["cells"][1].update(gives="4"))
    assert found == {
        "tables[matrix].cells": "vaccination = from70, incidence = m4 gives less than a better "
        "combination"
    }


def test_thresholds_that_overlap():
    found = _change(lambda data: _bands(data, "incidence")[0].update(below=25))
    assert found == {"criteria[incidence].bands[m2]": "overlaps “m1”: 20 lies in both"}


def test_a_gap_between_thresholds():
    found = _change(lambda data: _bands(data, "incidence")[1].update({"from": 21}))
    assert found == {"criteria[incidence].bands[m2]": "gap after “m1”: 20 lies in neither"}


@pytest.mark.parametrize(("edge", "said"), [("to", "overlaps"), ("below", "gap")])
def test_a_border_that_both_or_neither_own(edge, said):
    def change(data):
        low, high = _bands(data, "incidence")[:2]
        low[edge] = low.pop("below")
        if edge == "below":
            high["above"] = high.pop("from")

    assert said in _change(change)["criteria[incidence].bands[m2]"]


def test_bands_that_leave_out_the_ends():
    def change(data):
        bands = _bands(data, "incidence")
        bands[0]["from"], bands[-1]["below"] = 1, 900

    assert _change(change) == {
        "criteria[incidence].bands[m1]": "the lowest band has to begin from 0",
        "criteria[incidence].bands[m4]": "the highest band has no upper border",
    }


def test_names_that_are_not_there():
    def change(data):
        data["tables"][0]["cells"][0]["when"]["incidence"] = "m9"
        data["criteria"][0]["over"] = "inhabitants"
        data["adjustments"][0]["when"] = {"elderly": "under80"}
        data["tables"][0]["cells"][1]["gives"] = "5"

    found = _change(change)
    assert {
        "criteria[incidence].over",
        "tables[matrix].cells[incidence=m9;vaccination=from70].when.incidence",
        "tables[matrix].cells[incidence=m3;vaccination=from70].gives",
        "adjustments[elderly65_missed].when.elderly",
    } <= {*found}


def test_names_of_the_installation():
    names = Names(diseases={"dengue"}, units={"HAMLET"}, figures={"cases.confirmed"})
    found = _faults(builtin.data(NQ), names)
    assert found["diseases"] == "“COVID-19” is none of: dengue"
    assert "units.levels" in found
    assert "inputs[residents].figure" in found
    assert "rollups[PROVINCE].level" in found


def test_dates_the_wrong_way_round():
    def change(data):
        data["valid"]["last_day"] = date(2021, 10, 11)
        data["adjustments"][0]["first_day"] = date(2021, 12, 1)

    assert _change(change) == {
        "valid.last_day": "2021-10-11 is before the first day 2021-10-12",
        "adjustments[elderly65_missed].last_day": "2021-10-31 is before the first day 2021-12-01",
    }


def test_numbers_without_a_source():
    def change(data):
        del _bands(data, "incidence")[0]["source"]
        _bands(data, "incidence")[1]["source"] = "hearsay"
        del _bands(data, "incidence")[2]["certainty"]
        del data["tables"][0]["cells"][0]["source"]

    found = _change(change)
    assert found["criteria[incidence].bands[m1].source"] == "from, below: no source is given"
    assert "none of" in found["criteria[incidence].bands[m2].source"]
    assert "criteria[incidence].bands[m3].certainty" in found
    assert "tables[matrix].cells[incidence=m1|m2;vaccination=from70].source" in found


def test_what_could_be_nought_divides_nothing():
    found = _change(lambda data: data["criteria"][0].update(over="adults_dose1"))
    assert "may be 0" in found["criteria[incidence].over"]


def test_rates_by_days_need_a_window_and_years_a_window():
    def change(data):
        del data["inputs"][0]["window"], data["inputs"][0]["days"]
        data["inputs"][0]["years"] = 5

    found = _change(change)
    assert "criteria[incidence].each_days" in found
    assert "inputs[cases].years" in found


def test_an_adjustment_that_worse_figures_escape():
    found = _change(lambda data: data["adjustments"][0].update(when={"incidence": "m2"}))
    assert found == {
        "adjustments[elderly65_missed].when.incidence": "worse figures would escape this condition"
    }


def test_fractions_are_written_exactly():
    found = _change(lambda data: _bands(data, "incidence")[1].update({"from": 20.0}))
    assert "in quotes" in found["criteria[incidence].bands[m2].from"]


def test_codes_that_are_there_twice_and_keys_that_mean_nothing():
    def change(data):
        data["inputs"].append(dict(data["inputs"][0]))
        data["grades"][0]["colour"] = "green"

    assert _change(change) == {
        "inputs": "“cases” is there 2 times; each code may be there once",
        "grades[1].colour": "there is no such key",
    }


@pytest.mark.parametrize("data", [None, [], 7, {}, {"tables": 3, "criteria": [4]}])
def test_what_is_no_pack_at_all(data):
    assert _faults(data)


@pytest.mark.parametrize("code", builtin.CODES)
def test_whatever_is_written_reading_ends_in_a_pack_or_in_faults(code):
    n_refused = 0
    for at in range(0, len([*_keys(builtin.data(code))]), 3):
        for nonsense in (None, [], "no-such-name"):
            data = builtin.data(code)
            table, key = [*_keys(data)][at]
            if nonsense is None:
                del table[key]
            else:
                table[key] = nonsense
            with contextlib.suppress(BadPack):
                load(data)
                continue
            n_refused += 1
    assert n_refused > 20


def _keys(data):
    for key, value in [*data.items()]:
        yield data, key
        if isinstance(value, dict):
            yield from _keys(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _keys(value[0])
