"""Rows of the tables as plain rows."""

from collections.abc import Iterable
from uuid import UUID

from phaodai.registers.directives import rules
from phaodai.registers.directives.models import (
    Document,
    DocumentLink,
    Obligation,
    Proposal,
    ProposalBody,
)
from phaodai.registers.directives.rows import DocumentName, Due, NamedBody, ProposalRow
from phaodai.registers.directives.states import DueKind, Origin, Part, Precision, ProposalState
from phaodai.vocabulary.refs import BodyRef


def name_of(row: Document | DocumentLink) -> DocumentName:
    """Return how a document, or one that is cited, is called."""
    return DocumentName(
        doc_type=row.doc_type,
        number=row.number,
        symbol=row.symbol,
        issuer=row.issuer,
        day=row.day,
        precision=Precision(row.date_precision),
    )


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Return a proposal with its bodies, which the caller has prefetched."""
    return ProposalRow(
        ref=str(proposal.ref),
        ordinal=proposal.ordinal,
        clause=proposal.clause,
        heading=proposal.heading,
        span=(proposal.span_start, proposal.span_end),
        text=proposal.text,
        title=proposal.title or rules.title(proposal.text),
        bodies=bodies_of(proposal.bodies.all()),
        scope=proposal.scope,
        due=_proposed_due(proposal),
        targets=proposal.targets,
        confidence=proposal.confidence,
        bars=rules.bars(proposal.confidence),
        state=ProposalState(proposal.state),
        version=proposal.version,
        origin=Origin(proposal.origin),
        original=proposal.original,
        reason=proposal.reason,
        obligation=_obligation(proposal),
    )


def _obligation(proposal: Proposal) -> UUID | None:
    """Return what it became, where the caller has loaded that."""
    if "obligation" not in proposal._state.fields_cache:  # noqa: SLF001
        return None
    found = proposal._state.fields_cache["obligation"]  # noqa: SLF001
    return found.ref if found is not None else None


def due_of(row: Proposal | Obligation, *, span: tuple[int, int] | None = None) -> Due:
    """Return how a row is bound in time."""
    return Due(
        kind=DueKind(row.due_kind),
        day=row.due_date,
        time=row.due_time,
        rrule=row.due_rrule,
        duration=row.due_duration,
        working_days=row.due_working_days,
        since=row.due_from,
        text=row.due_text,
        span=span,
    )


def _proposed_due(proposal: Proposal) -> Due:
    return due_of(proposal, span=_span(proposal.due_span_start, proposal.due_span_end))


def bodies_of(bodies: Iterable[ProposalBody]) -> list[NamedBody]:
    """Return bodies as they are named, those that lead first."""
    return [
        NamedBody(
            part=Part(row.part),
            text=row.text,
            span=_span(row.span_start, row.span_end),
            found_by=row.found_by,
            body=BodyRef(row.body.ref) if row.body else None,
            body_name=row.body.name if row.body else "",
            level=row.level,
            within=row.within.full_name if row.within else "",
            n_units=row.n_units,
            is_known=bool(row.body or row.within) or rules.is_collective(row.text),
        )
        for row in sorted(bodies, key=lambda row: (list(Part).index(Part(row.part)), row.ordinal))
    ]


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)
