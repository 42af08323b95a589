"""Proposals become obligations, or are put aside; both can be taken back before the issue."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives.models import Document, Entry, Obligation, Proposal
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.drafting import (
    DueChange,
    check_due,
    fetched,
    line,
    managed,
    move,
    note,
    opened,
    title_of,
    touch,
)
from phaodai.registers.directives.operations.errors import Bulk, Left, Refused, Stale
from phaodai.registers.directives.rules.moves import IllegalMove, check_move
from phaodai.registers.directives.states import (
    PROPOSAL_MOVES,
    Act,
    DueKind,
    ObligationState,
    ProposalState,
)
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import DocumentRef

LONGEST_REASON = 2000


@transaction.atomic
def confirm_proposal(*, actor: Actor, proposal: UUID, version: int, now: datetime) -> UUID:
    """Make an obligation of a proposal; it binds nobody before it is issued.

    Returns:
        The obligation.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since; says who.
        IllegalMove: It is confirmed, rejected, split or merged.
        Refused: Its deadline cannot be read.
    """
    row = opened(actor, proposal, version)
    obligation = _obligation(row, now)
    obligation.save()
    move(row, ProposalState.CONFIRMED)
    note(actor, Act.CONFIRM, row, now)
    Entry.objects.filter(proposal=row, act=Act.CONFIRM, at=now).update(obligation=obligation)
    return obligation.ref


@transaction.atomic
def confirm_all(
    *,
    actor: Actor,
    document: DocumentRef,
    now: datetime,
    seen: Mapping[UUID, int] | None = None,
) -> Bulk:
    """Confirm every open proposal of a document; what cannot be is left, with the reason.

    Args:
        actor: Who confirms.
        document: Whose proposals.
        now: The moment of the act.
        seen: Proposals with their versions as they were shown: only these are confirmed, and
            one that changed since is left.

    Returns:
        The obligations, and the proposals that were left.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
    """
    kept = managed(actor, document)
    rows = list(
        Proposal.objects.filter(document=kept).prefetch_related("bodies").order_by("ordinal")
    )
    if seen is not None:
        rows = [row for row in rows if row.ref in seen]
    done: list[Proposal] = []
    obligations: list[Obligation] = []
    left: list[Left] = []
    for row in rows:
        row.document = kept
        if seen is None and row.state != ProposalState.PROPOSED:
            continue
        try:
            _check_open(row, None if seen is None else seen[row.ref])
            obligations.append(_obligation(row, now))
            done.append(row)
        except Exception as error:
            if not isinstance(error, Stale | IllegalMove | Refused):
                raise
            left.append(Left(row.ref, error))
    _confirm(actor, kept, done, obligations, now)
    return Bulk(done=[obligation.ref for obligation in obligations], left=left)


@transaction.atomic
def reject_proposal(
    *, actor: Actor, proposal: UUID, version: int, reason: str, now: datetime
) -> int:
    """Put a proposal aside: it orders nothing, or nobody here.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since; says who.
        IllegalMove: It is confirmed, rejected, split or merged.
        Refused: No reason is given.
    """
    row = opened(actor, proposal, version)
    row.reason = checked_reason(reason)
    move(row, ProposalState.REJECTED)
    note(actor, Act.REJECT, row, now, text=row.reason)
    return row.version


@transaction.atomic
def reopen_proposal(*, actor: Actor, proposal: UUID, version: int, now: datetime) -> int:
    """Take back what was decided of a proposal, while nothing was issued.

    Of a split one the parts go, of a merged one the whole goes and its other sources come back,
    as long as nothing was decided of them.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Stale: Somebody changed it since; says who.
        IllegalMove: It is open.
        Refused: It was issued, or something was decided of what it became.
    """
    row = fetched(actor, proposal, version)
    state = ProposalState(row.state)
    check_move(PROPOSAL_MOVES, current=state, target=ProposalState.PROPOSED)
    together = [row]
    if state is ProposalState.CONFIRMED:
        _drop_obligation(row)
    elif state is ProposalState.SPLIT:
        _drop(list(row.parts.all()))
    elif state is ProposalState.MERGED and row.became is not None:
        whole = row.became
        together = [row, *whole.sources.exclude(pk=row.pk)]
        for source in together:
            source.became = None
            source.save(update_fields=["became"])
        _drop([whole])
    for each in together:
        each.document = row.document
        each.reason = ""
        each.state = ProposalState.PROPOSED
        touch(each)
    note(actor, Act.REOPEN, row, now, details={"was": str(state)})
    return row.version


def checked_reason(reason: str) -> str:
    """Return a reason that says something.

    Raises:
        Refused: It is empty or far too long.
    """
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise Refused(
            f"phải nêu lý do, không quá {LONGEST_REASON} ký tự",
            f"give a reason of at most {LONGEST_REASON} characters",
        )
    return text


def _confirm(
    actor: Actor,
    document: Document,
    rows: list[Proposal],
    obligations: list[Obligation],
    now: datetime,
) -> None:
    Obligation.objects.bulk_create(obligations)
    for row in rows:
        row.state = ProposalState.CONFIRMED
        row.version += 1
    Proposal.objects.bulk_update(rows, ["state", "version"])
    entries = [line(actor, Act.CONFIRM, row, now) for row in rows]
    for entry, obligation in zip(entries, obligations, strict=True):
        entry.obligation = obligation
    Entry.objects.bulk_create(entries)
    if rows:
        audit.record(
            actor=actor,
            action="proposal.confirm_all",
            subject_kind="document",
            subject_ref=document.ref,
            unit_ref=document.unit.ref,
            body_ref=document.body.ref,
            details={"confirmed": [str(row.ref) for row in rows]},
            at=now,
        )


def _obligation(row: Proposal, now: datetime) -> Obligation:
    check_due(
        DueChange(
            kind=DueKind(row.due_kind),
            day=row.due_date,
            at=row.due_time,
            rrule=row.due_rrule,
            duration=row.due_duration,
        )
    )
    document = row.document
    title = title_of(row)
    return Obligation(
        unit=document.unit,
        body=document.body,
        document=document,
        proposal=row,
        state=ObligationState.CONFIRMED,
        ordinal=row.ordinal,
        clause=row.clause,
        title=title,
        text=row.text,
        search_key=fold(f"{title}\n{row.text}"),
        due_kind=row.due_kind,
        due_date=row.due_date,
        due_time=row.due_time,
        due_rrule=row.due_rrule,
        due_duration=row.due_duration,
        due_working_days=row.due_working_days,
        due_from=row.due_from,
        due_text=row.due_text,
        scope=row.scope,
        targets=row.targets,
        confirmed_at=now,
    )


def _check_open(row: Proposal, version: int | None) -> None:
    if version is not None and row.version != version:
        raise recording.stale(row)
    check_move(PROPOSAL_MOVES, current=ProposalState(row.state), target=ProposalState.CONFIRMED)


def _drop_obligation(row: Proposal) -> None:
    obligation = Obligation.objects.filter(proposal=row).first()
    if obligation is None:
        return
    if obligation.state != ObligationState.CONFIRMED:
        raise Refused("nghĩa vụ đã được ban hành", "the obligation has been issued")
    obligation.delete()


def _drop(rows: list[Proposal]) -> None:
    if any(row.state != ProposalState.PROPOSED for row in rows):
        raise Refused(
            "phần đã tách hoặc gộp đã được xử lý", "something was decided of what it became"
        )
    Proposal.objects.filter(pk__in=[row.pk for row in rows]).delete()
