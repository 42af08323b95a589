"""The fields of the editor. They take whatever is typed: the definition itself says what is wrong.

What a definition may hold is known in one place, the loader; its faults come back to the fields
that they are about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from phaodai.delivery.web.forms import parts, words
from phaodai.delivery.web.reports.words import said
from phaodai.engines.forms.tables import Fault

Choices = Mapping[str, Promise | str]
LONGEST = 20_000  # characters of one field of the editor


class Line(forms.CharField):
    """One line of text, taken as it is."""

    def __init__(self, label: Any, *, hint: Any = "", **more: Any) -> None:
        """Take anything, of any sense."""
        more.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(
            label=label, help_text=hint, required=False, strip=False, max_length=LONGEST, **more
        )


class Code(Line):
    """A name that programs read."""

    def __init__(self, label: Any, *, hint: Any = "", names: str = "") -> None:
        """Offer the names of a list of the page."""
        attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        if names:
            attrs["list"] = names
        super().__init__(label, hint=hint, widget=forms.TextInput(attrs=attrs))


class Lines(Line):
    """Several lines of text."""

    def __init__(self, label: Any, *, hint: Any = "", rows: int = 2) -> None:
        """Show as many."""
        super().__init__(label, hint=hint, widget=forms.Textarea(attrs={"rows": rows}))


class Pick(Line):
    """One of several; what is none of them stays, and its fault is told."""

    def __init__(self, label: Any, choices: Choices, **more: Any) -> None:
        """Offer the choices."""
        super().__init__(label, widget=forms.Select(choices=[*choices.items()]), **more)


class PartForm(forms.Form):
    """One part of a definition."""

    # Beginning of a fault's key -> field; "" for the field of the same name.
    places: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, typed: Mapping[str, str], **choices: Choices) -> None:
        """Show what was typed; some choices depend on the reader or the form."""
        super().__init__()
        self.fields.update(self.more_fields())
        for name, offered in choices.items():
            self._widget(name).choices = [*offered.items()]
        self.data = {name: typed.get(name, "") for name in self.fields}
        self.is_bound = True
        for name, value in self.data.items():
            widget = self.fields[name].widget
            if isinstance(widget, forms.Select) and value not in dict(widget.choices):
                widget.choices = [(value, value or "–"), *widget.choices]

    def more_fields(self) -> dict[str, forms.Field]:
        """Return fields that are there more than once."""
        return {}

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: str(self.data[name]) for name in self.fields}

    def put(self, faults: Iterable[Fault]) -> None:
        """Say faults at the fields that they are about; their keys begin at this part."""
        self.full_clean()
        for fault in faults:
            name = self._place(fault.key)
            text = said(fault)
            self.add_error(name if name in self.fields else None, text[:1].upper() + text[1:])

    def _place(self, key: str) -> str:
        found = next((name for start, name in self.places if key.startswith(start)), "")
        return found or re.split(r"[.\[]", key)[0]

    def _widget(self, name: str) -> forms.Select:
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 - of the class above
        return widget


class GeneralForm(PartForm):
    """Title, who files, when it is due."""

    title_vi = Line(_("Tên mẫu"))
    title_en = Line(_("Tên tiếng Anh"))
    level = Pick(_("Cấp phải nộp"), words.LEVELS)
    body = Pick(_("Cơ quan phải nộp"), {})
    role = Pick(_("Người nộp"), words.ROLES)
    cadence = Pick(_("Kỳ báo cáo"), words.CADENCES)
    weekday = Pick(_("Tuần báo cáo hết vào"), words.WEEKDAYS, hint=_("Chỉ dùng cho mẫu tuần."))
    day_ends = Line(
        _("Ngày báo cáo hết lúc"),
        hint=_("Như 07:00: ngày 23 là 24 giờ đến 7 giờ ngày 23. Nửa đêm viết 24:00."),
    )
    cutoff = Line(_("Giờ chốt"), hint=_("Như 10:00. Đến sau giờ này là trễ."))
    grace_minutes = Line(
        _("Chờ thêm trước khi nhắc (phút)"), hint=_("Từ 0 đến 1440; quá giờ chốt vẫn là trễ.")
    )

    places = (
        ("title.en", "title_en"),
        ("title", "title_vi"),
        ("filer.body", "body"),
        ("filer.role", "role"),
        ("filer", "level"),
        ("schedule.weekday", "weekday"),
        ("schedule.day_ends", "day_ends"),
        ("schedule.cutoff", "cutoff"),
        ("schedule.grace", "grace_minutes"),
        ("schedule", "cadence"),
    )


class SectionForm(PartForm):
    """Heading of a section."""

    title_vi = Line(_("Tên phần"))
    title_en = Line(_("Tên tiếng Anh"))
    code = Code(_("Mã"), hint=_("Chữ thường không dấu, chữ số, gạch dưới; như f0_new."))

    places = (("title.en", "title_en"), ("title", "title_vi"))


class FieldForm(PartForm):
    """One thing that the form asks."""

    label_vi = Line(_("Câu hỏi"))
    label_en = Line(_("Câu hỏi tiếng Anh"))
    code = Code(
        _("Mã"),
        hint=_(
            "Chữ thường không dấu, chữ số, gạch dưới. Đổi mã là thành ô khác: số kỳ trước của ô "
            "không còn nối với ô này."
        ),
    )
    kind = Pick(_("Loại ô"), words.KINDS)
    indicator = Code(
        pgettext_lazy("ô", "Chỉ tiêu"), hint=_("Gõ tên không cần dấu để tìm, hoặc mã.")
    )
    disease = Pick(pgettext_lazy("ô", "Bệnh"), {})
    stratum = Code(_("Phần của chỉ tiêu"), hint=_("Để trống là cả chỉ tiêu."), names="strata")
    source = Pick(_("Giá trị đầu"), words.SOURCES)
    register = Pick(_("Sổ đếm"), {"": "–", **words.REGISTERS})
    formula = Code(_("Công thức"), hint=_("Mã các ô nhập tay, như f0_a + f0_b - f0_c."))
    choices = Lines(_("Các lựa chọn"), hint=_("Mỗi dòng: mã = tiếng Việt | tiếng Anh"), rows=4)
    required = forms.BooleanField(
        label=_("Bắt buộc"), required=False, help_text=_("Để trống là lỗi; trống không phải là 0.")
    )
    decimals = Pick(_("Chữ số thập phân"), {"0": "0", "1": "1", "2": "2"})
    help_vi = Lines(_("Giải thích: tính gì, không tính gì"))
    help_en = Lines(_("Giải thích tiếng Anh"))

    places = (
        ("label.en", "label_en"),
        ("label", "label_vi"),
        ("help.en", "help_en"),
        ("help", "help_vi"),
    )


class RuleForm(PartForm):
    """One rule: what must hold, when it is looked at, what is said where it is not kept."""

    code = Code(_("Mã"), hint=_("Chữ thường không dấu, chữ số, gạch dưới."))
    severity = Pick(_("Khi không đúng"), words.SEVERITIES)
    at = Code(_("Hiện ở ô"), names="codes")
    text_vi = Lines(
        _("Câu báo"),
        hint=_(
            "Nói sai ở đâu, vì sao, sửa thế nào. {left} và {right} là hai vế; với mức thường: "
            "{value}, {low}, {high}. Để trống cả hai câu thì máy viết sẵn."
        ),
    )
    text_en = Lines(_("Câu báo tiếng Anh"))

    places = (("text.en", "text_en"), ("text", "text_vi"))

    def more_fields(self) -> dict[str, forms.Field]:
        """Return the fields of both conditions."""
        return {
            **_condition_fields("expect", {}),
            **_condition_fields("when", {"": _("luôn luôn xét")}),
        }

    def _place(self, key: str) -> str:
        """Say a fault of a tree at the field in which that part of it was typed."""
        name, _dot, rest = key.partition(".")
        if name not in ("expect", "when"):
            return super()._place(key)
        kind = self.data[f"{name}_kind"]
        if kind == parts.RAW:
            return f"{name}_raw"
        if rest.startswith(f"{kind}[2]"):
            return f"{name}_right"
        if rest.startswith(kind):
            return f"{name}_{FIRST[kind]}"
        return f"{name}_{rest}" if f"{name}_{rest}" in self.fields else f"{name}_kind"


FIRST = {**dict.fromkeys(parts.COMPARISONS, "left"), "usual": "field", "given": "given"}


def _condition_fields(name: str, first: Choices) -> dict[str, forms.Field]:
    sums = _("Mã ô, + và −, số; before(mã) là số kỳ trước. Như f1_current + f1_ended.")
    small = {"attrs": {"inputmode": "numeric", "size": 6}}
    fields: dict[str, forms.Field] = {
        "kind": Pick(_("Kiểu"), {**first, **words.CONDITIONS}),
        "left": Code(_("Vế trái"), hint=sums),
        "right": Code(_("Vế phải")),
        "tolerance": Line(_("Độ lệch cho phép"), widget=forms.TextInput(**small)),
        "field": Code(_("Ô xét mức thường"), names="codes"),
        "spread": Line(_("Số lần độ lệch trung vị"), widget=forms.TextInput(**small)),
        "least": Line(_("Lệch dưới mức này không tính"), widget=forms.TextInput(**small)),
        "enough": Line(_("Số kỳ cần có (3 đến 28)"), widget=forms.TextInput(**small)),
        "given": Code(_("Ô phải được điền"), names="codes"),
        "raw": Lines(_("Biểu thức"), hint=_("JSON, như trong tài liệu về mẫu."), rows=5),
    }
    return {f"{name}_{key}": field for key, field in fields.items()}
