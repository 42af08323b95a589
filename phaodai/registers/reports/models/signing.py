"""Who signed a paper with which certificate."""

from django.db import models
from django.db.models import Q

from phaodai.registers.reports.models.papers import Paper
from phaodai.registers.reports.states import SignedAs


class PaperSignature(models.Model):
    """One signature of an issued paper: the head's, then the body's own."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signatures")
    signed_as = models.CharField(max_length=8)
    holder = models.CharField(max_length=300)  # as the certificate names him
    organization = models.CharField(max_length=300, blank=True, default="")
    issuer = models.CharField(max_length=300, blank=True, default="")
    serial = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the certificate
    sha256 = models.CharField(max_length=64)  # of the signed file
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150)
    signed_by_ref = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "signed_as"], name="reports_each_signs_a_paper_once"
            ),
            models.CheckConstraint(
                condition=Q(signed_as__in=[each.value for each in SignedAs]),
                name="reports_known_signer",
            ),
        ]

    def __str__(self) -> str:
        """Identify one signature."""
        return f"signature {self.pk}"
