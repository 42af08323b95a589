"""The outbox."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class Announcement(models.Model):
    """One event, written in the transaction of the act that it tells of."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    not_before = models.DateTimeField()  # outward acts wait here while they can be undone
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Identify one announcement."""
        return f"{self.name} {self.ref}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Filters with a name in the field's own words."""

    def due(self, now: datetime) -> Self:
        """Keep what has to be tried now."""
        return self.filter(
            delivered_at=None,
            given_up_at=None,
            next_try_at__lte=now,
            announcement__withdrawn_at=None,
            announcement__not_before__lte=now,
        )


class Delivery(models.Model):
    """One announcement for one handler."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)  # dotted name
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "handler"], name="events_one_delivery_per_handler"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(delivered_at=None, given_up_at=None),
                name="events_waiting",
            ),
        ]

    def __str__(self) -> str:
        """Identify one delivery."""
        return f"#{self.pk} to {self.handler}"
