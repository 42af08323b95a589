"""What stands in a form before anybody has written in it."""

from phaodai.engines.forms.checking import Filled, check
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.starting import carried, uneventful, without_events
from tests.engines.forms import sheets

FORM = load(sheets.data(), names=sheets.NAMES)
COUNTS = [f.code for f in FORM.fields() if f.kind.value == "count" and f.formula is None]


def test_without_an_earlier_report_nothing_stands_there():
    assert carried(FORM, None) == {}


def test_only_states_are_carried():
    before = {field.code: "7" for field in FORM.fields()}
    assert set(carried(FORM, before)) == {
        field.code for field in FORM.fields() if field.source.value == "carried"
    }


def test_without_events_counts_are_zero_and_states_stay():
    before = {field.code: "7" for field in FORM.fields() if field.is_number}
    found = uneventful(FORM, before)
    for field in FORM.fields():
        if field.formula is not None:
            assert field.code not in found
        elif field.is_number:
            assert found[field.code] == ("0" if field.code in COUNTS else "7")


def test_zeros_come_only_where_a_count_is_blank():
    assert COUNTS
    first = COUNTS[0]
    found = without_events(FORM, {first: "3"})
    assert found == {first: "3", **dict.fromkeys(COUNTS[1:], "0")}


def test_every_form_of_the_product_keeps_its_rules_on_a_day_without_events():
    """What was right yesterday and had no warnings is right when nothing happens."""
    for form in sheets.builtin():
        if form.code != "daily-commune":
            continue
        before = {f.code: "same" if f.choices else "0" for f in form.fields()
                  if f.formula is None and f.kind.value != "text"}  # fmt: skip
        assert check(form, Filled(before)).may_be_sent
        today = uneventful(form, before)
        assert check(form, Filled(today, previous=before)).may_be_sent
