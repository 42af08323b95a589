"""Findings: the lists, one finding, and what people answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from phaodai.decisions.discrepancies import queries
from phaodai.decisions.discrepancies.errors import NotFound, Refused
from phaodai.decisions.discrepancies.operations import answering
from phaodai.decisions.discrepancies.queries import FindingDetail, FindingPage, FindingRow
from phaodai.decisions.discrepancies.states import OWED, State
from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.accounts.signing import signed
from phaodai.delivery.web.discrepancies import forms, pictures, words
from phaodai.delivery.web.files.rows import files_of
from phaodai.delivery.web.tasks.amounts import is_english
from phaodai.engines.discrepancies.rules import Kind
from phaodai.foundation.accounts.people import people
from phaodai.foundation.files.rules import UnacceptableFile
from phaodai.registers.reports.errors import NotFound as ReportNotFound
from phaodai.registers.reports.queries.sent import get_sent
from phaodai.vocabulary.access import Permission

VIEWS = {
    "mine": (gettext_lazy("Tôi phải trả lời"), tuple(OWED)),
    "open": (gettext_lazy("Chưa giải trình"), tuple(OWED)),
    "waiting": (gettext_lazy("Chờ xem xét"), (State.EXPLAINED,)),
    "closed": (gettext_lazy("Đã khép lại"), (State.ACCEPTED, State.CORRECTED)),
}


@require_safe
@requires(Permission.REPORTS_VIEW)
def finding_list(request: ActorRequest) -> HttpResponse:
    """List findings by what has to be done, and how each unit answers."""
    now = clock.now()
    mine, owed = queries.count_open(actor=request.actor, now=now)
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "mine" if mine else "open"
    found = queries.list_findings(
        actor=request.actor,
        now=now,
        mine=view == "mine",
        states=VIEWS[view][1],
        unit_path=request.view.unit_path,
        page=_page_number(request),
    )
    pace = queries.pace(actor=request.actor, now=now, unit_path=request.view.unit_path)
    context = {
        "views": [(key, label, key == view) for key, (label, _states) in VIEWS.items()],
        "view": view,
        "rows": [_line(row, request) for row in found.rows],
        "total": found.total,
        "page": _paginated(found),
        "mine": mine,
        "owed": owed,
        "pace": pace if len(pace) > 1 else [],
        "now": now,
    }
    return render(request, "discrepancies/list.html", context)


@require_safe
@requires(Permission.REPORTS_VIEW)
def finding(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one finding: the figures side by side, what speaks for it, what to do."""
    return page(request, _find(request, ref))


