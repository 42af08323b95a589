"""Parts of a sketch as the fields of a page, and back: whatever is typed is kept as it is."""

import json
from collections.abc import Mapping
from typing import Any

from phaodai.engines.forms.sums import BadSum, read_sum, write_sum

Raw = dict[str, Any]
Typed = Mapping[str, str]

COMPARISONS = ("equal", "at_most", "at_least")
RAW = "raw"  # a condition that is written as JSON
_BOUND = ("indicator", "disease", "stratum")


def title_of(raw: Mapping[str, Any], name: str, language: str) -> str:
    """Return a wording of a raw table, for lists; the code where there is none."""
    both = raw.get(name)
    text = both.get(language) or both.get("vi") if isinstance(both, Mapping) else None
    return str(text or raw.get("code") or "")


def general_shown(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return title, filer and schedule as they are typed."""
    filer, schedule = (_table(raw.get(name)) for name in ("filer", "schedule"))
    names = ("cadence", "weekday", "day_ends", "cutoff", "grace_minutes")
    return {
        **_both_shown(raw, "title"),
        **{name: _text(filer.get(name)) for name in ("level", "body", "role")},
        **{name: _text(schedule.get(name)) for name in names},
    }


def general_typed(typed: Typed, raw: Raw) -> Raw:
    """Return a definition with title, filer and schedule as they were typed."""
    schedule: Raw = {name: typed[name].strip() for name in ("cadence", "day_ends", "cutoff")}
    if schedule["cadence"] == "weekly":
        schedule["weekday"] = typed["weekday"]
    if typed["grace_minutes"].strip():
        schedule["grace_minutes"] = _number(typed["grace_minutes"])
    filer = {name: typed[name].strip() for name in ("level", "body", "role")}
    return {
        **raw,
        "title": _both_typed(typed, "title"),
        "filer": {**_table(raw.get("filer")), **filer},
        "schedule": {**_strange(raw.get("schedule"), general_shown({})), **schedule},
    }


def section_shown(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return a section as it is typed."""
    return {"code": _text(raw.get("code")), **_both_shown(raw, "title")}


def section_typed(typed: Typed, raw: Raw) -> Raw:
    """Return a section as it was typed, with its fields."""
    made = {**raw, "code": typed["code"].strip(), "title": _both_typed(typed, "title")}
    made.setdefault("fields", [])
    return made


def field_shown(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return a field as it is typed."""
    return {
        "code": _text(raw.get("code")),
        **_both_shown(raw, "label"),
        **_both_shown(raw, "help"),
        "kind": _text(raw.get("kind", "count")),
        "source": _text(raw.get("source", "typed")),
        "required": "on" if raw.get("required") else "",
        "decimals": _text(raw.get("decimals", 0)),
        **{name: _text(raw.get(name)) for name in (*_BOUND, "register")},
        "formula": _sum_shown(raw.get("formula")),
        "choices": _choices_shown(raw.get("choices")),
    }


def field_typed(typed: Typed, raw: Raw) -> Raw:
    """Return a field as it was typed; keys that nobody knows stay."""
    made: Raw = _strange(raw, field_shown({}) | {"label": "", "help": ""})
    made |= {
        "code": typed["code"].strip(),
        "label": _both_typed(typed, "label"),
        "kind": typed["kind"],
        "source": typed["source"],
        "required": bool(typed["required"]),
        "decimals": _number(typed["decimals"] or "0"),
    }
    if typed["help_vi"].strip() or typed["help_en"].strip():
        made["help"] = _both_typed(typed, "help")
    if typed["indicator"].strip():
        made |= {name: typed[name].strip() for name in _BOUND}
    if typed["source"] == "register":
        made["register"] = typed["register"].strip()
    if typed["source"] == "computed":
        made["formula"] = _sum_typed(typed["formula"])
    if typed["kind"] == "choice":
        made["choices"] = _choices_typed(typed["choices"])
    return made


def rule_shown(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return a rule as it is typed."""
    return {
        "code": _text(raw.get("code")),
        "severity": _text(raw.get("severity", "error")),
        "at": _text(raw.get("at")),
        **_both_shown(raw, "text"),
        **_condition_shown(raw.get("expect", {"equal": ["", ""]}), "expect"),
        **_condition_shown(raw.get("when"), "when"),
    }


def rule_typed(typed: Typed, raw: Raw) -> Raw:
    """Return a rule as it was typed."""
    known = rule_shown({}) | {"text": "", "expect": "", "when": ""}
    made: Raw = _strange(raw, known)
    made |= {
        "code": typed["code"].strip(),
        "severity": typed["severity"],
        "at": typed["at"].strip(),
        "text": _both_typed(typed, "text"),
        "expect": _condition_typed(typed, "expect"),
    }
    when = _condition_typed(typed, "when")
    return made if when is None else {**made, "when": when}


def rename(data: Raw, old: str, new: str) -> None:
    """Let rules and formulas name a field by its new code."""
    for section in data.get("sections", []):
        for field in section.get("fields", []):
            if "formula" in field:
                field["formula"] = _renamed(field["formula"], old, new)
    for rule in data.get("rules", []):
        for name in ("at", "expect", "when"):
            if name in rule:
                rule[name] = _renamed(rule[name], old, new)


def _renamed(node: Any, old: str, new: str) -> Any:
    if isinstance(node, str):
        return new if node == old else node
    if isinstance(node, list):
        return [_renamed(each, old, new) for each in node]
    if isinstance(node, dict):
        numbers = ("number", "tolerance")  # in quotes, and no names
        return {
            key: each if key in numbers else _renamed(each, old, new) for key, each in node.items()
        }
    return node


def _condition_shown(raw: Any, name: str) -> dict[str, str]:
    shown = dict.fromkeys(
        ("kind", "left", "right", "tolerance", "field", "spread", "least", "enough", "given"), ""
    )
    shown |= {"raw": ""}
    match raw:
        case None:
            pass
        case {"usual": str(field), **rest}:
            shown |= {"kind": "usual", "field": field}
            shown |= {key: _text(rest.get(key)) for key in ("spread", "least", "enough")}
        case {"given": str(field)}:
            shown |= {"kind": "given", "given": field}
        case {**table} if (
            isinstance(
                sides := next((table[each] for each in COMPARISONS if each in table), None), list
            )
            and len(sides) == 2
        ):
            kind = next(each for each in COMPARISONS if each in table)
            shown |= {"kind": kind, "tolerance": _text(table.get("tolerance"))}
            shown |= {"left": _sum_shown(sides[0]), "right": _sum_shown(sides[1])}
    typed = {f"{name}_{key}": text for key, text in shown.items()}
    if raw is not None and _condition_typed(typed, name) != raw:
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, indent=1)
        typed |= {f"{name}_kind": RAW, f"{name}_raw": text}
    return typed


def _condition_typed(typed: Typed, name: str) -> Any:
    def of(key: str) -> str:
        return typed[f"{name}_{key}"].strip()

    match kind := of("kind"):
        case "":
            return None
        case "usual":
            numbers = {key: of(key) for key in ("spread", "least", "enough")}
            return {"usual": of("field")} | {k: _number(v) for k, v in numbers.items() if v}
        case "given":
            return {"given": of("given")}
        case _ if kind in COMPARISONS:
            sides: Raw = {kind: [_sum_typed(of("left")), _sum_typed(of("right"))]}
            return sides | ({"tolerance": _number(of("tolerance"))} if of("tolerance") else {})
    try:
        return json.loads(of("raw"))
    except (ValueError, RecursionError):
        return of("raw")


def _sum_shown(raw: Any) -> str:
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else write_sum(raw)


def _sum_typed(text: str) -> Any:
    try:
        return read_sum(text)
    except BadSum:
        return text.strip()


def _choices_shown(raw: Any) -> str:
    if not isinstance(raw, list):
        return _text(raw)
    lines = []
    for each in raw:
        both = _table(_table(each).get("label"))
        lines.append(f"{_text(_table(each).get('code'))} = {_text(both.get('vi'))} | "
                     f"{_text(both.get('en'))}")  # fmt: skip
    return "\n".join(lines)


def _choices_typed(text: str) -> list[Raw]:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        code, _equals, both = line.partition("=")
        vi, _bar, en = both.partition("|")
        found.append({"code": code.strip(), "label": {"vi": vi.strip(), "en": en.strip()}})
    return found


def _both_shown(raw: Mapping[str, Any], name: str) -> dict[str, str]:
    both = _table(raw.get(name))
    return {f"{name}_{language}": _text(both.get(language)) for language in ("vi", "en")}


def _both_typed(typed: Typed, name: str) -> Raw:
    return {language: typed[f"{name}_{language}"].strip() for language in ("vi", "en")}


def _strange(raw: Any, known: Mapping[str, str]) -> Raw:
    return {name: value for name, value in _table(raw).items() if name not in known}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(text: str) -> int | str:
    """Return a whole number; anything else as it was typed, so that its fault is told."""
    stripped = text.strip()
    return (
        int(stripped)
        if stripped.isascii() and stripped.isdecimal() and len(stripped) < 16
        else stripped
    )
