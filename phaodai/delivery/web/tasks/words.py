"""Why an act on a task did not go through, as sentences."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.delivery.web.tasks.labels import STATES
from phaodai.registers.directives import operations
from phaodai.registers.directives.states import Act

__all__ = ["DID", "moved_on", "quicker", "said", "why"]

DID: Mapping[Act, Promise | str] = {
    Act.EDIT: gettext_lazy("sửa"),
    Act.SPLIT: gettext_lazy("tách"),
    Act.MERGE: gettext_lazy("gộp"),
    Act.ADD: gettext_lazy("thêm"),
    Act.CONFIRM: gettext_lazy("nhận"),
    Act.REJECT: gettext_lazy("bỏ"),
    Act.REOPEN: gettext_lazy("hoàn tác một thao tác trên"),
    Act.ISSUE: gettext_lazy("giao"),
    Act.TAKE_BACK: gettext_lazy("lấy lại"),
    Act.ACKNOWLEDGE: gettext_lazy("tiếp nhận"),
    Act.DELEGATE: gettext_lazy("giao xuống"),
    Act.PROGRESS: gettext_lazy("báo tiến độ"),
    Act.ASK_EXTENSION: gettext_lazy("xin gia hạn"),
    Act.GRANT_EXTENSION: gettext_lazy("cho gia hạn"),
    Act.REFUSE_EXTENSION: gettext_lazy("từ chối gia hạn"),
    Act.SUBMIT: gettext_lazy("trả lời"),
    Act.ACCEPT: gettext_lazy("duyệt"),
    Act.RETURN: gettext_lazy("trả lại"),
    Act.WITHDRAW: gettext_lazy("rút"),
    Act.HAND_OVER: gettext_lazy("bàn giao"),
    Act.ESCALATE: gettext_lazy("báo lên cấp trên"),
    Act.ASSESS: gettext_lazy("đối chiếu số liệu"),
    Act.JUDGE: gettext_lazy("ghi nhận người đứng đầu của"),
    Act.LINK: gettext_lazy("ghi liên hệ của"),
    Act.UNLINK: gettext_lazy("bỏ liên hệ của"),
    Act.END: gettext_lazy("kết thúc nghĩa vụ của"),
}


def quicker(error: operations.Stale) -> str:
    """Return who was quicker, what he did and when."""
    act = DID[Act(error.act)] if error.act in set(Act) else _("thay đổi")
    at = f"{timezone.localtime(error.at):%H:%M %d/%m/%Y}" if error.at else "–"
    return _("%(who)s đã %(act)s việc này lúc %(at)s, trước khi bạn gửi.") % {
        "who": error.actor or _("Người khác"),
        "act": act,
        "at": at,
    }


def moved_on(error: operations.IllegalMove) -> str:
    """Return in which state the task is, which allows the act no more."""
    return _("Việc này đang ở tình trạng “%(state)s” nên không làm bước ấy được nữa.") % {
        "state": STATES[error.current]
    }


def why(error: Exception) -> str:
    """Return the sentence of any refusal of an act on a task.

    Raises:
        TypeError: It is none of them.
    """
    if isinstance(error, operations.Stale):
        return quicker(error)
    if isinstance(error, operations.IllegalMove):
        return moved_on(error)
    if isinstance(error, operations.Refused):
        return said(error)
    if isinstance(error, operations.TooLate):
        return _("Đã quá 30 giây nên không hoàn tác được nữa.")
    raise TypeError(type(error).__name__)
