"""What is typed on the pages of heads; every rule lives below them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.directives.forms import Lenient, day_field
from phaodai.delivery.web.files.forms import FilesField
from phaodai.registers.directives.queries import HeadOrder
from phaodai.registers.directives.states import JudgementKind
from phaodai.registers.directives.taskrows import AssignmentRow

KINDS = {
    JudgementKind.PRAISE: gettext_lazy("Biểu dương"),
    JudgementKind.CRITICISM: gettext_lazy("Phê bình"),
    JudgementKind.BREACH: gettext_lazy("Vi phạm"),
}
ORDERS = {
    HeadOrder.OVERDUE: gettext_lazy("Quá hạn"),
    HeadOrder.OPEN: gettext_lazy("Chưa xong"),
    HeadOrder.LATE: gettext_lazy("Trả lời trễ"),
    HeadOrder.ON_TIME: gettext_lazy("Duyệt đúng hạn"),
    HeadOrder.TIMES: gettext_lazy("Kỳ báo cáo trễ"),
    HeadOrder.PRAISE: gettext_lazy("Biểu dương"),
    HeadOrder.CRITICISM: gettext_lazy("Phê bình"),
    HeadOrder.BREACH: gettext_lazy("Vi phạm"),
    HeadOrder.BODY: gettext_lazy("Đơn vị, cơ quan"),
}
SAID = {"required": gettext_lazy("Không được để trống.")}


class HeadSearch(Lenient):
    """The filters of the list of heads."""

    q = forms.CharField(required=False, max_length=200)
    order = forms.ChoiceField(
        label=gettext_lazy("Xếp theo"),
        required=False,
        choices=[(order.value, label) for order, label in ORDERS.items()],
    )
    first = day_field(gettext_lazy("Hạn từ ngày"))
    last = day_field(gettext_lazy("Hạn đến ngày"))

    @property
    def chosen_order(self) -> HeadOrder:
        """Return what stands on top."""
        return HeadOrder(self.chosen().get("order") or HeadOrder.OVERDUE)

    def period(self, today: date) -> tuple[date | None, date | None]:
        """Return the period asked about: this year unless it says otherwise."""
        chosen = self.chosen()
        first, last = chosen.get("first"), chosen.get("last")
        if first is None and last is None and "first" not in self.data:
            first = date(today.year, 1, 1)
        return first, last


class JudgementForm(forms.Form):
    """Praise, criticism or a breach, with what it rests on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"), choices=[(kind.value, label) for kind, label in KINDS.items()]
    )
    day = forms.DateField(
        label=gettext_lazy("Ngày xảy ra"),
        help_text=gettext_lazy("Ai giữ chức vào ngày này thì chịu trách nhiệm."),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}, "%d/%m/%Y"),
        error_messages={
            "invalid": gettext_lazy("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021."),
            "required": gettext_lazy("Ghi ngày, theo kiểu 23/12/2021."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Việc gì"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        error_messages=SAID,
    )
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Số, ký hiệu văn bản hoặc điều khoản."),
        error_messages=SAID,
    )
    assignment = forms.TypedChoiceField(label=gettext_lazy("Về việc được giao"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Văn bản chứng minh"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Mỗi văn bản một dòng, ghi số và ký hiệu."),
    )
    attached = FilesField()

    def __init__(self, *args: Any, tasks: list[AssignmentRow], **kwargs: Any) -> None:
        """Take the tasks that it may be about."""
        super().__init__(*args, **kwargs)
        field = self.fields["assignment"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        choices = [(str(row.ref), row.title) for row in tasks]
        field.choices = [("", _("không riêng việc nào")), *choices]

    @property
    def references(self) -> list[str]:
        """Return the documents named as evidence, line by line."""
        lines = self.cleaned_data["evidence"].splitlines()
        return [line.strip() for line in lines if line.strip()]


class WithdrawForm(forms.Form):
    """Why something is on record no longer."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do thu hồi"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Ghi lý do thu hồi.")},
    )
