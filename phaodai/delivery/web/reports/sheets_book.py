"""One workbook on its way: its sheets chosen, its rows looked through, filed, or dropped."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.workbooks import returned_book
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import sheets_words, words
from phaodai.delivery.web.reports.sheets import attached
from phaodai.delivery.web.reports.sheets_work import begin
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations import importing
from phaodai.registers.reports.queries.importing import (
    PAGE,
    WorkbookView,
    get_workbook,
    list_rows,
    returned,
)
from phaodai.registers.reports.states import WorkbookState
from phaodai.registers.reports.workbookrows import Verdict
from phaodai.vocabulary.access import Permission

LONGEST_REASON = 500
COLUMN = "column-"  # before the position of a sheet and the index of a column
EVERY_MS = 1000  # between two looks at how far it is


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_FILE)
def page(request: ActorRequest, workbook: UUID) -> HttpResponse:
    """Show how far a workbook is, and what is to be decided; do what was decided."""
    seen = _find(request, workbook)
    if request.method != "POST":
        return _show(request, seen)
    try:
        match request.POST.get("step"):
            case "choose":
                _choose(request, seen)
            case "look":
                _look_again(request, seen)
            case "file":
                _file(request, seen)
            case "cancel":
                importing.cancel_workbook(actor=request.actor, workbook=workbook, now=clock.now())
                messages.success(request, _("Đã bỏ bảng; không có gì được gửi."))
                return HttpResponseRedirect(reverse("reports:sheets"))
    except Refused as error:
        return _show(request, _find(request, workbook), refused=words.said(error), status=422)
    return HttpResponseRedirect(reverse("reports:workbook", args=[workbook]))


@require_safe
@requires(Permission.REPORTS_FILE)
def errors(request: ActorRequest, workbook: UUID) -> HttpResponse:
    """Give back the rows that were not taken, with what is wrong in a column of its own."""
    try:
        sheets = returned(actor=request.actor, workbook=workbook, language=words.language())
    except NotFound as error:
        raise Http404 from error
    if not sheets:
        raise Http404
    return attached(returned_book(sheets), "dong-loi.xlsx")


def _find(request: ActorRequest, workbook: UUID) -> WorkbookView:
    try:
        return get_workbook(actor=request.actor, workbook=workbook, on=clock.today())
    except NotFound as error:
        raise Http404 from error


def _choose(request: ActorRequest, seen: WorkbookView) -> None:
    tabs = [int(text) for text in request.POST.getlist("tab") if _is_index(text)]
    importing.choose_tabs(actor=request.actor, workbook=seen.ref, tabs=tabs, now=clock.now())
    begin(seen.ref, n_rows=sum(part.n_rows for part in seen.parts if part.at in tabs))


def _look_again(request: ActorRequest, seen: WorkbookView) -> None:
    importing.decide_columns(
        actor=request.actor,
        workbook=seen.ref,
        columns=_columns(request.POST),
        now=clock.now(),
    )
    begin(seen.ref, n_rows=seen.progress.n_lines)


def _file(request: ActorRequest, seen: WorkbookView) -> None:
    importing.file_workbook(
        actor=request.actor,
        workbook=seen.ref,
        replaces="replaces" in request.POST,
        reason=" ".join(request.POST.get("reason", "").split())[:LONGEST_REASON],
        now=clock.now(),
    )
    begin(seen.ref, n_rows=seen.progress.n_lines)


def _columns(sent: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Return what a person said of columns, sheet by sheet."""
    found: dict[int, dict[int, str]] = {}
    for name, meaning in sent.items():
        part, _dash, index = name.removeprefix(COLUMN).partition("-")
        if name.startswith(COLUMN) and _is_index(part) and _is_index(index):
            found.setdefault(int(part), {})[int(index)] = str(meaning)[:100]
    return found


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6


def _show(
    request: ActorRequest, seen: WorkbookView, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "seen": seen,
        "name": seen.name or _("Vùng dán"),
        "title": words.said(seen.form.title),
        "state": sheets_words.STATES[seen.state],
        "counts": seen.progress.by_verdict,
        "n_rejected": seen.progress.by_verdict[Verdict.REJECTED] + seen.progress.n_refused,
        "n_left": _left(seen),
        "fault": words.said(seen.fault) if seen.fault else "",
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "replaces": "replaces" in request.POST,
        "every": EVERY_MS,
        "is_alone": seen.is_working and _is_worker_silent(),
    }
    if seen.state in (WorkbookState.READY, WorkbookState.DONE):
        number = request.GET.get("page", "")
        found = list_rows(
            actor=request.actor,
            workbook=seen.ref,
            number=int(number) if _is_index(number) else 1,
        )
        context |= {
            "lines": [sheets_words.row(seen, each) for each in found.rows],
            "page": Paginator(range(found.total), PAGE).get_page(found.number),
            "columns": [sheets_words.columns(seen, part) for part in seen.taken()],
            "skipped": sheets_words.skipped(seen),
            "sums": sheets_words.sums(seen),
            "hidden": sheets_words.hidden(seen),
        }
    return render(request, "reports/sheets_book.html", context, status=status)


def _is_worker_silent() -> bool:
    beat = jobs.get_beat(name=Name.REPORTS, now=clock.real_now())
    return beat is None or beat.is_silent


def _left(seen: WorkbookView) -> int:
    """Return how many rows are not on record once it is done, by whatever cause."""
    said = seen.progress
    return said.n_looked - said.n_filed - said.by_verdict[Verdict.SAME]
