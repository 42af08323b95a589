"""Judge a filled report: field by field, then rule by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from phaodai.engines.forms import wordings
from phaodai.engines.forms.definition import Field, FieldKind, Form, Rule, Severity, Text
from phaodai.engines.forms.evaluation import Figures, amount_of, holds, usual_range
from phaodai.engines.forms.expressions import Compare, Usual
from phaodai.engines.forms.numbers import (
    BLANKS,
    LARGEST,
    PER_ONE,
    NumberFault,
    read_number,
    show_number,
    write_number,
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A report as it comes in: everything as it was written.

    Attributes:
        values: text by field; blank or absent is not known.
        comments: why a warning is right as it stands, by rule.
        previous: values of the report of the period before; None where there is none.
        history: values of a field in earlier reports, in any order.
    """

    values: Mapping[str, str]
    comments: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] | None = None
    history: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a report that is not right, or not usual.

    Attributes:
        rule: code of the rule or of the wording.
        field: where it is shown; "" for no field of the form.
        severity: whether the report can be sent.
        is_answered: a warning that has its comment.
        text: what is wrong, why, and what to do.
    """

    rule: str
    field: str
    severity: Severity
    is_answered: bool
    text: Text

    @property
    def stops(self) -> bool:
        """Whether the report cannot be sent with it."""
        return not self.is_answered


@dataclass(frozen=True, slots=True)
class Checked:
    """What a report says, and what is to be said of it.

    Attributes:
        findings: in the order of the form: its fields, fields it does not have, its rules.
        values: what is to be kept, blanks left out and computed fields filled in.
        amounts: the figures among them, in hundredths.
    """

    findings: tuple[Finding, ...]
    values: Mapping[str, str]
    amounts: Mapping[str, int]

    @property
    def may_be_sent(self) -> bool:
        """Whether no error and no warning without comment is left."""
        return not any(each.stops for each in self.findings)


@dataclass(frozen=True, slots=True)
class _Reading:
    amounts: dict[str, int]
    words: dict[str, str]
    faults: dict[str, str]  # field -> wording


def check(form: Form, report: Filled) -> Checked:
    """Read a report and say what is wrong with it; the browser says the same."""
    today = _read(form, report.values)
    before = report.previous or {}
    previous = _read(form, {name: before[name] for name in form.preceding() & before.keys()})
    figures = Figures(
        today=today.amounts,
        previous=previous.amounts,
        history=_history(form, report.history),
        given=frozenset(today.amounts) | frozenset(today.words),
    )
    findings = [
        *(_of_field(each, today, report) for each in form.fields()),
        *(_unknown(name) for name in _strangers(form, report.values)),
        *(_of_rule(rule, figures, report.comments) for rule in form.rules),
    ]
    return Checked(
        tuple(each for each in findings if each is not None), _kept(form, today), today.amounts
    )


def values_of(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Return what `check` says is to be kept, without judging it."""
    return _kept(form, _read(form, values))


def amounts_of(form: Form, values: Mapping[str, str]) -> dict[str, int]:
    """Return the figures that `check` reads, in hundredths, without judging them."""
    return _read(form, values).amounts


def is_blank(text: str) -> bool:
    """Say whether nothing is written."""
    return not text.strip(BLANKS)


def _read(form: Form, values: Mapping[str, str]) -> _Reading:
    amounts: dict[str, int] = {}
    words: dict[str, str] = {}
    faults: dict[str, str] = {}
    for each in form.fields():
        text = values.get(each.code)
        if not text or not (text := text.strip(BLANKS)):
            continue
        if not each.is_number:
            fault = _fault_of_words(each, text)
            if fault:
                faults[each.code] = fault
            else:
                words[each.code] = text
            continue
        amount = read_number(text, each.decimals)
        if isinstance(amount, NumberFault):
            faults[each.code] = amount.value
        elif each.kind is FieldKind.PERCENT and amount > 100 * PER_ONE:
            faults[each.code] = "over_hundred"
        else:
            amounts[each.code] = amount
    _compute(form, amounts, faults)
    return _Reading(amounts, words, faults)


def _kept(form: Form, today: _Reading) -> dict[str, str]:
    said = {name: write_number(amount) for name, amount in today.amounts.items()} | today.words
    return {each.code: said[each.code] for each in form.fields() if each.code in said}


def _compute(form: Form, amounts: dict[str, int], faults: dict[str, str]) -> None:
    """Fill computed fields in; one that was written otherwise is a fault."""
    typed = Figures(today=dict(amounts))
    for each in form.computed():
        if each.formula is None or each.code in faults:
            continue
        amount = amount_of(each.formula, typed)
        if amount is None or amount < 0:
            continue
        if amount > LARGEST * PER_ONE:
            faults[each.code] = NumberFault.TOO_LARGE.value
        elif amounts.setdefault(each.code, amount) != amount:
            faults[each.code] = "computed_differs"


