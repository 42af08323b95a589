"""What an officer types while he confirms a dispatch; every rule lives below these forms."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from phaodai.delivery.web.directives.forms import DUE_LABELS
from phaodai.delivery.web.directives.words import COMPARATORS, recurrence_words
from phaodai.registers.directives.operations import Changes, DueChange, Mention
from phaodai.registers.directives.rows import Due, NamedBody, ProposalRow
from phaodai.registers.directives.states import DueKind
from phaodai.vocabulary.indicators import CATALOGUE

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 200, 10_000, 2_000
UNITS = {"H": gettext_lazy("giờ"), "D": gettext_lazy("ngày"), "W": gettext_lazy("tuần"),
         "M": gettext_lazy("tháng")}  # fmt: skip
USUAL = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY",
         "FREQ=MONTHLY;BYMONTHDAY=-1")  # fmt: skip
_LENGTH = re.compile(r"P(?:T(\d{1,4})H|(\d{1,4})([DWM]))")
_SEPARATORS = re.compile(r"[;\n]+")


def _short(label: Any, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=300, widget=forms.TextInput(attrs)
    )


def _lines(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=hint,
    )


class ProposalForm(forms.Form):
    """A proposal as it can be changed; the same form adds one by hand."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Việc phải làm"), max_length=LONGEST_TITLE)
    lead = _lines(gettext_lazy("Chủ trì"), gettext_lazy("Mỗi cơ quan một dòng."))
    coordinate = _lines(gettext_lazy("Phối hợp"))
    accountable = _lines(gettext_lazy("Người đứng đầu chịu trách nhiệm"))
    due_kind = forms.ChoiceField(
        label=gettext_lazy("Hạn"), choices=[(kind.value, DUE_LABELS[kind]) for kind in DueKind]
    )
    due_day = forms.DateField(
        label=gettext_lazy("Ngày"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
        error_messages={
            "invalid": gettext_lazy("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021.")
        },
    )
    due_time = forms.TimeField(
        label=gettext_lazy("Giờ"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hg%M", "%H"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "17:00"}),
        error_messages={"invalid": gettext_lazy("Giờ không đúng. Gõ theo kiểu 17:00.")},
    )
    due_often = forms.ChoiceField(label=gettext_lazy("Định kỳ"), required=False)
    due_length = forms.IntegerField(
        label=gettext_lazy("Trong bao lâu"),
        required=False,
        min_value=1,
        max_value=9_999,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Gõ một số, ví dụ 24.")},
    )
    due_unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị"), required=False, choices=list(UNITS.items())
    )
    due_since = _short(gettext_lazy("Tính từ, hoặc theo sự kiện nào"))
    target = forms.ChoiceField(label=gettext_lazy("Thêm chỉ tiêu"), required=False)
    target_sign = forms.ChoiceField(
        label=gettext_lazy("So sánh"),
        required=False,
        initial=">=",
        choices=[(code, sign) for code, sign in COMPARATORS.items()],
    )
    target_value = _short(gettext_lazy("Giá trị"), inputmode="decimal")

    def __init__(self, *args: Any, row: ProposalRow | None = None, **kwargs: Any) -> None:
        """Take the proposal that is changed; None adds one."""
        self.row = row
        if row is not None:
            kwargs["initial"] = _initial(row) | kwargs.get("initial", {})
        kwargs.setdefault("auto_id", f"{row.ordinal if row else 'new'}-%s")
        super().__init__(*args, **kwargs)
        own = row.due.rrule if row and row.due.rrule else ""
        often = dict.fromkeys([*filter(None, [own]), *USUAL])
        _choices(self, "due_often", [(rule, recurrence_words(rule, _=_)) for rule in often])
        is_english = (get_language() or "vi").startswith("en")
        named = [(code, i.label_en if is_english else i.label_vi) for code, i in CATALOGUE.items()]
        _choices(self, "target", [("", _("không thêm")), *named])
        for n, target in enumerate(row.targets if row else ()):
            self.fields[f"target_{n}"] = forms.CharField(
                label=_indicator_label(target, is_english=is_english),
                required=False,
                initial=_plain_number(target["value"]),
                help_text=_("Để trống là bỏ chỉ tiêu này."),
                widget=forms.TextInput({"inputmode": "decimal"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind of deadline needs."""
        data = super().clean() or self.cleaned_data
        kind = data.get("due_kind")
        if kind == DueKind.DATE and not data.get("due_day") and "due_day" not in self.errors:
            self.add_error("due_day", _("Chọn “có ngày” thì phải ghi ngày."))
        if kind == DueKind.DURATION and not (
            data.get("due_length") or "due_length" in self.errors or self._keeps_duration()
        ):
            self.add_error("due_length", _("Ghi trong bao lâu, ví dụ 24 giờ."))
        for name in [n for n in self.fields if n == "target_value" or n[7:].isdecimal()]:
            text = str(data.get(name) or "").strip()
            if text and _number(text) is None:
                self.add_error(name, _("Gõ một số, ví dụ 95 hoặc 91,4."))
        if data.get("target") and not data.get("target_value"):
            self.add_error("target_value", _("Ghi giá trị của chỉ tiêu."))
        return data

    def changes(self) -> Changes:
        """Return what differs from the proposal; everything for a new one."""
        data, row = self.cleaned_data, self.row
        title = " ".join(data["title"].split())
        return Changes(
            title=None if row and title == row.title else title,
            text=title if row is None else None,
            lead=self._mentions("lead", row.leads if row else ()),
            coordinate=self._mentions("coordinate", row.coordinates if row else ()),
            accountable=self._mentions("accountable", row.accountables if row else ()),
            due=self._due(),
            targets=self._targets(),
        )

    def _keeps_duration(self) -> bool:
        """Say whether a length stays that these fields cannot say."""
        return bool(self.row and self.row.due.duration and not _length(self.row.due))

    def _mentions(self, name: str, before: Sequence[NamedBody]) -> list[Mention] | None:
        names = list(dict.fromkeys(_names(self.cleaned_data[name])))
        if self.row is not None and names == [body.text for body in before]:
            return None
        known = {body.text: body.body for body in before}
        return [Mention(text=text, body=known.get(text)) for text in names]

    def _due(self) -> DueChange | None:
        data = self.cleaned_data
        asked = ("due_kind", "due_day", "due_time", "due_often", "due_length", "due_unit",
                 "due_since")  # fmt: skip
        if self.row is not None and not set(asked) & set(self.changed_data):
            return None
        kind, unit = DueKind(data["due_kind"]), data["due_unit"] or "D"
        length = data["due_length"]
        duration = f"PT{length}H" if unit == "H" else f"P{length}{unit}"
        if not length:
            duration = self.row.due.duration if self.row else ""
        return DueChange(
            kind=kind,
            day=data["due_day"],
            at=data["due_time"],
            rrule=data["due_often"] if kind is DueKind.RECURRING else "",
            duration=duration if kind is DueKind.DURATION else "",
            working_days=self.row.due.working_days if self.row else None,
            since=data["due_since"],
        )

    def _targets(self) -> list[Mapping[str, Any]] | None:
        before = self.row.targets if self.row else ()
        kept: list[Mapping[str, Any]] = []
        for n, target in enumerate(before):
            text = str(self.cleaned_data.get(f"target_{n}") or "").strip()
            if text == _plain_number(target["value"]):
                kept.append(target)
            elif text:
                kept.append({**target, "value": _number(text)})
        if code := self.cleaned_data["target"]:
            value = _number(self.cleaned_data["target_value"])
            sign = self.cleaned_data["target_sign"] or ">="
            kept.append({"indicator": code, "comparator": sign, "value": value})
        return None if kept == list(before) else kept


class ReasonForm(forms.Form):
    """Why a proposal is put aside."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Lý do bỏ"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Ghi lý do, để người sau hiểu vì sao bỏ.")},
    )


class SplitForm(forms.Form):
    """A proposal written as several: one on each line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    pieces = forms.CharField(
        label=gettext_lazy("Tách thành"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Mỗi việc một dòng; cơ quan và hạn chép theo việc này."),
    )

    def clean_pieces(self) -> list[str]:
        """Ask for two lines or more."""
        lines = [line.strip() for line in self.cleaned_data["pieces"].splitlines() if line.strip()]
        if len(lines) < 2:
            raise forms.ValidationError(_("Xuống dòng ở chỗ tách: cần ít nhất hai việc."))
        return lines


def _initial(row: ProposalRow) -> dict[str, Any]:
    length = _length(row.due)
    return {
        "version": row.version,
        "title": row.title,
        "lead": "\n".join(body.text for body in row.leads),
        "coordinate": "\n".join(body.text for body in row.coordinates),
        "accountable": "\n".join(body.text for body in row.accountables),
        "due_kind": row.due.kind.value,
        "due_day": _day(row.due.day),
        "due_time": _clock(row.due.time),
        "due_often": row.due.rrule or USUAL[0],
        "due_length": length[0] if length else None,
        "due_unit": length[1] if length else "D",
        "due_since": row.due.since,
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _clock(at: time | datetime | None) -> str:
    return f"{at:%H:%M}" if at else ""


def _length(due: Due) -> tuple[int, str] | None:
    found = _LENGTH.fullmatch(due.duration)
    if found is None:
        return None
    hours, number, unit = found.groups()
    return (int(hours), "H") if hours else (int(number), unit)


def _names(text: str) -> list[str]:
    return [" ".join(part.split()) for part in _SEPARATORS.split(text) if part.strip()]


def _number(text: str) -> float | None:
    try:
        return float(text.replace("%", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None


def _plain_number(value: Any) -> str:
    return str(value).replace(".", ",")


def _indicator_label(target: Mapping[str, Any], *, is_english: bool) -> str:
    known = CATALOGUE.get(target["indicator"])
    name = (
        target["indicator"] if known is None else known.label_en if is_english else known.label_vi
    )
    return f"{name} {COMPARATORS.get(target['comparator'], target['comparator'])}"


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = choices
