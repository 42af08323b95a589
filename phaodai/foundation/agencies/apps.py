"""App registration."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Bodies and their heads."""

    name = "phaodai.foundation.agencies"
