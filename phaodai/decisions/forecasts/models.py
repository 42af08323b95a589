"""The tables of runs and outlooks. Append-only: what was foreseen on any day stays answerable."""

from typing import Self

from django.db import models
from django.db.models import Q

from phaodai.decisions.forecasts.states import State
from phaodai.foundation.access.scoping import under
from phaodai.vocabulary.access import Actor, Permission


class Run(models.Model):
    """One look ahead for all units: what was known, and what was assumed."""

    disease = models.CharField(max_length=40)
    indicator = models.CharField(max_length=80)
    source = models.CharField(max_length=60)
    basis = models.PositiveSmallIntegerField()  # 1 stated, 2 counted
    last_day = models.DateField()  # that the figures speak of
    assumed = models.JSONField()  # of each method, as the engine says it
    digest = models.CharField(max_length=64)  # of the figures and the rules
    rules_version = models.PositiveSmallIntegerField()
    estimated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["disease", "last_day", "estimated_at"], name="forecasts_runs")
        ]

    def __str__(self) -> str:
        """Identify one run."""
        return f"run #{self.pk}: {self.disease} after {self.last_day}"


class OutlookQuerySet(models.QuerySet["Outlook"]):
    """Filters with a name in the field's own words."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what is of units at or below the actor's posts, as with figures."""
        if actor.is_operator:
            return self.all()
        seen = Q(pk__in=[])
        for post in actor.posts_for(Permission.INDICATORS_VIEW):
            seen |= under("unit__path", post.unit_path)
        return self.filter(seen)


class Outlook(models.Model):
    """What one run says of one unit; a number is either given or replaced by a reason."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="outlooks", db_index=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    n_cases = models.PositiveIntegerField()  # on the known days of the last week

    r_state = models.CharField(max_length=10)
    r_mean = models.FloatField(null=True)
    r_low = models.FloatField(null=True)  # 95 % interval
    r_high = models.FloatField(null=True)
    rising = models.FloatField(null=True)  # chance that R is more than 1

    ahead_state = models.CharField(max_length=10)
    ahead = models.JSONField()  # [first and last day ahead, then quantiles at `LEVELS`], each span

    objects = OutlookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="forecasts_one_outlook_a_run"),
            models.CheckConstraint(
                condition=Q(r_state__in=[state.value for state in State])
                & Q(ahead_state__in=[state.value for state in State]),
                name="forecasts_known_states",
            ),
            models.CheckConstraint(
                condition=Q(
                    r_state=State.ESTIMATED.value, r_mean__isnull=False, r_low__isnull=False,
                    r_high__isnull=False, rising__isnull=False,
                )
                | ~Q(r_state=State.ESTIMATED.value)
                & Q(r_mean=None, r_low=None, r_high=None, rising=None),
                name="forecasts_no_number_without_state",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "run"], name="forecasts_of_unit")]

    def __str__(self) -> str:
        """Identify one outlook."""
        return f"outlook of unit {self.unit_id} in run {self.run_id}"
