"""The form of one report: shown, kept as a draft, sent. Everything works without scripts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.counted import Counted, counted_for, mark_of
from phaodai.delivery.web.reports.ids import new_id, read_id
from phaodai.delivery.web.reports.sheet import COMMENT, VALUE, Paper, judged_by, past_columns
from phaodai.delivery.web.reports.unsent import keeps_unsent, owner_of, take_unsent
from phaodai.delivery.web.tasks import labels
from phaodai.engines.forms.dumping import for_browser
from phaodai.engines.forms.starting import carried, uneventful, without_events
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations import drafts
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.queries.heirs import heirs_of
from phaodai.registers.reports.queries.sheets import Sheet, get_definition, get_sheet
from phaodai.registers.reports.rules import acceptance, notes
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

FIRST_YEAR, LAST_YEAR = 2000, 2100
UNCHANGED = "unchanged"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsent
@requires(Permission.REPORTS_FILE)
def fill(request: ActorRequest, form: str, day: str) -> HttpResponse:
    """Show the form of a period, or take what was written in it."""
    try:
        sheet = find_sheet(request, form, day, request.GET.get("for", ""))
    except Refused as error:
        messages.error(request, words.said(error))
        return HttpResponseRedirect(reverse("reports:list"))
    if request.method == "POST":
        return _take(request, sheet)
    if (kept := take_unsent(request)) is not None:
        said = _(
            "Phiên làm việc đã hết khi bấm nút, nên chưa gửi. Những gì đã nhập còn nguyên dưới "
            "đây: xem lại rồi gửi."
        )
        paper = Paper(sheet, kept.values, kept.comments)
        return page(request, paper, kept.id, base=kept.base, notice=said)
    return page(request, _begin(request, sheet), sheet.draft.submission if sheet.draft else None)


@require_safe
@cache_control(private=True, max_age=31_536_000, immutable=True)
@requires(Permission.FORMS_VIEW)
def definition(request: ActorRequest, digest: str) -> HttpResponse:
    """Give the browser what it judges by; under one digest it never changes."""
    try:
        found = get_definition(actor=request.actor, digest=digest)
    except NotFound as error:
        raise Http404 from error
    return JsonResponse(for_browser(found))


@require_safe
@requires(Permission.REPORTS_FILE)
def past(request: ActorRequest, form: str, day: str) -> HttpResponse:
    """Give the earlier periods of a form, fetched when somebody asks for a field's past."""
    try:
        sheet = find_sheet(request, form, day, request.GET.get("for", ""))
    except Refused as error:
        raise Http404 from error
    return JsonResponse(past_columns(sheet))


def find_sheet(request: ActorRequest, form: str, day: str, body: str) -> Sheet:
    """Return the report that an address names.

    Raises:
        Http404: There is none that the reader could fill in.
        Refused: No period of the form ends on the day.
    """
    whose = read_id(body)
    if body and whose is None:
        raise Http404
    try:
        return get_sheet(
            actor=request.actor,
            form=form,
            day=read_day(day),
            body=None if whose is None else BodyRef(whose),
        )
    except NotFound as error:
        raise Http404 from error


def read_day(text: str) -> date:
    """Return the day of an address.

    Raises:
        Http404: It is none, or not of this century.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day


def address(form: str, day: date, body: BodyRef | None = None, **more: str) -> str:
    """Return the address of a form; `body` where it is not the reader's own."""
    asked = ({} if body is None else {"for": str(body)}) | more
    path = reverse("reports:form", args=[form, day.isoformat()])
    return f"{path}?{urlencode(asked)}" if asked else path


def address_of(sheet: Sheet, **more: str) -> str:
    """Return the address of a sheet."""
    return address(sheet.form.code, sheet.day, None if sheet.is_own else sheet.body, **more)


