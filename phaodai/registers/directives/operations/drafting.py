"""A proposal in the hands of an officer: found, locked, changed, written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Model

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives import policies, rules
from phaodai.registers.directives.models import Document, Entry, Proposal, ProposalBody
from phaodai.registers.directives.models.building import group_key
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.resolution import Meaning, Resolver
from phaodai.registers.directives.rules import deadlines, recurrence, targets
from phaodai.registers.directives.rules.moves import check_move
from phaodai.registers.directives.states import (
    PROPOSAL_MOVES,
    Act,
    DueKind,
    FoundBy,
    Origin,
    Part,
    ProposalState,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef

DUE_FIELDS = (
    "due_kind",
    "due_date",
    "due_time",
    "due_rrule",
    "due_duration",
    "due_working_days",
    "due_from",
)
LONGEST_TITLE, LONGEST_NAME, MOST_BODIES = 200, 400, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChange:
    """A deadline as an officer sets it; what does not belong to its kind is left out."""

    kind: DueKind
    day: date | None = None
    at: time | None = None
    rrule: str = ""
    duration: str = ""
    working_days: bool | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A body as an officer names it: by wording, or one that he picked."""

    text: str
    body: BodyRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is changed of a proposal; None leaves a field as it is."""

    title: str | None = None
    text: str | None = None
    due: DueChange | None = None
    lead: Sequence[Mention] | None = None
    coordinate: Sequence[Mention] | None = None
    accountable: Sequence[Mention] | None = None
    scope: Sequence[Mapping[str, Any]] | None = None
    targets: Sequence[Mapping[str, Any]] | None = None


def check_length(model: type[Model], name: str, value: str) -> None:
    """Refuse a text that its column does not hold.

    Raises:
        Refused: It is too long.
    """
    longest = getattr(model._meta.get_field(name), "max_length", None)  # noqa: SLF001
    if longest is not None and len(value) > longest:
        raise Refused(f"không quá {longest} ký tự", f"at most {longest} characters")


def locked(actor: Actor, document: DocumentRef) -> Document:
    """Return a document in sight, locked against others.

    Raises:
        NotFound: There is none.
    """
    seen = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body__unit", "unit", "issuer_body__unit")
        .filter(ref=document, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(document))
    return row


def managed(actor: Actor, document: DocumentRef) -> Document:
    """Return a document that the actor may work on, locked against others.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
    """
    row = locked(actor, document)
    policies.check_can_store(actor, unit_path=row.unit.path, body_path=row.body.path)
    return row


def opened(actor: Actor, ref: UUID, version: int) -> Proposal:
    """Return a proposal that is still open and as the actor saw it; its document is locked.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since.
        IllegalMove: It is no longer open.
    """
    row = fetched(actor, ref, version)
    check_move(PROPOSAL_MOVES, current=ProposalState(row.state), target=ProposalState.CONFIRMED)
    return row


def fetched(actor: Actor, ref: UUID, version: int) -> Proposal:
    """Return a proposal as the actor saw it, whatever its state; its document is locked.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since.
    """
    of = Proposal.objects.filter(ref=ref).values_list("document__ref", flat=True).first()
    if of is None:
        raise NotFound(str(ref))
    try:
        document = managed(actor, DocumentRef(of))
    except NotFound as error:
        raise NotFound(str(ref)) from error
    row = Proposal.objects.prefetch_related("bodies").filter(ref=ref).first()
    if row is None:
        raise NotFound(str(ref))
    row.document = document
    if row.version != version:
        raise recording.stale(row)
    return row


def touch(row: Proposal) -> None:
    """Save a proposal as its next version."""
    row.version += 1
    row.save()


def move(row: Proposal, target: ProposalState) -> None:
    """Bring a proposal into another state.

    Raises:
        IllegalMove: The table of moves does not list it.
    """
    check_move(PROPOSAL_MOVES, current=ProposalState(row.state), target=target)
    row.state = target
    touch(row)


def note(
    actor: Actor,
    act: Act,
    row: Proposal,
    now: datetime,
    *,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write the line of the timeline and the row of the trail."""
    document = row.document
    line(actor, act, row, now, text=text, details=details).save()
    audit.record(
        actor=actor,
        action=f"proposal.{act.lower()}",
        subject_kind="proposal",
        subject_ref=row.ref,
        unit_ref=document.unit.ref,
        body_ref=document.body.ref,
        details={"document": str(document.ref), "changed": sorted(details or {})},
        at=now,
    )


