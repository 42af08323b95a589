"""A form taken over for another disease."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.expressions import named


def follows(form: Form) -> Iterator[str]:
    """Yield the fields that a form for another disease asks as well.

    Those of no disease stay with the form that has them: a figure is stated once.
    """
    for field in form.fields():
        if field.binding is None or field.binding.disease:
            yield field.code


def copied(
    form: Form, *, code: str, title: Mapping[str, str], disease: str, keep: Collection[str]
) -> dict[str, Any]:
    """Return the definition of a form for another disease.

    Args:
        form: From which.
        code: Of the new form.
        title: In both languages.
        disease: Its code.
        keep: Fields that are taken over; rules are, of which all fields are.
    """
    kept, made = {*keep}, dump(form)
    for field in form.fields():
        # A sum of which a part is left behind would say something else.
        if field.formula is not None and not kept.issuperset(named(field.formula)):
            kept.discard(field.code)
    sections = [
        {**section, "fields": [_field(each, disease) for each in section["fields"]
                               if each["code"] in kept]}
        for section in made["sections"]
    ]  # fmt: skip
    whole = {
        rule.code
        for rule in form.rules
        if kept.issuperset(
            [rule.at, *named(rule.expect), *(named(rule.when) if rule.when is not None else ())]
        )
    }
    return {
        **made,
        "code": code,
        "version": 1,
        "title": dict(title),
        "sections": [section for section in sections if section["fields"]],
        "rules": [rule for rule in made["rules"] if rule["code"] in whole],
    }


def _field(field: dict[str, Any], disease: str) -> dict[str, Any]:
    return {**field, "disease": disease} if field.get("disease") else field
