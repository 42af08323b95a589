"""What is said of a report."""

import pytest

from phaodai.engines.forms.checking import Checked, Filled, check
from phaodai.engines.forms.definition import Form, Severity
from phaodai.engines.forms.loading import load
from tests.engines.forms import sheets

FORM = load(sheets.data(rules=[]), names=sheets.NAMES)


def form(*rules: object) -> Form:
    return load(sheets.data(rules=list(rules)), names=sheets.NAMES)


def judge(form: Form, comments=None, previous=None, history=None, **values: str) -> Checked:
    return check(
        form,
        Filled(
            values={"a": "1", "trend": "same", **values},
            comments=comments or {},
            previous=previous,
            history=history or {},
        ),
    )


def said(checked: Checked) -> list[tuple[str, str]]:
    return [(each.field, each.rule) for each in checked.findings]


def test_blank_is_not_zero():
    assert said(judge(FORM, a=" ")) == [("a", "required")]
    assert said(judge(FORM, a="0")) == []
    assert "b" not in judge(FORM).values
    assert judge(FORM, b="0").values["b"] == "0"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"a": "1,5"}, ("a", "not_integer")),
        ({"a": "-3"}, ("a", "negative")),
        ({"a": "x"}, ("a", "not_number")),
        ({"share": "100,1"}, ("share", "over_hundred")),
        ({"trend": "SAME"}, ("trend", "not_choice")),
        ({"trend": ""}, ("trend", "required_words")),
        ({"why": "x" * 2_001}, ("why", "too_long")),
        ({"total": "9", "b": "2"}, ("total", "computed_differs")),
        ({"F0": "1"}, ("", "unknown_field")),
    ],
)
def test_what_is_wrong_in_a_field(values: dict[str, str], found: tuple[str, str]):
    checked = judge(FORM, **values)
    assert said(checked) == [found]
    assert not checked.may_be_sent


def test_a_finding_names_the_field_the_reason_and_the_remedy():
    text = judge(FORM, a="1,5").findings[0].text
    assert text.vi == "vi a: “1,5” là số lẻ, mà ô này đếm từng đơn vị. Nhập số nguyên."
    assert "Enter a whole number" in text.en


def test_a_label_with_braces_is_left_alone():
    assert judge(FORM, why="x" * 2_001).findings[0].text.en.startswith("en why {left}:")


def test_computed_fields_are_filled_in():
    checked = judge(FORM, a="3", b="0,5")
    assert checked.values["total"] == "4.5"
    assert checked.amounts["rest"] == 250
    assert judge(FORM, a="3").values.get("total") is None  # b is not known


def test_a_computed_field_is_never_below_zero():
    assert "rest" not in judge(FORM, a="0").values


def test_sum_of_parts():
    one = form(sheets.rule("parts", {"equal": [{"sum": ["a", "b"]}, "now"]}, text="{left}≠{right}"))
    assert said(judge(one, b="2", now="3")) == []
    assert judge(one, b="2", now="1234").findings[0].text.vi == "vi 3≠1.234"
    assert said(judge(one, b="2")) == []  # not known is not wrong


def test_today_is_yesterday_and_new_less_ended():
    moved = {"difference": [{"sum": [{"previous": "now"}, "a"]}, "b"]}
    one = form(sheets.rule("balance", {"equal": ["now", moved]}, severity="warning"))
    past = {"now": "10"}
    assert said(judge(one, a="4", b="1", now="13", previous=past)) == []
    assert said(judge(one, a="4", b="1", now="12", previous=past)) == [("a", "balance")]
    assert said(judge(one, a="4", b="1", now="12")) == []  # nobody reported yesterday


def test_a_running_total_never_falls():
    one = form(sheets.rule("falls", {"at_least": ["now", {"previous": "now"}]}))
    assert said(judge(one, now="9", previous={"now": "10"})) == [("a", "falls")]
    assert said(judge(one, now="10", previous={"now": "10"})) == []


def test_tolerance_is_exact():
    one = form(sheets.rule("near", {"equal": ["b", "now"], "tolerance": "0.1"}))
    assert said(judge(one, b="0,3", now="0,2")) == []
    assert said(judge(one, b="0,31", now="0,2")) == [("a", "near")]


