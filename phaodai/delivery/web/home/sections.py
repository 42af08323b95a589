"""The parts of the first page; each answers one question of one kind of post.

Every function returns what its part of the template needs, in a number of queries that does not
grow with the rows.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.directives.cards import name_words
from phaodai.delivery.web.home import strip
from phaodai.delivery.web.tasks import labels
from phaodai.registers.directives import queries
from phaodai.registers.directives.homerows import DecisionRow, Matter, Roll, TodayRow
from phaodai.registers.directives.states import (
    AssignmentState,
    Lateness,
    Proof,
)
from phaodai.vocabulary.access import Permission, Role

NEWEST, MOST_MINE, MOST_CALLS = 6, 20, 6
MOST_ANSWERED = 12  # of a roll; the strip shows all
LOOKS_ON = frozenset({Role.ANALYST, Role.INSPECTOR, Role.ADMINISTRATOR})  # owes no task itself


def standing(request: ActorRequest) -> dict[str, Any]:
    """How all open tasks in sight stand, each number with the list that it counts."""
    found = queries.get_standing(
        actor=request.actor, now=clock.now(), unit_path=request.view.unit_path
    )
    proofs = [Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE]
    if found.by_proof[Proof.WAITING]:
        proofs.append(Proof.WAITING)
    return {
        "standing": found,
        "n_overdue": found.by_lateness[Lateness.OVERDUE],
        "n_soon": found.by_lateness[Lateness.DUE_SOON],
        "n_submitted": found.by_state[AssignmentState.SUBMITTED],
        "n_new": found.by_state[AssignmentState.NEW],
        "proofs": [(proof, found.by_proof[proof], _board(proof=proof)) for proof in proofs],
        "states": [
            (labels.STATES[state], n, _board(state=state))
            for state, n in found.by_state.items()
            if n
        ],
    }


def command(request: ActorRequest) -> dict[str, Any]:
    """What waits for the commander's word, and which heads are late."""
    now, path = clock.now(), request.view.unit_path
    decisions = queries.get_decisions(actor=request.actor, now=now, unit_path=path)
    heads = queries.get_late_heads(actor=request.actor, now=now, unit_path=path)
    return {
        "n_decisions": decisions.n,
        "decisions": [_decision(row) for row in decisions.rows],
        "n_heads": heads.n,
        "heads": [
            {
                "row": row,
                "url": reverse("tasks:task", args=[row.oldest]),
                "all": _board(late=Lateness.OVERDUE, head=row.head.holder)
                if row.head.holder
                else reverse("heads:tenure", args=[row.body, "vacant"]),
                "late": labels.length(now - row.oldest_due),
            }
            for row in heads.rows
        ],
    }


def papers(request: ActorRequest) -> dict[str, Any]:
    """Which documents of one's own body nobody has confirmed or issued."""
    found = queries.get_papers(actor=request.actor, unit_path=request.view.unit_path)
    return {
        "n_to_confirm": found.n_to_confirm,
        "n_to_issue": found.n_to_issue,
        "papers": [
            {
                "row": row,
                "name": name_words(row.name),
                "url": reverse("directives:confirm", args=[row.document]),
            }
            for row in found.rows
        ],
    }


def mine(request: ActorRequest) -> dict[str, Any]:
    """What the reader and his bodies owe, by deadline."""
    now = clock.now()
    bodies = {post.body for post in request.actor.posts if post.role not in LOOKS_ON}
    rows = queries.get_my_tasks(actor=request.actor, now=now, bodies=bodies, limit=MOST_MINE + 1)
    many = len({row.body_name for row in rows}) > 1
    return {
        "mine": [_owed(row) | {"says_body": many} for row in rows[:MOST_MINE]],
        "has_more": len(rows) > MOST_MINE,
        "n_today": sum(row.is_today for row in rows[:MOST_MINE]),
        "n_mine_late": sum(row.lateness is Lateness.OVERDUE for row in rows[:MOST_MINE]),
        "all_mine": _board(whose=next(iter(bodies))) if len(bodies) == 1 else _board(),
    }


