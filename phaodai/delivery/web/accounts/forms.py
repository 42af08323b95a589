"""Forms of signing in: the library's checks under our own words."""

import re
from typing import Any

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.account.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as BaseAddWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as BaseEditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

EMPTY = _("Ô này còn trống. Hãy điền vào.")


class CodeField(forms.CharField):
    """A code as it is pasted: blanks and dashes inside it do no harm."""

    def __init__(self, **kwargs: Any) -> None:
        """Let phones show digits and offer the code they have received."""
        super().__init__(
            label=_("Mã xác nhận"),
            error_messages={"required": EMPTY},
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "inputmode": "numeric",
                    "class": "code",
                    "size": 12,
                    "autofocus": True,
                }
            ),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """Drop what only makes a code readable."""
        return re.sub(r"[\s-]", "", str(value)) if value else ""


def _rename(form: Any, **labels: Any) -> None:
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.error_messages["required"] = EMPTY
        field.widget.attrs.pop("placeholder", None)


class LoginForm(BaseLoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place; the session's length is not for the user to choose."""
        super().__init__(*args, **kwargs)
        _rename(self, login=_("Tên đăng nhập"), password=_("Mật khẩu"))
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields.pop("remember", None)

    def clean_login(self) -> str:
        """Accept a name in capitals or with a blank behind it."""
        return str(super().clean_login()).strip().lower()


class ChangePasswordForm(BaseChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place."""
        super().__init__(*args, **kwargs)
        _rename(
            self,
            oldpassword=_("Mật khẩu đang dùng"),
            password1=_("Mật khẩu mới"),
            password2=_("Mật khẩu mới, gõ lần nữa"),
        )
        self.fields["password1"].help_text = _(
            "Từ 12 ký tự. Một câu dễ nhớ tốt hơn một từ khó gõ. Dán từ trình giữ mật khẩu được."
        )


class ReauthenticateForm(BaseReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place."""
        super().__init__(*args, **kwargs)
        _rename(self, password=_("Mật khẩu"))


class AuthenticateForm(BaseAuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    code = CodeField()


class ReauthenticateByCodeForm(BaseReauthenticateByCodeForm):  # type: ignore[misc]
    """A code once more."""

    code = CodeField()


class ActivateTOTPForm(BaseActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    code = CodeField()


class AddWebAuthnForm(BaseAddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; each one can sign in by itself."""

    passwordless = forms.BooleanField(initial=True, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place."""
        super().__init__(*args, **kwargs)
        _rename(self, name=_("Tên khóa"))
        self.fields["name"].help_text = _("Để phân biệt, ví dụ: điện thoại cơ quan.")


class EditWebAuthnForm(BaseEditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words in place."""
        super().__init__(*args, **kwargs)
        _rename(self, name=_("Tên khóa"))
