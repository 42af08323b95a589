"""App registration and wiring."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The register of directives."""

    name = "phaodai.registers.directives"
