"""Definitions are read strictly, and say where they are wrong."""

import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import Change, differences, dump
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.tables import BadForm
from tests.engines.forms import sheets


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the small form with one key set; None takes it away."""
    made: Any = deepcopy(sheets.data())
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = made
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return made


A = "sections.0.fields.1"  # of the small form: a count of cases found in the community


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("code", "Báo cáo", "code"),
        ("version", 0, "version"),
        ("version", True, "version"),
        ("title", {"vi": "Có"}, "title.en"),
        ("titel", "x", "titel"),
        ("filer.level", "WARD", "filer.level"),
        ("filer.body", "committee", "filer.body"),
        ("filer.role", "boss", "filer.role"),
        ("schedule.cadence", "monthly", "schedule.cadence"),
        ("schedule.cutoff", "10h00", "schedule.cutoff"),
        ("schedule.cutoff", "24:00", "schedule.cutoff"),
        ("schedule.day_ends", "00:00", "schedule.day_ends"),
        ("schedule.grace_minutes", -1, "schedule.grace_minutes"),
        ("schedule", None, "schedule"),
        ("sections", [], "sections"),
        (f"{A}.code", "A b", "sections[1].fields[2].code"),
        (f"{A}.code", "b", "sections.fields"),
        (f"{A}.kind", "number", "sections[1].fields[2].kind"),
        (f"{A}.kind", "stock", "sections[1].fields[2].kind"),
        (f"{A}.source", "dreamt", "sections[1].fields[2].source"),
        (f"{A}.required", "yes", "sections[1].fields[2].required"),
        (f"{A}.decimals", 3, "sections[1].fields[2].decimals"),
        (f"{A}.indicator", None, "sections[1].fields[2].indicator"),
        (f"{A}.indicator", "cases.nothing", "sections[1].fields[2].indicator"),
        (f"{A}.indicator", "vaccination.coverage", "sections[1].fields[2].kind"),
        (f"{A}.disease", "gout", "sections[1].fields[2].disease"),
        (f"{A}.stratum", "found=moon", "sections[1].fields[2].stratum"),
        (f"{A}.stratum", "found=quarantine", "sections.fields.b.indicator"),
        ("sections.0.fields.0.formula", {"sum": ["rest"]}, "sections.fields.total.formula"),
        ("sections.0.fields.0.decimals", 1, "sections.fields.total.decimals"),
        ("sections.0.fields.3.decimals", 0, "sections.fields.rest.decimals"),
        ("sections.0.fields.0.formula", {"previous": "a"}, "sections[1].fields[1].formula"),
        ("sections.0.fields.0.formula", {"product": ["a", "b"]}, "sections[1].fields[1].formula"),
        ("sections.1.fields.0.decimals", 1, "sections[2].fields[1].kind"),
        ("sections.1.fields.1.choices", [], "sections[2].fields[2].choices"),
        ("rules.0.severity", "fatal", "rules[1].severity"),
        ("rules.0.at", "zz", "rules[1].at"),
        ("rules.0.code", "usual", "rules"),
        ("rules.0.expect", {"equal": ["a"]}, "rules[1].expect.equal"),
        ("rules.0.expect", {"equal": ["a", "zz"]}, "rules[1].expect.equal[2]"),
        ("rules.0.expect", {"equal": ["a", "why"]}, "rules[1].expect.equal[2]"),
        ("rules.0.expect", {"equal": ["a", 1.5]}, "rules[1].expect.equal[2]"),
        ("rules.0.expect", {"equal": ["a", {"number": "-1"}]}, "rules[1].expect.equal[2].number"),
        ("rules.0.expect", {"equals": ["a", "b"]}, "rules[1].expect"),
        ("rules.0.expect", {"equal": ["a", "b"], "tolerence": 1}, "rules[1].expect.tolerence"),
        ("rules.0.expect", {"all": []}, "rules[1].expect.all"),
        ("rules.0.text", {"vi": "{value}", "en": "x"}, "rules[1].text"),
        ("rules.5.text", {"vi": "{left}", "en": "x"}, "rules[6].text"),
    ],
)  # fmt: skip
def test_a_fault_names_its_key(path: str, value: Any, key: str):
    with pytest.raises(BadForm) as caught:
        load(changed(path, value), names=sheets.NAMES)
    assert key in {fault.key for fault in caught.value.faults}
    assert all(fault.vi and fault.en for fault in caught.value.faults)


def test_all_faults_are_told_at_once():
    wrong = changed(f"{A}.decimals", 9)
    wrong["version"] = -1
    with pytest.raises(BadForm) as caught:
        load(wrong, names=sheets.NAMES)
    assert [fault.key for fault in caught.value.faults] == [
        "version", "sections[1].fields[2].decimals",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [None, [], "form", 3, {"sections": [3, {"fields": [None]}]}])
def test_anything_else_is_refused(data: object):
    with pytest.raises(BadForm):
        load(data, names=sheets.NAMES)


def test_a_tree_that_is_too_deep_is_refused():
    tree: Any = {"given": "a"}
    for _ in range(3_000):
        tree = {"not": tree}
    with pytest.raises(BadForm):
        load(sheets.data(rules=[sheets.rule("deep", tree)]), names=sheets.NAMES)


@pytest.mark.parametrize(
    "form",
    [*sheets.builtin(), load(sheets.data(), names=sheets.NAMES), *sheets.random_forms(1, 30)],
    ids=lambda form: form.code,
)
def test_a_form_is_the_same_after_writing_and_reading(form: Form):
    assert load(dump(form), names=sheets.NAMES) == form


def test_the_page_on_forms_shows_one_that_loads():
    page = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "forms.md"
    form, rule = re.findall(r"```toml\n(.*?)```", page.read_text(), re.S)
    assert load(tomllib.loads(form), names=sheets.NAMES).code == "dengue-weekly"
    (built_in,) = (each for each in sheets.builtin() if each.code == "dengue-weekly")
    rules = tomllib.loads(rule)["rules"]
    assert load({**dump(built_in), "rules": rules}, names=sheets.NAMES).rules[0].when


def test_a_field_without_indicator_is_no_field_of_figures():
    for form in sheets.builtin():
        for field in form.fields():
            assert (field.binding is not None) == field.is_number


def test_what_changed_is_told_by_code():
    old, new = sheets.data(), sheets.data(version=2)
    new["schedule"]["cutoff"] = "11:00"
    new["sections"][0]["fields"].reverse()
    del new["rules"][0]
    changes = differences(old, new)
    assert Change("schedule.cutoff", "10:00", "11:00") in changes
    assert {change.key for change in changes if change.key.startswith("sections")} == set()
    assert {change.new for change in changes if change.key.startswith("rules[parts]")} == {None}
