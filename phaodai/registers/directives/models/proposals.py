"""What the reader found in a document: one row for each obligation, one for each body it names."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q, QuerySet

from phaodai.registers.directives.models.documents import Document
from phaodai.registers.directives.states import DueKind, FoundBy, Origin, Part, ProposalState
from phaodai.vocabulary.access import Actor, Permission


class ProposalQuerySet(QuerySet["Proposal"]):
    """Proposals are seen through their document."""

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """Keep the proposals of documents that the actor sees."""
        if actor.is_operator:
            return self.all()
        seen = Document.objects.visible_to(actor, permission)
        return self.filter(document__in=seen.values("pk"))


class Proposal(models.Model):
    """One obligation as the reader proposes it; it binds nobody until it is confirmed.

    A proposal that somebody added without a place in the text has the empty span 0 to 0.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="proposals")
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=ProposalState.PROPOSED)
    clause = models.CharField(max_length=60, blank=True)
    heading = models.TextField(blank=True)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    text = models.TextField()
    search_key = models.TextField()
    due_kind = models.CharField(max_length=10)
    due_date = models.DateField(null=True)
    due_time = models.TimeField(null=True)  # in the reporting time zone
    due_rrule = models.CharField(max_length=120, blank=True)
    due_duration = models.CharField(max_length=20, blank=True)
    due_working_days = models.BooleanField(null=True)
    due_from = models.CharField(max_length=300, blank=True)
    due_text = models.TextField(blank=True)
    due_span_start = models.PositiveIntegerField(null=True)
    due_span_end = models.PositiveIntegerField(null=True)
    scope = models.JSONField(default=list)
    targets = models.JSONField(default=list)
    confidence = models.FloatField()
    title = models.CharField(max_length=200, blank=True, default="")  # "" is made of the text
    version = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=8, default=Origin.READER)
    came_from = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="parts"
    )  # what was split
    became = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="sources"
    )  # into what it was merged
    original = models.JSONField(default=dict)  # what the reader found, kept at the first change
    reason = models.TextField(blank=True, default="")  # why it was rejected

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ProposalState]),
                name="directives_proposal_known_state",
            ),
            models.CheckConstraint(
                condition=Q(due_kind__in=[k.value for k in DueKind]),
                name="directives_proposal_known_due",
            ),
            models.CheckConstraint(
                condition=~Q(due_kind=DueKind.DATE.value) | Q(due_date__isnull=False),
                name="directives_proposal_date_is_given",
            ),
            models.CheckConstraint(
                condition=Q(span_end__gt=F("span_start")) | Q(span_start=0, span_end=0),
                name="directives_proposal_span",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[o.value for o in Origin]),
                name="directives_proposal_known_origin",
            ),
            models.CheckConstraint(
                condition=Q(due_span_start=None, due_span_end=None)
                | Q(due_span_end__gt=F("due_span_start")),
                name="directives_proposal_due_span",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0.0, confidence__lte=1.0),
                name="directives_proposal_confidence",
            ),
            models.UniqueConstraint(
                fields=["document", "ordinal"], name="directives_proposal_order"
            ),
        ]
        indexes = [models.Index(fields=["due_date"], name="directives_proposal_due_date")]

    def __str__(self) -> str:
        """Identify one proposal."""
        return f"proposal {self.ordinal} of document {self.document_id}"


class ProposalBody(models.Model):
    """A body that a proposal names: as written, and as far as it could be found."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="bodies")
    part = models.CharField(max_length=11)
    ordinal = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    found_by = models.CharField(max_length=10)
    # One body ("Sở Y tế"), or every body of a kind on a level ("UBND các xã, thị trấn").
    body = models.ForeignKey("agencies.Body", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=20, blank=True)
    within = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    unit_kinds = models.CharField(max_length=200, blank=True)  # "|xã|phường|"; "" is every kind
    n_units = models.PositiveIntegerField(null=True)
    group_key = models.CharField(max_length=400)  # the same for every wording of the same bodies

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=[p.value for p in Part]), name="directives_body_known_part"
            ),
            models.CheckConstraint(
                condition=Q(found_by__in=[f.value for f in FoundBy]),
                name="directives_body_known_source",
            ),
            models.CheckConstraint(
                condition=Q(span_start=None, span_end=None) | Q(span_end__gt=F("span_start")),
                name="directives_body_span",
            ),
            models.CheckConstraint(
                condition=Q(body=None) | Q(within=None), name="directives_body_one_or_many"
            ),
            models.UniqueConstraint(
                fields=["proposal", "part", "ordinal"], name="directives_body_order"
            ),
        ]
        indexes = [models.Index(fields=["part", "group_key"], name="directives_body_group")]

    def __str__(self) -> str:
        """Name the part and the body as written."""
        return f"{self.part} {self.text}"
