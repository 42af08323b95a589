"""Tokens of officers, read with their units in one query."""

from typing import Any

from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed


class OfficerAuthentication(TokenAuthentication):
    """REST framework's, with what a request needs joined in."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        """Return the user and his token."""
        token = Token.objects.select_related("user__officer__unit").filter(key=key).first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed
        return token.user, token
