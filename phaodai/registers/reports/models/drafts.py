"""Reports that somebody has begun and not sent."""

from django.db import models

from phaodai.registers.reports.models.forms import FormVersion


class Draft(models.Model):
    """What one person has filled in of one report; it states nothing and is nobody else's."""

    submission = models.UUIDField(unique=True)  # under which it will be sent
    body = models.ForeignKey("agencies.Body", models.CASCADE, related_name="+")
    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="+")
    day = models.DateField()
    base = models.UUIDField(null=True)
    values = models.JSONField()  # text by field, as it was typed
    comments = models.JSONField()
    owner = models.UUIDField()  # the user
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "body", "version", "day"], name="reports_one_draft"
            ),
        ]
        indexes = [models.Index(fields=["body", "day"], name="reports_drafts_of_a_day")]

    def __str__(self) -> str:
        """Identify one draft."""
        return f"draft {self.submission}"
