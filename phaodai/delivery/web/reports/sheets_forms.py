"""What is asked on the page that takes spreadsheets in."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.intake.tables import LONGEST_CELL, MOST_ROWS, Table

LARGEST_GRID = 2_000_000  # characters of a range that scripts send
MOST_COLUMNS = 2_000


class SheetForm(forms.Form):
    """Which form and period, and the sheet: a file, or a range that was pasted."""

    form = forms.ChoiceField(label=_("Mẫu báo cáo"))
    day = forms.DateField(
        label=_("Ngày báo cáo"),
        required=False,
        help_text=_("Để trống nếu bảng tự ghi ngày."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Ngày không đúng. Viết ngày/tháng/năm, ví dụ 23/11/2021.")},
    )
    file = forms.FileField(
        label=_("Bảng tính"),
        required=False,
        help_text=_("Tệp .xlsx, .xls, .ods hoặc .csv, không quá 10 MB."),
        error_messages={
            "empty": _("Tệp rỗng, có thể do chép chưa xong. Lưu lại tệp rồi chọn lại.")
        },
    )
    text = forms.CharField(
        label=_("Hoặc dán vùng ô từ Excel, LibreOffice, Google Sheets"),
        required=False,
        help_text=_("Chép cả dòng tiêu đề và cột tên xã."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "data-paste": ""}),
    )
    carries = forms.BooleanField(
        label=_("Ô giữ nguyên mà bảng không có cột: lấy số của kỳ trước"), required=False
    )

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the forms that the reader files."""
        super().__init__(*args, **kwargs)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = codes


def read_grid(text: str) -> Table | None:
    """Return the range that a script sent; None where it is none, whoever wrote it."""
    if len(text) > LARGEST_GRID:
        return None
    try:
        data = json.loads(text)
        rows = [[str(cell)[:LONGEST_CELL] for cell in row] for row in data["rows"]]
        merged = [tuple(map(int, each)) for each in data["merged"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_small = len(rows) <= MOST_ROWS and all(len(row) <= MOST_COLUMNS for row in rows)
    ranges = [(r[0], r[1], r[2], r[3]) for r in merged if len(r) == 4 and min(r) >= 0]
    return Table("", rows, ranges) if is_small else None
