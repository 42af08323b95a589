"""The table of assessments."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from phaodai.decisions.obligations.states import Phase, State
from phaodai.foundation.access.scoping import under
from phaodai.vocabulary.access import Actor, Permission

PER_ONE = 10_000  # amounts stand in ten-thousandths of the measure, as the facts do


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Filters with a name in the field's own words."""

    def current(self) -> Self:
        """Keep what holds now."""
        return self.filter(superseded_at=None)

    def known_at(self, moment: datetime | None) -> Self:
        """Keep what held at a moment; None is now."""
        if moment is None:
            return self.current()
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment), assessed_at__lte=moment
        )

    def visible_to(self, actor: Actor) -> Self:
        """Keep what is of units at or below the actor's posts, as with figures.

        Figures are of units, not of bodies, and name nobody: every body of a unit sees them.
        """
        if actor.is_operator:
            return self.all()
        seen = Q(pk__in=[])
        for post in actor.posts_for(Permission.INDICATORS_VIEW):
            seen |= under("unit__path", post.unit_path)
        return self.filter(seen)


class Assessment(models.Model):
    """What the figures said about one target of one unit, with the inputs. Append-only.

    A new answer closes the row and adds another, so what was held on any day stays answerable.
    """

    target_ref = models.UUIDField()
    obligation_ref = models.UUIDField()
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=80)
    disease = models.CharField(max_length=40)
    stratum = models.CharField(max_length=120)
    comparator = models.CharField(max_length=2)
    demanded = models.BigIntegerField()
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    state = models.CharField(max_length=10)
    phase = models.CharField(max_length=10)
    amount = models.BigIntegerField(null=True)  # of a quotient rounded down; exact in its parts
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    scale = models.PositiveIntegerField(default=1)
    n_reported = models.PositiveIntegerField()
    n_expected = models.PositiveIntegerField()
    is_stale = models.BooleanField(default=False)
    figure_day = models.DateField(null=True)
    known_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=60, blank=True)
    basis = models.PositiveSmallIntegerField(default=0)  # 1 stated, 2 counted, 0 nobody
    other_amount = models.BigIntegerField(null=True)  # of the next source, where it differs
    other_source = models.CharField(max_length=60, blank=True)
    other_basis = models.PositiveSmallIntegerField(default=0)

    day = models.DateField()  # on which it was judged
    rules_version = models.PositiveSmallIntegerField()
    assessed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target_ref"],
                condition=Q(superseded_at=None),
                name="obligations_one_current_assessment",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("assessed_at")),
                name="obligations_superseded_after_assessed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="obligations_known_state",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=[phase.value for phase in Phase]),
                name="obligations_known_phase",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MET.value) | Q(amount__isnull=False, is_stale=False),
                name="obligations_silence_is_never_met",
            ),
        ]
        indexes = [
            models.Index(fields=["obligation_ref", "unit"], name="obligations_of_obligation"),
            models.Index(fields=["unit", "state"], name="obligations_of_unit"),
            models.Index(fields=["target_ref", "assessed_at"], name="obligations_history"),
        ]

    def __str__(self) -> str:
        """Identify one assessment."""
        return f"assessment #{self.pk} of target {self.target_ref}: {self.state}"

    @property
    def value(self) -> Decimal | None:
        """The value in the measure; of a quotient not rounded."""
        if self.numerator is not None and self.denominator:
            return Decimal(self.numerator * self.scale) / self.denominator
        return in_measure(self.amount)


def in_measure(amount: int | None) -> Decimal | None:
    """Return an amount in the measure of its indicator."""
    return None if amount is None else Decimal(amount) / PER_ONE


def in_amounts(value: Decimal | None) -> int | None:
    """Return a value in ten-thousandths, rounded down."""
    return None if value is None else amount_of(value)


def amount_of(value: Decimal) -> int:
    """Return a value that is there in ten-thousandths, rounded down."""
    return int(value * PER_ONE)
