"""App registration."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The outbox."""

    name = "phaodai.foundation.events"
