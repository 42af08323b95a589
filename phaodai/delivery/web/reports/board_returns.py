"""A report is sent back from the board, with its figures in view; undone within half a minute."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.board_forms import ReturnForm
from phaodai.delivery.web.reports.sheet import figures
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.returning import return_report, take_back
from phaodai.registers.reports.queries.sent import Sent, get_sent
from phaodai.registers.reports.rules.acceptance import Accepted
from phaodai.vocabulary.access import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_WATCH)
def give_back(request: ActorRequest, submission: UUID) -> HttpResponse:
    """Ask for the reason, beside what was filed; then return it."""
    found = _find(request, submission)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = found.answer
        try:
            ref = return_report(
                actor=request.actor,
                report=found.report,
                number=answer.number if isinstance(answer, Accepted) else 0,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        except Refused as error:
            form.add_error(None, words.said(error))
        else:
            where = urlencode(
                {"form": found.form.code, "day": found.day.isoformat(), "returned": ref}
            )
            return HttpResponseRedirect(f"{reverse('boards:board')}?{where}")
    context = {
        "form": form,
        "sent": found,
        "title": words.said(found.form.title),
        "sections": figures(found.form, found.values),
    }
    status = 422 if form.errors else 200
    return render(request, "reports/board_return.html", context, status=status)


@require_POST
@requires(Permission.REPORTS_WATCH)
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take one's own return back."""
    try:
        take_back(actor=request.actor, returned=ref, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
    else:
        messages.success(request, _("Đã hoàn tác: báo cáo không bị trả lại nữa."))
    return HttpResponseRedirect(f"{reverse('boards:board')}?{request.POST.get('query', '')}")


def _find(request: ActorRequest, submission: UUID) -> Sent:
    try:
        found = get_sent(actor=request.actor, submission=submission)
    except NotFound as error:
        raise Http404 from error
    unit = units.get_unit(agencies.get_body(found.body).unit)
    is_latest = isinstance(found.answer, Accepted) and found.head == submission
    if not is_latest or not policies.can_watch(request.actor, unit.path):
        raise Http404
    return found
