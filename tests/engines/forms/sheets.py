"""Forms and reports for tests: those of the product, one with every operator, and random ones."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from phaodai.engines.forms.checking import Filled
from phaodai.engines.forms.definition import Field, Form
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.vocabularies import Vocabularies
from phaodai.vocabulary import bodies
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.units import UnitLevel

BUILTIN = Path(__file__).resolve().parents[3] / "phaodai" / "registers" / "reports" / "builtin"
NAMES = Vocabularies(
    indicators=CATALOGUE,
    diseases=DISEASES,
    levels={*UnitLevel},
    bodies=bodies.CATALOGUE,
    roles={*Role},
    registers={"residents_away", "reports"},
)
ODD = (
    "", " ", "0", "-0", "00", "007", "-1", "−3", "1.234", "1,234", "1 234", "1.23", "1,5", "1.5",
    "12,345", "1.234.567,5", "1,234.5", "1.2345", "3,", ",5", ".", "-", "--1", "abc", "٣", "½",
    "1e3", "0x1f", "1.234,567", " 12\t", "\u00a07\u200b", "\ufeff8", "9" * 12, "1" + "0" * 12,
    "1" + "0" * 12 + ",01", "9" * 400, "0" * 5_000 + "1", "1_000", "+5", "5%", "100", "100,01",
    "𝟙", "x" * 41, "𠮷" * 41, "same", "worse", "SAME", "khó khăn", "ă" * 2_001, "𠮷" * 2_000,
)  # fmt: skip


def both(text: str) -> dict[str, str]:
    return {"vi": f"vi {text}", "en": f"en {text}"}


def number(code: str, kind: str = "count", **more: Any) -> dict[str, Any]:
    indicator = {"count": "cases.confirmed", "stock": "cases.current", "percent": "levels.level"}
    return {
        "code": code, "label": both(code), "kind": kind, "indicator": indicator[kind],
        "disease": "COVID-19", **more,
    }  # fmt: skip


def found(code: str, where: str, **more: Any) -> dict[str, Any]:
    return number(code, stratum=f"found={where}", **more)


def data(**changes: Any) -> dict[str, Any]:
    """Return a small form that uses every kind of field and every operator."""
    return {
        "code": "all-things",
        "version": 1,
        "title": both("all"),
        "filer": {"level": "COMMUNE", "body": "people_committee", "role": "reporter"},
        "schedule": {"cadence": "daily", "day_ends": "07:00", "cutoff": "10:00"},
        "sections": [
            {
                "code": "numbers",
                "title": both("numbers"),
                "fields": [
                    number("total", source="computed", formula={"sum": ["a", "b", 1]}, decimals=2),
                    found("a", "community", required=True),
                    found("b", "quarantine", decimals=2),
                    found("rest", "blocked", source="computed", decimals=1,
                          formula={"difference": ["a", {"number": "0.5"}]}),
                    number("now", "stock", source="carried", decimals=1),
                    number("share", "percent", decimals=1),
                ],
            },
            {
                "code": "words",
                "title": both("words"),
                "fields": [
                    {"code": "why", "label": both("why {left}"), "kind": "text"},
                    {"code": "trend", "label": both("trend"), "kind": "choice", "required": True,
                     "choices": [{"code": "same", "label": both("same")},
                                 {"code": "worse", "label": both("worse")}]},
                ],
            },
        ],
        "rules": [
            rule("parts", {"equal": [{"sum": ["a", "b"]}, "now"], "tolerance": 2},
                 text="{left} ≠ {right}"),
            rule("balance", {"equal": ["now", {"difference": [
                {"sum": [{"previous": "now"}, "a"]}, "b"]}]}, severity="warning",
                 text="{left}/{right}{right}"),
            rule("never_falls", {"at_least": ["now", {"previous": "now"}]},
                 text="{right} > {left}"),
            rule("at_most", {"at_most": ["b", {"number": "12.5"}], "tolerance": "0.25"}),
            rule("usual", {"usual": "a", "spread": 3, "least": 2, "enough": 5}, severity="warning",
                 text="{value}: {low}–{high}"),
            rule("told", {"given": "why"}, when={"any": [
                {"at_least": ["a", 5]}, {"not": {"at_most": ["b", 9]}}]}),
            rule("both", {"all": [{"given": "trend"}, {"not": {"equal": ["a", "b"]}},
                                  {"at_most": ["share", 60]}]}, severity="warning"),
        ],
        **changes,
    }  # fmt: skip


def rule(code: str, expect: Any, *, text: str = "", **more: Any) -> dict[str, Any]:
    return {
        "code": code, "severity": "error", "at": "a", "text": both(text or code),
        "expect": expect, **more,
    }  # fmt: skip


def builtin() -> list[Form]:
    return [
        load(tomllib.loads(path.read_text()), names=NAMES)
        for path in sorted(BUILTIN.glob("*.toml"))
    ]


def random_forms(seed: int, n: int) -> Iterator[Form]:
    """Yield forms whose rules are trees grown at random."""
    chance = Random(seed)
    for at in range(n):
        rules = [
            rule(f"r{i}", _condition(chance, 3), severity=chance.choice(["error", "warning"]))
            for i in range(12)
        ]
        for each in rules:
            if chance.random() < 0.3:
                each["when"] = _condition(chance, 2)
        yield load(data(code=f"random-{at}", rules=rules), names=NAMES)


def reports(form: Form, seed: int, n: int) -> Iterator[Filled]:
    """Yield reports on a form: plausible, blank, mistyped, with and without a past."""
    chance = Random(seed)
    fields = {field.code: field for field in form.fields()}
    codes = list(fields)
    for _ in range(n):
        wildness = chance.choice([0.0, 0.02, 0.1, 0.5])
        values = {
            code: chance.choice(ODD) if chance.random() < wildness else _plain(chance, fields[code])
            for code in codes
            if chance.random() > 0.03
        }
        if chance.random() < 0.1:
            values |= {chance.choice(["zz", "F0", "𠮷", "ﬀ", "__proto__", "constructor"]): "1"}
        previous = {code: _plain(chance, fields[code]) for code in codes}
        yield Filled(
            values=values,
            comments={
                each.code: chance.choice(["", " ", "đã kiểm tra", "\u00a0"]) for each in form.rules
                if chance.random() < 0.3
            },
            previous=None if chance.random() < 0.3 else previous,
            history={
                code: [_plain(chance, fields[code]) for _ in range(chance.randint(0, 28))]
                for code in codes
                if chance.random() < 0.5
            },
        )  # fmt: skip


def _plain(chance: Random, field: Field) -> str:
    if not field.is_number:
        return chance.choice(["", "same", "chưa có"])
    if field.formula is not None and chance.random() < 0.9:
        return ""
    if field.decimals and chance.random() < 0.5:
        return f"{chance.randint(0, 30)},{chance.randint(0, 9)}"
    return str(chance.choice([0, 0, 1, 2, 3, 7, chance.randint(0, 40), chance.randint(0, 4000)]))


def _term(chance: Random, depth: int) -> Any:
    kind = chance.choice(["field", "field", "number", "decimal", "previous", "sum", "difference"])
    if kind == "number" or (depth == 0 and kind in ("sum", "difference")):
        return chance.randint(0, 9)
    if kind == "decimal":
        return {"number": chance.choice(["0.5", "2.25", "1"])}
    name = chance.choice(["a", "b", "now", "total", "share"])
    if kind in ("field", "previous"):
        return name if kind == "field" else {"previous": name}
    width = 2 if kind == "difference" else chance.randint(1, 3)
    return {kind: [_term(chance, depth - 1) for _ in range(width)]}


def _condition(chance: Random, depth: int) -> Any:
    kind = chance.choice(
        ["equal", "at_most", "at_least", "usual", "given", *(["all", "any", "not"] * (depth > 0))]
    )
    match kind:
        case "usual":
            return {"usual": chance.choice(["a", "b", "now"]), "spread": chance.randint(1, 6),
                    "least": chance.randint(0, 5), "enough": chance.randint(3, 12)}  # fmt: skip
        case "given":
            return {"given": chance.choice(["a", "b", "why", "trend", "total"])}
        case "all" | "any":
            return {kind: [_condition(chance, depth - 1) for _ in range(chance.randint(1, 3))]}
        case "not":
            return {"not": _condition(chance, depth - 1)}
    sides = {kind: [_term(chance, 2), _term(chance, 2)]}
    return sides | ({"tolerance": chance.randint(0, 4)} if chance.random() < 0.4 else {})