@pytest.mark.parametrize(
    ("value", "is_usual"), [("10", True), ("14", True), ("15", False), ("6", True), ("5", False)]
)
def test_the_usual_range_is_median_and_mad(value: str, is_usual: bool):
    usual = sheets.rule("usual", {"usual": "a", "spread": 2, "least": 0, "enough": 7},
                        severity="warning", text="{low} {high}")  # fmt: skip
    history = {"a": ["8", "9", "10", "10", "11", "12", "12", "8"]}  # median 10, MAD 1.5
    usual["expect"]["spread"] = 3  # 10 ± 4.5
    assert (said(judge(form(usual), a=value, history=history)) == []) is is_usual
    if not is_usual:
        text = judge(form(usual), a=value, history=history).findings[0].text.vi
        assert text == "vi 5,5 14,5"


def test_too_little_history_says_nothing():
    usual = sheets.rule("usual", {"usual": "a", "spread": 1, "least": 0, "enough": 7})
    assert said(judge(form(usual), a="9999", history={"a": ["1"] * 6})) == []
    assert said(judge(form(usual), a="9999", history={"a": ["1"] * 7})) == [("a", "usual")]


def test_required_if():
    told = sheets.rule("told", {"given": "why"}, when={"at_least": ["a", 5]}, at="why")
    assert said(judge(form(told), a="4")) == []
    assert said(judge(form(told), a="5")) == [("why", "told")]
    assert said(judge(form(told), a="5", why="thiếu người")) == []


def test_a_warning_waits_for_its_comment():
    one = form(sheets.rule("odd", {"at_most": ["a", 1]}, severity="warning"))
    assert not judge(one, a="2").may_be_sent
    assert not judge(one, a="2", comments={"odd": " \u00a0"}).may_be_sent
    checked = judge(one, a="2", comments={"odd": "đã đếm lại"})
    assert checked.may_be_sent
    assert checked.findings[0].severity is Severity.WARNING


def test_no_comment_answers_an_error():
    one = form(sheets.rule("wrong", {"at_most": ["a", 1]}))
    assert not judge(one, a="2", comments={"wrong": "kệ"}).may_be_sent


def test_unknown_is_neither_true_nor_false():
    three = [
        sheets.rule("all", {"all": [{"at_most": ["b", 1]}, {"at_most": ["a", 0]}]}),
        sheets.rule("any", {"any": [{"at_most": ["b", 1]}, {"at_most": ["a", 0]}]}),
        sheets.rule("not", {"not": {"at_most": ["b", 1]}}),
    ]
    assert said(judge(form(*three))) == [("a", "all")]


def test_a_sum_beyond_all_bounds_is_refused():
    assert said(judge(FORM, a="9" * 12, b="9" * 12)) == [("total", "too_large")]


@pytest.mark.parametrize("each", [FORM, *sheets.builtin()], ids=lambda each: each.code)
def test_what_is_kept_is_judged_alike_again(each: Form):
    for report in sheets.reports(each, 7, 40):
        checked = check(each, report)
        if any(finding.severity is Severity.ERROR for finding in checked.findings):
            continue
        again = check(
            each, Filled(checked.values, report.comments, report.previous, report.history)
        )
        assert again == checked


def test_which_fields_a_form_looks_back_at():
    usual = {"usual": "a", "spread": 5}
    rule = {"code": "r", "severity": "warning", "at": "a", "text": {"vi": "?", "en": "?"}}
    assert FORM.recalled() == frozenset()
    assert form({**rule, "expect": usual}).recalled() == {"a"}
    other = {"at_most": ["b", {"previous": "b"}]}
    nested = {"any": [{"not": {"all": [other, usual]}}, other]}
    assert form({**rule, "expect": other, "when": nested}).recalled() == {"a"}
    assert form({**rule, "expect": other, "when": nested}).preceding() == {"b"}
    summed = {**rule, "expect": {"equal": [3, {"sum": [1, {"previous": "total"}]}]}}
    assert form(summed).preceding() == {"total", "a", "b"}
