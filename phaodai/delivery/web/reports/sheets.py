"""Spreadsheets in and out: look through a sheet, then file what is fit in one act."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.workbooks import (
    MEDIA_TYPE,
    Sheetrow,
    form_sheet,
    returned_sheet,
)
from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.tables import LIMITS, Table, read_tables, read_text, sentence
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import sheets_words, words
from phaodai.delivery.web.reports.sheets_forms import (
    LARGEST_GRID,
    SheetForm,
    read_grid,
    written_grid,
)
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations.workbooks import file_lines
from phaodai.registers.reports.queries.forms import get_active
from phaodai.registers.reports.queries.workbooks import get_filed, get_filers, inspect
from phaodai.registers.reports.workbookrows import Choices, Inspection, Verdict, rejected_rows
from phaodai.vocabulary.access import Permission

COLUMN = "column-"  # before the index, in what the page sends
LONGEST_REASON = 500


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_FILE)
def page(request: ActorRequest) -> HttpResponse:
    """Offer the form; look a sheet through; file it; or give its faulty rows back."""
    codes = _codes(request)
    if request.method != "POST":
        chosen = request.GET.get("form", "")
        start = {"form": chosen, "day": _read_day(request.GET.get("day", "")) or clock.today()}
        return _ask(request, SheetForm(codes=codes, initial=start))
    form = SheetForm(request.POST, request.FILES, codes=codes)
    if not form.is_valid():
        return _ask(request, form, status=422)
    table = _table(request, form)
    if table is None:
        return _ask(request, form, status=422)
    seen = _inspect(request, form, table)
    if seen.layout is None:
        message = _(
            "Không tìm thấy tiêu đề nào của mẫu trong bảng. Chọn đúng mẫu, hoặc tải bảng mẫu rồi "
            "chép số vào."
        )
        form.add_error(None, message)
        return _ask(request, form, status=422)
    match request.POST.get("step"):
        case "errors":
            return _file(_returned(table, seen), "dong-loi.xlsx")
        case "file":
            return _act(request, form, table, seen)
    return _look(request, form, table, seen)


@require_safe
@requires(Permission.REPORTS_FILE)
def template(request: ActorRequest, form: str) -> HttpResponse:
    """Give the table of a form with the units' names, to be filled in."""
    return _form_sheet(request, form, is_filled=False)


@require_safe
@requires(Permission.REPORTS_FILE)
def export(request: ActorRequest, form: str) -> HttpResponse:
    """Give what was filed for a period; who filed nothing has blank cells."""
    return _form_sheet(request, form, is_filled=True)


def _form_sheet(request: ActorRequest, form: str, *, is_filled: bool) -> HttpResponse:
    day = _read_day(request.GET.get("day", "")) or clock.today()
    try:
        definition, filers = get_filers(
            actor=request.actor, form=form, on=day, unit_path=request.view.unit_path
        )
    except NotFound as error:
        raise Http404 from error
    said = get_filed(form=form, day=day, filers=filers) if is_filled else {}
    rows = [Sheetrow(each.code, each.unit_name, said.get(each.unit_id, {})) for each in filers]
    content = form_sheet(definition, rows, day=day, language=words.language())
    return _file(content, f"{form}-{day.isoformat()}.xlsx")


def _act(request: ActorRequest, form: SheetForm, table: Table, seen: Inspection) -> HttpResponse:
    """File what the person saw; if meanwhile something came in, show it again."""
    if request.POST.get("seen") != seen.seen:
        return _look(request, form, table, seen, is_stale=True, status=409)
    replaces = "replaces" in request.POST and seen.counts[Verdict.CHANGED] > 0
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if replaces and not reason:
        return _look(request, form, table, seen, lacks_reason=True, status=422)
    filed = file_lines(
        actor=request.actor,
        inspection=seen,
        replaces=replaces,
        reason=reason,
        now=clock.now(),
    )
    n_filed = sum(1 for each in filed if each.problem is None)
    context = {
        "title": words.said(seen.form.title),
        "seen": seen,
        "counts": seen.counts,
        "answers": sheets_words.answers(filed)[: sheets_words.SHOWN],
        "n_filed": n_filed,
        "n_left": len(seen.lines) - n_filed - seen.counts[Verdict.SAME],
        "rejected": [each for each in sheets_words.lines(seen) if each["problems"]],
        "skipped": sheets_words.skipped(seen),
        **_carried(form, table, seen),
    }
    return render(request, "reports/sheets_done.html", context)


