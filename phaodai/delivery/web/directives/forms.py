"""What can be typed on the pages of the register; every rule lives below them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.registers.directives.queries import BoardFilter, BoardOrder, DocumentFilter
from phaodai.registers.directives.states import DueKind, Urgency
from phaodai.vocabulary.refs import UnitRef

ORDINARY = "-"  # "" leaves every urgency

DUE_LABELS = {
    DueKind.DATE: _("có ngày"),
    DueKind.IMMEDIATE: _("làm ngay"),
    DueKind.DURATION: _("trong một thời gian"),
    DueKind.RECURRING: _("định kỳ"),
    DueKind.EVENT: _("theo sự kiện"),
    DueKind.STANDING: _("thường xuyên"),
    DueKind.NONE: _("không nêu hạn"),
}
ORDER_LABELS = {
    BoardOrder.DUE: _("Theo hạn"),
    BoardOrder.BODY: _("Theo cơ quan chủ trì"),
    BoardOrder.DOCUMENT: _("Theo văn bản"),
}


class Lenient(forms.Form):
    """A form of a list: what cannot be read is left out, and the form says so."""

    def chosen(self) -> dict[str, Any]:
        """Return the fields that could be read."""
        self.full_clean()
        return self.cleaned_data

    @property
    def active(self) -> list[tuple[Any, str]]:
        """Return label and choice of each filter that narrows the list, the search apart."""
        found = []
        for bound in self:
            typed = str(self.data.get(bound.name, "")).strip()
            field = bound.field
            if isinstance(field, forms.ChoiceField):
                choices: Any = field.choices  # pairs, none of them a group
                offered = {str(key): str(label) for key, label in choices if key}
                typed = offered.get(typed, "")
            if typed and bound.name != "q":
                found.append((bound.label, typed))
        return found


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day that may be left empty."""
    # A native date input follows the browser's country, not the page's language.
    widget = forms.TextInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"})
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=widget,
        error_messages={"invalid": _("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021.")},
    )


class _PlainText(forms.CharField):
    """A long text as it was pasted, less what no text holds."""

    def to_python(self, value: Any) -> Any:
        """Leave out the null characters that some programs put on the clipboard."""
        return super().to_python(value.replace("\0", "") if isinstance(value, str) else value)


class DocumentSearch(Lenient):
    """The filters of the list of documents."""

    q = forms.CharField(required=False)
    type = forms.ChoiceField(label=_("Loại"), required=False)
    issuer = forms.ChoiceField(label=_("Cơ quan ban hành"), required=False)
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"),
        required=False,
        choices=[
            ("", _("tất cả")),
            (Urgency.URGENT.value, _("Khẩn")),
            (Urgency.VERY_URGENT.value, _("Thượng khẩn")),
            (Urgency.MOST_URGENT.value, _("Hỏa tốc")),
            (ORDINARY, _("không khẩn")),
        ],
    )
    first = day_field(_("Từ ngày"))
    last = day_field(_("Đến ngày"))

    def offer(self, *, types: Iterable[str], issuers: Iterable[str]) -> None:
        """Fill the choices with what is in sight."""
        _fill(self, "type", ((t, t[:1].upper() + t[1:]) for t in types))
        _fill(self, "issuer", ((name, name) for name in issuers))

    def wanted(self, *, unit_path: str = "") -> DocumentFilter:
        """Return the filter for the query, within the unit that is looked at."""
        # The choices are filled from the answer, so the raw values ask the question.
        chosen = self.chosen()
        urgency = chosen.get("urgency") or None
        return DocumentFilter(
            words=chosen.get("q", ""),
            doc_type=self.data.get("type", "").strip(),
            issuer=self.data.get("issuer", "").strip(),
            urgency="" if urgency == ORDINARY else urgency,
            first=chosen.get("first"),
            last=chosen.get("last"),
            unit_path=unit_path,
        )


class BoardSearch(Lenient):
    """The filters of the board."""

    q = forms.CharField(required=False)
    order = forms.ChoiceField(
        label=_("Xem"), required=False, choices=[(o.value, ORDER_LABELS[o]) for o in BoardOrder]
    )
    due = forms.ChoiceField(
        label=_("Hạn"),
        required=False,
        choices=[("", _("tất cả")), *((k.value, DUE_LABELS[k]) for k in DueKind)],
    )
    lead = forms.ChoiceField(label=_("Cơ quan chủ trì"), required=False)
    unit = forms.CharField(label=_("Đơn vị"), required=False)
    document = forms.ChoiceField(label=_("Văn bản"), required=False)

    def offer(
        self, *, leads: Iterable[tuple[str, str]], documents: Iterable[tuple[str, str]]
    ) -> None:
        """Fill the choices with what is in sight."""
        _fill(self, "lead", leads)
        _fill(self, "document", documents)

    @property
    def chosen_order(self) -> BoardOrder:
        """Return how the board is read."""
        return BoardOrder(self.chosen().get("order") or BoardOrder.DUE)

    def wanted(self, *, unit: UnitRef | None) -> BoardFilter:
        """Return the filter for the query."""
        chosen = self.chosen()
        due = chosen.get("due")
        try:
            document = forms.UUIDField(required=False).clean(self.data.get("document"))
        except forms.ValidationError:
            document = None
        return BoardFilter(
            words=chosen.get("q", ""),
            due_kind=DueKind(due) if due else None,
            lead=self.data.get("lead", ""),
            unit=unit,
            document=document,
        )


class ImportForm(forms.Form):
    """A dispatch to keep: a file, or its text."""

    keeper = forms.ChoiceField(
        label=_("Cơ quan lưu"),
        help_text=_("Văn bản thuộc cơ quan này và cấp trên của nó thấy được."),
    )
    file = forms.FileField(
        label=_("Tệp văn bản"),
        required=False,
        allow_empty_file=True,  # the reader of files has a better sentence for it
        help_text=_("Word (.docx), PDF hoặc văn bản thuần (.txt), tối đa 20 MB."),
    )
    text = _PlainText(
        label=_("Hoặc dán nội dung"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Dán toàn văn, kể cả phần số, ký hiệu ở đầu và nơi nhận ở cuối."),
    )

    def __init__(self, *args: Any, keepers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the bodies for which the actor may store dispatches."""
        super().__init__(*args, **kwargs)
        field = self.fields["keeper"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = keepers
        if len(keepers) == 1:
            field.initial = keepers[0][0]
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse both and neither."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("file")) == bool((data.get("text") or "").strip()) and (
            "file" not in self.errors
        ):
            self.add_error(
                "file",
                _("Chỉ chọn một: tệp hoặc nội dung dán, không cả hai.")
                if data.get("file")
                else _("Chọn tệp văn bản, hoặc dán nội dung vào ô bên dưới."),
            )
        return data


def _fill(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = [("", _("tất cả")), *choices]
