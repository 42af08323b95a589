"""Facts that a room announces so that others can react.

An event is past tense, frozen, and carries references, days and plain values, never names.
It is written down as JSON until it has been delivered, so its fields are of the types that
`dump` knows.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self, get_args, get_type_hints
from uuid import UUID

from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; a subclass is found again by its name."""

    _classes: ClassVar[dict[str, type["Event"]]] = {}

    occurred_at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make the class known by its name."""
        # `slots=True` makes the class twice; the second one is the one that lives.
        super(Event, cls).__init_subclass__(**kwargs)
        Event._classes[cls.__name__] = cls

    @staticmethod
    def load(name: str, values: dict[str, Any]) -> "Event":
        """Rebuild an event from what `dump` wrote.

        Raises:
            KeyError: No event has that name.
        """
        cls = Event._classes[name]
        hints = get_type_hints(cls)
        return cls(**{key: _read(value, hints[key]) for key, value in values.items()})

    def dump(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return {field.name: _write(getattr(self, field.name)) for field in fields(self)}

    def at(self, moment: datetime) -> Self:
        """Return the same event at another moment."""
        return type(self)(
            **{**{f.name: getattr(self, f.name) for f in fields(self)}, "occurred_at": moment}
        )


def _write(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"an event cannot carry {type(value).__name__}")


def _read(value: Any, hint: Any) -> Any:
    hint = getattr(hint, "__supertype__", hint)  # NewType
    options = get_args(hint)
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(_read(item, options[0]) for item in value)
    for kind in options or (hint,):
        kind = getattr(kind, "__supertype__", kind)
        if kind in (datetime, date):
            return kind.fromisoformat(value)
        if kind in (UUID, Decimal):
            return kind(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveIssued(Event):
    """Obligations of a document were sent down."""

    issue: UUID
    document: DocumentRef
    body: BodyRef  # who issued it
    obligations: tuple[UUID, ...]
    n_assignments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentChanged(Event):
    """Assignments went from one state to another by one act."""

    assignments: tuple[UUID, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationAssessed(Event):
    """What the figures of a unit say about an obligation."""

    obligation: UUID
    unit: UnitRef
    state: str  # MET, NOT_MET or NO_FIGURE
    value: Decimal | None
    n_reported: int
    n_expected: int
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSucceeded(Event):
    """Units merged into one, one was split, or one bears another name from a day on."""

    old: tuple[UnitRef, ...]
    new: tuple[UnitRef, ...]
    first_day: date  # of the new ones; it may lie ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class FormApproved(Event):
    """A version of a form holds from a day on."""

    form: str  # its code
    version: UUID
    number: int
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiled(Event):
    """A report has a new latest revision."""

    report: UUID
    form: str  # its code
    unit: UnitRef
    day: date  # the last day of its period
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesClaimed(Event):
    """A unit says which cases of a day are its own: codes, never names."""

    unit: UnitRef
    day: date
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIssued(Event):
    """A body has issued a paper under a number of its own register."""

    paper: UUID
    body: BodyRef  # who issued it
    kind: str
    number: int
    symbol: str
    day: date
    subject: str
    words: str  # all of it, as plain words
    addressees: tuple[str, ...]
    signer: str
    post: str
    authority: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    place: str = ""  # where it was issued, where the paper says so
    urgency: str = ""  # its stamp, in small letters
    file: str = ""  # SHA-256 of the PDF that goes out; "" where none was printed
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSigned(Event):
    """An issued paper bears one more signature, in a file that begins with the one before."""

    paper: UUID
    body: BodyRef
    kind: str
    number: int
    day: date
    file: str  # SHA-256
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAnnounced(Event):
    """Levels of units were announced with their hour of effect."""

    levels: tuple[UUID, ...]
    units: tuple[UnitRef, ...]
    effective_at: datetime
