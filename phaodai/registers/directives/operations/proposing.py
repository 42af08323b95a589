"""What an officer makes of the proposals before he confirms them; nothing binds anybody yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from phaodai.registers.directives.models import Document, Proposal, ProposalBody
from phaodai.registers.directives.operations.drafting import (
    DUE_FIELDS,
    MOST_BODIES,
    Changes,
    DueChange,
    Mention,
    apply,
    managed,
    move,
    note,
    opened,
    touch,
)
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.states import (
    Act,
    DueKind,
    Origin,
    Part,
    ProposalState,
)
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import DocumentRef

__all__ = [
    "Changes",
    "DueChange",
    "Mention",
    "add_proposal",
    "edit_proposal",
    "merge_proposals",
    "split_proposal",
]


@transaction.atomic
def edit_proposal(
    *, actor: Actor, proposal: UUID, version: int, changes: Changes, now: datetime
) -> int:
    """Change a proposal; what the reader found is kept beside it.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since.
        IllegalMove: It is confirmed, rejected, split or merged.
        Refused: A field is empty or contradicts itself.
    """
    row = opened(actor, proposal, version)
    changed = apply(row, changes, now=now)
    if not changed:
        return row.version
    touch(row)
    note(actor, Act.EDIT, row, now, details=changed)
    return row.version


@transaction.atomic
def split_proposal(
    *,
    actor: Actor,
    proposal: UUID,
    version: int,
    pieces: Sequence[tuple[int, int] | str],
    now: datetime,
) -> list[UUID]:
    """Split a proposal into several, each with the bodies and the deadline of the whole.

    Args:
        actor: Who does it.
        proposal: What is split.
        version: As it was shown.
        pieces: Two or more: places in the document's text, or wordings.
        now: The moment of the act.

    Returns:
        The new proposals, in order.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since.
        IllegalMove: It is confirmed, rejected, split or merged.
        Refused: Fewer than two pieces, an empty one, or one that lies outside.
    """
    row = opened(actor, proposal, version)
    if not 2 <= len(pieces) <= MOST_BODIES:
        raise Refused("phải tách thành ít nhất hai phần", "split into at least two pieces")
    bodies = list(row.bodies.all())
    fresh = []
    for ordinal, piece in enumerate(pieces, start=_next_ordinal(row.document)):
        start, end, text = _piece(row, piece)
        part = _copy(row, ordinal=ordinal, origin=Origin.SPLIT, span=(start, end), text=text)
        part.came_from = row
        part.targets = [t for t in row.targets if _lies_in(t, start, end)]
        part.save()
        _copy_bodies(bodies, part)
        fresh.append(part)
    move(row, ProposalState.SPLIT)
    note(actor, Act.SPLIT, row, now, details={"into": [str(part.ref) for part in fresh]})
    return [part.ref for part in fresh]


@transaction.atomic
def merge_proposals(
    *, actor: Actor, document: DocumentRef, versions: Mapping[UUID, int], now: datetime
) -> UUID:
    """Merge proposals of one document into a new one, in the order of the text.

    Bodies and targets are joined; a body that leads in one leads the whole; the earliest day is
    the deadline.

    Args:
        actor: Who does it.
        document: The document that all of them belong to.
        versions: Two or more proposals, each with its version as it was shown.
        now: The moment of the act.

    Returns:
        The new proposal.

    Raises:
        NotFound: One is not in sight, or of another document.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed one since.
        IllegalMove: One is confirmed, rejected, split or merged.
        Refused: There are fewer than two.
    """
    if len(versions) < 2:
        raise Refused("phải chọn ít nhất hai nghĩa vụ để gộp", "choose at least two to merge")
    rows = [opened(actor, ref, version) for ref, version in versions.items()]
    if any(row.document.ref != document for row in rows):
        raise NotFound(str(document))
    rows.sort(key=lambda row: (row.span_start, row.ordinal))
    first = rows[0]
    whole = _copy(
        first,
        ordinal=_next_ordinal(first.document),
        origin=Origin.MERGED,
        span=_joint_span(rows),
        text="\n".join(row.text for row in rows),
    )
    whole.confidence = min(row.confidence for row in rows)
    whole.targets = _unique([target for row in rows for target in row.targets])
    whole.scope = _unique([each for row in rows for each in row.scope])
    dated = [row for row in rows if row.due_date is not None]
    timed = [row for row in rows if row.due_kind != DueKind.NONE]
    due = min(dated, key=lambda row: str(row.due_date), default=next(iter(timed), first))
    for name in (*DUE_FIELDS, "due_text", "due_span_start", "due_span_end"):
        setattr(whole, name, getattr(due, name))
    whole.save()
    _copy_bodies([body for row in rows for body in row.bodies.all()], whole)
    for row in rows:
        row.became = whole
        move(row, ProposalState.MERGED)
    note(actor, Act.MERGE, whole, now, details={"from": [str(row.ref) for row in rows]})
    return whole.ref


@transaction.atomic
def add_proposal(
    *,
    actor: Actor,
    document: DocumentRef,
    changes: Changes,
    span: tuple[int, int] | None = None,
    clause: str = "",
    now: datetime,
) -> UUID:
    """Add what the reader did not find, with or without its place in the text.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Refused: There is neither a text nor a place, or a field contradicts itself.
    """
    kept = managed(actor, document)
    text = changes.text or ""
    start, end = span or (0, 0)
    if span is not None:
        if not 0 <= start < end <= len(kept.text):
            raise Refused("đoạn chọn nằm ngoài văn bản", "the place lies outside the text")
        text = text or " ".join(kept.text[start:end].split())
    if not text.strip():
        raise Refused("nghĩa vụ phải có nội dung", "an obligation needs a text")
    row = Proposal(
        document=kept,
        ordinal=_next_ordinal(kept),
        origin=Origin.ADDED,
        clause=clause[:60],
        span_start=start,
        span_end=end,
        text=text,
        search_key=fold(text),
        due_kind=DueKind.NONE,
        confidence=1.0,
    )
    row.save()
    apply(row, changes, now=now)
    row.original = {}
    row.save()
    note(actor, Act.ADD, row, now)
    return row.ref


def _next_ordinal(document: Document) -> int:
    last = Proposal.objects.filter(document=document).aggregate(last=Max("ordinal"))["last"]
    return int(last or 0) + 1


def _piece(row: Proposal, piece: tuple[int, int] | str) -> tuple[int, int, str]:
    if isinstance(piece, str):
        text, start, end = " ".join(piece.split()), row.span_start, row.span_end
    else:
        start, end = piece
        if not row.span_start <= start < end <= row.span_end:
            raise Refused("phần tách nằm ngoài nghĩa vụ", "a piece lies outside the obligation")
        text = " ".join(row.document.text[start:end].split())
    if not text:
        raise Refused("phần tách không có nội dung", "a piece is empty")
    return start, end, text


def _copy(
    row: Proposal, *, ordinal: int, origin: Origin, span: tuple[int, int], text: str
) -> Proposal:
    copied = (*DUE_FIELDS, "due_text", "due_span_start", "due_span_end", "scope", "targets")
    return Proposal(
        document=row.document,
        ordinal=ordinal,
        origin=origin,
        clause=row.clause,
        heading=row.heading,
        span_start=span[0],
        span_end=span[1],
        text=text,
        search_key=fold(text),
        confidence=row.confidence,
        **{name: getattr(row, name) for name in copied},
    )


def _copy_bodies(bodies: Sequence[ProposalBody], to: Proposal) -> None:
    parts = list(Part)
    taken: set[str] = set()
    fresh: list[ProposalBody] = []
    for body in sorted(bodies, key=lambda body: parts.index(Part(body.part))):
        key = f"{body.part == Part.ACCOUNTABLE} {body.group_key}"
        if key in taken:
            continue
        taken.add(key)
        copied = ProposalBody.objects.get(pk=body.pk)
        copied.pk = None
        copied.proposal = to
        copied.ordinal = sum(other.part == body.part for other in fresh) + 1
        fresh.append(copied)
    ProposalBody.objects.bulk_create(fresh)


def _joint_span(rows: Sequence[Proposal]) -> tuple[int, int]:
    """Return the span over all of them, where nothing else stands between them."""
    first = rows[0]
    end = first.span_end
    for row in rows[1:]:
        between = first.document.text[end : row.span_start]
        if row.span_end == 0 or any(char.isalpha() for char in between):
            return first.span_start, first.span_end
        end = max(end, row.span_end)
    return first.span_start, end


def _lies_in(target: Mapping[str, Any], start: int, end: int) -> bool:
    span = target.get("span")
    return not span or start <= span[0] < end


def _unique(items: Sequence[Any]) -> list[Any]:
    return [item for n, item in enumerate(items) if item not in items[:n]]
