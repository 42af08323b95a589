"""What the sign-in library asks of this installation."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.access import find_actor
from phaodai.delivery.web.accounts.middleware import BEGAN
from phaodai.foundation.accounts import operations

FRESH = 15 * 60  # seconds after sign-in in which nobody is asked again who he is


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users are made by administrators: nobody signs up, and no mail is sent."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng. Gõ lại mật khẩu cũ."),
        "incorrect_password": _("Mật khẩu chưa đúng. Gõ lại, chú ý phím Caps Lock và bộ gõ."),
        "rate_limited": _("Thử quá nhiều lần. Chờ vài phút rồi thử lại."),
        "too_many_login_attempts": _("Thử quá nhiều lần. Chờ năm phút rồi thử lại."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Gõ lại cả hai; quên thì gọi người quản trị."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        del request
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again for what is delicate, but not of somebody who has only just signed in."""
        began = context.request.session.get(BEGAN, 0.0)
        if time.time() - began < FRESH:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep the password that the user chose."""
        operations.choose_password(
            actor=find_actor(self.request), password=password, now=timezone.now()
        )
        user.refresh_from_db()  # the session is renewed with what is stored now

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Let a new session begin, and record who came."""
        request.session[BEGAN] = time.time()
        operations.note(actor=find_actor(request), action="account.sign_in", now=timezone.now())
        answer = super().post_login(request, user, **kwargs)
        assert isinstance(answer, HttpResponse)  # noqa: S101 - the library is not typed
        return answer

    def logout(self, request: HttpRequest) -> None:
        """Record who went."""
        operations.note(actor=find_actor(request), action="account.sign_out", now=timezone.now())
        super().logout(request)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys and codes; secrets lie in the database under the key of the installation."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Đây là cách xác nhận cuối cùng. Thêm cách khác trước rồi mới bỏ cách này."
        ),
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng. Chờ mã mới rồi gõ lại."),
    }

    def encrypt(self, text: str) -> str:
        """Lock a secret."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return _lock().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002
        """Name a key after its place in the list."""
        number = user.authenticator_set.filter(type=type).count() + 1  # type: ignore[attr-defined]
        return gettext("Khóa %(number)s") % {"number": number}


def _lock() -> Fernet:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor"
    ).digest()
    return Fernet(base64.urlsafe_b64encode(key))
