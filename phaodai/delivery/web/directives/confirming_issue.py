"""The last step: who would get what, and the act that sends it out."""

import itertools
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.directives.confirming import ISSUED, check_may_work
from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.states import ObligationState, Part
from phaodai.registers.directives.taskrows import AssignmentRow, ObligationRow
from phaodai.vocabulary.access import NotAllowed, Permission
from phaodai.vocabulary.refs import DocumentRef

MOST = 2_000  # bodies of one obligation that are listed by name


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DIRECTIVES_STORE)
def issue_page(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say who would get what; sent, it goes out."""
    found = _confirmed(request, ref)
    if request.method != "POST":
        return _page(request, ref, found)
    asked = [row.ref for row in found if f"{row.ref}:{row.version}" in request.POST.getlist("go")]
    if len(asked) != len(request.POST.getlist("go")) or not asked:
        notice = _("Danh sách đã đổi từ lúc bạn mở trang; xem lại rồi giao.")
        return _page(request, ref, found, notice=notice, status=409)
    try:
        issued = operations.issue(
            actor=request.actor, document=DocumentRef(ref), obligations=asked, now=clock.now()
        )
    except operations.Refused as error:
        return _page(request, ref, found, notice=said(error), status=422)
    except operations.IllegalMove:
        notice = _("Có nghĩa vụ vừa được người khác giao; xem lại rồi giao phần còn lại.")
        return _page(request, ref, _confirmed(request, ref), notice=notice, status=409)
    request.session[ISSUED] = {
        "document": str(ref),
        "issue": str(issued.ref),
        "until": issued.can_be_taken_back_until.isoformat(),
    }
    words = ngettext(
        "Đã giao %(n)s việc tới %(bodies)s cơ quan.",
        "Đã giao %(n)s việc tới %(bodies)s cơ quan.",
        issued.n_assignments,
    )
    messages.success(request, words % {"n": issued.n_assignments, "bodies": issued.n_bodies})
    return HttpResponseRedirect(reverse("directives:confirm", args=[ref]))


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def undo_issue(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take back what was issued a moment ago."""
    kept = request.session.pop(ISSUED, None)
    if not isinstance(kept, dict) or kept.get("document") != str(ref):
        raise Http404
    try:
        operations.withdraw_issue(actor=request.actor, issue=UUID(kept["issue"]), now=clock.now())
    except operations.NotFound as error:
        raise Http404 from error
    except operations.TooLate:
        messages.error(request, _("Việc đã tới nơi nhận, không lấy lại được nữa."))
    else:
        messages.success(request, _("Đã lấy lại: chưa ai nhận được việc nào."))
    return HttpResponseRedirect(reverse("directives:confirm", args=[ref]))


def _page(
    request: ActorRequest,
    ref: UUID,
    found: list[ObligationRow],
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        document = queries.get_document(actor=request.actor, ref=ref)
    except queries.DocumentNotFound as error:
        raise Http404 from error
    plan, refusal, may_issue = None, "", True
    try:
        plan = _rehearsed(request, ref, found) if found else None
    except NotAllowed:
        may_issue = False
    except operations.Refused as error:
        refusal = said(error)
    context = {
        "document": document,
        "name": cards.name_words(document.name),
        "found": found,
        "plan": plan,
        "refusal": refusal,
        "may_issue": may_issue,
        "notice": notice,
        "unit": document.keeper,
    }
    return render(request, "directives/confirm_issue.html", context, status=status)


def _confirmed(request: ActorRequest, ref: UUID) -> list[ObligationRow]:
    check_may_work(request, ref)
    rows = queries.list_obligations(actor=request.actor, document=DocumentRef(ref), now=clock.now())
    return [row for row in rows if row.state is ObligationState.CONFIRMED]


def _rehearsed(request: ActorRequest, ref: UUID, found: list[ObligationRow]) -> Mapping[str, Any]:
    """Issue, look at what came of it, and roll all of it back: the list is the act itself."""
    now = clock.now()
    with transaction.atomic():
        issued = operations.issue(actor=request.actor, document=DocumentRef(ref), now=now)
        wanted = queries.TaskFilter(document=DocumentRef(ref), is_top=True)
        rows = queries.get_tasks(actor=request.actor, wanted=wanted, now=now, size=MOST).rows
        transaction.set_rollback(True)
    going = set(issued.obligations)
    by: dict[UUID, list[AssignmentRow]] = {}
    for row in rows:
        if row.obligation in going:
            by.setdefault(row.obligation, []).append(row)
    skipped = {
        key: list(group)
        for key, group in itertools.groupby(
            sorted(issued.skipped, key=lambda each: each.obligation),
            key=lambda each: each.obligation,
        )
    }
    return {
        "n": issued.n_assignments,
        "n_bodies": issued.n_bodies,
        "lines": [
            {
                "row": row,
                "due": cards.due_words(row.due),
                "goes": row.ref in going,
                "leads": [a for a in by.get(row.ref, []) if a.part is Part.LEAD],
                "helps": [a for a in by.get(row.ref, []) if a.part is not Part.LEAD],
                "n": len(by.get(row.ref, [])),
                "skipped": [_why(each) for each in skipped.get(str(row.ref), [])],
            }
            for row in found
        ],
        "n_skipped": len(issued.skipped),
    }


def _why(each: Any) -> tuple[str, str]:
    """Return who gets nothing, and why."""
    why = {
        "unknown": _("chưa có trong danh mục cơ quan"),
        "outside": _("ngoài thẩm quyền của cơ quan giao"),
        "missing": _("đơn vị chưa có cơ quan này trong danh mục"),
        "no_lead": _("không rõ ai chủ trì, nên chưa giao cho ai"),
    }
    names = ", ".join(each.names)
    return (f"{each.text}: {names}" if names else each.text), why.get(str(each.why), "")
