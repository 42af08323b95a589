"""The page of one task."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.tasks import labels, proving
from phaodai.delivery.web.tasks.deeds import deeds_of
from phaodai.delivery.web.tasks.evidence import evidence_of
from phaodai.delivery.web.tasks.forms import ActForm
from phaodai.delivery.web.tasks.occurrences import time_words
from phaodai.registers.directives import queries
from phaodai.registers.directives.states import (
    WORKING,
    AssignmentState,
    DueKind,
    ExtensionState,
    Lateness,
)
from phaodai.registers.directives.taskrows import AssignmentDetail, AssignmentRow
from phaodai.vocabulary.access import Permission

UNDO = "tasks.undo"  # of the session: the last act and until when it can be taken back
UNDO_FOR = timedelta(seconds=30)
AHEAD = timedelta(days=1)
NEWEST = 7  # occurrences that the page of the task shows


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def task(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one task: who, until when, how it stands, what can be done."""
    return page(request, find(request, ref))


def find(request: ActorRequest, ref: UUID) -> AssignmentDetail:
    """Return a task in sight, or answer 404."""
    try:
        return queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    except queries.AssignmentNotFound as error:
        raise Http404 from error


def page(
    request: ActorRequest,
    detail: AssignmentDetail,
    *,
    verb: str = "",
    form: ActForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a task, with one form as it was sent where that was refused."""
    now, row = clock.now(), detail.row
    try:
        whole = queries.get_obligation(actor=request.actor, ref=row.obligation, now=now)
    except queries.ObligationNotFound:
        whole = None
    source = reverse("directives:detail", args=[row.document])
    times, found = (
        queries.list_occurrences(
            actor=request.actor, assignment=row.ref, now=now, until=now + AHEAD, size=NEWEST
        )
        if row.due_kind is DueKind.RECURRING
        else ((), None)
    )
    evidence = evidence_of(request, detail, times)
    context: dict[str, Any] = {
        **labels.as_chips(row, now),
        **names(row),
        **proving.context_of(request, row, now, may_take_back=detail.may_delegate),
        "detail": detail,
        "whole": whole,
        "left": labels.left_words(row.due_at, now) if row.answered_at is None else "",
        "is_overdue": row.lateness is Lateness.OVERDUE,
        "source": f"{source}#d{whole.row.ordinal}" if whole else source,
        "targets": [cards.target_text(target) for target in detail.targets],
        "accountable": [body.text for body in whole.row.bodies if body.part == "ACCOUNTABLE"]
        if whole
        else [],
        "helps": [body.text for body in whole.row.bodies if body.part == "COORDINATE"]
        if whole
        else [],
        "children": [labels.as_chips(child, now) for child in detail.children],
        "occurrences": [time_words(each, detail, evidence, now) for each in times],
        "n_occurrences": found.total if found else 0,
        "evidence": evidence,
        "timeline": [
            (labels.ACTS[line.act], line, line.act in labels.KEY_ACTS, evidence.brought(line))
            for line in reversed(detail.timeline)
        ],
        "deeds": deeds_of(request, detail, verb=verb, form=form),
        "may_acknowledge": detail.may_answer and row.state is AssignmentState.NEW,
        "may_accept": detail.may_judge and row.state is AssignmentState.SUBMITTED,
        "may_decide": detail.may_judge
        and row.extension is ExtensionState.ASKED
        and row.state in WORKING,
        "undo": undo_seconds(request, row.ref, row.version),
        "notice": notice,
        "is_open_form": form is not None,
    }
    return render(request, "tasks/task.html", context, status=status)


def as_of(request: ActorRequest, version: int) -> QueryDict:
    """Return what was sent, as if it had been typed on the row as it is now."""
    typed = request.POST.copy()
    typed["version"] = str(version)
    return typed


def remember(request: ActorRequest, ref: UUID, version: int) -> None:
    """Offer for thirty seconds to take the reader's act on a row back."""
    until = (clock.now() + UNDO_FOR).timestamp()
    request.session[UNDO] = {"task": str(ref), "version": version, "until": until}


def remembered(request: ActorRequest, ref: UUID, version: int) -> int:
    """Return the version in which the reader's own act left a row, else the one given."""
    kept = request.session.get(UNDO)
    is_same = isinstance(kept, dict) and kept.get("task") == str(ref)
    return int(kept["version"]) if isinstance(kept, dict) and is_same else version


def undo_seconds(request: ActorRequest, ref: UUID, version: int) -> int:
    """Return how long the reader's last act on a row can still be taken back."""
    kept = request.session.get(UNDO)
    if not isinstance(kept, dict) or (kept.get("task"), kept.get("version")) != (str(ref), version):
        return 0
    return max(0, int(kept["until"] - clock.now().timestamp()))


def names(row: AssignmentRow) -> dict[str, Any]:
    """Return the name of the document and the address of the page."""
    return {
        "document": cards.name_words(row.document_name),
        "url": reverse("tasks:task", args=[row.ref]),
    }
