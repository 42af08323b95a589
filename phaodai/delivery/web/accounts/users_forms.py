"""Forms of the administration of users."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.accounts.forms import EMPTY
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.foundation.accounts.queries import BodyChoice
from phaodai.vocabulary.access import Role

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read out
BAD_DAY = _("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021.")
DAYS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]


def first_password() -> str:
    """Make a password that can be read out over the telephone."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


class PlainForm(forms.Form):
    """A form whose empty fields say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = EMPTY


class PersonForm(PlainForm):
    """Name and telephone."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(
        label=_("Điện thoại"),
        max_length=25,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class MailForm(PlainForm):
    """The address from which somebody sends reports."""

    address = forms.EmailField(
        label=_("Địa chỉ thư gửi báo cáo"),
        help_text=_("Để trống nếu người này không gửi báo cáo qua thư điện tử."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Không phải địa chỉ thư. Viết như ten@co-quan.vn.")},
    )


class PasswordForm(PlainForm):
    """A password for one sign-in."""

    password = forms.CharField(
        label=_("Mật khẩu tạm"),
        help_text=_("Đọc cho người dùng; họ phải chọn mật khẩu khác ngay lần đầu vào."),
        initial=first_password,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}
        ),
    )


class ReasonForm(PlainForm):
    """Why something delicate is done."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Từ 10 ký tự; ghi vào nhật ký, người kiểm tra sẽ đọc."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PostForm(PlainForm):
    """A role at a body."""

    body = forms.ChoiceField(label=_("Cơ quan"), widget=forms.RadioSelect)
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=[(role.value, ROLE_LABELS[role]) for role in Role]
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        help_text=_("Số và ngày của quyết định, ví dụ: QĐ 512/QĐ-UBND ngày 12/9/2021."),
        max_length=200,
    )

    def __init__(self, *args: Any, bodies: Sequence[BodyChoice], **kwargs: Any) -> None:
        """Offer the bodies that were found."""
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(body.ref), f"{body.name} · {body.unit_name}") for body in bodies]
        field.error_messages["invalid_choice"] = _("Chọn một cơ quan trong danh sách đã tìm.")


class PostUserForm(PostForm):
    """A further post, from a day on."""

    first_day = forms.DateField(
        label=_("Từ ngày"),
        input_formats=DAYS,
        error_messages={"invalid": BAD_DAY},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"}),
    )


class EndPostForm(PlainForm):
    """The last day of a post."""

    last_day = forms.DateField(
        label=_("Ngày cuối"),
        help_text=_("Hết ngày này chức vụ không còn quyền gì."),
        input_formats=DAYS,
        error_messages={"invalid": BAD_DAY},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=200, required=False)


class AddUserForm(PersonForm, PasswordForm, PostForm):
    """A new user with his first post."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        help_text=_("Chữ thường không dấu, số, dấu chấm; ví dụ: hanh.nguyen"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["name", "username", "phone", "body", "role", "basis", "password"]
