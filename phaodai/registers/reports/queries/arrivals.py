"""What came since an edition was compiled."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Edition
from phaodai.registers.reports.queries.expectations import asked_on
from phaodai.registers.reports.queries.gathering import gather, keys_of
from phaodai.registers.reports.states import PartStanding
from phaodai.vocabulary.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class Arrival:
    """One unit that an edition compiled now would cite in another way.

    Attributes:
        standing: how it would stand; MISSING where what it cited holds no more.
        submission: id of the revision; None of a lower edition, or where nothing is cited.
        lower: reference of the lower edition.
        number: of the revision or edition.
        was_cited: whether the edition cites anything of the unit.
    """

    unit_name: str
    standing: PartStanding
    submission: UUID | None
    lower: UUID | None
    day: date | None
    number: int
    was_cited: bool


def arrivals_since(*, actor: Actor, edition: UUID, now: datetime) -> list[Arrival]:
    """Return the units whose part would differ now, in the order of their places.

    Raises:
        NotFound: There is no such edition in the actor's sight.
    """
    row = (
        Edition.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("unit", "form")
        .filter(ref=edition)
        .first()
    )
    asked = asked_on(row.day, row.form.code).get(row.form.code) if row is not None else None
    if row is None or asked is None:
        raise NotFound(str(edition))
    cited = gather(asked=asked, unit=row.unit, day=row.day, moment=now, carries=row.n_carried > 0)
    before = {key[0]: key for key in keys_of(row)}
    return [
        Arrival(
            unit_name=each.unit.full_name,
            standing=each.part.standing,
            submission=each.part.cites if each.submission is not None else None,
            lower=each.part.cites if each.lower is not None else None,
            day=each.day,
            number=each.number,
            was_cited=each.part.unit in before
            and before[each.part.unit][1] != PartStanding.MISSING,
        )
        for each in cited
        if before.get(each.part.unit) != each.key
    ]
