"""Tokens, and the answers kept for calls that may be sent twice."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.accounts.models import Posting, User


class TokenQuerySet(models.QuerySet["Token"]):
    """Filters with a name in the field's own words."""

    def living(self, now: datetime) -> Self:
        """Keep those that are neither revoked nor over."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class Token(models.Model):
    """What a machine shows instead of a password; it does less than its user, never more."""

    ref = models.UUIDField(default=uuid4, unique=True, editable=False)
    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the secret, hexadecimal
    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.GenericIPAddressField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[TokenQuerySet] = TokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        app_label = "accounts"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="accounts_token_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Identify one token without betraying it."""
        return f"token {self.public_id}"


class Call(models.Model):
    """A call under a key of the machine's own choice: the act is done once, however often sent.

    The answer is written in the transaction of the act, so that there is never one without the
    other. `attempt` tells the run that holds the key now from one that was given up.
    """

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was asked
    attempt = models.UUIDField(default=uuid4)
    started_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # None: still running
    answer = models.TextField(default="", blank=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="accounts_call_once"),
        ]
        indexes = [models.Index(fields=["token", "started_at"], name="accounts_calls_by_age")]

    def __str__(self) -> str:
        """Identify one call."""
        return f"call {self.key} of {self.token_id}"
