"""The data of a form again: what is stored, what the browser gets, and what changed between two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phaodai.engines.forms import wordings
from phaodai.engines.forms.definition import Field, Form, Rule, Text
from phaodai.engines.forms.expressions import dump_condition, dump_term
from phaodai.engines.forms.loading import WEEKDAYS
from phaodai.engines.forms.schedule import Cadence, Schedule


@dataclass(frozen=True, slots=True)
class Change:
    """One key of a definition that is not the same in two versions; None where it is missing."""

    key: str
    old: str | None
    new: str | None


def dump(form: Form) -> dict[str, Any]:
    """Return the JSON of a form; `loading.load` makes the same form of it."""
    return {
        "code": form.code,
        "version": form.version,
        "title": _both(form.title),
        "filer": {
            "level": form.filer.level,
            "body": form.filer.body,
            "role": form.filer.role,
        },
        "schedule": _schedule(form.schedule),
        "sections": [
            {
                "code": section.code,
                "title": _both(section.title),
                "fields": [_field(field) for field in section.fields],
            }
            for section in form.sections
        ],
        "rules": [_rule(rule) for rule in form.rules],
    }


def for_browser(form: Form) -> dict[str, Any]:
    """Return a form with the wordings that `frontend/js/forms/rules.js` needs to judge by it."""
    return {
        "form": dump(form),
        "wordings": {code: _both(text) for code, text in wordings.WORDINGS.items()},
        "longest_text": wordings.LONGEST_TEXT,
        "longest_quote": wordings.LONGEST_QUOTE,
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what changed between the JSON of two forms, by key.

    Sections, fields, rules and answers are told apart by their codes, not by their places.
    """
    before, after = dict(_flat(old, "")), dict(_flat(new, ""))
    keys = [*before, *(key for key in after if key not in before)]
    return [
        Change(key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _flat(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for at, inner in enumerate(value, start=1):
            code = inner.get("code", at) if isinstance(inner, Mapping) else at
            yield from _flat(inner, f"{key}[{code}]")
    else:
        yield key, str(value)


def _schedule(schedule: Schedule) -> dict[str, Any]:
    written: dict[str, Any] = {
        "cadence": schedule.cadence.value,
        "day_ends": _clock(schedule.day_ends),
        "cutoff": _clock(schedule.cutoff),
        "grace_minutes": schedule.grace,
    }
    if schedule.cadence is Cadence.WEEKLY:
        written["weekday"] = WEEKDAYS[schedule.weekday]
    return written


def _field(field: Field) -> dict[str, Any]:
    written: dict[str, Any] = {
        "code": field.code,
        "label": _both(field.label),
        "kind": field.kind.value,
        "source": field.source.value,
        "required": field.is_required,
        "decimals": field.decimals,
    }
    if field.help is not None:
        written["help"] = _both(field.help)
    if field.binding is not None:
        written["indicator"] = field.binding.indicator
        written["disease"] = field.binding.disease
        written["stratum"] = field.binding.stratum
    if field.register:
        written["register"] = field.register
    if field.formula is not None:
        written["formula"] = dump_term(field.formula)
    if field.choices:
        written["choices"] = [
            {"code": each.code, "label": _both(each.label)} for each in field.choices
        ]
    return written


def _rule(rule: Rule) -> dict[str, Any]:
    written: dict[str, Any] = {
        "code": rule.code,
        "severity": rule.severity.value,
        "at": rule.at,
        "text": _both(rule.text),
        "expect": dump_condition(rule.expect),
    }
    if rule.when is not None:
        written["when"] = dump_condition(rule.when)
    return written


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
