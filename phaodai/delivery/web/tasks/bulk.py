"""One act on many tasks of the board: those picked, or all that match its filter."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, words
from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.delivery.web.tasks import filters, labels
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.states import OPEN, WORKING, AssignmentState
from phaodai.registers.directives.taskrows import AssignmentRow
from phaodai.vocabulary.access import NotAllowed, Permission

MOST = 2_000  # at once
LISTED = 20  # by title
UNDOABLE = 100  # at once, within the half minute
UNDO_FOR = timedelta(seconds=30)
UNDO_MANY = "tasks.undo_many"  # of the session: what was done last and until when it can go back
STATES = {
    "acknowledge": {AssignmentState.NEW},
    "accept": {AssignmentState.SUBMITTED},
    "return": {AssignmentState.SUBMITTED},
    "withdraw": OPEN,
    "remind": WORKING,
}
WITH_REASON = {"return", "withdraw"}
TITLES: Mapping[str, Promise] = {
    "acknowledge": gettext_lazy("Tiếp nhận nhiều việc"),
    "accept": gettext_lazy("Duyệt nhiều việc"),
    "return": gettext_lazy("Trả lại nhiều việc"),
    "withdraw": gettext_lazy("Rút nhiều việc"),
}
DONE: Mapping[str, Any] = {
    "acknowledge": ngettext_lazy("Đã tiếp nhận %(n)s việc.", "Đã tiếp nhận %(n)s việc.", "n"),
    "accept": ngettext_lazy("Đã duyệt %(n)s việc.", "Đã duyệt %(n)s việc.", "n"),
    "return": ngettext_lazy("Đã trả lại %(n)s việc.", "Đã trả lại %(n)s việc.", "n"),
    "withdraw": ngettext_lazy(
        "Đã rút %(n)s việc, cả ở nơi được giao tiếp.",
        "Đã rút %(n)s việc, cả ở nơi được giao tiếp.",
        "n",
    ),
}


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def bulk(request: ActorRequest, verb: str) -> HttpResponse:
    """Do one thing to many tasks; where it is grave or they are many, ask first."""
    if verb not in STATES:
        raise Http404
    wanted = _picked(request, verb)
    if not wanted:
        messages.error(request, _("Chưa chọn việc nào: đánh dấu ở đầu dòng."))
        return HttpResponseRedirect(back(request))
    if verb == "remind":
        return _reminder(request, wanted)
    is_sure = bool(request.POST.get("sure"))
    if not is_sure and (verb in WITH_REASON or request.POST.get("all")):
        return _question(request, verb, wanted)
    reason = request.POST.get("reason", "").strip()
    if verb in WITH_REASON and not reason:
        error = _("Ghi lý do: nơi nhận đọc lý do này.")
        return _question(request, verb, wanted, error=error, status=422)
    try:
        done = _do(request, verb, wanted, reason)
    except operations.Refused as error:
        return _question(request, verb, wanted, error=said(error), status=422)
    _report(request, verb, wanted, done)
    return HttpResponseRedirect(back(request))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def undo_many(request: ActorRequest) -> HttpResponse:
    """Take the last act on many tasks back, each as far as nobody acted on it since."""
    kept = request.session.pop(UNDO_MANY, None)
    n_left = n = 0
    for ref, version in kept["tasks"].items() if still_undone(kept) and kept else ():
        try:
            operations.undo(
                actor=request.actor, assignment=UUID(ref), version=version, now=clock.now()
            )
            n += 1
        except (operations.TooLate, operations.Stale, operations.Refused, operations.NotFound):
            n_left += 1
    if n:
        messages.success(
            request, ngettext("Đã hoàn tác %(n)s việc.", "Đã hoàn tác %(n)s việc.", n) % {"n": n}
        )
    if n_left or not n:
        messages.error(request, _("Đã quá 30 giây, hoặc có người vừa làm tiếp: không hoàn tác."))
    return HttpResponseRedirect(back(request))


def still_undone(kept: object) -> int:
    """Return for how many seconds the last act can still be taken back."""
    if not isinstance(kept, dict) or "until" not in kept:
        return 0
    return max(0, int(kept["until"] - clock.now().timestamp()))


def back(request: ActorRequest) -> str:
    """Return the board as it was shown."""
    target, home = request.POST.get("next", ""), reverse("tasks:board")
    known = target.startswith(home) and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if known else home


def _picked(request: ActorRequest, verb: str) -> dict[UUID, int]:
    if request.POST.get("all") and not request.POST.get("sure"):
        form = filters.TaskSearch(QueryDict(request.POST.get("filter", "")[:4_000]))
        return queries.pick_tasks(
            actor=request.actor,
            wanted=form.wanted(actor=request.actor, within=request.view.unit),
            now=clock.now(),
            order=form.chosen_order,
            states=STATES[verb],
            limit=MOST,
        )
    texts = request.POST.getlist("pick") + request.POST.get("picked", "").split(",")
    return dict(list(filter(None, map(_pair, texts)))[:MOST])


def _pair(text: str) -> tuple[UUID, int] | None:
    ref, _sign, version = text.partition(":")
    try:
        return UUID(ref), int(version[:9])
    except ValueError:
        return None


def _do(request: ActorRequest, verb: str, wanted: dict[UUID, int], reason: str) -> operations.Bulk:
    common: Any = {"actor": request.actor, "assignments": wanted, "now": clock.now()}
    if verb == "acknowledge":
        return operations.acknowledge_many(**common)
    if verb == "accept":
        return operations.accept_many(**common)
    if verb == "return":
        return operations.return_many(**common, reason=reason)
    return operations.withdraw_many(**common, reason=reason)


def _report(
    request: ActorRequest, verb: str, wanted: dict[UUID, int], done: operations.Bulk
) -> None:
    if done.done:
        messages.success(request, DONE[verb] % {"n": len(done.done)})
    if 0 < len(done.done) <= UNDOABLE:
        request.session[UNDO_MANY] = {
            "tasks": {str(ref): wanted[ref] + 1 for ref in done.done},
            "until": (clock.now() + UNDO_FOR).timestamp(),
        }
    reasons: dict[str, list[UUID]] = defaultdict(list)
    for left in done.left:
        reasons[_why(left.error)].append(left.ref)
    some = [ref for refs in reasons.values() for ref in refs[:3]]
    named = queries.list_picked(actor=request.actor, refs=some, now=clock.now()) if some else []
    titles = {row.ref: f"{row.title} ({row.body_name})" for row in named}
    for why, refs in reasons.items():
        text = ngettext("%(n)s việc để lại: %(why)s.", "%(n)s việc để lại: %(why)s.", len(refs)) % {
            "n": len(refs),
            "why": why,
        }
        shown = "; ".join(titles[ref] for ref in refs[:3] if ref in titles)
        more = "; …" if len(refs) > 3 else ""
        messages.error(request, f"{text} {shown}{more}".strip())


def _why(error: Exception) -> str:
    if isinstance(error, operations.Refused):
        return said(error).rstrip(".").lower()
    if isinstance(error, operations.Stale):
        return _("vừa có người khác làm, tải lại rồi xem")
    if isinstance(error, NotAllowed | operations.NotFound):
        return _("không thuộc quyền của bạn")
    return _("đã sang bước khác")


def _question(
    request: ActorRequest,
    verb: str,
    wanted: dict[UUID, int],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    some = list(wanted)[:LISTED]
    now = clock.now()
    rows = queries.list_picked(actor=request.actor, refs=some, now=now)
    context = {
        "verb": verb,
        "title": TITLES[verb],
        "n": len(wanted),
        "n_words": words.number_words(len(wanted), _=_),
        "n_more": len(wanted) - len(rows),
        "rows": [labels.as_chips(row, now) for row in rows],
        "picked": ",".join(f"{ref}:{version}" for ref, version in wanted.items()),
        "with_reason": verb in WITH_REASON,
        "reason": request.POST.get("reason", ""),
        "next": back(request),
        "is_most": len(wanted) == MOST,
        "most": words.number_words(MOST, _=_),
        "error": error,
    }
    return render(request, "tasks/bulk.html", context, status=status)


def _reminder(request: ActorRequest, wanted: dict[UUID, int]) -> HttpResponse:
    now = clock.now()
    rows = queries.list_picked(actor=request.actor, refs=wanted, now=now)
    owed = [row for row in rows if row.state in WORKING]
    context = {
        "text": _reminding(owed, now),
        "n": len(owed),
        "n_left": len(wanted) - len(owed),
        "next": back(request),
    }
    return render(request, "tasks/remind.html", context)


def _reminding(rows: list[AssignmentRow], now: datetime) -> str:
    """Return what is sent to a group: in Vietnamese, whoever asks for it."""
    with translation.override("vi"):
        lines = [f"{_('Nhắc việc, lúc')} {timezone.localtime(now):%H:%M %d/%m/%Y}:"]
        bodies: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            left = labels.left_words(row.due_at, now)
            text = f"- {row.title} ({cards.name_words(row.document_name)}): {labels.due_words(row)}"
            who = row.user_name or row.head.holder or _("chưa ghi người đứng đầu")
            bodies[row.body_name, who].append(f"{text}, {left.lower()}" if left else text)
        for number, ((body, who), tasks) in enumerate(bodies.items(), 1):
            lines += [f"{number}. {body} – {who}:", *tasks]
    return "\n".join(lines)
