"""What stands in a form before anybody has written in it."""

from collections.abc import Mapping

from phaodai.engines.forms.definition import FieldKind, FieldSource, Form


def carried(form: Form, previous: Mapping[str, str] | None) -> dict[str, str]:
    """Return the values that stand there until they are changed, from the period before."""
    before = previous or {}
    return {
        field.code: before[field.code]
        for field in form.fields()
        if field.source is FieldSource.CARRIED and field.code in before
    }


def uneventful(form: Form, previous: Mapping[str, str]) -> dict[str, str]:
    """Return the report of a period in which nothing happened.

    Events are 0, states stay as they were. It is a proposal: only a person can say that it is so.
    """
    return {
        field.code: "0" if field.kind is FieldKind.COUNT else previous[field.code]
        for field in form.fields()
        if field.formula is None and (field.kind is FieldKind.COUNT or field.code in previous)
    }


def without_events(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Return values with 0 where an event is counted and nothing was written."""
    blank = {
        field.code
        for field in form.fields()
        if field.kind is FieldKind.COUNT and field.formula is None and not values.get(field.code)
    }
    return {**values, **dict.fromkeys(blank, "0")}