def line(
    actor: Actor,
    act: Act,
    row: Proposal,
    now: datetime,
    *,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Return the line of the timeline."""
    return recording.line(
        actor=actor,
        act=act,
        at=now,
        speaks_for=row.document.body.ref,
        document=row.document,
        proposal=row,
        text=text,
        details=details,
    )


def check_due(change: DueChange) -> None:
    """Refuse a deadline that contradicts itself.

    Raises:
        Refused: A part of it is missing or cannot be read.
    """
    if change.kind is DueKind.DATE and change.day is None:
        raise Refused("thiếu ngày hoàn thành", "the day is missing")
    try:
        if change.kind is DueKind.RECURRING:
            recurrence.parse(change.rrule)
        if change.kind is DueKind.DURATION:
            deadlines.add_duration(datetime(2021, 1, 1, tzinfo=deadlines.ZONE), change.duration)
    except ValueError as error:
        raise Refused("không đọc được thời hạn", f"the deadline cannot be read: {error}") from error


def apply(row: Proposal, changes: Changes, *, now: datetime) -> dict[str, Any]:
    """Set what is changed and return old and new; the caller saves.

    Raises:
        Refused: A field is empty or contradicts itself.
    """
    before = _picture(row)
    if changes.title is not None:
        row.title = " ".join(changes.title.split())[:LONGEST_TITLE]
    if changes.text is not None:
        if not changes.text.strip():
            raise Refused("nghĩa vụ phải có nội dung", "an obligation needs a text")
        row.text = changes.text.strip()
        row.search_key = fold(row.text)
    if changes.due is not None:
        check_due(changes.due)
        _set_due(row, changes.due)
    if changes.scope is not None:
        row.scope = list(changes.scope)
    if changes.targets is not None:
        try:
            row.targets = [targets.checked(target) for target in changes.targets]
        except targets.BadTarget as error:
            raise Refused(error.vi, error.en) from error
    _set_bodies(row, changes, now)
    after = _picture(row)
    changed = {key: [before[key], after[key]] for key in after if after[key] != before[key]}
    if changed and not row.original and row.origin == Origin.READER:
        row.original = before
    return changed


def _set_due(row: Proposal, due: DueChange) -> None:
    row.due_kind = due.kind
    is_dated, recurs = due.kind is DueKind.DATE, due.kind is DueKind.RECURRING
    lasts = due.kind is DueKind.DURATION
    row.due_date = due.day if is_dated else None
    row.due_time = due.at if is_dated or recurs else None
    row.due_rrule = due.rrule[:120] if recurs else ""
    row.due_duration = due.duration[:20] if lasts else ""
    row.due_working_days = due.working_days if lasts else None
    row.due_from = due.since[:300] if lasts or due.kind is DueKind.EVENT else ""


def _set_bodies(row: Proposal, changes: Changes, now: datetime) -> None:
    wanted = {
        Part.LEAD: changes.lead,
        Part.COORDINATE: changes.coordinate,
        Part.ACCOUNTABLE: changes.accountable,
    }
    resolver: Resolver | None = None
    for part, mentions in wanted.items():
        if mentions is None:
            continue
        if len(mentions) > MOST_BODIES:
            raise Refused("quá nhiều cơ quan", "too many bodies")
        resolver = resolver or resolver_of(row.document, now)
        ProposalBody.objects.filter(proposal=row, part=part).delete()
        ProposalBody.objects.bulk_create(
            _named(row, part, ordinal, mention, resolver.find)
            for ordinal, mention in enumerate(mentions, start=1)
        )
    vars(row).get("_prefetched_objects_cache", {}).pop("bodies", None)


def resolver_of(document: Document, now: datetime) -> Resolver:
    """Return who knows what the wordings of a document stand for."""
    today = deadlines.local_day(now)
    return Resolver(
        keeper=document.body,
        issuer_name=document.issuer,
        days=tuple(day for day in (document.day, today) if day is not None),
    )


def _named(
    row: Proposal, part: Part, ordinal: int, mention: Mention, find: Callable[[str], Meaning]
) -> ProposalBody:
    text = " ".join(mention.text.split())[:LONGEST_NAME]
    body = None
    if mention.body is not None:
        body = Body.objects.select_related("unit").filter(ref=mention.body).first()
        if body is None:
            raise Refused("không có cơ quan này", "there is no such body")
        text = text or body.name
    if not text:
        raise Refused("thiếu tên cơ quan", "the name of a body is missing")
    found = Meaning(body=body, kind=body.kind, level=body.unit.level) if body else find(text)
    return ProposalBody(
        proposal=row,
        part=part,
        ordinal=ordinal,
        text=text,
        found_by=FoundBy.OFFICER,
        body=found.body,
        kind=found.kind,
        level=found.level,
        within=found.within,
        unit_kinds=found.unit_kinds,
        n_units=found.n_units,
        group_key=group_key(found, text)[:LONGEST_NAME],
    )


def _picture(row: Proposal) -> dict[str, Any]:
    picture: dict[str, Any] = {
        name: getattr(row, name) for name in ("title", "text", "scope", "targets")
    }
    for name in DUE_FIELDS:
        value = getattr(row, name)
        picture[name] = value.isoformat() if isinstance(value, date | time) else value
    bodies = sorted(row.bodies.all(), key=lambda body: body.ordinal)
    for part in Part:
        picture[part.lower()] = [body.text for body in bodies if body.part == part]
    return picture


def title_of(row: Proposal) -> str:
    """Return the title under which an obligation goes out."""
    return row.title or rules.title(row.text) or row.text[:LONGEST_TITLE]
