"""App registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IndicatorsConfig(AppConfig):
    """The table of facts."""

    name = "phaodai.indicators"

    def ready(self) -> None:
        """Keep the catalogue's codes known after each migration, and totals true to the tree."""
        from phaodai.foundation.units import closure
        from phaodai.indicators import rollup
        from phaodai.indicators.catalogue import write_catalogue

        closure.watch(rollup.follow)

        post_migrate.connect(write_catalogue, sender=self, dispatch_uid="indicators.catalogue")
