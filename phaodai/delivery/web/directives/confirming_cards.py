"""Proposals as the page of confirming shows them: the card, its state, what can be done with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phaodai.delivery.web.directives.cards import ProposalCard, proposal_card
from phaodai.registers.directives import operations
from phaodai.registers.directives.rows import ProposalRow
from phaodai.registers.directives.states import Act, Origin, ProposalState

SURE = 3  # bars


@dataclass(frozen=True, slots=True)
class Opened:
    """The one form that lies open on the page."""

    ref: str  # of the proposal; "" for one that is added
    kind: str  # edit, reject, split or add
    form: Form


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A proposal with what was decided of it."""

    card: ProposalCard
    row: ProposalRow
    state: str
    glyph: str
    origin: str
    is_issued: bool
    is_open: bool
    is_certain: bool
    next: ProposalRow | None  # with which it can be merged
    opened: Opened | None


def review_cards(
    rows: Sequence[ProposalRow], opened: Opened | None, *, issued: Collection[str]
) -> list[ReviewCard]:
    """Return the proposals of a document in the order of the text."""
    waiting = [row for row in rows if row.state is ProposalState.PROPOSED]
    following = dict(zip([row.ref for row in waiting], waiting[1:], strict=False))
    return [
        ReviewCard(
            card=proposal_card(row),
            row=row,
            state=_("Đã giao") if row.ref in issued else _state(row),
            glyph={ProposalState.CONFIRMED: "ok", ProposalState.REJECTED: "no"}.get(
                row.state, "none"
            ),
            origin=_origin(row),
            is_issued=row.ref in issued,
            is_open=row.state is ProposalState.PROPOSED,
            is_certain=is_certain(row),
            next=following.get(row.ref),
            opened=opened if opened and opened.ref == row.ref else None,
        )
        for row in rows
    ]


def is_certain(row: ProposalRow) -> bool:
    """Say whether nobody has to look twice: read surely, and every leader is known."""
    is_open = row.state is ProposalState.PROPOSED
    return (
        is_open
        and row.bars == SURE
        and bool(row.leads)
        and all(body.is_known for body in row.leads)
    )


def counted(rows: Iterable[ProposalRow]) -> dict[str, int]:
    """Return how many proposals are in which state, by its name in small letters."""
    found = dict.fromkeys((state.lower() for state in ProposalState), 0)
    for row in rows:
        found[row.state.lower()] += 1
    return found


def said(error: operations.Refused) -> str:
    """Return why an act was refused, in the reader's language, as a sentence."""
    text = error.en if (get_language() or "vi").startswith("en") else error.vi
    return f"{text[:1].upper()}{text[1:]}."


def quicker(error: operations.Stale) -> str:
    """Return who was quicker, what he did and when."""
    did = {
        Act.EDIT: _("sửa"),
        Act.CONFIRM: _("nhận"),
        Act.REJECT: _("bỏ"),
        Act.SPLIT: _("tách"),
        Act.MERGE: _("gộp"),
        Act.REOPEN: _("mở lại"),
        Act.ISSUE: _("giao"),
    }
    act = did.get(Act(error.act)) if error.act in set(Act) else None
    return _("%(who)s đã %(act)s nghĩa vụ này lúc %(at)s, trước khi bạn gửi.") % {
        "who": error.actor or _("Người khác"),
        "act": act or _("thay đổi"),
        "at": _clock(error.at),
    }


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else "–"


def _state(row: ProposalRow) -> str:
    states: dict[Any, str] = {
        ProposalState.PROPOSED: _("Chờ xem"),
        ProposalState.CONFIRMED: _("Đã nhận"),
        ProposalState.REJECTED: _("Đã bỏ"),
        ProposalState.SPLIT: _("Đã tách"),
        ProposalState.MERGED: _("Đã gộp"),
    }
    return states[row.state]


def _origin(row: ProposalRow) -> str:
    if row.origin is Origin.READER:
        return _("đã sửa") if row.original else ""
    return {
        Origin.ADDED: _("thêm tay"),
        Origin.SPLIT: _("tách ra"),
        Origin.MERGED: _("gộp lại"),
    }[row.origin]
