"""What a new version changes, told by sections, fields and rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from phaodai.engines.forms.definition import Field, Form, Rule, Section, Text
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.explaining import explain, labels_of
from phaodai.engines.forms.expressions import Compare, Condition, Usual
from phaodai.engines.forms.numbers import show_number


class Subject(StrEnum):
    """What was changed."""

    FORM = "form"
    SECTION = "section"
    FIELD = "field"
    RULE = "rule"


class Verb(StrEnum):
    """How."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that is not the same in two versions.

    Attributes:
        code: of the section, field or rule; "" for the form itself.
        name: what it is called: a title, a label, the words of a rule.
        aspect: of a change, which key; "label_vi", "tolerance".
        old: what stood there; None where nothing did.
        new: what stands there now; of a move the section it stands in.
    """

    subject: Subject
    verb: Verb
    code: str
    name: Text
    aspect: str = ""
    old: Text | None = None
    new: Text | None = None


def compare(old: Form, new: Form) -> list[Edit]:
    """Return what differs, in the order of the new version; what went, first."""
    words = labels_of(old) | labels_of(new)  # a new label is one change, wherever it is read
    return [
        *_aspects(Subject.FORM, "", new.title, _form(old), _form(new)),
        *_sections(_named(old.sections), _named(new.sections)),
        *_fields(old, new, words),
        *_rules(old, new, words),
    ]


def _fields(old: Form, new: Form, words: Mapping[str, Text]) -> Iterator[Edit]:
    before = {field.code: (section, field) for section in old.sections for field in section.fields}
    after = {field.code: (section, field) for section in new.sections for field in section.fields}
    for code, (section, field) in before.items():
        if code not in after:
            yield Edit(Subject.FIELD, Verb.REMOVED, code, field.label, old=section.title)
    stays = _in_order([*before], [*after])
    for code, (section, field) in after.items():
        if code not in before:
            yield Edit(Subject.FIELD, Verb.ADDED, code, field.label, new=section.title)
            continue
        came, was = before[code]
        if came.code != section.code or code not in stays:
            yield Edit(
                Subject.FIELD, Verb.MOVED, code, field.label, old=came.title, new=section.title
            )
        yield from _aspects(
            Subject.FIELD, code, field.label, _field(was, words), _field(field, words)
        )


def _rules(old: Form, new: Form, words: Mapping[str, Text]) -> Iterator[Edit]:
    before, after = ({rule.code: rule for rule in form.rules} for form in (old, new))
    for code, rule in before.items():
        if code not in after:
            said = explain(rule.expect, words)
            yield Edit(Subject.RULE, Verb.REMOVED, code, rule.text, old=said)
    for code, rule in after.items():
        if code not in before:
            said = explain(rule.expect, words)
            yield Edit(Subject.RULE, Verb.ADDED, code, rule.text, new=said)
            continue
        yield from _aspects(
            Subject.RULE, code, rule.text, _rule(before[code], words), _rule(rule, words)
        )


def _sections(before: Mapping[str, Section], after: Mapping[str, Section]) -> Iterator[Edit]:
    subject = Subject.SECTION
    for code, section in before.items():
        if code not in after:
            yield Edit(subject, Verb.REMOVED, code, section.title)
    stays = _in_order([*before], [*after])
    for code, section in after.items():
        if code not in before:
            yield Edit(subject, Verb.ADDED, code, section.title)
            continue
        if code not in stays:
            yield Edit(subject, Verb.MOVED, code, section.title)
        yield from _aspects(subject, code, section.title, _section(before[code]), _section(section))


def _aspects(
    subject: Subject, code: str, name: Text, old: Mapping[str, Text], new: Mapping[str, Text]
) -> Iterator[Edit]:
    for aspect in [*old, *(each for each in new if each not in old)]:
        if old.get(aspect) != new.get(aspect):
            yield Edit(subject, Verb.CHANGED, code, name, aspect, old.get(aspect), new.get(aspect))


def _form(form: Form) -> dict[str, Text]:
    written = dump(form)
    flat = {**written["filer"], **written["schedule"]}
    return {**_both("title", form.title), **{name: _same(each) for name, each in flat.items()}}


def _section(section: Section) -> dict[str, Text]:
    return _both("title", section.title)


def _field(field: Field, words: Mapping[str, Text]) -> dict[str, Text]:
    found = {
        **_both("label", field.label),
        "kind": _same(field.kind.value),
        "source": _same(field.source.value),
        "required": _same(field.is_required),
        "decimals": _same(field.decimals),
    }
    if field.help is not None:
        found |= _both("help", field.help)
    if field.binding is not None:
        found["indicator"] = _same(field.binding.indicator)
        for name in ("disease", "stratum"):
            if value := getattr(field.binding, name):
                found[name] = _same(value)
    if field.register:
        found["register"] = _same(field.register)
    if field.formula is not None:
        found["formula"] = explain(field.formula, words)
    if field.choices:
        found["choices"] = Text(
            "; ".join(each.label.vi for each in field.choices),
            "; ".join(each.label.en for each in field.choices),
        )
    return found


def _rule(rule: Rule, words: Mapping[str, Text]) -> dict[str, Text]:
    found = {
        "severity": _same(rule.severity.value),
        "at": words.get(rule.at, _same(rule.at)),
        **_both("text", rule.text),
    }
    return found | _condition("expect", rule.expect, words) | (
        {} if rule.when is None else _condition("when", rule.when, words)
    )  # fmt: skip


def _condition(name: str, node: Condition, words: Mapping[str, Text]) -> dict[str, Text]:
    """Return what holds, and the numbers that are tuned apart from it."""
    if name == "expect" and isinstance(node, Compare):
        plain = Compare(node.how, node.left, node.right)
        return {name: explain(plain, words), "tolerance": _amount(node.tolerance)}
    if name == "expect" and isinstance(node, Usual):
        return {
            "usual": words.get(node.field, _same(node.field)),
            "spread": _same(node.spread),
            "least": _amount(node.least),
            "enough": _same(node.enough),
        }
    return {name: explain(node, words)}


def _in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return what keeps its place among the others: the longest run that both have in order."""
    place = {code: at for at, code in enumerate(before)}
    lengths: list[tuple[int, int]] = []  # of the longest run that ends here, and what precedes it
    codes = [code for code in after if code in place]
    for at, code in enumerate(codes):
        best = max(
            ((lengths[i][0], i) for i in range(at) if place[codes[i]] < place[code]),
            default=(0, -1),
        )
        lengths.append((best[0] + 1, best[1]))
    at = max(range(len(codes)), key=lambda i: lengths[i][0], default=-1)
    kept = set()
    while at >= 0:
        kept.add(codes[at])
        at = lengths[at][1]
    return kept


def _named(sections: Sequence[Section]) -> dict[str, Section]:
    return {section.code: section for section in sections}


def _both(name: str, text: Text) -> dict[str, Text]:
    return {f"{name}_vi": _same(text.vi), f"{name}_en": _same(text.en)}


def _same(value: object) -> Text:
    return Text(str(value), str(value))


def _amount(amount: int) -> Text:
    return Text(show_number(amount, "vi"), show_number(amount, "en"))
