"""App registration and wiring."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The register of directives."""

    name = "phaodai.registers.directives"

    def ready(self) -> None:
        """Listen to what the figures say of obligations."""
        from phaodai.foundation.events import bus
        from phaodai.registers.directives import handlers
        from phaodai.vocabulary.events import ObligationAssessed

        bus.subscribe_batch(ObligationAssessed, handlers.keep_assessments)
