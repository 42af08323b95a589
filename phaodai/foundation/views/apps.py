"""App registration."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    """Saved views."""

    name = "phaodai.foundation.views"
    label = "saved_views"
