"""Letters in sight, and the answers that are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.lettering import Result, Sheeted, load_results, load_sheet
from phaodai.registers.reports.models import Letter
from phaodai.registers.reports.states import AnswerState, AsideReason, LetterState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UserRef

PAGE = 30


@dataclass(frozen=True, slots=True)
class FileRow:
    """One enclosed file, and what came of the reports in it."""

    name: str
    size: int
    sha256: str
    fault: Text | None
    results: Sequence[Result]
    sheet: Sheeted | None = None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter.

    Attributes:
        reason: why it was put aside; None where it was not.
        proofs: what our own server found about where it comes from, by kind.
        body_name: to whom it belongs; empty where it is the operator's.
    """

    ref: UUID
    message_id: str
    sender: str
    sender_ref: UserRef | None
    body_name: str
    unit_name: str
    subject: str
    size: int
    received_at: datetime
    proofs: Mapping[str, str]
    state: LetterState
    reason: AsideReason | None
    files: Sequence[FileRow]
    answer_state: AnswerState
    answer_at: datetime | None
    settled_by: str
    settled_at: datetime | None
    settled_note: str

    @property
    def may_be_filed(self) -> bool:
        """Whether it holds reports that nobody has filed."""
        return self.state is LetterState.ASIDE and any(
            not result.is_taken for file in self.files for result in file.results
        )


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A part of a list, the latest first."""

    rows: Sequence[LetterRow]
    number: int
    total: int
    n_aside: int
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How the mailbox stands.

    Attributes:
        n_due: answers that have not gone out.
        n_given_up: answers that never will.
    """

    n_letters: int
    n_aside: int
    oldest_aside_at: datetime | None
    n_due: int
    n_given_up: int


def list_letters(*, actor: Actor, state: LetterState | None = None, number: int = 1) -> LetterPage:
    """Return the letters of bodies for which the actor files reports, the latest first."""
    seen = Letter.objects.visible_to(actor, Permission.REPORTS_FILE)
    n_aside = seen.filter(state=LetterState.ASIDE).count()
    found = seen if state is None else seen.filter(state=state)
    total = found.count()
    number = max(1, min(number, -(-total // PAGE)))
    rows = found.select_related("unit", "body").order_by("-received_at", "-pk")
    part = rows[(number - 1) * PAGE : number * PAGE]
    return LetterPage([_row(row) for row in part], number, total, n_aside)


def count_aside(*, actor: Actor) -> int:
    """Return how many letters wait for somebody to look at them."""
    seen = Letter.objects.visible_to(actor, Permission.REPORTS_FILE)
    return seen.filter(state=LetterState.ASIDE).count()


def get_letter(*, actor: Actor, ref: UUID) -> LetterRow:
    """Return one letter.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    seen = Letter.objects.visible_to(actor, Permission.REPORTS_FILE)
    row = seen.select_related("unit", "body").filter(ref=ref).first()
    if row is None:
        raise NotFound(str(ref))
    return _row(row)


def answers_due(*, now: datetime, limit: int) -> list[LetterRow]:
    """Return letters whose answers are to go out now, the oldest first; for the worker alone."""
    due = Letter.objects.filter(answer_state=AnswerState.DUE, answer_at__lte=now)
    return [_row(row) for row in due.select_related("unit", "body").order_by("answer_at")[:limit]]


def is_known(key: str) -> bool:
    """Say whether a letter was taken in before; for the worker alone."""
    return Letter.objects.filter(key=key).exists()


def count_mail() -> MailCounts:
    """Return how the mailbox stands; for `doctor` and the command line."""
    counted = Letter.objects.aggregate(
        n_letters=Count("pk"),
        n_aside=Count("pk", filter=Q(state=LetterState.ASIDE)),
        n_due=Count("pk", filter=Q(answer_state=AnswerState.DUE)),
        n_given_up=Count("pk", filter=Q(answer_state=AnswerState.GIVEN_UP)),
    )
    oldest = Letter.objects.filter(state=LetterState.ASIDE).order_by("received_at").first()
    return MailCounts(oldest_aside_at=oldest.received_at if oldest else None, **counted)


def _row(row: Letter) -> LetterRow:
    return LetterRow(
        ref=row.ref,
        message_id=row.message_id,
        sender=row.sender,
        sender_ref=UserRef(row.sender_ref) if row.sender_ref else None,
        body_name=row.body.name if row.body else "",
        unit_name=row.unit.full_name if row.unit else "",
        subject=row.subject,
        size=row.size,
        received_at=row.received_at,
        proofs=row.proofs,
        state=LetterState(row.state),
        reason=AsideReason(row.reason) if row.reason else None,
        files=[_file(data) for data in row.enclosures],
        answer_state=AnswerState(row.answer_state),
        answer_at=row.answer_at,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        settled_note=row.settled_note,
    )


def _file(data: Mapping[str, Any]) -> FileRow:
    return FileRow(
        name=data["name"],
        size=data["size"],
        sha256=data["sha256"],
        fault=Text(*data["fault"]) if data["fault"] else None,
        results=load_results(data),
        sheet=load_sheet(data),
    )
