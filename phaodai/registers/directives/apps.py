"""App registration and wiring."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The register of directives."""

    name = "phaodai.registers.directives"

    def ready(self) -> None:
        """Say who sees the files of which rows; listen to what the figures say of obligations."""
        from phaodai.foundation.events import bus
        from phaodai.foundation.files import policies as files
        from phaodai.registers.directives import handlers
        from phaodai.registers.directives.queries import evidence
        from phaodai.vocabulary.events import (
            ObligationAssessed,
            PaperIssued,
            PaperSigned,
            UnitsSucceeded,
        )

        files.register_owner("assignment", visible=evidence.visible_assignments)
        files.register_owner("occurrence", visible=evidence.visible_occurrences)
        files.register_owner("judgement", visible=evidence.visible_judgements)
        bus.subscribe_batch(ObligationAssessed, handlers.keep_assessments)
        bus.subscribe(PaperIssued, handlers.keep_issued)
        bus.subscribe(PaperSigned, handlers.keep_signed)
        bus.subscribe(UnitsSucceeded, handlers.follow_units)
