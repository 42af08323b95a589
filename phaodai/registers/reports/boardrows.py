"""Rows of the duty board, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from phaodai.engines.forms.definition import Form
from phaodai.registers.reports.states import STILL_OWED, Timeliness, Turn
from phaodai.vocabulary.refs import BodyRef, UnitRef


@dataclass(frozen=True, slots=True)
class Person:
    """Who files for a body."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """How one body stands with its report.

    Attributes:
        unit_name: with its kind.
        above: the unit it lies in.
        latest: id of the last revision; None without any.
        at: when the first revision was received, or the thing that waits.
        number: of the last revision; 0 without any.
        usual_at: when it usually files; None where it has no habit.
        slack: minutes by which it is later than that now and then.
        is_silent: whether it has not filed though it always has by now.
        since: the first period of which it has to report by this form.
        lateness: of the first revision; None without any.
        receipt: of the last revision.
        n_changed: figures that differ from the report before; None where there is none.
        n_comments: warnings that were answered with a comment.
        filled: of a draft, how many fields hold something, and of how many.
        reason: of what was returned.
        reminded_at: the last time, and by whom.
    """

    unit: UnitRef
    unit_name: str
    unit_path: str
    above: str
    body: BodyRef
    body_name: str
    turn: Turn
    latest: UUID | None = None
    at: datetime | None = None
    number: int = 0
    usual_at: datetime | None = None
    slack: int = 0
    is_silent: bool = False
    since: date | None = None
    lateness: Timeliness | None = None
    receipt: str = ""
    n_changed: int | None = None
    n_comments: int = 0
    filled: tuple[int, int] | None = None
    reason: str = ""
    person: Person | None = None
    reminded_at: datetime | None = None
    reminded_by: str = ""

    @property
    def is_owed(self) -> bool:
        """Whether a report is still to come."""
        return self.turn in STILL_OWED


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How the bodies below one unit stand together.

    Attributes:
        n_expected: how many have to file.
        n_filed: how many have, returned ones left out.
        n_in_time: how many of these before the cut-off.
        n_silent: how many are silent though they always file by now.
    """

    unit: UnitRef
    unit_name: str
    n_expected: int
    n_filed: int
    n_in_time: int
    n_silent: int

    @property
    def n_missing(self) -> int:
        """Who has not filed."""
        return self.n_expected - self.n_filed


@dataclass(frozen=True, slots=True)
class FreeRow:
    """A unit of the form's level that need not file, and why.

    Attributes:
        last_day: its last, where it has ended; None where it has no body that files.
        heirs: names of the units that it became part of.
    """

    unit: UnitRef
    unit_name: str
    above: str
    last_day: date | None
    heirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one form and period.

    Attributes:
        since: the first day on which the form holds.
        rows: who still owes one first, the silent ones on top; empty where `groups` speak.
        groups: where there are too many bodies for a row each, the units just below.
        as_of: the moment it was put together.
    """

    form: Form
    day: date
    due_at: datetime
    as_of: datetime
    since: date
    n_expected: int
    n_filed: int
    n_in_time: int
    n_silent: int
    rows: list[BoardRow] = field(default_factory=list)
    groups: list[GroupRow] = field(default_factory=list)

    @property
    def n_missing(self) -> int:
        """Who has not filed."""
        return self.n_expected - self.n_filed

    @property
    def is_over(self) -> bool:
        """Whether the cut-off has passed."""
        return self.as_of >= self.due_at
