"""App registration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and their posts."""

    name = "phaodai.foundation.accounts"

    def ready(self) -> None:
        """Let the tables of tokens be known, which lie in a room of their own."""
        from phaodai.foundation.accounts.tokens import models  # noqa: F401
