"""App registration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work."""

    name = "phaodai.foundation.jobs"
