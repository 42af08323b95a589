"""Where papers went, what waits to go, what came to a body, and which address was used last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.agencies.resolution import resolve
from phaodai.registers.reports import policies, wording
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Paper, PaperSending
from phaodai.registers.reports.queries.names import name_of as called
from phaodai.registers.reports.queries.signing import printed_of, read_printed
from phaodai.registers.reports.states import PaperState, SendingState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

MOST: Final = 200
_PASSED_OVER: Final = ("lưu:", "lưu ", "như trên")  # of the copies: nobody else gets those


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One addressee that a paper names, and how it may go there.

    Attributes:
        body: the one that the wording means; None where none is known here.
        address: to which its body sent last under that name; "" where it never did.
    """

    name: str
    body: BodyRef | None
    body_name: str
    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way that a paper went.

    Attributes:
        address: of mail; "" within the system, and for whoever may not see it.
        may_receive: whether to offer confirming that it came.
    """

    sending: UUID
    addressee: str
    body_name: str
    address: str
    by_mail: bool
    state: SendingState
    due_at: datetime
    sent_at: datetime | None
    sent_by: str
    received_at: datetime | None
    received_by: str
    tries: int
    problem: str
    may_receive: bool


@dataclass(frozen=True, slots=True)
class Course:
    """Where a paper goes.

    Attributes:
        name: such as "Báo cáo số 5/BC-UBND".
        left: whom it names and has not gone to.
        may_send: whether to offer sending.
    """

    paper: UUID
    name: str
    subject: str
    body_name: str
    day: date | None
    state: PaperState
    ways: tuple[Way, ...]
    left: tuple[Suggestion, ...]
    may_send: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that waits to go out, with what it encloses."""

    sending: UUID
    addressee: str
    address: str
    message_id: str
    site: str
    name: str
    subject: str
    body_name: str
    words: str
    file_name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A paper that was sent to a body."""

    sending: UUID
    paper: UUID
    name: str
    subject: str
    body_name: str
    to_name: str
    sent_at: datetime | None
    received_at: datetime | None
    received_by: str
    may_receive: bool


def get_course(*, actor: Actor, paper: UUID) -> Course:
    """Return where a paper went and where it still may go.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("unit", "body__unit")
        .filter(ref=paper)
        .first()
    )
    if row is None:
        raise NotFound(str(paper))
    may_send = policies.can_compile(actor, row.body) or policies.can_certify(actor, row.body)
    sendings = list(
        row.sendings.select_related("body__unit")
        .annotate(sender=called("sent_by"), receiver=called("received_by"))
        .order_by("pk")
    )
    is_open = may_send and row.state == PaperState.ISSUED
    return Course(
        paper=row.ref,
        name=name_of(row),
        subject=_subject(row),
        body_name=row.body.name,
        day=row.day,
        state=PaperState(row.state),
        ways=tuple(_way(actor, each, sees_address=may_send) for each in sendings),
        left=tuple(_suggest(row, {each.addressee for each in sendings})) if is_open else (),
        may_send=may_send,
    )


def list_arrivals(*, actor: Actor) -> list[Arrival]:
    """Return the papers that came to the actor's bodies, those not confirmed first."""
    bodies = {post.body for post in actor.posts_for(Permission.REPORTS_VIEW)}
    rows = (
        PaperSending.objects.filter(body__ref__in=bodies)
        .annotate(receiver=called("received_by"))
        .select_related("body__unit", "paper__body")
        .order_by("received_at", "-pk")
    )
    waiting: list[Any] = list(rows.filter(received_at=None)[:MOST])
    done: list[Any] = list(
        rows.exclude(received_at=None).order_by("-received_at")[: MOST - len(waiting)]
    )
    return [
        Arrival(
            sending=each.ref,
            paper=each.paper.ref,
            name=name_of(each.paper),
            subject=_subject(each.paper),
            body_name=each.paper.body.name,
            to_name=each.body.name,
            sent_at=each.sent_at,
            received_at=each.received_at,
            received_by=each.receiver,
            may_receive=each.received_at is None and policies.can_receive(actor, each.body),
        )
        for each in (*waiting, *done)
        if each.body is not None
    ]


