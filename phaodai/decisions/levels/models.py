"""Tables of rule packs, of what persons state for them, of assessments and of levels."""

import uuid
from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from phaodai.decisions.levels.states import OPEN, State
from phaodai.foundation.access.scoping import under
from phaodai.vocabulary.access import Actor, Permission

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class OfUnits(models.QuerySet[M_co]):
    """Rows of units: every body of a unit sees them, as with figures; they name nobody."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what is of units at or below the actor's posts."""
        if actor.is_operator:
            return self.all()
        seen = Q(pk__in=[])
        for post in actor.posts_for(Permission.INDICATORS_VIEW):
            seen |= under("unit__path", post.unit_path)
        return self.filter(seen)


class PackVersion(models.Model):
    """A rule pack as somebody proposed it; it holds from the approval of another person on."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, db_index=True)
    version = models.PositiveIntegerField()
    text = models.TextField()  # the TOML, as it was checked
    confirmed = models.JSONField()  # key of a number -> what it was compared with
    reason = models.CharField(max_length=1000)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    proposed_by_ref = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided_by_ref = models.UUIDField(null=True)
    is_approved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, is_approved=None, decided_by="")
                | Q(decided_at__isnull=False, is_approved__isnull=False) & ~Q(decided_by=""),
                name="levels_pack_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="levels_pack_two_persons"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(decided_at=None), name="levels_one_proposal_a_pack"
            ),
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(is_approved=True),
                name="levels_pack_version_once",
            ),
        ]

    def __str__(self) -> str:
        """Identify one version."""
        return f"pack {self.code} {self.version} #{self.pk}"


class Stated(models.Model):
    """What a person stated of a unit for a pack: a value of a choice, or a number without a figure.

    A correction closes the row and adds another.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    disease = models.CharField(max_length=40)
    name = models.CharField(max_length=40)  # of the choice or input
    day = models.DateField()  # from which it holds; of a past year the first day of its window
    value = models.BigIntegerField()  # of a choice the place of its value
    stated_at = models.DateTimeField()
    stated_by = models.CharField(max_length=150)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "pack", "disease", "name", "day"],
                condition=Q(superseded_at=None),
                name="levels_stated_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["pack", "disease", "name"], name="levels_stated_for")]

    def __str__(self) -> str:
        """Identify one statement."""
        return f"{self.pack} {self.name} of unit {self.unit_id} from {self.day}"


class AssessmentQuerySet(OfUnits["Assessment"]):
    """Assessments of the units below one."""


class Assessment(models.Model):
    """All units below one, graded by a pack from what was known at a moment."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")  # the one above
    pack = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    disease = models.CharField(max_length=40)
    on = models.DateField()
    as_of = models.DateTimeField()  # what was published later is not in it
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    n_units = models.PositiveIntegerField()
    n_sure = models.PositiveIntegerField()

    objects = AssessmentQuerySet.as_manager()

    def __str__(self) -> str:
        """Identify one assessment."""
        return f"assessment {self.ref} on {self.on}"


class GradeQuerySet(OfUnits["Grade"]):
    """Grades of units in assessments."""


class Grade(models.Model):
    """What the figures gave for one unit, with the figures. Append-only."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="grades")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    low = models.PositiveSmallIntegerField()  # places of the pack's grades
    high = models.PositiveSmallIntegerField()
    figures = models.JSONField()  # input -> [lowest, highest]; no highest is not known

    objects = GradeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "unit"], name="levels_graded_once"),
            models.CheckConstraint(
                condition=Q(low__lte=F("high")), name="levels_low_is_not_above_high"
            ),
        ]

    def __str__(self) -> str:
        """Identify one grade."""
        return f"unit {self.unit_id} in assessment {self.assessment_id}"


class LevelQuerySet(OfUnits["Level"]):
    """Levels of units."""

    def open(self) -> Self:
        """Keep what waits to be decided or announced."""
        return self.filter(state__in=[state.value for state in OPEN])

    def in_effect(self, at: datetime) -> Self:
        """Keep what has taken effect by a moment; the latest of a unit holds."""
        return self.filter(state=State.ANNOUNCED, effective_at__lte=at)


class Level(models.Model):
    """A level of a unit: proposed, decided by a named person, announced with its hour of effect."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    disease = models.CharField(max_length=40)
    pack = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    basis = models.ForeignKey(Grade, models.PROTECT, related_name="+")
    computed = models.CharField(max_length=40, blank=True)  # "" where it could not be assessed
    proposed = models.CharField(max_length=40)  # codes of the pack's grades
    grade = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=1000, blank=True, default="")
    legal_basis = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    announced_at = models.DateTimeField(null=True)
    announced_by = models.CharField(max_length=150, blank=True, default="")
    effective_at = models.DateTimeField(null=True)
    announcement = models.UUIDField(null=True, db_index=True)  # by which it can be taken back

    objects = LevelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in State]), name="levels_known_state"
            ),
            models.UniqueConstraint(
                fields=["unit", "disease"],
                condition=Q(state__in=["PROPOSED", "DECIDED"]),
                name="levels_one_open_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DECIDED", "ANNOUNCED"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(grade="")),
                name="levels_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DECIDED", "ANNOUNCED"])
                | Q(grade=F("computed"))
                | (~Q(reason="") & ~Q(legal_basis="")),
                name="levels_override_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ANNOUNCED")
                | Q(announced_at__isnull=False, effective_at__gte=F("announced_at")),
                name="levels_announced_before_effect",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "disease", "effective_at"], name="levels_history"),
        ]

    def __str__(self) -> str:
        """Identify one level."""
        return f"level {self.ref} of unit {self.unit_id}: {self.state}"
