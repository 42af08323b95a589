"""App registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "phaodai.delivery.web"
    label = "web"
