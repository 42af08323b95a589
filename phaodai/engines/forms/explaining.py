"""What a rule or a formula says, in words that an officer can read back."""

from collections.abc import Mapping, Sequence

from phaodai.engines.forms.definition import Form, Rule, Text
from phaodai.engines.forms.expressions import (
    All,
    Compare,
    Comparison,
    Condition,
    Constant,
    Difference,
    Given,
    Not,
    Previous,
    Some,
    Sum,
    Term,
    Usual,
    Value,
)
from phaodai.engines.forms.numbers import show_number

_BEFORE = Text("kỳ trước", "of the period before")
_COMPARED: Mapping[Comparison, Text] = {
    Comparison.EQUAL: Text("bằng", "equals"),
    Comparison.AT_MOST: Text("không lớn hơn", "is at most"),
    Comparison.AT_LEAST: Text("không nhỏ hơn", "is at least"),
}


def labels_of(form: Form) -> dict[str, Text]:
    """Return the questions of a form by code."""
    return {field.code: field.label for field in form.fields()}


def explain_rule(rule: Rule, labels: Mapping[str, Text]) -> Text:
    """Return what must hold, and when it is looked at."""
    expect = explain(rule.expect, labels)
    if rule.when is None:
        return Text(*(_sentence(side) for side in _sides(expect)))
    when = explain(rule.when, labels)
    return Text(f"Khi {when.vi} thì {expect.vi}.", f"Where {when.en}, {expect.en}.")


def explain(node: Term | Condition, labels: Mapping[str, Text]) -> Text:
    """Return a term or a condition in words, in both languages."""
    match node:
        case Value(code):
            return _named(code, labels)
        case Previous(code):
            label = _named(code, labels)
            return Text(f"{label.vi} {_BEFORE.vi}", f"{label.en} {_BEFORE.en}")
        case Constant(amount):
            return _amount(amount)
        case Sum(terms):
            return _joined([_inner(each, labels, Sum) for each in terms], Text(" + ", " + "))
        case Difference(left, right):
            sides = [explain(left, labels), _inner(right, labels, Constant)]
            return _joined(sides, Text(" − ", " − "))
        case _:
            return _condition(node, labels)


def _condition(node: Condition, labels: Mapping[str, Text]) -> Text:
    match node:
        case Compare():
            return _comparison(node, labels)
        case Usual(code, spread, least, enough):
            label, width = _named(code, labels), _amount(least)
            return Text(
                f"{label.vi} nằm trong mức thường của 28 kỳ trước (trung vị ± {spread} lần độ lệch "
                f"trung vị, lệch dưới {width.vi} không tính; cần ít nhất {enough} kỳ)",
                f"{label.en} lies where it did in the 28 periods before (median ± {spread} median "
                f"deviations, nothing below {width.en} counts; at least {enough} periods)",
            )
        case Given(code):
            label = _named(code, labels)
            return Text(f"{label.vi} được điền", f"{label.en} is filled in")
        case All(conditions):
            return _several(conditions, labels, Text(" và ", " and "))
        case Some(conditions):
            return _several(conditions, labels, Text(" hoặc ", " or "))
        case Not(inner):
            said = explain(inner, labels)
            return Text(f"không đúng là ({said.vi})", f"it is not so that ({said.en})")


def _comparison(node: Compare, labels: Mapping[str, Text]) -> Text:
    left, right = explain(node.left, labels), explain(node.right, labels)
    how, give = _COMPARED[node.how], _amount(node.tolerance)
    more = Text(f" (cho lệch {give.vi})", f" (give or take {give.en})")
    if not node.tolerance:
        more = Text("", "")
    return Text(
        f"{left.vi} {how.vi} {right.vi}{more.vi}", f"{left.en} {how.en} {right.en}{more.en}"
    )


def _named(code: str, labels: Mapping[str, Text]) -> Text:
    label = labels.get(code)
    return Text(f"“{code}”", f"“{code}”") if label is None else Text(
        f"“{label.vi}”", f"“{label.en}”"
    )  # fmt: skip


def _amount(amount: int) -> Text:
    return Text(show_number(amount, "vi"), show_number(amount, "en"))


def _inner(term: Term, labels: Mapping[str, Text], plain: type) -> Text:
    """Return a part of a sum; what is itself made of parts stands in brackets."""
    said = explain(term, labels)
    if isinstance(term, Sum | Difference) and not isinstance(term, plain):
        return Text(f"({said.vi})", f"({said.en})")
    return said


def _several(conditions: Sequence[Condition], labels: Mapping[str, Text], word: Text) -> Text:
    said = [explain(each, labels) for each in conditions]
    return _joined(
        [
            Text(f"({each.vi})", f"({each.en})") if isinstance(node, All | Some) else each
            for node, each in zip(conditions, said, strict=True)
        ],
        word,
    )


def _joined(parts: Sequence[Text], between: Text) -> Text:
    return Text(
        between.vi.join(each.vi for each in parts), between.en.join(each.en for each in parts)
    )


def _sides(text: Text) -> tuple[str, str]:
    return text.vi, text.en


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
