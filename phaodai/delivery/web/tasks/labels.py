"""What states, lateness, proof and acts are called; every state has its shape as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext

from phaodai.delivery.web.directives.words import number_words
from phaodai.registers.directives.states import (
    Act,
    AssignmentState,
    DueKind,
    Lateness,
    OccurrenceState,
    Proof,
)
from phaodai.registers.directives.taskrows import AssignmentRow, Figure

STATES: Mapping[str, Promise | str] = {
    AssignmentState.NEW: gettext_lazy("Chưa tiếp nhận"),
    AssignmentState.ACKNOWLEDGED: gettext_lazy("Đã tiếp nhận"),
    AssignmentState.IN_PROGRESS: gettext_lazy("Đang làm"),
    AssignmentState.SUBMITTED: gettext_lazy("Chờ duyệt"),
    AssignmentState.RETURNED: gettext_lazy("Bị trả lại"),
    AssignmentState.ACCEPTED: gettext_lazy("Đã duyệt"),
    AssignmentState.WITHDRAWN: gettext_lazy("Đã rút"),
    OccurrenceState.OPEN: gettext_lazy("Chưa trả lời"),
}
_SHAPES: Mapping[str, tuple[str, str]] = {  # glyph, tone
    AssignmentState.NEW: ("none", "none"),
    AssignmentState.ACKNOWLEDGED: ("draft", ""),
    AssignmentState.IN_PROGRESS: ("prog", ""),
    AssignmentState.SUBMITTED: ("wait", ""),
    AssignmentState.RETURNED: ("back", "none"),
    AssignmentState.ACCEPTED: ("ok", "done"),
    AssignmentState.WITHDRAWN: ("no", ""),
    OccurrenceState.OPEN: ("none", "none"),
}
LATENESS: Mapping[Lateness, Promise | str] = {
    Lateness.OVERDUE: gettext_lazy("quá hạn"),
    Lateness.DUE_SOON: gettext_lazy("đến hạn trong 24 giờ"),
    Lateness.ON_TIME: gettext_lazy("còn hạn"),
    Lateness.ANSWERED_LATE: gettext_lazy("trả lời trễ"),
}
PROOFS: Mapping[Proof, Promise | str] = {
    Proof.EVIDENCE: gettext_lazy("bằng minh chứng"),
    Proof.WAITING: gettext_lazy("chờ đối chiếu lần đầu"),
    Proof.MET: gettext_lazy("số liệu: đạt"),
    Proof.NOT_MET: gettext_lazy("số liệu: chưa đạt"),
    Proof.NO_FIGURE: gettext_lazy("chưa có số liệu"),
}
ACTS: Mapping[Act, Promise | str] = {
    Act.EDIT: gettext_lazy("Sửa nghĩa vụ đề xuất"),
    Act.SPLIT: gettext_lazy("Tách nghĩa vụ"),
    Act.MERGE: gettext_lazy("Gộp nghĩa vụ"),
    Act.ADD: gettext_lazy("Thêm nghĩa vụ"),
    Act.CONFIRM: gettext_lazy("Nhận nghĩa vụ"),
    Act.REJECT: gettext_lazy("Bỏ nghĩa vụ"),
    Act.REOPEN: gettext_lazy("Hoàn tác"),
    Act.ISSUE: gettext_lazy("Giao việc"),
    Act.TAKE_BACK: gettext_lazy("Lấy lại việc vừa giao"),
    Act.ACKNOWLEDGE: gettext_lazy("Tiếp nhận"),
    Act.DELEGATE: gettext_lazy("Giao xuống"),
    Act.PROGRESS: gettext_lazy("Báo tiến độ"),
    Act.ASK_EXTENSION: gettext_lazy("Xin gia hạn"),
    Act.GRANT_EXTENSION: gettext_lazy("Cho gia hạn"),
    Act.REFUSE_EXTENSION: gettext_lazy("Không cho gia hạn"),
    Act.SUBMIT: gettext_lazy("Trả lời"),
    Act.ACCEPT: gettext_lazy("Duyệt"),
    Act.RETURN: gettext_lazy("Trả lại"),
    Act.WITHDRAW: gettext_lazy("Rút việc"),
    Act.HAND_OVER: gettext_lazy("Bàn giao sang cơ quan khác"),
    Act.ESCALATE: gettext_lazy("Báo lên người đứng đầu cấp trên"),
    Act.ASSESS: gettext_lazy("Đối chiếu số liệu"),
    Act.JUDGE: gettext_lazy("Ghi nhận người đứng đầu"),
    Act.LINK: gettext_lazy("Ghi liên hệ với văn bản khác"),
    Act.UNLINK: gettext_lazy("Bỏ liên hệ với văn bản khác"),
    Act.END: gettext_lazy("Kết thúc nghĩa vụ của văn bản"),
}
KEY_ACTS = frozenset({Act.ISSUE, Act.SUBMIT, Act.ACCEPT, Act.RETURN, Act.WITHDRAW, Act.ESCALATE})


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as shape and word; `tone` colours it, crimson for overdue alone."""

    label: Promise | str
    glyph: str
    tone: str


