"""App registration and wiring."""

from django.apps import AppConfig


class DiscrepanciesConfig(AppConfig):
    """The decision which figures disagree, and whether that is explained."""

    name = "phaodai.decisions.discrepancies"

    def ready(self) -> None:
        """Say who sees the files of findings; listen to reports and to claims of cases."""
        from phaodai.decisions.discrepancies import handlers, queries
        from phaodai.foundation.events import bus
        from phaodai.foundation.files import policies as files
        from phaodai.vocabulary.events import CasesClaimed, ReportFiled

        files.register_owner("finding", visible=queries.visible_findings)
        bus.subscribe_batch(ReportFiled, handlers.judge_again)
        bus.subscribe(CasesClaimed, handlers.keep_claims)
