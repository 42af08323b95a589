"""What is done to a task on its page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.tasks import forms, views
from phaodai.delivery.web.tasks.deeds import made, searched
from phaodai.delivery.web.tasks.delegating import DelegateForm
from phaodai.delivery.web.tasks.words import why
from phaodai.registers.directives import operations
from phaodai.registers.directives.taskrows import AssignmentDetail
from phaodai.vocabulary.access import Permission

# Who may, before anything that was sent is looked at; when it may be done, the operation says.
_ANSWERS = frozenset({"acknowledge", "progress", "submit", "extension"})
_JUDGES = frozenset({"accept", "return", "grant", "refuse"})


def offers(detail: AssignmentDetail, verb: str) -> bool:
    """Say whether a verb is there for the reader of a task."""
    if verb in _ANSWERS:
        return detail.may_answer
    if verb in _JUDGES:
        return detail.may_judge
    return {"delegate": detail.may_delegate, "withdraw": detail.may_withdraw}.get(verb, False)


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def act(request: ActorRequest, ref: UUID, verb: str) -> HttpResponse:
    """Do one thing to one task."""
    detail = views.find(request, ref)
    if not offers(detail, verb):
        raise Http404
    if verb == "delegate" and "find" in request.POST:
        return views.page(request, detail, verb=verb, form=searched(request, detail))
    form = made(request, verb, detail, request.POST, request.FILES)
    if not form.is_valid():
        return views.page(request, detail, verb=verb, form=form, status=422)
    try:
        version = _do(request, detail, verb, form)
    except operations.NotFound as error:
        raise Http404 from error
    except (operations.Stale, operations.IllegalMove) as error:
        fresh = views.find(request, ref)
        form.data = views.as_of(request, fresh.row.version)
        return views.page(request, fresh, verb=verb, form=form, notice=why(error), status=409)
    except operations.Refused as error:
        return views.page(request, detail, verb=verb, form=form, notice=why(error), status=422)
    views.remember(request, ref, version)
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
            version=views.remembered(request, ref, detail.row.version),
            now=clock.now(),
        )
    except (operations.TooLate, operations.Refused, operations.Stale) as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Đã hoàn tác."))
    request.session.pop(views.UNDO, None)
    return HttpResponseRedirect(reverse("tasks:task", args=[ref]))


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
            **one,
            percent=data["percent"],
            text=data["text"],
            evidence=form.refs,
            files=form.examined,
        )
    if verb == "submit":
        return operations.submit(**one, text=data["text"], evidence=form.refs, files=form.examined)
    if verb == "extension":
        until = form.moment()
        assert until is not None  # noqa: S101 - the day is required
        return operations.ask_extension(**one, until=until, reason=data["reason"])
    if verb == "delegate" and isinstance(form, DelegateForm):
        operations.delegate(**one, shares=form.shares(), text=data["text"])
        return int(data["version"]) + 1
    if verb == "accept":
        return operations.accept(**one, text=data.get("text", ""))
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
