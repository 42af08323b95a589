"""Tables of the peer: those that ours fills, drawn as Django's manual draws them."""

# ruff: noqa: DJ008 - nobody reads them
import uuid

from django.conf import settings
from django.db import models


class Unit(models.Model):
    """A unit, with those above it from the top down."""

    code = models.CharField(max_length=20, unique=True)
    above = models.JSONField(default=list)  # ids


class Officer(models.Model):
    """Who reports for a unit."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    unit = models.ForeignKey(Unit, models.PROTECT)


class Series(models.Model):
    """What a field of the form states."""

    field = models.CharField(max_length=40, unique=True)
    indicator = models.CharField(max_length=80)
    disease = models.CharField(max_length=40)
    stratum = models.CharField(max_length=120)


class Report(models.Model):
    """What a unit says of a day."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    form = models.CharField(max_length=40)
    day = models.DateField()
    head = models.PositiveIntegerField(default=0)
    first_received_at = models.DateTimeField(null=True)
    lateness = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "form", "day"], name="one_report_a_day")
        ]


class Submission(models.Model):
    """What was sent, with its answer: the row of idempotency."""

    submission = models.UUIDField(unique=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions")
    content = models.CharField(max_length=64)
    values = models.JSONField()
    comments = models.JSONField()
    sent_by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    number = models.PositiveIntegerField(null=True)
    receipt = models.CharField(max_length=12, blank=True)
    lateness = models.CharField(max_length=16, blank=True)
    answer = models.JSONField(default=dict)


class Value(models.Model):
    """One figure."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    series = models.ForeignKey(Series, models.PROTECT, db_index=False)
    day = models.DateField()
    amount = models.BigIntegerField()
    submission = models.ForeignKey(Submission, models.PROTECT, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "series", "day"], name="one_value")]


class Total(models.Model):
    """What the communes below a unit say together."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    series = models.ForeignKey(Series, models.PROTECT, db_index=False)
    day = models.DateField()
    amount = models.BigIntegerField(default=0)
    n_reported = models.IntegerField(default=0)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day", "series"], name="one_total")]


class AuditEvent(models.Model):
    """One change of state."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_ref = models.UUIDField(db_index=True)
    unit_code = models.CharField(max_length=20)
    details = models.TextField()
    stamp = models.CharField(max_length=64)


class Announcement(models.Model):
    """One event for others to hear."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()


class Delivery(models.Model):
    """One event for one listener."""

    announcement = models.ForeignKey(Announcement, models.CASCADE)
    handler = models.CharField(max_length=160)
    delivered_at = models.DateTimeField(null=True)
