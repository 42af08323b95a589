"""App registration."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """The decision what is to be expected."""

    name = "phaodai.decisions.forecasts"
