"""A paper: begun from its edition, worded beside its printed picture, numbered, given up."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.drafting import Draft, in_form
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.files.rows import files_of
from phaodai.delivery.web.papers import editing, shown, words
from phaodai.delivery.web.reports.words import said
from phaodai.engines.papers import plain
from phaodai.engines.papers.model import Form
from phaodai.registers.reports import wording
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.papers import (
    OWNER,
    BrokenTemplate,
    draft_paper,
    drop_paper,
    number_paper,
    word_paper,
)
from phaodai.registers.reports.queries.papers import PaperRow, list_papers
from phaodai.registers.reports.queries.signing import signatures_of
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Permission

SHOWN_ONLY = frozenset({PaperState.ISSUED, PaperState.DROPPED})


@require_safe
@requires(Permission.REPORTS_VIEW)
def papers(request: ActorRequest) -> HttpResponse:
    """List the papers in sight."""
    found = list_papers(actor=request.actor)
    signed = signatures_of([row.paper for row in found])
    rows = [(row, *words.STATES[row.state], signed.get(row.paper, ())) for row in found]
    return render(request, "papers/list.html", {"rows": rows})


@require_POST
@requires(Permission.REPORTS_COMPILE)
def begin(request: ActorRequest, edition: UUID) -> HttpResponse:
    """Begin the paper of an edition, or open the one that is begun."""
    try:
        made = draft_paper(actor=request.actor, edition=edition, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, said(error))
        return HttpResponseRedirect(reverse("editions:edition", args=[edition]))
    return HttpResponseRedirect(reverse("papers:paper", args=[made]))


@require_safe
@requires(Permission.REPORTS_VIEW)
def paper(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show a paper: its editor while it is open, and what it looks like."""
    return show(request, shown.find(request, ref))


@require_POST
@requires(Permission.REPORTS_VIEW)
def word(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Keep the words of a paper, or move its blocks about; what was typed always stays."""
    row = shown.find(request, ref)
    if not row.may_word:
        raise Http404
    data, act = editing.data_of(request.POST.dict()), request.POST.get("do", "save")
    draft = shown.draft(request, row)
    if act in Form.__members__:
        return _change_form(request, row, draft, data, Form[act])
    if act != "save":
        return show(request, row, data=data, at_hand=editing.move(data, act), draft=draft)
    version = request.POST.get("version", "")
    try:
        word_paper(
            actor=request.actor, paper=ref, version=int(version) if version.isdecimal() else 0,
            content=editing.content_of(data), names=draft.names, now=clock.now(),
        )  # fmt: skip
    except BrokenTemplate:
        return show(request, row, data=data, draft=draft, status=422)
    except Refused as error:
        return show(request, row, data=data, draft=draft, problem=said(error), status=409)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(reverse("papers:paper", args=[ref]))


@require_POST
@requires(Permission.REPORTS_VIEW)
def preview(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Draw what is being typed; nothing is kept."""
    row = shown.find(request, ref)
    found = _drawn(request, row, shown.draft(request, row), editing.data_of(request.POST.dict()))
    return render(request, "papers/_preview.html", found | {"row": row})


@require_POST
@requires(Permission.REPORTS_VIEW)
def number(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take a number from the register."""

    def act() -> str:
        now = clock.now()
        given = number_paper(actor=request.actor, paper=ref, day=clock.today(), now=now)
        return _("Đã lấy số %(n)s trong sổ văn bản đi.") % {"n": f"{given:02d}"}

    return _done(request, ref, act)


@require_POST
@requires(Permission.REPORTS_VIEW)
def drop(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Give a paper up, with the reason."""

    def act() -> str:
        reason = request.POST.get("reason", "")
        drop_paper(actor=request.actor, paper=ref, reason=reason, now=clock.now())
        return _("Đã bỏ văn bản. Số đã lấy không dùng lại cho văn bản khác.")

    return _done(request, ref, act)


def show(
    request: ActorRequest,
    row: PaperRow,
    *,
    data: dict[str, Any] | None = None,
    draft: Draft | None = None,
    at_hand: int | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page of a paper; `data` is what somebody typed and did not keep."""
    found = draft or shown.draft(request, row)
    is_open = row.may_word and row.state not in SHOWN_ONLY
    typed = data if data is not None else wording.written(row.content)
    drawn = _drawn(request, row, found, typed)
    context = drawn | {
        "row": row,
        "state": words.STATES[row.state],
        "title": said(found.known.today.form.title),
        "problem": problem,
        "is_unsaved": data is not None,
        "is_open": is_open,
        "files": files_of(
            actor=request.actor, owner_kind=OWNER, owner_refs=[row.paper]
        )[row.paper],
        "proof": shown.proof_address(request, row),
    }  # fmt: skip
    if is_open:
        faults = drawn["faults"]
        context |= shown.editor(typed, faults, form=found.known.today.form, at_hand=at_hand) | {
            "names": shown.names(found)
        }
    return render(request, "papers/paper.html", context, status=status)


def _drawn(
    request: ActorRequest, row: PaperRow, draft: Draft, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the printed picture of what was typed, or why there is none."""
    try:
        content = editing.content_of(data)
    except Refused as error:
        return {"faults": [], "broken": said(error)}
    faults = shown.faults_of(content, draft)
    if faults:
        return {
            "faults": faults,
            "broken_at": [(str(each.block), words.fault_said(each)) for each in faults],
        }
    paper = shown.paper(request, draft, row, content)
    loose = shown.typed(paper, content)
    return shown.picture(paper) | {
        "faults": faults,
        "typed": loose,
        "n_loose": sum(not why for _number, why in loose),
        "digest": plain.digest(paper),
    }


def _change_form(
    request: ActorRequest, row: PaperRow, draft: Draft, data: dict[str, Any], form: Form
) -> HttpResponse:
    try:
        content = editing.content_of(data)
    except Refused as error:
        return show(request, row, data=data, draft=draft, problem=said(error), status=422)
    changed = wording.written(in_form(content, form, draft))
    return show(request, row, data=changed, draft=draft)


def _done(request: ActorRequest, ref: UUID, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, said(error))
    return HttpResponseRedirect(reverse("papers:paper", args=[ref]))
