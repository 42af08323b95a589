"""Rules against a table: what was planted is found, what agrees is left alone."""

import dataclasses
import tomllib
from pathlib import Path

import numpy as np
import pytest

from phaodai.engines.discrepancies import judging, rules
from phaodai.engines.discrepancies.claims import Claim, claimed_by_several
from phaodai.engines.discrepancies.panels import Panel
from phaodai.engines.discrepancies.rules import BadRule, Kind, Rule
from tests.engines.discrepancies import faults, plain, province

FILE = Path(__file__).parents[3] / "phaodai/decisions/discrepancies/builtin/daily.toml"
RULES = rules.load(tomllib.loads(FILE.read_text(encoding="utf-8")))
NAN = float("nan")


def table(**values: list[list[float]]) -> Panel:
    rows = {code: np.array(said, dtype=float) for code, said in values.items()}
    return Panel(rows, np.zeros(len(next(iter(rows.values()))), dtype=np.int64))


def rule(kind: Kind, **more: object) -> Rule:
    row = {
        "code": "r", "kind": kind.value, "severity": "error", "level": "COMMUNE",
        "text": {"vi": "v", "en": "e"}, **more,
    }  # fmt: skip
    return rules.load_one(row)


def days_found(panel: Panel, of: Rule) -> list[tuple[int, int]]:
    return [(each.unit, each.day) for each in judging.judge(panel, [of])]


@pytest.fixture(scope="module")
def made() -> province.Province:
    rng = np.random.default_rng(7)
    made = province.build(rng, n_units=160)
    province.make_late(rng, made)
    province.plant(rng, made, n=40)
    return made


def test_all_that_was_planted_is_found_and_hardly_anything_else(made: province.Province) -> None:
    scored = faults.score(made, RULES)
    assert not scored.missed
    assert scored.precision >= 0.95


def test_a_province_that_agrees_is_left_alone() -> None:
    rng = np.random.default_rng(8)
    made = province.build(rng, n_units=120)
    province.make_late(rng, made)
    exact = [rule for rule in RULES if rule.kind is not Kind.UNLIKELY and rule.level == "COMMUNE"]
    assert judging.judge(made.communes, exact) == []


def test_plain_python_finds_the_same(made: province.Province) -> None:
    kinds = {Kind.SUM, Kind.FALLS, Kind.BALANCE, Kind.SAME, Kind.RATIO}
    certain = [rule for rule in RULES if rule.kind in kinds and rule.level == "COMMUNE"]
    panel = dataclasses.replace(made.communes, judged=0)
    ours = {(each.rule, each.unit, each.day) for each in judging.judge(panel, certain)}
    assert ours
    assert ours == plain.exact(plain.reports_of(panel), certain, 0)


def test_silence_disagrees_with_nothing() -> None:
    panel = table(total=[[5, NAN, 5]], a=[[2, 2, NAN]], b=[[3, 9, 9]])
    assert days_found(panel, rule(Kind.SUM, at="total", parts=["a", "b"])) == []
    assert days_found(panel, rule(Kind.SAME, at="total", parts=["a"])) == [(0, 0)]


def test_a_total_falls_also_over_silent_days() -> None:
    panel = table(total=[[10, NAN, NAN, 9], [10, NAN, NAN, 10]])
    assert days_found(panel, rule(Kind.FALLS, at="total")) == [(0, 3)]


def test_a_wrong_stock_is_told_once() -> None:
    panel = table(stock=[[10, 12, 55, 14, 15]], inflow=[[0, 2, 1, 1, 1]])
    balance = rule(Kind.BALANCE, at="stock", inflow=["inflow"])
    assert days_found(panel, balance) == [(0, 2)]


def test_the_tolerance_is_in_the_figure_or_a_share_of_it() -> None:
    panel = table(a=[[100, 100, 100]], b=[[101, 104, 120]])
    assert days_found(panel, rule(Kind.SAME, at="a", parts=["b"], tolerance=1)) == [(0, 1), (0, 2)]
    assert days_found(panel, rule(Kind.SAME, at="a", parts=["b"], share=0.05)) == [(0, 2)]


