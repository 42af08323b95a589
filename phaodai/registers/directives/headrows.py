"""Plain rows of heads and their record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.taskrows import AssignmentRow, JudgementRow
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """What one holder of a seat answered for; `holder` is "" where nobody held it."""

    body: BodyRef
    body_name: str
    unit_name: str
    title: str
    holder: str
    first_day: date | None  # of the tenure; None where nobody held the seat
    last_day: date | None
    n: int = 0
    n_open: int = 0
    n_overdue: int = 0
    n_answered_late: int = 0
    n_on_time: int = 0  # accepted, and answered by the deadline
    n_times_late: int = 0  # occurrences of recurring tasks: missed, or answered late
    n_praise: int = 0
    n_criticism: int = 0
    n_breach: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadList:
    """One page of heads, and how many of all of them have something overdue."""

    rows: Sequence[HeadRow]
    page: Page
    n_with_overdue: int
    n_vacant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRecord:
    """A seat: who held it when, and what the one asked about answered for."""

    body: BodyRef
    body_name: str
    unit_name: str
    rows: Sequence[HeadRow]  # one a tenure, the latest first; the vacancy last
    shown: HeadRow
    tasks: Sequence[AssignmentRow]
    page: Page
    judgements: Sequence[JudgementRow]
    may_judge: bool
