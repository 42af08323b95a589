"""App registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IndicatorsConfig(AppConfig):
    """The table of facts."""

    name = "phaodai.indicators"

    def ready(self) -> None:
        """Keep the catalogue's codes known to the database after each migration."""
        from phaodai.indicators.catalogue import write_catalogue

        post_migrate.connect(write_catalogue, sender=self, dispatch_uid="indicators.catalogue")