def get_letter(sending: UUID) -> tuple[str, str, str, bool]:
    """Return, for whoever holds its secret, from whom a letter is, its name, to whom, if it came.

    Raises:
        NotFound: There is no such letter.
    """
    row = PaperSending.objects.select_related("paper__body").filter(ref=sending, body=None).first()
    if row is None:
        raise NotFound(str(sending))
    is_received = row.state == SendingState.RECEIVED
    return row.paper.body.name, name_of(row.paper), row.addressee, is_received


def letters_due(*, now: datetime, most: int = 20) -> list[UUID]:
    """Return the letters that are to go out now, the longest waiting first."""
    rows = PaperSending.objects.filter(state=SendingState.DUE, due_at__lte=now)
    return list(rows.order_by("due_at", "pk").values_list("ref", flat=True)[:most])


def read_letter(sending: UUID) -> Letter | None:
    """Return a letter that waits; None where it does no more, or its paper has no file."""
    row = (
        PaperSending.objects.filter(ref=sending, state=SendingState.DUE)
        .select_related("paper__body")
        .first()
    )
    printed = printed_of(row.paper) if row is not None else None
    if row is None or printed is None:
        return None
    return Letter(
        sending=row.ref,
        addressee=row.addressee,
        address=row.address,
        message_id=row.message_id,
        site=row.site,
        name=name_of(row.paper),
        subject=_subject(row.paper),
        body_name=row.paper.body.name,
        words=row.paper.words,
        file_name=printed.name,
        pdf=read_printed(printed),
    )


def addresses_of(body: Body) -> Mapping[str, str]:
    """Return the address to which a body last sent, by name of the addressee."""
    rows = PaperSending.objects.filter(paper__body=body, body=None).exclude(
        state=SendingState.FAILED
    )
    return dict(rows.order_by("pk").values_list("addressee", "address"))


def name_of(row: Paper) -> str:
    """Return kind, number and symbol."""
    content = wording.read(row.content)
    number = f"{row.number:02d}" if row.number is not None else "…"
    return f"{content.kind or 'Công văn'} số {number}/{content.symbol}"


def _subject(row: Paper) -> str:
    """Return what an issued paper is about, as it was printed: below its kind, or after "V/v"."""
    lines = row.words.splitlines()
    kind = wording.read(row.content).kind.upper()
    if kind in lines[:-1]:
        return lines[lines.index(kind) + 1]
    about = (line.partition("V/v ")[2] for line in lines if line.startswith("V/v "))
    return next(about, "")


def _suggest(row: Paper, done: set[str]) -> list[Suggestion]:
    content, known = wording.read(row.content), addresses_of(row.body)
    found = []
    for name in dict.fromkeys((*content.addressees, *content.copies)):
        if name in done or name.lower().startswith(_PASSED_OVER) or row.day is None:
            continue
        matches = resolve(name, near=UnitRef(row.unit.ref), on=row.day)
        one = matches[0] if len(matches) == 1 else None
        if one is not None and one.ref == row.body.ref:
            one = None
        found.append(
            Suggestion(name, one.ref if one else None, one.name if one else "", known.get(name, ""))
        )
    return found


def _way(actor: Actor, row: Any, *, sees_address: bool) -> Way:
    is_sent = row.state == SendingState.SENT
    return Way(
        sending=row.ref,
        addressee=row.addressee,
        body_name=row.body.name if row.body else "",
        address=row.address if sees_address else "",
        by_mail=row.body is None,
        state=SendingState(row.state),
        due_at=row.due_at,
        sent_at=row.sent_at,
        sent_by=row.sender,
        received_at=row.received_at,
        received_by=row.receiver if sees_address or row.body else "",
        tries=row.tries,
        problem=row.problem,
        may_receive=is_sent and row.body is not None and policies.can_receive(actor, row.body),
    )
