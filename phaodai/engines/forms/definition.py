"""What a form is: frozen values, as `loading` makes them from data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from phaodai.engines.forms.expressions import Condition, Term, named, preceding, recalled
from phaodai.engines.forms.schedule import Schedule


class FieldKind(StrEnum):
    """What is written in a field."""

    COUNT = "count"  # events of the period
    STOCK = "stock"  # a state at its end
    PERCENT = "percent"  # 0 to 100
    TEXT = "text"
    CHOICE = "choice"


NUMBERS = frozenset({FieldKind.COUNT, FieldKind.STOCK, FieldKind.PERCENT})


class FieldSource(StrEnum):
    """Where the first value of a field comes from."""

    TYPED = "typed"
    CARRIED = "carried"  # the previous report's value stands there until it is changed
    COMPUTED = "computed"  # from other fields, by the formula
    REGISTER = "register"  # counted by a register; a typed value wins and is compared


class Severity(StrEnum):
    """What a rule does that is not kept."""

    ERROR = "error"  # the report cannot be sent
    WARNING = "warning"  # it can, with a comment


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Binding:
    """The figure of the catalogue that a field states.

    Attributes:
        indicator: its code.
        disease: code, or "" where none is meant.
        stratum: the part, or "" for the whole.
    """

    indicator: str
    disease: str = ""
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a field of kind `choice`."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks.

    Attributes:
        code: name in submissions, unique in the form.
        label: the question.
        help: what counts and what does not; None where the label says all.
        kind: what is written in it.
        source: where its first value comes from.
        is_required: whether blank is an error. Blank is never zero.
        decimals: digits after the comma that it takes, 0 to 2.
        binding: the figure it states; every number has one, nothing else has.
        register: of source `register`, the register that counts it.
        formula: of source `computed`, how.
        choices: of kind `choice`, the answers.
    """

    code: str
    label: Text
    kind: FieldKind
    help: Text | None = None
    source: FieldSource = FieldSource.TYPED
    is_required: bool = False
    decimals: int = 0
    binding: Binding | None = None
    register: str = ""
    formula: Term | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether figures are written in it."""
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together under a heading."""

    code: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that the figures of a report must keep.

    Attributes:
        code: name in findings and comments, unique in the form.
        severity: what happens where it is not kept.
        at: the field at which it is shown.
        text: what to say; may hold {left} and {right} of a comparison, {value}, {low} and {high}
            of a usual range.
        expect: what must hold. Where a figure in it is not known it says nothing.
        when: looked at only where this holds; None for always.
    """

    code: str
    severity: Severity
    at: str
    text: Text
    expect: Condition
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Filer:
    """Who files it: everybody of that role, at that kind of body, at units of that level."""

    level: str
    body: str
    role: str


@dataclass(frozen=True)  # no slots: what follows from it is kept
class Form:
    """One version of a form.

    Attributes:
        code: name that stays through all versions, "daily-commune".
        version: 1, 2, ….
        title: name on screens and on paper.
        filer: who files it.
        schedule: which period a report is about and when it is due.
        sections: the fields, in order.
        rules: in the order in which findings are listed.
    """

    code: str
    version: int
    title: Text
    filer: Filer
    schedule: Schedule
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()

    def fields(self) -> Sequence[Field]:
        """Return the fields in order."""
        return self._fields

    def computed(self) -> Sequence[Field]:
        """Return the fields that follow from others, in order."""
        return self._computed

    def recalled(self) -> frozenset[str]:
        """Return the fields whose earlier periods a rule looks at."""
        return self._recalled

    def preceding(self) -> frozenset[str]:
        """Return the fields of the period before that rules look at, with the parts of sums."""
        return self._preceding

    @cached_property
    def _fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def _computed(self) -> tuple[Field, ...]:
        return tuple(field for field in self._fields if field.formula is not None)

    @cached_property
    def _recalled(self) -> frozenset[str]:
        return frozenset(field for each in self._conditions() for field in recalled(each))

    @cached_property
    def _preceding(self) -> frozenset[str]:
        formulas = {each.code: each.formula for each in self.fields()}
        found: set[str] = set()
        ahead = [field for each in self._conditions() for field in preceding(each)]
        while ahead:
            field = ahead.pop()
            if field not in found and (formula := formulas[field]) is not None:
                ahead.extend(named(formula))
            found.add(field)
        return frozenset(found)

    def _conditions(self) -> Iterator[Condition]:
        for rule in self.rules:
            yield rule.expect
            if rule.when is not None:
                yield rule.when
