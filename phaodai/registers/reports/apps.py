"""App registration and wiring."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The register of reports."""

    name = "phaodai.registers.reports"
