"""App registration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Row scoping and grants."""

    name = "phaodai.foundation.access"
