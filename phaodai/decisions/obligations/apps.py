"""App registration."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """The decision whether obligations are met."""

    name = "phaodai.decisions.obligations"
