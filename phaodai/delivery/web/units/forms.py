"""Forms of the tree of units."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.accounts.forms import EMPTY

DAYS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]
BAD_DAY = _("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021.")


class DayField(forms.DateField):
    """A day as people write it, or as an address carries it."""

    def __init__(self, **kwargs: Any) -> None:
        """Take both forms and say how to write it."""
        super().__init__(
            input_formats=DAYS,
            error_messages={"invalid": BAD_DAY, "required": EMPTY},
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 10}),
            **kwargs,
        )


class DayFilter(forms.Form):
    """As of which day a page shows the tree."""

    on = DayField(label=_("Theo ngày"), required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show a day as people write it, however an address carried it."""
        try:
            day = date.fromisoformat((data or {}).get("on", ""))
        except ValueError:
            super().__init__(data, *args, **kwargs)
        else:
            super().__init__({**data.dict(), "on": f"{day:%d/%m/%Y}"}, *args, **kwargs)

    def day(self, *, today: date) -> date:
        """Return the day asked for, or today where nothing or no day was written."""
        if self.is_valid() and self.cleaned_data["on"]:
            asked: date = self.cleaned_data["on"]
            return asked
        return today


class AliasForm(forms.Form):
    """Another wording."""

    text = forms.CharField(
        label=_("Tên gọi khác"),
        help_text=_("Đúng như trong văn bản; khi tìm không phân biệt dấu, chữ hoa."),
        max_length=200,
        error_messages={"required": EMPTY},
    )
