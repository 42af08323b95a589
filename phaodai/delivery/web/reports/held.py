"""A report that waits here: why, since when, and what an officer above may do about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.about import about, comments
from phaodai.delivery.web.reports.sheet import figures
from phaodai.delivery.web.tasks import labels
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.settling import let_in, put_aside
from phaodai.registers.reports.queries.heirs import heirs_of_held
from phaodai.registers.reports.queries.held import list_waiting
from phaodai.registers.reports.queries.sent import Sent, get_sent
from phaodai.registers.reports.rules.acceptance import Held
from phaodai.registers.reports.sentences import held
from phaodai.registers.reports.states import HoldReason
from phaodai.vocabulary.access import NotAllowed, Permission


def page(
    request: ActorRequest, found: Sent, answer: Held, *, fault: str = "", status: int = 200
) -> HttpResponse:
    """Show a submission that waits, and to whoever is on duty above what can be done."""
    context = about(found) | {
        "reason": words.said(held(answer.reason, heirs_of_held(found.body, answer.reason))),
        "since": answer.since,
        "waited": labels.length(clock.now() - answer.since),
        "may_let_in": found.may_watch and answer.reason is HoldReason.BASE_UNKNOWN,
        "has_head": found.head is not None,
        "sections": figures(found.form, found.values),
        "comments": comments(found.form, found.comments),
        "fault": fault,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "reports/held.html", context, status=status)


@require_POST
@requires(Permission.REPORTS_WATCH)
def settle(request: ActorRequest, submission: UUID) -> HttpResponse:
    """Let a submission in, or put it aside with a reason."""
    try:
        found = get_sent(actor=request.actor, submission=submission)
        if request.POST.get("do") == "let_in":
            let_in(actor=request.actor, submission=submission, now=clock.now())
        else:
            put_aside(
                actor=request.actor,
                submission=submission,
                reason=request.POST.get("reason", ""),
                now=clock.now(),
            )
            messages.success(request, _("Đã ghi: không nhận bản này. Người gửi đọc được lý do."))
    except (NotFound, NotAllowed) as error:
        raise Http404 from error
    except Refused as error:
        if isinstance(found.answer, Held):
            said = words.said(error)
            said = f"{said[:1].upper()}{said[1:]}."
            return page(request, found, found.answer, fault=said, status=422)
    return HttpResponseRedirect(reverse("reports:sent", args=[submission]))


def waiting(request: ActorRequest) -> dict[str, Any]:
    """Return what the first page says of reports that have waited over a week."""
    now = clock.now()
    return {
        "held": [
            {
                "row": row,
                "title": words.said(row.form.title),
                "reason": words.HELD_SHORT[row.reason],
                "waited": labels.length(now - row.since),
                "url": reverse("reports:sent", args=[row.submission]),
            }
            for row in list_waiting(actor=request.actor, now=now)
        ]
    }
