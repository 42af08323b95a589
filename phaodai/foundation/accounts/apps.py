"""App registration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and their posts."""

    name = "phaodai.foundation.accounts"
