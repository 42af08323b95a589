"""App registration and wiring."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The register of reports."""

    name = "phaodai.registers.reports"

    def ready(self) -> None:
        """Listen to one's own reports: some come to light after their period was counted."""
        from phaodai.foundation.events import bus
        from phaodai.registers.reports import handlers
        from phaodai.vocabulary.events import ReportFiled

        bus.subscribe(ReportFiled, handlers.count_again)
