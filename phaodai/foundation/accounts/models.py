"""Users and the posts they hold."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from phaodai.foundation.access.scoping import ScopedQuerySet, under
from phaodai.foundation.accounts.rules import USERNAME
from phaodai.vocabulary.access import Post, Role
from phaodai.vocabulary.folding import fold


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they type."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user whatever the case he typed."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in; what he may do comes from his postings alone."""

    ref = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(max_length=60, unique=True, validators=[RegexValidator(USERNAME)])
    name = models.CharField(max_length=120)  # as written on documents: family name first
    search_key = models.CharField(max_length=200)  # both names folded
    language = models.CharField(max_length=2, choices=[("vi", "vi"), ("en", "en")], default="vi")
    phone = models.CharField(max_length=20, blank=True)
    # From which he sends reports; nobody signs in with it.
    mail_address = models.CharField(max_length=254, blank=True, default="")
    # Whoever reads that mailbox has said so, or the operator: before that nothing is taken from it.
    mail_confirmed_at = models.DateTimeField(null=True)
    mail_code_due = models.BooleanField(default=False)  # it has to be sent there
    is_active = models.BooleanField(default=True)
    password_must_change = models.BooleanField(default=False)
    # Raised to end every session at once, also those that no list knows.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mail_address"],
                condition=~Q(mail_address=""),
                name="accounts_one_user_of_an_address",
            ),
        ]

    def __str__(self) -> str:
        """Name the user as in the audit trail."""
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key of searches in step with the names."""
        self.search_key = fold(f"{self.name} {self.username}")
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # What a session must still agree with on each request.
        return salted_hmac(
            "phaodai.foundation.accounts.session",
            f"{self.password}|{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class PostingQuerySet(ScopedQuerySet["Posting"]):
    """Postings; each belongs to the unit of its body."""

    @staticmethod
    def _below(post: Post) -> Q:
        if post.is_general:
            return under("body__unit__path", post.unit_path)
        return under("body__path", post.body_path)

    def running(self, on: date) -> Self:
        """Keep those that give authority on that day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on)


class Posting(models.Model):
    """A role a user holds at a body, from a day on, by a decision that says so."""

    ref = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    body = models.ForeignKey("agencies.Body", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    basis = models.CharField(max_length=200)  # number and day of the decision

    objects: ClassVar[PostingQuerySet] = PostingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "body", "role"],
                condition=Q(last_day=None),
                name="accounts_one_open_posting",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="accounts_posting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]),
                name="accounts_known_role",
            ),
        ]

    def __str__(self) -> str:
        """Identify one posting."""
        return f"{self.user_id} {self.role} at body {self.body_id}"
