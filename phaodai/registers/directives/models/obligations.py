"""Obligations: what was confirmed, and the acts by which they are issued."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from phaodai.foundation.access.models import Grant
from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.directives.models.documents import Document
from phaodai.registers.directives.models.proposals import Proposal
from phaodai.registers.directives.states import DueKind, ObligationState
from phaodai.vocabulary.access import Actor, Permission


class IssueQuerySet(ScopedQuerySet["Issue"]):
    """Issues are seen by who issued them."""


class Issue(models.Model):
    """One act by which obligations of a document were sent down."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="issues")
    issued_at = models.DateTimeField()
    basis = models.CharField(max_length=300, blank=True)  # of whoever issued by delegation
    announcement_ref = models.UUIDField()
    given_to = models.JSONField(default=list)  # bodies that read the document because of it
    skipped = models.JSONField(default=list)  # wordings and units that got nothing, and why
    n_assignments = models.PositiveIntegerField()
    taken_back_at = models.DateTimeField(null=True)

    objects = IssueQuerySet.as_manager()

    def __str__(self) -> str:
        """Identify one issue."""
        return f"issue {self.ref}"


class ObligationQuerySet(ScopedQuerySet["Obligation"]):
    """Obligations; whoever reads the document sees those that were issued."""

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """Keep those below the actor's posts, and issued ones of documents in sight."""
        if actor.is_operator:
            return self.all()
        posts = actor.posts_for(permission)
        if not posts:
            return self.none()
        seen = Q()
        for post in posts:
            seen |= self._below(post)
        granted = Grant.objects.filter(
            kind="document", body_ref__in={post.body for post in posts}, ended_at=None
        )
        documents = Document.objects.filter(ref__in=granted.values("subject_ref"))
        issued = ~Q(state=ObligationState.CONFIRMED)
        return self.filter(seen | issued & Q(document__in=documents.values("pk")))


class Obligation(models.Model):
    """One thing that a document orders, as an officer confirmed it.

    The bodies are those of its proposal, which cannot change while this row stands.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="obligations")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="obligation")
    issue = models.ForeignKey(
        Issue, null=True, on_delete=models.PROTECT, related_name="obligations"
    )
    state = models.CharField(max_length=10, default=ObligationState.CONFIRMED)
    version = models.PositiveIntegerField(default=0)
    ordinal = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    search_key = models.TextField()
    due_kind = models.CharField(max_length=10)
    due_date = models.DateField(null=True)
    due_time = models.TimeField(null=True)  # in Asia/Ho_Chi_Minh
    due_rrule = models.CharField(max_length=120, blank=True)
    due_duration = models.CharField(max_length=20, blank=True)
    due_working_days = models.BooleanField(null=True)
    due_from = models.CharField(max_length=300, blank=True)
    due_text = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)  # known with the issue
    recurs_from = models.DateField(null=True)
    recurs_to = models.DateField(null=True)
    scope = models.JSONField(default=list)
    targets = models.JSONField(default=list)
    is_measured = models.BooleanField(default=False)  # its targets are published
    escalate_after_hours = models.PositiveSmallIntegerField(default=24)
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ObligationState]),
                name="directives_obligation_known_state",
            ),
            models.CheckConstraint(
                condition=Q(due_kind__in=[k.value for k in DueKind]),
                name="directives_obligation_known_due",
            ),
            models.CheckConstraint(
                condition=Q(state=ObligationState.CONFIRMED.value, issue=None)
                | Q(
                    state__in=[ObligationState.ISSUED.value, ObligationState.ENDED.value],
                    issue__isnull=False,
                ),
                name="directives_obligation_issued_by_an_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["document", "ordinal"], name="directives_obligation_order"),
            models.Index(fields=["state", "due_kind"], name="directives_obligation_state"),
        ]

    def __str__(self) -> str:
        """Identify one obligation."""
        return f"obligation {self.ordinal} of document {self.document_id}"
