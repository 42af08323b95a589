"""An edition is signed by its head, accepted, sent back or opened again by the unit above."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions.edition import find, show
from phaodai.delivery.web.editions.forms import ReasonForm, UnlockForm
from phaodai.delivery.web.reports import words
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.editions import (
    accept_edition,
    certify_edition,
    return_edition,
    unlock_edition,
)
from phaodai.vocabulary.access import Permission


@require_POST
@requires(Permission.REPORTS_CERTIFY)
def certify(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Sign an edition as the head of the unit."""

    def act() -> str:
        certify_edition(actor=request.actor, edition=ref, now=clock.now())
        return _("Đã ký báo cáo tổng hợp.")

    return _done(request, ref, act)


@require_POST
@requires(Permission.REPORTS_WATCH)
def accept(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take an edition over, and lock it."""

    def act() -> str:
        accept_edition(actor=request.actor, edition=ref, now=clock.now())
        return _("Đã chấp nhận và khóa báo cáo tổng hợp.")

    return _done(request, ref, act)


@require_POST
@requires(Permission.REPORTS_WATCH)
def give_back(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Send an edition back, with the reason."""
    form = ReasonForm(request.POST)
    found = find(request, ref)
    if not found.may_judge:
        raise Http404
    if not form.is_valid():
        return show(request, found, {"return_form": form})

    def act() -> str:
        return_edition(
            actor=request.actor, edition=ref, reason=form.cleaned_data["reason"], now=clock.now()
        )
        return _("Đã trả lại; đơn vị đọc được lý do.")

    return _done(request, ref, act)


@require_POST
@requires(Permission.REPORTS_UNLOCK)
def unlock(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Open an edition for some hours, with the reason."""
    form = UnlockForm(request.POST)
    found = find(request, ref)
    if not found.may_unlock:
        raise Http404
    if not form.is_valid():
        return show(request, found, {"unlock_form": form})

    def act() -> str:
        now = clock.now()
        unlock_edition(
            actor=request.actor,
            edition=ref,
            reason=form.cleaned_data["reason"],
            until=now + timedelta(hours=form.cleaned_data["hours"]),
            now=now,
        )
        return _("Đã mở khóa; hết giờ tự khóa lại.")

    return _done(request, ref, act)


def _done(request: ActorRequest, ref: UUID, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
    return HttpResponseRedirect(reverse("editions:edition", args=[ref]))
