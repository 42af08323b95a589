"""The pages of a recurring task: each time that it is due, and all of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.tasks import forms, views
from phaodai.delivery.web.tasks.evidence import evidence_of
from phaodai.delivery.web.tasks.occurrences import time_words
from phaodai.delivery.web.tasks.words import why
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.taskrows import AssignmentDetail, OccurrenceRow
from phaodai.vocabulary.access import Permission

FORMS: Mapping[str, type[forms.ActForm]] = {
    "answer": forms.AnswerTimeForm,
    "accept": forms.ActForm,
    "return": forms.ReasonForm,
}


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def history(request: ActorRequest, ref: UUID) -> HttpResponse:
    """List all times of a recurring task, the latest first."""
    detail, now = views.find(request, ref), clock.now()
    raw = request.GET.get("page", "1")
    rows, found = queries.list_occurrences(
        actor=request.actor,
        assignment=ref,
        now=now,
        page=int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1,
    )
    evidence = evidence_of(request, detail, rows)
    context = {
        **views.names(detail.row),
        "detail": detail,
        "row": detail.row,
        "occurrences": [time_words(each, detail, evidence, now) for each in rows],
        "total": found.total,
        "page": Paginator(range(found.total), found.size).get_page(found.number),
    }
    return render(request, "tasks/times.html", context)


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def show(request: ActorRequest, ref: UUID, occurrence: UUID) -> HttpResponse:
    """Show one time: until when, how it stands, and the form of what is to be done."""
    detail = views.find(request, ref)
    return _page(request, detail, _time(request, ref, occurrence))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def act(request: ActorRequest, ref: UUID, occurrence: UUID, verb: str) -> HttpResponse:
    """Answer, accept or return one time of a task that recurs."""
    detail, row = views.find(request, ref), _time(request, ref, occurrence)
    if verb not in FORMS or (verb == "answer" and not detail.may_answer):
        raise Http404
    form = FORMS[verb](request.POST, request.FILES, auto_id=f"{verb}-%s")
    if not form.is_valid():
        return _page(request, detail, row, verb=verb, form=form, status=422)
    data, now = form.cleaned_data, clock.now()
    one: Any = {
        "actor": request.actor,
        "occurrence": occurrence,
        "version": data["version"],
        "now": now,
    }
    try:
        if verb == "answer":
            version = operations.answer_occurrence(
                **one, text=data["text"], evidence=form.refs, files=form.examined
            )
        elif verb == "accept":
            version = operations.accept_occurrence(**one)
        else:
            version = operations.return_occurrence(**one, reason=data["reason"])
    except operations.NotFound as error:
        raise Http404 from error
    except (operations.Stale, operations.IllegalMove, operations.Refused) as error:
        fresh = _time(request, ref, occurrence)
        form.data = views.as_of(request, fresh.version)
        status = 422 if isinstance(error, operations.Refused) else 409
        return _page(request, detail, fresh, verb=verb, form=form, notice=why(error), status=status)
    views.remember(request, occurrence, version)
    messages.success(request, _done(verb))
    return HttpResponseRedirect(reverse("tasks:time", args=[ref, occurrence]))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def undo(request: ActorRequest, ref: UUID, occurrence: UUID) -> HttpResponse:
    """Take the last act on one time back."""
    row = _time(request, ref, occurrence)
    try:
        operations.undo_occurrence(
            actor=request.actor,
            occurrence=occurrence,
            version=views.remembered(request, occurrence, row.version),
            now=clock.now(),
        )
    except (operations.TooLate, operations.Refused, operations.Stale) as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Đã hoàn tác."))
    request.session.pop(views.UNDO, None)
    return HttpResponseRedirect(reverse("tasks:time", args=[ref, occurrence]))


def _time(request: ActorRequest, ref: UUID, occurrence: UUID) -> OccurrenceRow:
    row = queries.get_occurrence(
        actor=request.actor, assignment=ref, ref=occurrence, now=clock.now()
    )
    if row is None:
        raise Http404
    return row


def _page(
    request: ActorRequest,
    detail: AssignmentDetail,
    row: OccurrenceRow,
    *,
    verb: str = "",
    form: forms.ActForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    item = time_words(row, detail, evidence_of(request, detail, [row]), clock.now())
    wanted = {"answer": item["may_answer"], "return": item["may_judge"]}
    shown = {
        name: form
        if name == verb and form is not None
        else FORMS[name](initial={"version": row.version}, auto_id=f"{name}-%s")
        for name, is_offered in wanted.items()
        if is_offered
    }
    context = {
        **views.names(detail.row),
        "detail": detail,
        "task": detail.row,
        "item": item,
        "answer": shown.get("answer"),
        "returning": shown.get("return"),
        "notice": notice,
        "undo": views.undo_seconds(request, row.ref, row.version),
    }
    return render(request, "tasks/time.html", context, status=status)


def _done(verb: str) -> str:
    return {
        "answer": _("Đã trả lời kỳ này; chờ nơi giao duyệt."),
        "accept": _("Đã duyệt kỳ này."),
        "return": _("Đã trả lại kỳ này."),
    }[verb]