def roll(request: ActorRequest) -> dict[str, Any]:
    """Who has answered the nearest deadline that comes back, and a text to remind the others."""
    now = clock.now()
    found = queries.get_roll(actor=request.actor, now=now, unit_path=request.view.unit_path)
    if found is None:
        return {}
    answered = found.answered
    return {
        "roll": found,
        "strip": strip.draw(found, now),
        "roll_left": labels.left_words(found.due_at, now),
        "roll_late": found.due_at < now,
        "roll_is_today": timezone.localdate(found.due_at) == clock.today(),
        "roll_document": name_words(found.document_name),
        "missing": [
            {
                "row": row,
                "state": labels.state_chip(row.state),
                "url": reverse("tasks:task", args=[row.assignment]),
            }
            for row in found.missing
        ],
        "answered": [
            {
                "row": row,
                "state": labels.state_chip(row.state),
                "is_late": row.answered_at is not None and row.answered_at > found.due_at,
                "url": reverse("tasks:task", args=[row.assignment]),
            }
            for row in answered[:MOST_ANSWERED]
        ],
        "n_more_answered": max(0, len(answered) - MOST_ANSWERED),
        "reminder_text": reminder_text(found),
    }


def calls(request: ActorRequest, shown: Collection[UUID]) -> dict[str, Any]:
    """What the clock has reminded one's bodies of, but for what the page shows already."""
    now = clock.now()
    found = queries.get_calls(actor=request.actor)
    fresh = [row for row in found.rows if (row.occurrence or row.assignment) not in shown]
    return {
        "n_calls": len(fresh),
        "calls": [
            {
                "row": row,
                "url": reverse("tasks:task", args=[row.assignment]),
                "left": labels.left_words(row.deadline, now),
                "is_late": row.deadline < now,
            }
            for row in fresh[:MOST_CALLS]
        ],
    }


def news(request: ActorRequest) -> dict[str, Any]:
    """The documents that came last."""
    found = queries.list_documents(
        actor=request.actor,
        wanted=queries.DocumentFilter(unit_path=request.view.unit_path),
        size=NEWEST,
    )
    day_ago = clock.now() - timedelta(days=1)
    return {
        "n_documents": found.page.total,
        "documents": [
            {
                "row": row,
                "name": name_words(row.name),
                "url": reverse("directives:detail", args=[row.ref]),
                "is_new": row.received_at > day_ago,
            }
            for row in sorted(found.rows, key=lambda row: row.received_at, reverse=True)
        ],
        "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
    }


def reminder_text(found: Roll) -> str:
    """Return what to send to those who are missing, naming each."""
    due = timezone.localtime(found.due_at)
    names = "\n".join(
        f"- {row.body_name}" + (f" (đ/c {row.head.holder})" if row.head.holder else "")
        for row in found.missing
    )
    return _(
        "Nhắc: “%(title)s”, hạn %(hour)s ngày %(day)s.\n"
        "Chưa trả lời (%(n)s):\n%(names)s\n"
        "Đề nghị trả lời trên Pháo Đài."
    ) % {
        "title": found.title,
        "hour": f"{due:%H:%M}",
        "day": f"{due:%d/%m/%Y}",
        "n": len(found.missing),
        "names": names,
    }


def _owed(row: TodayRow) -> dict[str, Any]:
    """Return one thing that is owed with the one button of its next act."""
    page, now = reverse("tasks:task", args=[row.assignment]), clock.now()
    is_fresh = row.occurrence is None and row.state == AssignmentState.NEW
    return {
        "row": row,
        "url": page,
        "document": name_words(row.document_name),
        "late": labels.late_chip(row.lateness, row.due_at, row.state, now),
        "left": labels.left_words(row.due_at, now)
        if row.due_at is not None and row.due_at - now < timedelta(days=1)
        else "",
        "is_due_today": row.due_at is not None
        and timezone.localdate(row.due_at) == timezone.localdate(now),
        "state": labels.state_chip(row.state),
        "acknowledge": reverse("tasks:act", args=[row.assignment, "acknowledge"])
        if is_fresh and row.may_answer
        else "",
        "answer": f"{page}#times" if row.occurrence else f"{page}#submit-text",
    }


def _decision(row: DecisionRow) -> dict[str, Any]:
    until = timezone.localtime(row.extension_until) if row.extension_until else None
    what = {
        Matter.ANSWER: _("Duyệt câu trả lời"),
        Matter.OCCURRENCES: ngettext(
            "Duyệt %(n)s câu trả lời kỳ này", "Duyệt %(n)s câu trả lời kỳ này", row.n
        )
        % {"n": row.n},
        Matter.EXTENSION: _("Xin gia hạn đến %(day)s") % {"day": f"{until:%d/%m}" if until else ""},
    }[row.matter]
    is_today = row.due_at is not None and timezone.localdate(row.due_at) == clock.today()
    return {
        "row": row,
        "what": what,
        "url": reverse("tasks:task", args=[row.assignment]),
        "is_today": is_today,
    }


def _board(**filters: Any) -> str:
    return f"{reverse('tasks:board')}?{urlencode({k: str(v) for k, v in filters.items()})}"
