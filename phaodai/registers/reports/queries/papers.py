"""Papers in sight, and how a body words them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from phaodai.engines.forms.definition import FieldKind
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import Cadence
from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import policies, wording
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Paper, PaperSending, PaperTemplate
from phaodai.registers.reports.queries.expectations import asked_by_day
from phaodai.registers.reports.queries.gathering import Cited, gather_days
from phaodai.registers.reports.rules.compiling import Sum, add_up
from phaodai.registers.reports.states import PaperState, SendingState
from phaodai.registers.reports.wording import Content
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

MOST: Final = 200
Week = Mapping[str, Sum]


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One way that a paper went."""

    sending: UUID
    addressee: str
    address: str
    state: SendingState
    sent_at: datetime | None
    received_at: datetime | None
    received_by: str
    problem: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper.

    Attributes:
        edition: reference of the edition of which it is made.
        code: by which anybody finds out whether a printed page is real.
        root: of the audit trail, as sealed last before it was numbered; "" where nothing was.
        root_at: when that was sealed.
        words: what was issued, as plain words; "" before.
    """

    paper: UUID
    edition: UUID
    edition_number: int
    form: str
    period: date
    body: BodyRef
    body_name: str
    unit_name: str
    parent_name: str
    content: Content
    version: int
    state: PaperState
    number: int | None
    day: date | None
    code: str
    root: str
    root_at: datetime | None
    written_by: str
    written_at: datetime
    issued_by: str
    issued_at: datetime | None
    words: str
    may_word: bool
    may_issue: bool
    sendings: Sequence[SendingRow] = ()


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One version of a body's wording; number 0 is the one that comes with the product."""

    number: int
    content: Content
    made_by: str
    made_at: datetime | None


def get_paper(*, actor: Actor, paper: UUID) -> PaperRow:
    """Return a paper with where it went.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = _seen(actor).filter(ref=paper).first()
    if row is None:
        raise NotFound(str(paper))
    return _row(actor, row, [_sending(each) for each in row.sendings.order_by("pk")])


def list_papers(
    *, actor: Actor, unit_path: str = "", edition: UUID | None = None
) -> list[PaperRow]:
    """Return the papers in sight, the latest first; at most `MOST`."""
    rows = _seen(actor)
    if unit_path:
        rows = rows.filter(under("unit__path", unit_path))
    if edition is not None:
        rows = rows.filter(edition__ref=edition)
    return [_row(actor, row) for row in rows.order_by("-pk")[:MOST]]


def may_word(actor: Actor, body: BodyRef) -> bool:
    """Say whether to offer changing how a body words its papers."""
    place = Body.objects.select_related("unit").filter(ref=body).first()
    return place is not None and (
        policies.can_compile(actor, place) or policies.can_certify(actor, place)
    )


def week_of(*, actor: Actor, body: BodyRef, form: str, day: date, moment: datetime) -> Week:
    """Return the sums of events over the seven days that end with one; five queries.

    A field that nobody reported on one of the days is absent: a week with a silent day is no week.

    Raises:
        NotFound: There is no such body in the actor's sight.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    days = [day - timedelta(days=back) for back in range(7)]
    asked = {at: forms.get(form) for at, forms in asked_by_day(days, form).items()}
    daily = {
        at: each
        for at, each in asked.items()
        if each is not None and each.form.schedule.cadence is Cadence.DAILY
    }
    if len(daily) < len(days):
        return {}
    known = gather_days(asked=daily, unit=place.unit, moment=moment)
    sums = [_events(daily[at].form, known[at]) for at in days]
    common = set.intersection(*(set(each) for each in sums))
    return {name: sum((each[name] for each in sums), Sum()) for name in sums[0] if name in common}


def _events(form: Definition, cited: Iterable[Cited]) -> dict[str, Sum]:
    """Return the sums of what happened on one day, of the fields that anybody reported."""
    events = {each.code for each in form.fields() if each.kind is FieldKind.COUNT}
    sums = add_up((each.part for each in cited), states=frozenset())
    return {name: one for name, one in sums.items() if one.n and name in events}


def visible_papers(actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some papers that the actor sees."""
    return set(_seen(actor).filter(ref__in=refs).values_list("ref", flat=True))


def find_by_code(code: str) -> tuple[str, int, str, date, str] | None:
    """Return what anybody may know of an issued paper: body, number, symbol, day, signer.

    Args:
        code: As printed; marks between its letters and their case do not matter.
    """
    wanted = "".join(letter for letter in code.upper() if letter.isalnum())
    issued = Paper.objects.filter(code=wanted, state=PaperState.ISSUED).select_related("body")
    row: Any = issued.annotate(issuer=_name_of("issued_by")).first()
    if row is None:
        return None
    content = wording.read(row.content)
    return row.body.name, row.number, content.symbol, row.day, content.signer or row.issuer


def template_of(body: Body, form: str) -> Content:
    """Return how a body words the paper of a form: its own last version, or the product's.

    Raises:
        NotFound: Neither is there.
    """
    own = PaperTemplate.objects.filter(body=body, form__code=form).order_by("-number").first()
    if own is not None:
        return wording.read(own.content)
    for code, content in wording.builtin():
        if code == form:
            return content
    raise NotFound(form)


def list_templates(*, actor: Actor, body: BodyRef, form: str) -> list[TemplateRow]:
    """Return the versions of a body's wording, the latest first, the product's own last.

    Raises:
        NotFound: There is no such body in the actor's sight.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    rows = PaperTemplate.objects.filter(body=place, form__code=form).order_by("-number")[:MOST]
    found = [TemplateRow(r.number, wording.read(r.content), r.made_by, r.made_at) for r in rows]
    found += [TemplateRow(0, content, "", None) for code, content in wording.builtin()
              if code == form]  # fmt: skip
    return found


def _seen(actor: Actor) -> Any:
    return (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("unit__parent", "body__unit", "edition__form")
        .annotate(writer=_name_of("written_by"), issuer=_name_of("issued_by"))
    )


def _name_of(field: str) -> Coalesce:
    """Return the full name of who did something, or how he was recorded where he is gone."""
    user = User.objects.filter(ref=OuterRef(f"{field}_ref")).exclude(name="")
    return Coalesce(Subquery(user.values("name")[:1]), field)


def _row(actor: Actor, row: Any, sendings: Sequence[SendingRow] = ()) -> PaperRow:
    parent = row.unit.parent
    return PaperRow(
        paper=row.ref,
        edition=row.edition.ref,
        edition_number=row.edition.number,
        form=row.edition.form.code,
        period=row.edition.day,
        body=BodyRef(row.body.ref),
        body_name=row.body.name,
        unit_name=row.unit.full_name,
        parent_name=parent.full_name if parent else "",
        content=wording.read(row.content),
        version=row.version,
        state=PaperState(row.state),
        number=row.number,
        day=row.day,
        code=row.code,
        root=row.root,
        root_at=row.root_at,
        written_by=row.writer,
        written_at=row.written_at,
        issued_by=row.issuer,
        issued_at=row.issued_at,
        words=row.words,
        may_word=policies.can_compile(actor, row.body) or policies.can_certify(actor, row.body),
        may_issue=policies.can_certify(actor, row.body),
        sendings=sendings,
    )


def _sending(row: PaperSending) -> SendingRow:
    return SendingRow(
        sending=row.ref,
        addressee=row.addressee,
        address=row.address,
        state=SendingState(row.state),
        sent_at=row.sent_at,
        received_at=row.received_at,
        received_by=row.received_by,
        problem=row.problem,
    )