def test_a_run_of_silence_is_told_on_its_first_day_and_not_before_anybody_spoke() -> None:
    panel = table(a=[[1, NAN, NAN, NAN], [NAN, NAN, NAN, 1], [1, NAN, NAN, 1]])
    assert days_found(panel, rule(Kind.MISSING, parts=["a"], run=3)) == [(0, 1)]


def test_a_report_of_zeros_again_is_no_copy() -> None:
    busy = np.random.default_rng(3).poisson(60, (7, 30)).astype(float)
    busy[:, 29] = busy[:, 28]
    same = {code: [[0.0] * 30, rows.tolist()] for code, rows in zip("abcdefg", busy, strict=True)}
    panel = dataclasses.replace(table(**same), judged=20)
    assert days_found(panel, rule(Kind.COPIED, parts=list("abcdefg"))) == [(1, 29)]


def test_an_outbreak_that_shows_in_other_figures_is_believed_and_a_lone_figure_is_not() -> None:
    rng = np.random.default_rng(5)
    cases = rng.poisson(4, (2, 40)).astype(float)
    tests = rng.poisson(60, (2, 40)).astype(float)
    cases[:, 39] = 90
    tests[0, 39] = 900
    panel = dataclasses.replace(table(cases=cases.tolist(), tests=tests.tolist()), judged=39)
    weighing = rule(Kind.UNLIKELY, at="cases", beside=["tests"], tolerance=20)
    (found,) = judging.judge(panel, [weighing])
    assert found.unit == 1
    assert found.weighed is not None
    assert found.weighed.wrong > found.weighed.real


def test_later_days_do_not_change_the_answer_for_a_day(made: province.Province) -> None:
    weighing = [rule for rule in RULES if rule.code == "f0_unlikely"]
    whole = judging.judge(made.communes, weighing)
    last = max(each.day for each in whole)
    short = {code: rows[:, : last + 1] for code, rows in made.communes.values.items()}
    panel = Panel(short, made.communes.groups, judged=last)
    assert {each.unit for each in judging.judge(panel, weighing)} == {
        each.unit for each in whole if each.day == last
    }


def test_a_case_claimed_by_two_however_it_is_written() -> None:
    claims = [
        Claim("BN-0012", 1, 5),
        Claim("bn 0012", 2, 3),
        Claim("BN13", 1, 5),
        Claim("BN13", 1, 6),
    ]
    found = claimed_by_several(claims)
    assert list(found) == ["BN0012"]
    assert [claim.unit for claim in found["BN0012"]] == [2, 1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "SUMS"}, "SUMS"),
        ({"parts": []}, "list of figures"),
        ({"whole": "x"}, "means nothing"),
        ({"parts": None}, "list of figures"),
        ({"tolerance": -1}, "number from 0"),
        ({"hours": 1.5}, "whole number"),
        ({"odds": 1}, "between 0 and 1"),
        ({"text": {"vi": "x"}}, "vi and en"),
        ({"code": ""}, "no name"),
        ({"level": 3}, "level"),
    ],
)
def test_a_bad_rule_is_refused_with_its_name(change: dict[str, object], says: str) -> None:
    row = {
        "code": "r", "kind": "SUM", "severity": "error", "level": "COMMUNE", "at": "a",
        "parts": ["b"], "text": {"vi": "v", "en": "e"},
    }  # fmt: skip
    with pytest.raises(BadRule, match=says):
        rules.load_one(row | change)


def test_two_rules_of_one_name_are_refused() -> None:
    row = {
        "code": "r", "kind": "FALLS", "severity": "error", "level": "COMMUNE", "at": "a",
        "text": {"vi": "v", "en": "e"},
    }  # fmt: skip
    with pytest.raises(BadRule, match="twice"):
        rules.load({"rules": [row, row]})
    with pytest.raises(BadRule, match="list"):
        rules.load({})
