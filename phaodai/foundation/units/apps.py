"""App registration."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The tree of units."""

    name = "phaodai.foundation.units"
