"""What the reader of a task may do to it, each act with its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.tasks import forms
from phaodai.delivery.web.tasks.delegating import DelegateForm
from phaodai.delivery.web.tasks.receivers import receivers_of
from phaodai.registers.directives.states import (
    OPEN,
    WORKING,
    AssignmentState,
    DueKind,
    ExtensionState,
)
from phaodai.registers.directives.taskrows import AssignmentDetail

FORMS: Mapping[str, type[forms.ActForm]] = {
    "progress": forms.ProgressForm,
    "submit": forms.SubmitForm,
    "extension": forms.ExtensionForm,
    "accept": forms.AcceptForm,
    "return": forms.ReasonForm,
    "refuse": forms.ReasonForm,
    "withdraw": forms.ReasonForm,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One act that is offered, with its form as it stands."""

    verb: str
    label: str
    form: forms.ActForm
    is_open: bool


def deeds_of(
    request: ActorRequest, detail: AssignmentDetail, *, verb: str, form: forms.ActForm | None
) -> list[Deed]:
    """Return the acts with forms that are open to the reader.

    Args:
        request: Whose page it is.
        detail: The task.
        verb: The act whose form was sent, "" where none was.
        form: That form, as it was sent.
    """
    row = detail.row
    is_working, is_answered = row.state in WORKING, row.state is AssignmentState.SUBMITTED
    asks = row.extension is ExtensionState.ASKED and is_working
    offered: list[tuple[str, str, bool]] = [
        ("progress", _("Báo tiến độ"), detail.may_answer and is_working),
        (
            "submit",
            _("Trả lời xong việc"),
            detail.may_answer and is_working and row.due_kind is not DueKind.RECURRING,
        ),
        (
            "extension",
            _("Xin gia hạn"),
            detail.may_answer and is_working and row.due_at is not None,
        ),
        ("delegate", _("Giao xuống"), detail.may_delegate and is_working and row.user is None),
        ("accept", _("Duyệt, kèm ý kiến"), detail.may_judge and is_answered),
        ("return", _("Trả lại"), detail.may_judge and is_answered),
        ("refuse", _("Không cho gia hạn"), detail.may_judge and asks),
        ("withdraw", _("Rút việc này"), detail.may_withdraw and row.state in OPEN),
    ]
    found = []
    for name, label, is_offered in offered:
        if not is_offered:
            continue
        is_sent = verb == name and form is not None
        mine = form if is_sent and form is not None else blank(request, name, detail)
        if isinstance(mine, DelegateForm) and not mine.receivers:
            continue
        found.append(Deed(name, label, mine, is_sent))
    return found


def blank(request: ActorRequest, verb: str, detail: AssignmentDetail) -> forms.ActForm:
    """Return an empty form of an act."""
    initial: dict[str, Any] = {"version": detail.row.version}
    if verb == "progress":
        initial["percent"] = detail.row.percent
    return made(request, verb, detail, initial=initial)


def made(
    request: ActorRequest, verb: str, detail: AssignmentDetail, *args: Any, **kwargs: Any
) -> forms.ActForm:
    """Return the form of an act; an act without one has only its version."""
    kwargs["auto_id"] = f"{verb}-%s"
    if verb == "delegate":
        return DelegateForm(*args, receivers=receivers_of(request, detail), **kwargs)
    return FORMS.get(verb, forms.ActForm)(*args, **kwargs)


def searched(request: ActorRequest, detail: AssignmentDetail) -> DelegateForm:
    """Return the form of a delegation as it was typed so far, its list narrowed to some words."""
    typed: dict[str, Any] = request.POST.dict()
    typed["to"] = request.POST.getlist("to")
    return DelegateForm(
        receivers=receivers_of(request, detail),
        find=request.POST.get("q", "")[:200],
        initial=typed,
        auto_id="delegate-%s",
    )
