"""Definitions that somebody is writing."""

import uuid

from django.db import models

from phaodai.registers.reports.models.forms import FormVersion


class Sketch(models.Model):
    """The next version of a form as one person writes it; it may be wrong, and states nothing."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40)  # of the form, which may not exist yet
    base = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    data = models.JSONField()  # a table with sections and fields; nothing else is sure
    source = models.TextField(blank=True, default="")  # TOML as it was typed, comments and all
    is_source_broken = models.BooleanField(default=False)  # it could not be read: data are older
    before = models.JSONField(null=True)  # data and source before the last save
    revision = models.PositiveIntegerField(default=1)  # counts saves
    digest = models.CharField(max_length=64, blank=True, default="")  # where it is a definition
    owner = models.UUIDField()  # the user
    owner_name = models.CharField(max_length=150)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="reports_one_sketch_of_a_form"),
        ]
        indexes = [models.Index(fields=["digest"], name="reports_sketch_digest")]

    def __str__(self) -> str:
        """Identify one sketch."""
        return f"sketch {self.ref} of {self.code}"
