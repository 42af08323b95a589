"""Reminding from the board: one body, or all that have not filed."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.board import Asking, get, read
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.reminding import Reminded, remind
from phaodai.registers.reports.queries.mailboxes import mailboxes_of
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef


@require_POST
@requires(Permission.REPORTS_WATCH)
def nudge(request: ActorRequest) -> HttpResponse:
    """Remind one body, or all that have not filed; whoever was reminded just now, if asked to."""
    asking = read(request, request.POST)
    if asking is None:
        raise Http404
    bodies, more = _wanted(request, asking), {}
    try:
        done = (
            remind(
                actor=request.actor,
                form=asking.form.code,
                day=asking.day,
                bodies=bodies,
                again=bool(request.POST.get("again")),
                now=clock.now(),
            )
            if bodies or not request.POST.get("all")
            else Reminded((), 0)
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
    else:
        if done.bodies or not done.n_recent:
            messages.success(request, _told(done, _n_letters(asking, done)))
        else:
            more = {"again": "all" if request.POST.get("all") else request.POST.get("body", "")}
    return HttpResponseRedirect(f"{reverse('boards:board')}?{asking.query(**more)}")


def _told(done: Reminded, n_letters: int) -> str:
    n = len(done.bodies)
    if not n:
        return _("Không ai cần nhắc: tất cả đã nộp.")
    said = ngettext(
        "Đã nhắc %(n)s đơn vị trên trang Hôm nay của họ.",
        "Đã nhắc %(n)s đơn vị trên trang Hôm nay của họ.",
        n,
    ) % {"n": n}
    if n_letters:
        letters = ngettext(
            "%(n)s người còn nhận thư nhắc trong vòng một phút.",
            "%(n)s người còn nhận thư nhắc trong vòng một phút.",
            n_letters,
        )
        said += " " + letters % {"n": n_letters}
    if done.n_recent:
        more = ngettext(
            "%(n)s đơn vị vừa được nhắc, không nhắc lại.",
            "%(n)s đơn vị vừa được nhắc, không nhắc lại.",
            done.n_recent,
        )
        said += " " + more % {"n": done.n_recent}
    return said


def _n_letters(asking: Asking, done: Reminded) -> int:
    """Return how many the worker is going to write to."""
    if settings.MAIL_OUT is None:
        return 0
    return len(mailboxes_of(form=asking.form.code, day=asking.day, bodies=done.bodies))


def _wanted(request: ActorRequest, asking: Asking) -> list[BodyRef]:
    if not request.POST.get("all"):
        return list(_bodies(request.POST.getlist("body")))
    rows = get(request, asking).rows
    below = [row for row in rows if policies.can_watch(request.actor, row.unit_path)]
    if not below:
        raise Http404
    return [row.body for row in below if row.is_owed]


def _bodies(texts: Iterable[str]) -> Iterable[BodyRef]:
    for text in texts:
        try:
            yield BodyRef(UUID(text))
        except ValueError as error:
            raise Http404 from error
