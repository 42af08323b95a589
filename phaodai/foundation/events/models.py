"""The outbox."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

LONGEST_PAUSE = timedelta(minutes=30)  # between two tries; nothing is held so long either


class Announcement(models.Model):
    """One event, written in the transaction of the act that it tells of."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)  # an outward act waits while it can be undone
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Identify one announcement."""
        return f"{self.name} {self.ref}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Filters with a name in the field's own words."""

    def waiting(self) -> Self:
        """Keep what has still to be delivered, now or later."""
        return self.filter(delivered_at=None, given_up_at=None, announcement__withdrawn_at=None)

    def due(self, now: datetime) -> Self:
        """Keep what has to be tried now.

        What is announced without a hold names no moment, so no clock can keep it back. A moment
        further away than any pause was written before a clock went back: that is due as well.
        """
        at_last = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_PAUSE)
        return self.waiting().filter(Q(next_try_at=None) | at_last)

    def given_up(self) -> Self:
        """Keep what nobody tries any more."""
        return self.filter(
            delivered_at=None, given_up_at__isnull=False, announcement__withdrawn_at=None
        )


class Delivery(models.Model):
    """One announcement for one handler."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)  # dotted name
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # None: at once
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
                fields=["announcement"],  # oldest first
                condition=Q(delivered_at=None, given_up_at=None),
                name="events_waiting",
            ),
        ]

    def __str__(self) -> str:
        """Identify one delivery."""
        return f"#{self.pk} to {self.handler}"
