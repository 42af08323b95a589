"""Whether a board may have moved since somebody looked: one read, whatever the board shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Count, Q, Sum

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Report
from phaodai.vocabulary.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class Watched:
    """What a board is about, so that it can be asked again without asking who looks.

    Attributes:
        form: its code.
        units: paths of the units that are seen with all below them.
        bodies: paths of the bodies that are seen with their branch.
        within: path of the unit that the board is narrowed to; "" for all in sight.
    """

    form: str
    day: date
    units: Sequence[str]
    bodies: Sequence[str]
    within: str

    @classmethod
    def of(cls, *, actor: Actor, form: str, day: date, unit_path: str = "") -> Self:
        """Return what an actor watches."""
        posts = actor.posts_for(Permission.REPORTS_VIEW)
        return cls(
            form=form,
            day=day,
            units=[post.unit_path for post in posts if post.is_general],
            bodies=[post.body_path for post in posts if not post.is_general],
            within=unit_path,
        )

    def revisions(self) -> tuple[int, int]:
        """Return how many reports there are, and how many revisions; one read."""
        # By unit first: a day of the whole country is many more than what one board shows.
        seen = Q()
        for path in self.units:
            seen |= Q(unit__in=Unit.objects.filter(under("path", path)))
        for path in self.bodies:
            seen |= Q(body__in=Body.objects.filter(under("path", path)))
        if not seen:
            return 0, 0
        rows = Report.objects.filter(seen, form__code=self.form, day=self.day)
        if self.within:
            rows = rows.filter(unit__in=Unit.objects.filter(under("path", self.within)))
        found = rows.aggregate(n=Count("pk"), revisions=Sum("head"))
        return found["n"], found["revisions"] or 0
