"""What a new version means for figures, for prefilled values and for rules that look back."""

from collections.abc import Iterator
from dataclasses import dataclass

from phaodai.engines.forms.definition import Binding, Field, FieldSource, Form, Rule
from phaodai.engines.forms.expressions import (
    All,
    Compare,
    Condition,
    Difference,
    Not,
    Previous,
    Some,
    Sum,
    Term,
    Usual,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from a change of version.

    Attributes:
        silent: figures that nobody states any more.
        stated: figures that are stated from now on.
        unfilled: fields that begin with the value before and have none on the first day.
        blind: rules that look back at fields nobody had, and say nothing at first.
        wanted: fields that are new and required: an old paper is refused.
    """

    silent: tuple[Binding, ...]
    stated: tuple[Binding, ...]
    unfilled: tuple[Field, ...]
    blind: tuple[Rule, ...]
    wanted: tuple[Field, ...]


def meaning(old: Form | None, new: Form) -> Meaning:
    """Return what follows where a version takes the place of another, or of none."""
    before = [] if old is None else [*old.fields()]
    known = {field.code for field in before}
    were = {field.binding for field in before if field.binding is not None}
    are = {field.binding for field in new.fields() if field.binding is not None}
    fresh = [field for field in new.fields() if field.code not in known]
    codes = {field.code for field in fresh}
    return Meaning(
        silent=tuple(sorted(were - are, key=_key)),
        stated=tuple(sorted(are - were, key=_key)),
        unfilled=tuple(each for each in fresh if each.source is FieldSource.CARRIED),
        blind=tuple(rule for rule in new.rules if _looks_back(rule) & codes),
        wanted=tuple(each for each in fresh if each.is_required and each.formula is None),
    )


def _looks_back(rule: Rule) -> set[str]:
    conditions = [rule.expect] if rule.when is None else [rule.expect, rule.when]
    return {code for each in conditions for code in _earlier(each)}


def _key(binding: Binding) -> tuple[str, str, str]:
    return binding.indicator, binding.disease, binding.stratum


def _earlier(node: Term | Condition) -> Iterator[str]:
    """Yield the fields of which a tree needs an earlier value."""
    match node:
        case Previous(field) | Usual(field=field):
            yield field
        case Sum(parts) | All(parts) | Some(parts):
            for each in parts:
                yield from _earlier(each)
        case Difference(left, right) | Compare(left=left, right=right):
            yield from _earlier(left)
            yield from _earlier(right)
        case Not(inner):
            yield from _earlier(inner)