@require_POST
@requires(Permission.REPORTS_CERTIFY)
def explain(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take the explanation of the head who answers."""
    found = _find(request, ref)
    form = forms.ExplainForm(request.POST, request.FILES)
    if not form.is_valid():
        if not found.may_explain:
            raise Http404
        return page(request, found, explaining=form, status=422)
    data = form.cleaned_data
    try:
        answering.explain(
            actor=request.actor,
            finding=ref,
            text=data["text"],
            attached=data["attached"],
            seen=data["seen"],
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        form.add_error("text", _said(error))
        return page(request, found, explaining=form, status=422)
    except UnacceptableFile as error:
        form.add_error("attached", error.message_en if is_english() else error.message_vi)
        return page(request, found, explaining=form, status=422)
    messages.success(request, _("Đã gửi giải trình lên cấp trên."))
    return HttpResponseRedirect(reverse("discrepancies:finding", args=[ref]))


@require_POST
@requires(Permission.REPORTS_VIEW)
def judge(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Believe an explanation or return it."""
    found = _find(request, ref)
    form = forms.JudgeForm(request.POST)
    act = {"accept": answering.accept, "return": answering.send_back}.get(
        request.POST.get("do", "")
    )
    if act is None or not form.is_valid():
        if act is None or not found.may_judge:
            raise Http404
        return page(request, found, judging=form, status=422)
    data = form.cleaned_data
    try:
        act(
            actor=request.actor,
            finding=ref,
            text=data["text"],
            seen=data["seen"],
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        form.add_error("text", _said(error))
        return page(request, found, judging=form, status=422)
    is_accepted = act is answering.accept
    messages.success(
        request, _("Đã chấp nhận giải trình.") if is_accepted else _("Đã trả lại giải trình.")
    )
    return HttpResponseRedirect(reverse("discrepancies:finding", args=[ref]))


def page(
    request: ActorRequest,
    found: FindingDetail,
    *,
    explaining: forms.ExplainForm | None = None,
    judging: forms.JudgeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a finding, with one form as it was sent where that was refused."""
    now, row = clock.now(), found.row
    kept = files_of(actor=request.actor, owner_kind="finding", owner_refs=[row.ref])
    blank = {"seen": found.n_steps}
    cells = words.cells_of(found.figures)
    known = people(logins={found.explained_by, *(step.actor for step in found.steps)})
    context: dict[str, Any] = {
        "found": found,
        "row": row,
        "title": words.text_of(row),
        "chip": words.chip_of(row),
        "kind": words.KINDS[Kind(row.kind)],
        "sides": words.sides_of(row, found.evidence),
        "cells": cells,
        "likelihoods": words.weighed_words(found.evidence),
        "picture": pictures.picture_of(found),
        "other_word": _("dự kiến") if row.kind == Kind.UNLIKELY else _("bên kia"),
        "figure": words.figure_words(row.figure) if row.figure else "",
        "left": "" if row.closed_at else words.left_words(row, now),
        "reached": words.REACHED[row.reached],
        "sheet": _sheet(request, cells),
        "files": kept.get(row.ref, ()),
        "signed": found.explained_at and signed(
            known.get(found.explained_by), recorded=found.explained_by,
            on=found.explained_at.astimezone(clock.HERE).date(),
        ),
        "steps": [
            (words.ACTS[step.act], step, known[step.actor].name if step.actor in known else "")
            for step in reversed(found.steps)
        ],
        "explaining": explaining if explaining is not None or not found.may_explain
        else forms.ExplainForm(initial=blank),
        "judging": judging if judging is not None or not found.may_judge
        else forms.JudgeForm(initial=blank),
        "now": now,
    }  # fmt: skip
    return render(request, "discrepancies/finding.html", context, status=status)


def _find(request: ActorRequest, ref: UUID) -> FindingDetail:
    try:
        return queries.get_finding(actor=request.actor, ref=ref, now=clock.now())
    except NotFound as error:
        raise Http404 from error


def _sheet(request: ActorRequest, cells: Sequence[words.Cell]) -> str:
    """Return where the report is corrected, for those who file it."""
    revision = next((cell.revision for cell in cells if cell.revision), "")
    if not revision or not request.actor.has(Permission.REPORTS_FILE):
        return ""
    try:
        sent = get_sent(actor=request.actor, submission=UUID(revision))
    except ReportNotFound:
        return ""
    if sent.body not in {post.body for post in request.actor.posts}:
        return ""
    day = sent.day.isoformat()
    return f"{reverse('reports:form', args=[sent.form.code, day])}?for={sent.body}"


def _line(row: FindingRow, request: ActorRequest) -> dict[str, Any]:
    return {
        "row": row,
        "url": reverse("discrepancies:finding", args=[row.ref]),
        "title": words.text_of(row),
        "chip": words.chip_of(row),
        "sides": words.sides_of(row),
        "left": "" if row.closed_at else words.left_words(row, clock.now()),
        "reached": words.REACHED[row.reached],
    }


def _said(error: Refused) -> str:
    return error.en if is_english() else error.vi


def _page_number(request: ActorRequest) -> int:
    raw = request.GET.get("page", "1")
    return max(1, int(raw)) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else 1


def _paginated(found: FindingPage) -> object:
    return Paginator(range(found.total), found.size).get_page(found.page)
