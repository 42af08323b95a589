"""What is done to a task on its page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives.confirming_cards import quicker, said
from phaodai.delivery.web.tasks import forms, views
from phaodai.registers.directives import operations
from phaodai.registers.directives.taskrows import AssignmentDetail
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

UNDO_FOR = timedelta(seconds=30)
CAN_BE_UNDONE = {"acknowledge", "progress", "extension", "submit", "accept", "return", "grant",
                 "refuse"}  # fmt: skip


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def act(request: ActorRequest, ref: UUID, verb: str) -> HttpResponse:
    """Do one thing to one task."""
    detail = views.find(request, ref)
    form = views.made(verb, detail, request.POST)
    if not form.is_valid():
        return views.page(request, detail, verb=verb, form=form, status=422)
    assert isinstance(form, forms.ActForm)  # noqa: S101 - made so
    try:
        version = _do(request, detail, verb, form)
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Stale as error:
        fresh = views.find(request, ref)
        form.data = {**request.POST.dict(), "version": str(fresh.row.version)}
        return views.page(request, fresh, verb=verb, form=form, notice=quicker(error), status=409)
    except operations.IllegalMove:
        notice = _("Việc này đã sang bước khác; xem lại tình trạng rồi làm tiếp.")
        return views.page(request, detail, verb=verb, form=form, notice=notice, status=409)
    except operations.Refused as error:
        form.add_error(None, said(error))
        return views.page(request, detail, verb=verb, form=form, notice=said(error), status=422)
    _remember(request, ref, verb, version)
    messages.success(request, _done(verb))
    return HttpResponseRedirect(reverse("tasks:task", args=[ref]))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take the last act on a task back."""
    detail = views.find(request, ref)
    try:
        operations.undo(
            actor=request.actor,
            assignment=ref,
            version=detail.row.version,
            now=clock.now(),
        )
    except operations.TooLate:
        messages.error(request, _("Đã quá 30 giây nên không hoàn tác được nữa."))
    except (operations.Refused, operations.Stale) as error:
        text = said(error) if isinstance(error, operations.Refused) else quicker(error)
        messages.error(request, text)
    else:
        messages.success(request, _("Đã hoàn tác."))
    request.session.pop(views.UNDO, None)
    return HttpResponseRedirect(reverse("tasks:task", args=[ref]))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def occurrence(request: ActorRequest, ref: UUID, occurrence: UUID, verb: str) -> HttpResponse:
    """Answer, accept or return one time of a task that recurs."""
    detail = views.find(request, ref)
    row = next((each for each in detail.occurrences if each.ref == occurrence), None)
    if row is None or verb not in {"answer", "accept", "return"}:
        raise Http404
    raw = request.POST.get("version", "")
    common: Any = {
        "actor": request.actor,
        "occurrence": occurrence,
        "version": int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else -1,
        "now": clock.now(),
    }
    text = request.POST.get("text", "")
    try:
        if verb == "answer":
            operations.answer_occurrence(**common, text=text)
        elif verb == "accept":
            operations.accept_occurrence(**common)
        else:
            operations.return_occurrence(**common, reason=text)
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Stale as error:
        return views.page(request, detail, notice=quicker(error), status=409)
    except operations.IllegalMove:
        notice = _("Kỳ này đã sang bước khác; xem lại tình trạng.")
        return views.page(request, detail, notice=notice, status=409)
    except operations.Refused as error:
        return views.page(request, detail, notice=said(error), status=422)
    messages.success(request, _("Đã ghi."))
    return HttpResponseRedirect(reverse("tasks:task", args=[ref]) + "#times")


def _do(request: ActorRequest, detail: AssignmentDetail, verb: str, form: forms.ActForm) -> int:
    data, now = form.cleaned_data, clock.now()
    one: Any = {
        "actor": request.actor,
        "assignment": detail.row.ref,
        "version": data["version"],
        "now": now,
    }
    if verb == "acknowledge":
        return operations.acknowledge(**one)
    if verb == "progress":
        return operations.report_progress(
            **one, percent=data["percent"], text=data["text"], evidence=form.refs
        )
    if verb == "submit":
        return operations.submit(**one, text=data["text"], evidence=form.refs)
    if verb == "extension":
        until = form.moment()
        assert until is not None  # noqa: S101 - the day is required
        return operations.ask_extension(**one, until=until, reason=data["reason"])
    if verb == "delegate":
        due = form.moment()
        shares = [operations.Share(body=BodyRef(UUID(ref)), due_at=due) for ref in data["to"]]
        operations.delegate(**one, shares=shares, text=data["text"])
        return -1
    if verb == "accept":
        return operations.accept(**one)
    if verb == "return":
        return operations.return_for_redo(**one, reason=data["reason"])
    if verb == "withdraw":
        return operations.withdraw(**one, reason=data["reason"])
    if verb in {"grant", "refuse"}:
        return operations.decide_extension(
            **one, is_granted=verb == "grant", reason=data.get("reason", "")
        )
    raise Http404


def _done(verb: str) -> str:
    return {
        "acknowledge": _("Đã tiếp nhận."),
        "progress": _("Đã ghi tiến độ."),
        "submit": _("Đã trả lời; chờ nơi giao duyệt."),
        "extension": _("Đã gửi đề nghị gia hạn; hạn cũ còn hiệu lực đến khi được duyệt."),
        "delegate": _("Đã giao xuống."),
        "accept": _("Đã duyệt."),
        "return": _("Đã trả lại."),
        "withdraw": _("Đã rút việc, cả ở nơi được giao tiếp."),
        "grant": _("Đã cho gia hạn."),
        "refuse": _("Đã từ chối gia hạn."),
    }[verb]


def _remember(request: ActorRequest, ref: UUID, verb: str, version: int) -> None:
    if verb not in CAN_BE_UNDONE:
        request.session.pop(views.UNDO, None)
        return
    until = (clock.now() + UNDO_FOR).timestamp()
    request.session[views.UNDO] = {"task": str(ref), "version": version, "until": until}
