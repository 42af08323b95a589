"""App registration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Attachments."""

    name = "phaodai.foundation.files"
