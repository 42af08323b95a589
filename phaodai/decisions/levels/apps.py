"""App registration."""

from django.apps import AppConfig


class LevelsConfig(AppConfig):
    """The decision which epidemic level a unit has."""

    name = "phaodai.decisions.levels"