def _look(
    request: ActorRequest,
    form: SheetForm,
    table: Table,
    seen: Inspection,
    *,
    is_stale: bool = False,
    lacks_reason: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": words.said(seen.form.title),
        "seen": seen,
        "counts": seen.counts,
        "columns": sheets_words.columns(seen),
        "lines": sheets_words.lines(seen),
        "n_hidden": max(0, len(seen.lines) - sheets_words.SHOWN),
        "skipped": sheets_words.skipped(seen),
        "sums": sheets_words.sums(seen),
        "is_stale": is_stale,
        "lacks_reason": lacks_reason,
        **_carried(form, table, seen),
    }
    return render(request, "reports/sheets_look.html", context, status=status)


def _carried(form: SheetForm, table: Table, seen: Inspection) -> dict[str, Any]:
    """Return what the page carries from one step to the next."""
    said = form.cleaned_data
    return {
        "carried": {
            "form": said["form"],
            "day": said["day"].isoformat() if said["day"] else "",
            "carries": "on" if said["carries"] else "",
            "grid": written_grid(table),
        },
        "decided": [
            (f"{COLUMN}{column.index}", column.meaning)
            for column in (seen.layout.columns if seen.layout else ())
            if column.has_values
        ],
    }


def _inspect(request: ActorRequest, form: SheetForm, table: Table) -> Inspection:
    said = form.cleaned_data
    try:
        return inspect(
            actor=request.actor,
            form=said["form"],
            rows=table.rows,
            merged=table.merged,
            choices=Choices(
                day=said["day"], columns=_columns(request.POST), carries=said["carries"]
            ),
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error


def _columns(sent: Mapping[str, str]) -> dict[int, str]:
    """Return what a person said of columns."""
    return {
        int(name.removeprefix(COLUMN)): str(meaning)
        for name, meaning in sent.items()
        if name.startswith(COLUMN) and name.removeprefix(COLUMN).isdecimal()
    }


def _table(request: ActorRequest, form: SheetForm) -> Table | None:
    """Return the sheet that was sent; None with the fault on the form."""
    if grid := request.POST.get("grid", ""):
        table = read_grid(grid)
        if table is None:
            form.add_error(None, _too_large())
        return table
    said = form.cleaned_data
    field = "file" if said["file"] else "text"
    try:
        if field == "file":
            # One byte more than is allowed is enough to refuse the rest.
            content = said["file"].read(LIMITS.max_bytes + 1)
            tables = read_tables(content, filename=said["file"].name or "")
        else:
            tables = [read_text(said["text"])] if said["text"].strip() else []
    except UnreadableFile as error:
        form.add_error(field, sentence(error)[0 if words.language() == "vi" else 1])
        return None
    if not tables:
        form.add_error(field, _("Chưa có bảng nào. Chọn tệp bảng tính, hoặc dán một vùng ô."))
        return None
    table = _one(request, form, tables)
    if table is not None and len(written_grid(table)) > LARGEST_GRID:
        form.add_error(field, _too_large())
        return None
    return table


def _one(request: ActorRequest, form: SheetForm, tables: list[Table]) -> Table | None:
    """Return the one sheet of a file that is about the form; of several none is guessed."""
    if len(tables) == 1:
        return tables[0]
    fitting = [table for table in tables if _inspect(request, form, table).layout is not None]
    named = request.POST.get("sheet", "")
    chosen = [table for table in fitting if not named or table.name == named]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(f"“{table.name}”" for table in fitting or tables)
    form.add_error(
        "file",
        _("Tệp có nhiều trang tính: %(names)s. Để lại một trang cần nhập rồi tải lên.")
        % {"names": names},
    )
    return None


def _too_large() -> str:
    return _("Bảng quá lớn để nhập trên trang này. Chia bảng thành nhiều phần rồi nhập từng phần.")


def _returned(table: Table, seen: Inspection) -> bytes:
    headings, rows = rejected_rows(table.rows, seen, {})
    return returned_sheet(headings, rows)


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _codes(request: ActorRequest) -> list[tuple[str, str]]:
    """Return the forms that the reader files for somebody."""
    found = []
    for row in get_active(actor=request.actor, on=clock.today()):
        try:
            get_filers(actor=request.actor, form=row.code, on=clock.today())
        except NotFound:
            continue
        found.append((row.code, words.said(row.form.title)))
    return found


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ask(request: ActorRequest, form: SheetForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "codes": _codes(request), "day": clock.today()}
    return render(request, "reports/sheets.html", context, status=status)