def page(
    request: ActorRequest,
    paper: Paper,
    submission: UUID | None = None,
    *,
    base: UUID | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a paper.

    Args:
        request: Whose page.
        paper: What stands on it.
        submission: Under which id it will be sent; None for a new one.
        base: On what it was built; None for the latest revision, or the draft's.
        notice: A sentence about the whole of it.
        status: Of the answer.
    """
    if paper.counted is None:
        paper.counted = counted_for(request.actor, paper.sheet)
    is_fresh = not (paper.speaks or notice or status != 200)
    context = context_of(paper, submission, base) | {
        "notice": notice,
        "owner": owner_of(request),
        "quick": quick(paper.sheet, paper.counted) if is_fresh else None,
    }
    return render(request, "reports/form.html", context, status=status)


def context_of(
    paper: Paper, submission: UUID | None = None, base: UUID | None = None
) -> dict[str, Any]:
    """Return what the page of a paper shows; see `page`."""
    sheet, now = paper.sheet, clock.now()
    head, draft = sheet.head, sheet.draft
    if base is None:
        is_draft = draft is not None and submission == draft.submission
        base = draft.base if draft and is_draft else head.submission if head else None
    return {
        "sheet": sheet,
        "paper": paper,
        "title": words.said(sheet.form.title),
        "sections": paper.sections(),
        "stops": paper.stops,
        "changes": paper.changes,
        "is_compared": bool(paper.compared),
        "id": submission or new_id(),
        "base": base or "",
        "address": address_of(sheet),
        "afresh": address_of(sheet, start=UNCHANGED),
        "left": labels.left_words(sheet.due_at, now),
        "is_late": now >= sheet.due_at,
        "is_due_today": timezone.localdate(sheet.due_at) == clock.today(),
        "begins_at": sheet.form.schedule.begins_at(sheet.day),
        "ends_at": sheet.form.schedule.ends_at(sheet.day),
        "has_begun": now >= sheet.form.schedule.begins_at(sheet.day),
        "is_over": now >= sheet.form.schedule.ends_at(sheet.day),
        "is_ended": (is_ended := sheet.ended_on is not None and sheet.day > sheet.ended_on),
        "heirs": heirs_of(sheet.body) if is_ended else [],
        "past": judged_by(sheet),
        "reason": paper.comments.get(notes.REASON, ""),
        "earlier": "earlier/" + ("" if sheet.is_own else f"?for={sheet.body}"),
        "may_repeat": sheet.head is None and sheet.past.previous is not None,
    }


def quick(sheet: Sheet, counted: Mapping[str, Counted]) -> dict[str, Any] | None:
    """Return what is offered to be sent in one press, or why it cannot be; None where nothing is.

    It is offered for a report that nobody has begun, after one that was filed the period before.
    What registers count stands in it, and is listed where it differs.
    """
    previous = sheet.past.previous
    if sheet.head is not None or sheet.draft is not None or previous is None:
        return None
    paper = Paper(sheet, _quiet(sheet, previous, counted), speaks=True)
    fields = [each for each in sheet.form.fields() if each.formula is None]
    zeros = [each for each in fields if paper.values.get(each.code) == "0" and each.is_number]
    return {
        "id": new_id(),
        "previous": sheet.past.reported[-1].submission,
        "stops": paper.stops,
        "changes": paper.changes,
        "counted": mark_of(counted),
        "n_events": sum(each.source.value == "typed" for each in zeros),
        "n_kept": len([each for each in fields if paper.values.get(each.code)]),
    }


def _begin(request: ActorRequest, sheet: Sheet) -> Paper:
    if sheet.draft is not None:
        return Paper(sheet, sheet.draft.values, sheet.draft.comments)
    if sheet.head is not None:
        kept = {k: v for k, v in sheet.head.comments.items() if k != notes.REASON}
        return Paper(sheet, sheet.head.values, kept)
    previous = sheet.past.previous
    counted = counted_for(request.actor, sheet)
    if request.GET.get("start") == UNCHANGED and previous is not None:
        return Paper(sheet, _quiet(sheet, previous, counted), counted=counted)
    values = carried(sheet.form, previous) | _texts(counted)
    return Paper(sheet, values, counted=counted)


def _quiet(
    sheet: Sheet, previous: Mapping[str, str], counted: Mapping[str, Counted]
) -> dict[str, str]:
    return uneventful(sheet.form, previous) | _texts(counted)


def _texts(counted: Mapping[str, Counted]) -> dict[str, str]:
    return {code: each.text for code, each in counted.items()}


def _take(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """Do what was pressed."""
    act = request.POST.get("do", "send")
    if act == UNCHANGED:
        previous = sheet.past.previous
        asked = read_id(request.POST.get("previous", ""))
        was = sheet.past.reported[-1].submission if previous is not None else None
        if previous is None or asked != was:
            said = _("Báo cáo kỳ trước vừa được sửa. Xem lại các số dưới đây rồi gửi.")
            return page(request, _begin(request, sheet), notice=said, status=409)
        counted = counted_for(request.actor, sheet)
        if request.POST.get("counted", "") != mark_of(counted):
            said = _("Số do sổ đếm vừa thay đổi. Xem lại các số dưới đây rồi gửi.")
            return page(request, _begin(request, sheet), notice=said, status=409)
        return send(request, sheet, _read(request, sheet, _quiet(sheet, previous, counted)))
    if act == "zeros":
        values = without_events(sheet.form, _posted(request, VALUE))
        said = _("Đã điền 0 vào các ô đếm còn trống. Chưa gửi: xem lại rồi gửi.")
        return _filled_in(request, sheet, values, said)
    if same := request.POST.get("same", ""):
        values = _same(sheet, same, _posted(request, VALUE))
        said = _("Đã điền các ô còn trống của một phần như khi không có gì mới. Chưa gửi.")
        return _filled_in(request, sheet, values, said)
    if act == "drop":
        drafts.drop_draft(actor=request.actor, submission=_read(request, sheet, {}).id)
        messages.success(request, _("Đã bỏ bản nháp."))
        return HttpResponseRedirect(address_of(sheet))
    written = _read(request, sheet, _posted(request, VALUE))
    if act == "draft":
        return _keep(request, sheet, written)
    if written.base is not None and not written.comments.get(notes.REASON, ""):
        missing = Paper(sheet, written.values, written.comments, speaks=True)
        said = _("Lý do sửa: chưa ghi. Viết một câu cho biết vì sao gửi lại, ở cuối biểu.")
        return page(request, missing, written.id, base=written.base, notice=said, status=422)
    return send(request, sheet, written)


def _filled_in(
    request: ActorRequest, sheet: Sheet, values: Mapping[str, str], said: str
) -> HttpResponse:
    return page(
        request,
        Paper(sheet, values, _posted(request, COMMENT)),
        read_id(request.POST.get("id", "")),
        base=read_id(request.POST.get("base", "")),
        notice=said,
    )


def _same(sheet: Sheet, code: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return values with those of a section in which nothing is new, where it is still blank."""
    previous = sheet.past.previous
    inside = {
        each.code for part in sheet.form.sections if part.code == code for each in part.fields
    }
    before = {} if previous is None else uneventful(sheet.form, previous)
    return {name: text for name, text in before.items() if name in inside} | dict(values)


def send(request: ActorRequest, sheet: Sheet, sending: Sending) -> HttpResponse:
    """File a report and answer: the receipt, or the same form with what has to be mended."""
    try:
        filed = file_report(
            actor=request.actor,
            body=sheet.body,
            form=sheet.form.code,
            day=sheet.day,
            sending=sending,
            now=clock.now(),
        )
    except Refused as error:
        paper = Paper(sheet, sending.values, sending.comments)
        said = words.said(error)
        said = said[:1].upper() + said[1:]
        return page(request, paper, base=sending.base, notice=said, status=422)
    return _answer(request, sheet, sending, filed)


def _answer(request: ActorRequest, sheet: Sheet, sending: Sending, filed: Filed) -> HttpResponse:
    outcome = filed.outcome
    if isinstance(outcome, acceptance.Replayed):
        outcome = outcome.answer
    successor = None
    if isinstance(outcome, acceptance.Conflict | acceptance.Refused):
        fresh_id = new_id()
        if drafts.renew_draft(actor=request.actor, submission=sending.id, successor=fresh_id):
            successor = fresh_id
    match outcome:
        case acceptance.Conflict():
            # Sent before with other figures: the back button, or a copy of the page.
            fresh = find_sheet(request, sheet.form.code, sheet.day.isoformat(), str(sheet.body))
            paper = Paper(fresh, sending.values, sending.comments)
            said = _(
                "Biểu này đã được gửi một lần với số khác, và bản đó đã nằm trên máy chủ. Những gì "
                "vừa sửa còn nguyên dưới đây; gửi lại sẽ thành một bản mới."
            )
            return page(request, paper, successor, notice=said, status=409)
        case acceptance.Refused():
            # What failed keeps its id; mended it is another submission.
            paper = Paper(sheet, sending.values, sending.comments, speaks=True)
            return page(request, paper, successor, base=sending.base, status=422)
        case _:
            return HttpResponseRedirect(reverse("reports:sent", args=[sending.id]))


def _keep(request: ActorRequest, sheet: Sheet, sending: Sending) -> HttpResponse:
    try:
        is_kept = drafts.save_draft(
            actor=request.actor,
            body=sheet.body,
            form=sheet.form.code,
            day=sheet.day,
            sending=sending,
            now=clock.now(),
        )
    except Refused as error:
        paper = Paper(sheet, sending.values, sending.comments)
        return page(request, paper, base=sending.base, notice=words.said(error), status=422)
    if not is_kept:
        return HttpResponseRedirect(reverse("reports:sent", args=[sending.id]))
    messages.success(request, _("Đã lưu nháp trên máy chủ. Chưa gửi."))
    return HttpResponseRedirect(address_of(sheet))


def _read(request: ActorRequest, sheet: Sheet, values: Mapping[str, str]) -> Sending:
    """Return what a form sent, with its hidden fields."""
    sent = request.POST
    version = sent.get("version", "")
    return Sending(
        id=read_id(sent.get("id", "")) or new_id(),
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        base=read_id(sent.get("base", "")),
        values=values,
        comments=_posted(request, COMMENT),
        channel=Channel.PAGE if sheet.is_own else Channel.PAPER,
    )


def _posted(request: ActorRequest, before: str) -> dict[str, str]:
    """Return what was written, blank fields left out."""
    return {
        name.removeprefix(before): text
        for name, text in request.POST.items()
        if name.startswith(before) and isinstance(text, str) and text.strip()
    }