def _fault_of_words(each: Field, text: str) -> str:
    if each.kind is FieldKind.CHOICE:
        return "" if text in {choice.code for choice in each.choices} else "not_choice"
    return "too_long" if len(text) > wordings.LONGEST_TEXT else ""


def _history(form: Form, history: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    recalled = form.recalled()
    for each in form.fields():
        if each.code not in recalled:
            continue
        read = (read_number(text, each.decimals) for text in history.get(each.code, ()))
        found[each.code] = [amount for amount in read if not isinstance(amount, NumberFault)]
    return found


def _of_field(each: Field, today: _Reading, report: Filled) -> Finding | None:
    code = today.faults.get(each.code, "")
    if not code:
        if not each.is_required or each.formula is not None:
            return None  # what is missing of a computed field is said of its parts
        if each.code in today.amounts or each.code in today.words:
            return None
        code = "required" if each.is_number else "required_words"
    computed = None
    if each.formula is not None:
        typed = {name: today.amounts[name] for name in today.amounts if name != each.code}
        computed = amount_of(each.formula, Figures(today=typed))
    value = _quote(report.values.get(each.code, ""))
    return Finding(
        rule=code,
        field=each.code,
        severity=Severity.ERROR,
        is_answered=False,
        text=Text(
            *(
                fill(
                    template,
                    label=label,
                    value=value,
                    decimals=str(each.decimals),
                    most=show_number(wordings.LONGEST_TEXT * PER_ONE, language),
                    right="" if computed is None else show_number(computed, language),
                )
                for language, template, label in _both(wordings.WORDINGS[code], each.label)
            )
        ),
    )


def _unknown(name: str) -> Finding:
    text = wordings.WORDINGS["unknown_field"]
    value = _quote(name)
    return Finding(
        rule="unknown_field",
        field="",
        severity=Severity.ERROR,
        is_answered=False,
        text=Text(fill(text.vi, value=value), fill(text.en, value=value)),
    )


def _strangers(form: Form, values: Mapping[str, str]) -> list[str]:
    """Return fields that the form does not have, in the order in which browsers sort."""
    strange = set(values) - {each.code for each in form.fields()}
    return sorted(strange, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _of_rule(rule: Rule, figures: Figures, comments: Mapping[str, str]) -> Finding | None:
    if rule.when is not None and holds(rule.when, figures) is not True:
        return None
    if holds(rule.expect, figures) is not False:
        return None
    is_warning = rule.severity is Severity.WARNING
    return Finding(
        rule=rule.code,
        field=rule.at,
        severity=rule.severity,
        is_answered=is_warning and not is_blank(comments.get(rule.code, "")),
        text=Text(
            *(
                fill(template, **_figures_of(rule, figures, language))
                for language, template, _ in _both(rule.text, rule.text)
            )
        ),
    )


def _figures_of(rule: Rule, figures: Figures, language: str) -> dict[str, str]:
    """Return the figures that a rule's text may name."""
    if isinstance(rule.expect, Compare):
        sides = {"left": rule.expect.left, "right": rule.expect.right}
        return {
            name: show_number(amount_of(term, figures) or 0, language)
            for name, term in sides.items()
        }
    if isinstance(rule.expect, Usual) and (usual := _bounds(rule.expect, figures)) is not None:
        return {
            "value": show_number(figures.today[rule.expect.field], language),
            "low": show_number(usual[0], language),
            "high": show_number(usual[1], language),
        }
    return {}


def usual_of(
    form: Form, rule: Rule, history: Mapping[str, Sequence[str]]
) -> tuple[int, int] | None:
    """Return between which hundredths a rule finds a figure usual; None where it says nothing."""
    if not isinstance(rule.expect, Usual):
        return None
    return _bounds(rule.expect, Figures(today={}, history=_history(form, history)))


def _bounds(expect: Usual, figures: Figures) -> tuple[int, int] | None:
    usual = usual_range(expect, figures)
    if usual is None:
        return None
    low = max(usual.middle - usual.width, 0)
    return (low + 3) // 4, (usual.middle + usual.width) // 4


def fill(template: str, **figures: str) -> str:
    """Put figures into a template, each where its name stands in braces, in one pass."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(f"{figures.get(name, '')}{rest}")
    return "".join(filled)


def _both(text: Text, label: Text) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    return ("vi", text.vi, label.vi), ("en", text.en, label.en)


def _quote(text: str) -> str:
    stripped = text.strip(BLANKS)
    if len(stripped) <= wordings.LONGEST_QUOTE:
        return stripped
    return f"{stripped[: wordings.LONGEST_QUOTE]}…"
