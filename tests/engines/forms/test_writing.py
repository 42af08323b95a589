"""Definitions as text and in words: nothing is lost on the way, and people can read them."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaodai.engines.forms.comparing import Subject, Verb, compare
from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.explaining import explain, explain_rule, labels_of
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.merging import merge
from phaodai.engines.forms.sums import BadSum, read_sum, write_sum
from phaodai.engines.forms.writing import write_toml
from tests.engines.forms import sheets

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)
KEYS = WORDS | st.sampled_from(["sections", "fields", "rules", "text", "filer", "schedule"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, VALUES | st.lists(st.dictionaries(KEYS, VALUES), max_size=3)))
def test_whatever_a_definition_holds_is_read_back_from_its_toml(data: dict[str, Any]):
    assert tomllib.loads(write_toml(data)) == data


@pytest.mark.parametrize(
    "form",
    [*sheets.builtin(), load(sheets.data(), names=sheets.NAMES), *sheets.random_forms(5, 20)],
    ids=lambda form: form.code,
)
def test_forms_come_back_from_their_toml(form: Form):
    assert load(tomllib.loads(write_toml(dump(form))), names=sheets.NAMES) == form
    assert all(explain_rule(rule, labels_of(form)).en for rule in form.rules)


def _terms() -> st.SearchStrategy[Any]:
    leaves = (
        st.sampled_from(["a", "b", "now", "before", "truoc"])
        | st.integers(0, 999)
        | st.sampled_from([{"previous": "a"}, {"number": "0.5"}])
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(lambda each: {"sum": each})
            | st.tuples(inner, inner).map(lambda each: {"difference": [*each]})
        ),
        max_leaves=8,
    )


@settings(max_examples=100, deadline=None)
@given(_terms())
def test_a_term_is_the_same_after_its_line(term: Any):
    assert read_sum(write_sum(term)) == term


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("a + b", {"sum": ["a", "b"]}),
        ("a+b-c", {"difference": [{"sum": ["a", "b"]}, "c"]}),
        ("a − (b + 1)", {"difference": ["a", {"sum": ["b", 1]}]}),
        ("trước(a) + 0,5", {"sum": [{"previous": "a"}, {"number": "0.5"}]}),
        ("007", 7),
    ],
)
def test_a_line_is_read(line: str, term: Any):
    assert read_sum(line) == term


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("a +", ""),
        ("", ""),
        ("a b", "b"),
        ("a * b", "* b"),
        ("(a", "(a"),
        ("{", "{"),
        ("(" * 5_000, ""),
        ("A", "A"),
    ],
)
def test_what_is_no_line_is_told(line: str, rest: str):
    with pytest.raises(BadSum) as caught:
        read_sum(line)
    assert caught.value.rest.startswith(rest)


def test_rules_are_said_in_words():
    form = load(sheets.data(), names=sheets.NAMES)
    said = {rule.code: explain_rule(rule, labels_of(form)) for rule in form.rules}
    assert said["parts"].vi == "“vi a” + “vi b” bằng “vi now” (cho lệch 2)."
    assert said["balance"].en == (
        "“en now” equals “en now” of the period before + “en a” − “en b”."
    )
    assert said["told"].vi == (
        "Khi “vi a” không nhỏ hơn 5 hoặc không đúng là (“vi b” không lớn hơn 9) thì "
        "“vi why {left}” được điền."
    )
    assert "28 kỳ" in said["usual"].vi
    assert explain(form.rules[0].expect, {}).vi == "“a” + “b” bằng “now” (cho lệch 2)"


def test_a_version_says_what_it_changes():
    old = load(sheets.data(), names=sheets.NAMES)
    data = sheets.data(version=2)
    numbers = data["sections"][0]["fields"]
    numbers[1]["label"]["vi"] = "Ca mới"
    numbers[1]["stratum"] = "found=hospital"
    data["sections"][1]["fields"].append(numbers.pop(5))  # share goes to the words
    data["rules"][0]["expect"]["tolerance"] = 3
    del data["rules"][5]
    data["sections"][0]["fields"].append(sheets.found("more", "entrant"))
    data["schedule"]["cutoff"] = "09:00"
    new = load(data, names=sheets.NAMES)
    edits = compare(old, new)
    told = {(e.subject, e.verb, e.code, e.aspect): (e.old, e.new) for e in edits}
    assert {(key, *(side and side.vi for side in sides)) for key, sides in told.items()} == {
        ((Subject.FORM, Verb.CHANGED, "", "cutoff"), "10:00", "09:00"),
        ((Subject.FIELD, Verb.CHANGED, "a", "label_vi"), "vi a", "Ca mới"),
        ((Subject.FIELD, Verb.CHANGED, "a", "stratum"), "found=community", "found=hospital"),
        ((Subject.FIELD, Verb.MOVED, "share", ""), "vi numbers", "vi words"),
        ((Subject.FIELD, Verb.ADDED, "more", ""), None, "vi numbers"),
        ((Subject.RULE, Verb.CHANGED, "parts", "tolerance"), "2", "3"),
        ((Subject.RULE, Verb.REMOVED, "told", ""), "“vi why {left}” được điền", None),
    }  # fmt: skip
    assert compare(old, old) == []


def test_one_field_that_moves_is_one_line():
    old = load(sheets.data(), names=sheets.NAMES)
    data = sheets.data()
    fields = data["sections"][0]["fields"]
    fields.append(fields.pop(1))
    (edit,) = compare(old, load(data, names=sheets.NAMES))
    assert (edit.verb, edit.code) == (Verb.MOVED, "a")


def test_what_two_people_changed_is_put_together():
    base, mine, theirs = sheets.data(), sheets.data(), sheets.data(version=2)
    mine["sections"][0]["fields"].append(sheets.found("mine", "entrant"))
    mine["rules"][0]["expect"]["tolerance"] = 5
    mine["title"]["vi"] = "của tôi"
    theirs["sections"][0]["fields"].insert(1, sheets.found("theirs", "hospital"))
    del theirs["rules"][1]
    theirs["title"]["vi"] = "của họ"
    merged = merge(base, mine, theirs)
    codes = [field["code"] for field in merged.data["sections"][0]["fields"]]
    assert codes == ["total", "theirs", "a", "b", "rest", "now", "share", "mine"]
    assert [rule["code"] for rule in merged.data["rules"]][:2] == ["parts", "never_falls"]
    assert merged.data["rules"][0]["expect"]["tolerance"] == 5
    assert merged.data["version"] == 2
    assert merged.data["title"]["vi"] == "của tôi"
    assert merged.clashes == ("title.vi",)


def test_what_is_broken_is_put_together_too():
    base = {"sections": [{"code": "a", "x": 1}], "rules": "text"}
    mine = {"sections": [{"code": "a", "x": 2}, {"code": "a"}], "rules": "other"}
    theirs = {"sections": [{"code": "a", "x": 3}], "rules": "text"}
    merged = merge(base, mine, theirs)
    assert merged.data == mine
    assert merged.clashes == ("sections",)
