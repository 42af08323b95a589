"""App registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "phaodai.delivery.web"
    label = "web"

    def ready(self) -> None:
        """Lend the confined process to whoever keeps files."""
        from phaodai.delivery.intake import attachments
        from phaodai.foundation.files import checking

        checking.use(attachments.examine)
