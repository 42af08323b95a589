"""What is typed on the pages of tasks; every rule lives below them."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery import clock
from phaodai.delivery.web.directives.forms import _Lenient
from phaodai.delivery.web.tasks.labels import LATENESS, PROOFS, STATES
from phaodai.registers.directives.queries import TaskFilter, TaskOrder
from phaodai.registers.directives.states import AssignmentState, Lateness, Proof
from phaodai.vocabulary.refs import BodyRef

OPEN, ALL = "", "all"
LONGEST = 10_000
ORDERS = {
    TaskOrder.DUE: gettext_lazy("Theo hạn"),
    TaskOrder.UNIT: gettext_lazy("Theo đơn vị"),
    TaskOrder.STATE: gettext_lazy("Theo tình trạng"),
    TaskOrder.DOCUMENT: gettext_lazy("Theo văn bản"),
}
PROOF_CHOICES = (Proof.EVIDENCE, Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE)


class TaskSearch(_Lenient):
    """The filters of the board."""

    q = forms.CharField(required=False)
    whose = forms.ChoiceField(label=gettext_lazy("Của ai"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            (OPEN, gettext_lazy("chưa xong")),
            (ALL, gettext_lazy("tất cả")),
            *((state.value, STATES[state]) for state in AssignmentState),
        ],
    )
    late = forms.ChoiceField(
        label=gettext_lazy("Thời hạn"),
        required=False,
        choices=[("", gettext_lazy("tất cả")), *((k.value, v) for k, v in LATENESS.items())],
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Bằng chứng"),
        required=False,
        choices=[("", gettext_lazy("tất cả")), *((k.value, PROOFS[k]) for k in PROOF_CHOICES)],
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=[(order.value, label) for order, label in ORDERS.items()],
    )
    head = forms.CharField(label=gettext_lazy("Người đứng đầu"), required=False, max_length=200)

    def offer(self, bodies: list[tuple[str, str]]) -> None:
        """Fill in the actor's own bodies."""
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("trong tầm nhìn")), *bodies]

    @property
    def chosen_order(self) -> TaskOrder:
        """Return how the board is read."""
        return TaskOrder(self.chosen().get("order") or TaskOrder.DUE)

    def wanted(self) -> TaskFilter:
        """Return the filter for the query."""
        chosen = self.chosen()
        state, late, proof = chosen.get("state"), chosen.get("late"), chosen.get("proof")
        try:
            body = forms.UUIDField(required=False).clean(chosen.get("whose"))
        except forms.ValidationError:
            body = None
        return TaskFilter(
            words=chosen.get("q", ""),
            state=AssignmentState(state) if state not in {OPEN, ALL, None} else None,
            is_open=True if not state else None,
            lateness=Lateness(late) if late else None,
            proof=Proof(proof) if proof else None,
            body=BodyRef(body) if body else None,
            head=chosen.get("head", "").strip(),
        )


def _long(label: Any, *, required: bool = False, said: Any = "") -> forms.CharField:
    messages = {"required": said} if said else {}
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages=messages,
    )


def _evidence() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Số, ký hiệu văn bản hoặc tên tệp; mỗi thứ một dòng."),
    )


class MomentMixin(forms.Form):
    """A day and an hour of the server's calendar."""

    def moment(self) -> datetime | None:
        """Return the moment; the end of the day where no hour is given."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        return datetime.combine(day, at or time(23, 59, 59), tzinfo=clock.HERE) if day else None


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
        error_messages={
            "invalid": gettext_lazy("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021."),
            "required": gettext_lazy("Ghi ngày, theo kiểu 23/12/2021."),
        },
    )


def _hour() -> forms.TimeField:
    return forms.TimeField(
        label=gettext_lazy("Giờ"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hg%M", "%H"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "17:00"}),
        error_messages={"invalid": gettext_lazy("Giờ không đúng. Gõ theo kiểu 17:00.")},
    )


class ActForm(MomentMixin):
    """What goes with every act: the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def refs(self) -> list[str]:
        """Return the references of the evidence, line by line."""
        lines = self.cleaned_data.get("evidence", "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class ProgressForm(ActForm):
    """How far it is."""

    percent = forms.IntegerField(
        label=gettext_lazy("Đã xong bao nhiêu phần trăm"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Ghi một số từ 0 đến 100."),
            "invalid": gettext_lazy("Ghi một số từ 0 đến 100."),
        },
    )
    text = _long(gettext_lazy("Đã làm được gì, vướng ở đâu"))
    evidence = _evidence()


class SubmitForm(ActForm):
    """The answer."""

    text = _long(
        gettext_lazy("Kết quả"), required=True, said=gettext_lazy("Ghi kết quả đã làm được.")
    )
    evidence = _evidence()


class ExtensionForm(ActForm):
    """A later deadline is asked for."""

    day = _day(gettext_lazy("Xin đến ngày"), required=True)
    at = _hour()
    reason = _long(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi vì sao cần thêm thời gian.")
    )


class ReasonForm(ActForm):
    """An answer is returned, an extension refused."""

    reason = _long(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi lý do để nơi nhận sửa được.")
    )


class DelegateForm(ActForm):
    """To whom it is passed on, and until when."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một cơ quan.")},
    )
    day = _day(gettext_lazy("Hạn riêng, sớm hơn hạn của mình"), required=False)
    at = _hour()
    text = _long(gettext_lazy("Dặn thêm"))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        """Take the bodies that may be given something to do."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = bodies