def state_chip(state: str) -> Chip:
    """Return the chip of a state."""
    glyph, tone = _SHAPES[state]
    return Chip(STATES[state], glyph, tone)


def late_chip(lateness: Lateness, due: datetime | None, state: str, now: datetime) -> Chip | None:
    """Return the chip of what is late; None where nothing is."""
    if state in {AssignmentState.WITHDRAWN} or due is None:
        return None
    if lateness is Lateness.OVERDUE:
        return Chip(_("Quá hạn %(long)s") % {"long": length(now - due)}, "over", "over")
    if lateness is Lateness.ANSWERED_LATE:
        return Chip(_("Trả lời trễ"), "late", "late")
    return None


def due_words(row: AssignmentRow) -> str:
    """Return until when, as far as that is known."""
    if row.due_at is not None:
        return f"{timezone.localtime(row.due_at):%H:%M %d/%m/%Y}"
    if row.due_kind is DueKind.RECURRING:
        return _("định kỳ")
    return row.due_text or {
        DueKind.STANDING: _("thường xuyên"),
        DueKind.IMMEDIATE: _("ngay"),
    }.get(row.due_kind, _("không nêu hạn"))


def length(span: timedelta) -> str:
    """Return how long in one unit: "3 ngày", "5 giờ", "20 phút"."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes >= 24 * 60:
        n = minutes // (24 * 60)
        return npgettext("khoảng thời gian", "%(n)s ngày", "%(n)s ngày", n) % {
            "n": number_format(n)
        }
    if minutes >= 60:
        n = minutes // 60
        return npgettext("khoảng thời gian", "%(n)s giờ", "%(n)s giờ", n) % {"n": n}
    return npgettext("khoảng thời gian", "%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}


def left_words(due: datetime | None, now: datetime) -> str:
    """Return how long is left, or how long it is overdue."""
    if due is None:
        return ""
    words = _("Còn %(long)s") if due >= now else _("Quá hạn %(long)s")
    return words % {"long": length(abs(due - now))}


def proof_words(figure: Figure, state: str) -> str:
    """Return what proves it: figures, of which a missing one is never a zero, or else evidence."""
    if figure.proof is Proof.EVIDENCE:
        if state == AssignmentState.ACCEPTED:
            return _("minh chứng đã duyệt")
        if state == AssignmentState.SUBMITTED:
            return _("minh chứng chờ duyệt")
        return _("chưa có minh chứng được duyệt")
    text = str(PROOFS[figure.proof])
    if figure.proof in {Proof.MET, Proof.NOT_MET} and figure.value is not None:
        return f"{text} ({number_words(float(figure.value), _=_)})"
    if figure.proof is Proof.NO_FIGURE and figure.n_reported:
        some = _("mới có số của %(n)s/%(all)s nơi")
        said = some % {"n": figure.n_reported, "all": figure.n_expected}
        return f"{text}: {said}"
    return text


def as_chips(row: AssignmentRow, now: datetime) -> dict[str, Any]:
    """Return one row of a list in words."""
    return {
        "row": row,
        "state": state_chip(row.state),
        "late": late_chip(row.lateness, row.due_at, row.state, now),
        "due": due_words(row),
        "proof": proof_words(row.figure, row.state),
    }
