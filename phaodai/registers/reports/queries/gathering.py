"""What is known below a unit of one form and period, as of any moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.engines.forms.definition import FieldKind
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.numbers import read_number
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Edition, Submission
from phaodai.registers.reports.queries.expectations import Asked, expected
from phaodai.registers.reports.rules.compiling import Part, Sum
from phaodai.registers.reports.states import PartStanding

FURTHEST = 3  # periods back from which a state may be carried forward
Key = tuple[int, str, int | None, int | None]  # unit, standing, revision, lower edition
SUMMED = frozenset({FieldKind.COUNT, FieldKind.STOCK})  # a share of shares is nobody's share


@dataclass(frozen=True, slots=True)
class Cited:
    """One part, with the rows that it cites.

    Attributes:
        body: who had to report; None of a lower edition.
        submission: key of the revision.
        lower: key of the lower edition.
        day: of the revision; an earlier one where it is carried forward.
        late: how late its first revision came; "" of anything else.
    """

    part: Part
    unit: Unit
    body: Body | None = None
    submission: int | None = None
    lower: int | None = None
    day: date | None = None
    number: int = 0
    late: str = ""

    @property
    def key(self) -> Key:
        """What the part of an edition keeps of it."""
        return (self.part.unit, self.part.standing.value, self.submission, self.lower)


@dataclass(frozen=True, slots=True)
class _Revision:
    pk: int
    id: UUID
    day: date
    number: int
    values: Mapping[str, str]
    late: str


def keys_of(edition: Edition) -> list[Key]:
    """Return what an edition cites, in the order of the places."""
    return list(
        edition.parts.order_by("unit__path").values_list(
            "unit_id", "standing", "submission_id", "lower_id"
        )
    )


def states_of(form: Definition) -> frozenset[str]:
    """Return the fields that tell how things stand at the end of a period."""
    return frozenset(each.code for each in form.fields() if each.kind is FieldKind.STOCK)


def amounts_of(form: Definition, values: Mapping[str, str]) -> dict[str, int]:
    """Return what can be added of a report, in hundredths, by field."""
    found = {}
    for each in form.fields():
        text = values.get(each.code, "")
        if each.kind in SUMMED and text:
            read = read_number(text, each.decimals)
            if isinstance(read, int):
                found[each.code] = read
    return found


def gather(*, asked: Asked, unit: Unit, day: date, moment: datetime, carries: bool) -> list[Cited]:
    """Return how every unit below stands, in the order of their places; six queries at most.

    A unit in between that has an edition of its own is cited as one part; where it has none, those
    below it are cited themselves. Nobody is cited twice.

    Args:
        asked: The form as it holds on the day.
        unit: Below which; its own report is not among them.
        day: The last day of the period.
        moment: As of which it was known.
        carries: whether the earlier states of those who said nothing are carried forward.
    """
    bodies = list(
        expected(asked.form, day)
        .filter(under("unit__path", unit.path))
        .exclude(unit=unit)
        .select_related("unit")
        .order_by("unit__path", "pk")
    )
    editions = _editions(asked, unit, day, moment)
    leaves, lowers = _split(bodies, editions, depth=len(unit.path.split("/")) - 2)
    revisions = _revisions(asked, leaves, [day], moment)
    silent = [body for body in leaves if body.unit_id not in revisions]
    carried = _revisions(asked, silent, _before(asked.form, day), moment) if carries else {}
    found = [_of_edition(edition) for edition in lowers]
    for body in leaves:
        now = revisions.get(body.unit_id)
        old = carried.get(body.unit_id)
        found.append(_of_revision(asked.form, body, now or old, is_carried=now is None))
    return sorted(found, key=lambda cited: cited.unit.path)


def _before(form: Definition, day: date) -> list[date]:
    found = []
    for _ in range(FURTHEST):
        day = form.schedule.before(day)
        found.append(day)
    return found


def _editions(asked: Asked, unit: Unit, day: date, moment: datetime) -> dict[int, Edition]:
    """Return by unit the last edition of those below that was known and not sent back."""
    rows = (
        Edition.objects.filter(
            under("unit__path", unit.path), form_id=asked.form_id, day=day, compiled_at__lte=moment
        )
        .exclude(unit=unit)
        .exclude(returned_at__lte=moment)
        .select_related("unit")
        .order_by("number")
    )
    return {row.unit_id: row for row in rows}


def _split(
    bodies: Iterable[Body], editions: Mapping[int, Edition], *, depth: int
) -> tuple[list[Body], list[Edition]]:
    """Part the bodies that are cited themselves from the editions that speak for the others."""
    leaves: list[Body] = []
    lowers: dict[int, Edition] = {}
    for body in bodies:
        between = map(int, body.unit.path.strip("/").split("/")[depth:-1])
        speaks = next((editions[pk] for pk in between if pk in editions), None)
        if speaks is None:
            leaves.append(body)
        else:
            lowers[speaks.pk] = speaks
    return leaves, list(lowers.values())


def _revisions(
    asked: Asked, bodies: Iterable[Body], days: list[date], moment: datetime
) -> dict[int, _Revision]:
    """Return by unit the latest revision of the latest of some days, as it was known."""
    units = {body.unit_id for body in bodies}
    if not units:
        return {}
    rows = (
        Submission.objects.filter(
            report__form_id=asked.form_id,
            report__day__in=days,
            number__isnull=False,
            accepted_at__lte=moment,
        )
        .order_by("report__day", "number")
        .values_list(
            "report__unit_id", "pk", "submission", "report__day", "number", "values",
            "report__lateness",
        )
    )  # fmt: skip
    return {unit: _Revision(*rest) for unit, *rest in rows.iterator() if unit in units}


def _of_edition(edition: Edition) -> Cited:
    part = Part(
        unit=edition.unit_id,
        standing=PartStanding.INCLUDED,
        cites=edition.ref,
        sums=sums_of(edition),
        n_expected=edition.n_expected,
        n_reported=edition.n_reported,
        n_carried=edition.n_carried,
    )
    return Cited(part, edition.unit, lower=edition.pk, day=edition.day, number=edition.number)


def sums_of(edition: Edition) -> dict[str, Sum]:
    """Return the sums that an edition holds, by field."""
    return {name: Sum(*numbers) for name, numbers in edition.sums.items()}


def _of_revision(
    form: Definition, body: Body, revision: _Revision | None, *, is_carried: bool
) -> Cited:
    if revision is None:
        return Cited(Part(body.unit_id, PartStanding.MISSING), body.unit, body)
    part = Part(
        unit=body.unit_id,
        standing=PartStanding.CARRIED if is_carried else PartStanding.INCLUDED,
        cites=revision.id,
        amounts=amounts_of(form, revision.values),
        n_reported=int(not is_carried),
        n_carried=int(is_carried),
    )
    return Cited(
        part, body.unit, body, submission=revision.pk, day=revision.day, number=revision.number,
        late="" if is_carried else revision.late,
    )  # fmt: skip
