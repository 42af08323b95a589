"""Reports below are accepted, many at once; one's own is certified by the head."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions.forms import UnlockForm
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.board import Asking, read
from phaodai.delivery.web.reports.sheet import figures
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.vouching import accept, certify, relock, unlock
from phaodai.registers.reports.queries.sent import Sent, get_sent
from phaodai.registers.reports.queries.vouching import list_vouched, vouched
from phaodai.registers.reports.rules.acceptance import Accepted
from phaodai.vocabulary.access import Permission


@require_safe
@requires(Permission.REPORTS_VIEW)
def reports(request: ActorRequest) -> HttpResponse:
    """List the reports of a period below, and how far they are certified and accepted."""
    asking = read(request)
    if asking is None:
        return render(request, "reports/board_none.html")
    rows = list_vouched(
        actor=request.actor, form=asking.form.code, day=asking.day, now=clock.now(),
        unit_path=asking.path,
    )  # fmt: skip
    schedule = asking.form.schedule
    context: dict[str, Any] = {
        "asking": asking,
        "title": words.said(asking.form.title),
        "rows": rows,
        "open": [row for row in rows if not row.is_accepted],
        "n_accepted": sum(row.is_accepted for row in rows),
        "clean": [row for row in rows if row.is_clean],
        "may_accept": request.actor.has(Permission.REPORTS_WATCH),
        "may_unlock": request.actor.has(Permission.REPORTS_UNLOCK),
        "before": asking.query(day=schedule.before(asking.day).isoformat()),
        "query": asking.query(),
    }
    return render(request, "editions/reports.html", context)


@require_POST
@requires(Permission.REPORTS_WATCH)
def accept_reports(request: ActorRequest) -> HttpResponse:
    """Accept those that are ticked, or every clean one, and say why some are not."""
    asking = read(request, request.POST)
    if asking is None:
        raise Http404
    rows = list_vouched(
        actor=request.actor, form=asking.form.code, day=asking.day, now=clock.now(),
        unit_path=asking.path,
    )  # fmt: skip
    is_all = "clean" in request.POST
    ticked = set(request.POST.getlist("seen" if is_all else "report"))
    # Each tick names the revision that the reader saw: no other is accepted in its place.
    chosen = [
        (row.report, row.number)
        for row in rows
        if f"{row.report}:{row.number}" in ticked and (row.is_clean or not is_all)
    ]
    known = {str(row.report) for row in rows}
    if any(tick.split(":")[0] not in known for tick in ticked):
        raise Http404
    _accept(request, chosen, {row.report: row.unit_name for row in rows}, len(ticked))
    return _back(asking)


def _accept(
    request: ActorRequest, chosen: list[tuple[UUID, int]], names: dict[UUID, str], n_ticked: int
) -> None:
    try:
        refused = accept(actor=request.actor, reports=chosen, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    taken = len(chosen) - len(refused)
    if taken:
        messages.success(
            request,
            ngettext(
                "Đã chấp nhận và khóa %(n)s báo cáo.", "Đã chấp nhận và khóa %(n)s báo cáo.", taken
            )
            % {"n": taken},
        )
    for each in refused:
        messages.error(request, f"{names[each.report]}: {words.said(each)}")
    if n_ticked > len(chosen):
        messages.error(
            request,
            _("Có báo cáo vừa được gửi bản mới hoặc đổi tình trạng; xem lại rồi hãy chấp nhận."),
        )
    elif not chosen:
        messages.info(request, _("Chưa chọn báo cáo nào."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_CERTIFY)
def certify_report(request: ActorRequest, submission: UUID) -> HttpResponse:
    """Show the head his unit's report, and let him vouch for it."""
    found, number = _latest(request, submission)
    if not vouched(actor=request.actor, report=found.report, now=clock.now()).may_certify:
        raise Http404
    if request.method == "POST":

        def act() -> str:
            certify(actor=request.actor, report=found.report, number=number, now=clock.now())
            return _("Đã xác nhận báo cáo.")

        _try(request, act)
        return HttpResponseRedirect(reverse("reports:sent", args=[submission]))
    context = {
        "sent": found,
        "number": number,
        "title": words.said(found.form.title),
        "sections": figures(found.form, found.values),
    }
    return render(request, "editions/certify.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_UNLOCK)
def unlock_report(request: ActorRequest, submission: UUID) -> HttpResponse:
    """Ask why and for how long, then open an accepted report."""
    found, number = _latest(request, submission)
    if not vouched(actor=request.actor, report=found.report, now=clock.now()).may_unlock:
        raise Http404
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()

        def act() -> str:
            unlock(
                actor=request.actor,
                report=found.report,
                reason=form.cleaned_data["reason"],
                until=now + timedelta(hours=form.cleaned_data["hours"]),
                now=now,
            )
            return _("Đã mở khóa; hết giờ tự khóa lại.")

        _try(request, act)
        return _to_reports(found)
    context = {
        "sent": found,
        "number": number,
        "form": form,
        "title": words.said(found.form.title),
    }
    return render(request, "editions/unlock.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.REPORTS_UNLOCK)
def relock_report(request: ActorRequest, submission: UUID) -> HttpResponse:
    """End an exception before its time."""
    found, _number = _latest(request, submission)

    def act() -> str:
        relock(actor=request.actor, report=found.report, now=clock.now())
        return _("Đã khóa lại.")

    _try(request, act)
    return _to_reports(found)


def _try(request: ActorRequest, act: Callable[[], str]) -> None:
    try:
        messages.success(request, act())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))


def _latest(request: ActorRequest, submission: UUID) -> tuple[Sent, int]:
    try:
        found = get_sent(actor=request.actor, submission=submission)
    except NotFound as error:
        raise Http404 from error
    if not isinstance(found.answer, Accepted) or found.head != submission:
        raise Http404
    return found, found.answer.number


def _to_reports(found: Sent) -> HttpResponse:
    where = urlencode({"form": found.form.code, "day": found.day.isoformat()})
    return HttpResponseRedirect(f"{reverse('editions:reports')}?{where}")


def _back(asking: Asking) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('editions:reports')}?{asking.query()}")
