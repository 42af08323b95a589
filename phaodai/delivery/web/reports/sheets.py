"""Spreadsheets in and out: one is sent and kept aside, templates and figures are given."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.workbooks import MEDIA_TYPE, Sheetrow, form_sheet
from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.tables import LIMITS, Table, read_tables, read_text, sentence
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import sheets_words, words
from phaodai.delivery.web.reports.sheets_forms import SheetForm, read_grid
from phaodai.delivery.web.reports.sheets_work import begin
from phaodai.foundation.accounts import queries as accounts
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.importing import stage_workbook
from phaodai.registers.reports.queries.forms import get_active
from phaodai.registers.reports.queries.importing import list_open
from phaodai.registers.reports.queries.workbooks import get_filed, get_filers
from phaodai.registers.reports.states import Channel
from phaodai.registers.reports.workbookrows import Tab
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.folding import fold


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_FILE)
def page(request: ActorRequest) -> HttpResponse:
    """Offer the form; keep what is sent aside and lead to the page that looks it through."""
    codes = _codes(request)
    if request.method != "POST":
        chosen = request.GET.get("form", "")
        start = {"form": chosen, "day": _read_day(request.GET.get("day", "")) or clock.today()}
        return _ask(request, SheetForm(codes=codes, initial=start))
    form = SheetForm(request.POST, request.FILES, codes=codes)
    if not form.is_valid():
        return _ask(request, form, status=422)
    tables = _tables(request, form)
    if not tables:
        return _ask(request, form, status=422)
    said = form.cleaned_data
    is_file = said["file"] is not None and not request.POST.get("grid")
    try:
        workbook = stage_workbook(
            actor=request.actor,
            form=said["form"],
            day=said["day"],
            carries=said["carries"],
            tabs=[Tab(each.name, each.rows, each.merged, each.hidden) for each in tables],
            name=said["file"].name or "" if is_file else "",
            channel=Channel.FILE if is_file else Channel.PASTE,
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        form.add_error(None, words.said(error))
        return _ask(request, form, status=422)
    begin(workbook, n_rows=sum(len(each.rows) for each in tables))
    return HttpResponseRedirect(reverse("reports:workbook", args=[workbook]))


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


def attached(content: bytes, name: str) -> HttpResponse:
    """Return a spreadsheet that is saved, never shown."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


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
    unit = filers[0].unit_name if len(filers) == 1 else _whole(request)
    content = form_sheet(definition, rows, day=day, language=words.language(), unit=unit)
    name = "-".join(filter(None, (form, slugify(fold(unit)), day.isoformat())))
    return attached(content, f"{name}.xlsx")


def _whole(request: ActorRequest) -> str:
    """Return the name of the unit of which all units of a table are part."""
    paths = {post.unit_path for post in request.actor.posts_for(Permission.REPORTS_FILE)}
    path = request.view.unit_path or (paths.pop() if len(paths) == 1 else "")
    return accounts.get_place(path)[-1] if path else ""


def _tables(request: ActorRequest, form: SheetForm) -> list[Table]:
    """Return the sheets that were sent; none with the fault on the form."""
    if grid := request.POST.get("grid", ""):
        table = read_grid(grid)
        if table is None:
            message = _("Vùng dán quá lớn. Lưu thành tệp .xlsx rồi chọn tệp ở ô Bảng tính.")
            form.add_error("text", message)
        return [table] if table else []
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
        return []
    if not tables:
        form.add_error(field, _("Chưa có bảng nào. Chọn tệp bảng tính, hoặc dán một vùng ô."))
    return tables


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
    codes = _codes(request)
    titles = dict(codes)
    context = {
        "form": form,
        "codes": codes,
        "day": clock.today(),
        "open": [sheets_words.open_row(each, titles) for each in list_open(actor=request.actor)],
    }
    return render(request, "reports/sheets.html", context, status=status)
