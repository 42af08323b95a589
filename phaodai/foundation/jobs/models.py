"""The table of heartbeats."""

from django.db import models


class Heartbeat(models.Model):
    """When something that runs by itself last did so. Written over: it is a sign of life."""

    name = models.CharField(max_length=40, primary_key=True)
    last_at = models.DateTimeField()
    detail = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        """Identify one heartbeat."""
        return f"{self.name} at {self.last_at}"
