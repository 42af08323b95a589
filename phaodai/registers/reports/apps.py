"""App registration and wiring."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The register of reports."""

    name = "phaodai.registers.reports"

    def ready(self) -> None:
        """Say who sees files of papers; count again what comes to light after its period."""
        from phaodai.foundation.events import bus
        from phaodai.foundation.files import policies as files
        from phaodai.registers.reports import handlers
        from phaodai.registers.reports.queries import papers
        from phaodai.vocabulary.events import ReportFiled

        files.register_owner("paper", visible=papers.visible_papers)
        bus.subscribe_batch(ReportFiled, handlers.count_again)
