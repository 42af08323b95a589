"""Documents as they came, what they cite, and their original files."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.models import Grant
from phaodai.foundation.access.scoping import ScopedQuerySet, under
from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives import rules
from phaodai.registers.directives.states import Direction, Precision, Relation, Urgency
from phaodai.vocabulary.folding import fold


class StoredFile(models.Model):
    """The bytes of an original, once each; in the database so that they share its transaction.

    See docs/adr/0011-original-files-in-the-database.md.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="directives_file_not_empty"),
        ]

    def __str__(self) -> str:
        """Identify one file."""
        return f"file {self.sha256[:12]}"


class DocumentQuerySet(ScopedQuerySet["Document"]):
    """Filters in the words of the register."""

    grant_kind = "document"

    def search(self, words: str) -> Self:
        """Keep documents that hold every word, however it is accented."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_key__contains=word)
        return found

    def around(self, unit_path: str) -> Self:
        """Keep what bodies at or below a unit keep, or were sent."""
        there = Body.objects.filter(under("unit__path", unit_path)).values("ref")
        sent = Grant.objects.filter(kind=self.grant_kind, body_ref__in=there, ended_at=None)
        return self.filter(under("unit__path", unit_path) | Q(ref__in=sent.values("subject_ref")))

    def issued_between(self, first: object, last: object) -> Self:
        """Keep documents of the period; either end may be open, undated ones never match."""
        found = self
        if first:
            found = found.filter(day__gte=first)
        if last:
            found = found.filter(day__lte=last)
        return found


class Document(models.Model):
    """One dispatch, kept by one body; other bodies read it by grant."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8)
    doc_type = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40, blank=True)  # blank: the paper leaves it blank
    symbol = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    issuer_body = models.ForeignKey(
        "agencies.Body", null=True, on_delete=models.PROTECT, related_name="+"
    )
    parent_issuer = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True)
    day = models.DateField(null=True)  # first day of the month or year where no more is known
    date_precision = models.CharField(max_length=5)
    urgency = models.CharField(max_length=12, blank=True)
    subject = models.TextField(blank=True)
    signer_authority = models.JSONField(default=list)
    signer_post = models.CharField(max_length=200, blank=True)
    signer_name = models.CharField(max_length=200, blank=True)
    addressees = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    enclosures = models.JSONField(default=list)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    clauses = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    reader_name = models.CharField(max_length=60)
    reader_version = models.CharField(max_length=40)
    # Keys: how a document is found again although it is written or typed otherwise.
    number_key = models.CharField(max_length=40, blank=True)
    symbol_key = models.CharField(max_length=60, blank=True)
    issuer_key = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    content_key = models.CharField(max_length=64)
    orders_key = models.CharField(max_length=64, blank=True)
    search_key = models.TextField()
    # The registers of incoming and outgoing documents: Decree 30/2020/NĐ-CP, Annex VI.
    arrival_number = models.PositiveIntegerField(null=True)  # số đến
    arrival_year = models.PositiveSmallIntegerField(null=True)
    arrival_day = models.DateField(null=True)
    outgoing_number = models.PositiveIntegerField(null=True)  # given here, without a gap
    outgoing_year = models.PositiveSmallIntegerField(null=True)
    outgoing_type = models.CharField(max_length=60, blank=True, default="")
    handling_due = models.DateTimeField(null=True)  # hạn giải quyết
    handling_note = models.TextField(blank=True, default="")  # ý kiến phân phối, chỉ đạo
    file_code = models.CharField(max_length=60, blank=True, default="")  # mã hồ sơ
    file_ordinal = models.PositiveSmallIntegerField(null=True)  # số thứ tự trong hồ sơ
    document_language = models.CharField(max_length=30, blank=True, default="")
    n_pages = models.PositiveSmallIntegerField(null=True)
    n_copies = models.PositiveSmallIntegerField(null=True)  # số lượng bản phát hành
    note = models.CharField(max_length=500, blank=True, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "arrival_year", "arrival_number"],
                condition=Q(arrival_number__isnull=False),
                name="directives_arrival_number_once",
            ),
            models.UniqueConstraint(
                fields=["body", "outgoing_type", "outgoing_year", "outgoing_number"],
                condition=Q(outgoing_number__isnull=False),
                name="directives_outgoing_number_once",
            ),
            models.CheckConstraint(
                condition=Q(arrival_number=None, arrival_year=None, arrival_day=None)
                | Q(
                    arrival_number__gt=0,
                    arrival_year__isnull=False,
                    arrival_day__isnull=False,
                ),
                name="directives_arrival_whole",
            ),
            models.CheckConstraint(
                condition=Q(outgoing_number=None, outgoing_year=None)
                | Q(outgoing_number__gt=0, outgoing_year__isnull=False),
                name="directives_outgoing_whole",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in Direction]),
                name="directives_known_direction",
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=[u.value for u in Urgency]),
                name="directives_known_urgency",
            ),
            models.CheckConstraint(
                condition=Q(date_precision=Precision.NONE, day=None, year=None)
                | Q(
                    date_precision__in=[Precision.DAY, Precision.MONTH, Precision.YEAR],
                    day__isnull=False,
                    year__isnull=False,
                ),
                name="directives_day_as_precise_as_said",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="directives_text_not_empty"),
            models.UniqueConstraint(
                fields=["body", "content_key"], name="directives_same_words_once"
            ),
            models.UniqueConstraint(
                fields=["body", "number_key", "symbol_key", "issuer_key", "year", "orders_key"],
                condition=~Q(number_key="") & ~Q(orders_key=""),
                name="directives_same_orders_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-received_at"], name="directives_newest"),
            models.Index(fields=["number_key", "symbol_key"], name="directives_number"),
            models.Index(fields=["day"], name="directives_day"),
        ]

    def __str__(self) -> str:
        """Name the document as a clerk does."""
        return f"{self.doc_type} {rules.full_number(self.number, self.symbol)}".strip()


class DocumentLink(models.Model):
    """A document names another; the target is set once that one is here too."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="links")
    relation = models.CharField(max_length=12)
    ordinal = models.PositiveSmallIntegerField()
    doc_type = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    day = models.DateField(null=True)
    date_precision = models.CharField(max_length=5)
    number_key = models.CharField(max_length=40, blank=True)
    symbol_key = models.CharField(max_length=60, blank=True)
    target = models.ForeignKey(
        Document, null=True, on_delete=models.SET_NULL, related_name="cited_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=[r.value for r in Relation]),
                name="directives_known_relation",
            ),
            models.CheckConstraint(
                condition=Q(date_precision=Precision.NONE, day=None)
                | Q(
                    date_precision__in=[Precision.DAY, Precision.MONTH, Precision.YEAR],
                    day__isnull=False,
                ),
                name="directives_cited_day_as_precise_as_said",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("document")),
                name="directives_no_link_to_itself",
            ),
            models.UniqueConstraint(
                fields=["document", "relation", "ordinal"], name="directives_link_order"
            ),
        ]
        indexes = [
            models.Index(fields=["number_key", "symbol_key"], name="directives_cited_number"),
        ]

    def __str__(self) -> str:
        """Name what is cited."""
        return f"{self.relation} {self.number}/{self.symbol}"
