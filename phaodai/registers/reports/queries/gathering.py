"""What is known below a unit of one form and period, as of any moment."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from phaodai.engines.forms.definition import FieldKind
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.numbers import read_number
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Edition, Submission
from phaodai.registers.reports.queries.expectations import Asked, expected_by_day
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
        values: what the revision says, as it was kept.
    """

    part: Part
    unit: Unit
    body: Body | None = None
    submission: int | None = None
    lower: int | None = None
    day: date | None = None
    number: int = 0
    late: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

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


def summed_of(form: Definition) -> dict[str, int]:
    """Return the fields that can be added, with how many decimals they take."""
    return {each.code: each.decimals for each in form.fields() if each.kind in SUMMED}


class Amounts(Mapping[str, int]):
    """What can be added of a report, in hundredths, by field; read when first asked for."""

    def __init__(self, summed: Mapping[str, int], values: Mapping[str, str]) -> None:
        """Keep what was written.

        Args:
            summed: See `summed_of`; once for all reports by one form.
            values: As they were kept.
        """
        self._summed = summed
        self._values = values

    @cached_property
    def _read(self) -> dict[str, int]:
        found = {}
        for code, decimals in self._summed.items():
            text = self._values.get(code, "")
            read = read_number(text, decimals) if text else None
            if isinstance(read, int):
                found[code] = read
        return found

    def __getitem__(self, code: str) -> int:
        """Return the figure of a field."""
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        """Yield the fields that hold a figure."""
        return iter(self._read)

    def __len__(self) -> int:
        """Return how many do."""
        return len(self._read)


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
    back = _before(asked.form, day) if carries else []
    return _gather({day: asked}, unit, moment, back)[day]


def gather_days(
    *, asked: Mapping[date, Asked], unit: Unit, moment: datetime
) -> dict[date, list[Cited]]:
    """Return the same of several periods of one form, each with the units that it had.

    As many queries as for one. Nothing is carried forward.

    Args:
        asked: By the last day of each period, the form as it held then.
        unit: Below which.
        moment: As of which it was known.
    """
    return _gather(asked, unit, moment, [])


def _gather(
    asked: Mapping[date, Asked], unit: Unit, moment: datetime, back: Collection[date]
) -> dict[date, list[Cited]]:
    form_ids = {each.form_id for each in asked.values()}
    bodies = expected_by_day({day: each.form for day, each in asked.items()}, below=unit)
    editions = _editions(form_ids, unit, asked, moment)
    depth = len(unit.path.split("/")) - 2
    split = {day: _split(bodies[day], editions.get(day, {}), depth=depth) for day in asked}
    awaited = {body.unit_id for leaves, _ in split.values() for body in leaves}
    revisions = _revisions(form_ids, awaited, asked, moment)
    silent = {unit for unit in awaited if not all(unit in revisions.get(d, {}) for d in asked)}
    carried: dict[int, _Revision] = {}
    for _, said in sorted(_revisions(form_ids, silent, back, moment).items()):
        carried |= said
    return {
        day: _cited(each.form, *split[day], revisions.get(day, {}), carried)
        for day, each in asked.items()
    }


def _cited(
    form: Definition,
    leaves: Iterable[Body],
    lowers: Iterable[Edition],
    revisions: Mapping[int, _Revision],
    carried: Mapping[int, _Revision],
) -> list[Cited]:
    summed = summed_of(form)
    found = [_of_edition(edition) for edition in lowers]
    for body in leaves:
        now = revisions.get(body.unit_id)
        old = carried.get(body.unit_id)
        found.append(_of_revision(summed, body, now or old, is_carried=now is None))
    return sorted(found, key=lambda cited: cited.unit.path)


def _before(form: Definition, day: date) -> list[date]:
    found = []
    for _ in range(FURTHEST):
        day = form.schedule.before(day)
        found.append(day)
    return found


def _editions(
    form_ids: Collection[int], unit: Unit, days: Collection[date], moment: datetime
) -> dict[date, dict[int, Edition]]:
    """Return by day and unit the last edition of those below that was known and not sent back."""
    rows = (
        Edition.objects.filter(
            under("unit__path", unit.path),
            form_id__in=form_ids,
            day__in=days,
            compiled_at__lte=moment,
        )
        .exclude(unit=unit)
        .exclude(returned_at__lte=moment)
        .select_related("unit")
        .order_by("number")
    )
    found: dict[date, dict[int, Edition]] = {}
    for row in rows:
        found.setdefault(row.day, {})[row.unit_id] = row
    return found


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
    form_ids: Collection[int], units: Collection[int], days: Collection[date], moment: datetime
) -> dict[date, dict[int, _Revision]]:
    """Return by day and unit the latest revision, as it was known."""
    if not units or not days:
        return {}
    rows = (
        Submission.objects.filter(
            report__form_id__in=form_ids,
            report__day__in=days,
            number__isnull=False,
            accepted_at__lte=moment,
        )
        .order_by("number")
        .values_list(
            "report__unit_id", "pk", "submission", "report__day", "number", "values",
            "report__lateness",
        )
    )  # fmt: skip
    found: dict[date, dict[int, _Revision]] = {}
    for unit, *rest in rows.iterator():
        if unit in units:
            revision = _Revision(*rest)
            found.setdefault(revision.day, {})[unit] = revision
    return found


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
    summed: Mapping[str, int], body: Body, revision: _Revision | None, *, is_carried: bool
) -> Cited:
    if revision is None:
        return Cited(Part(body.unit_id, PartStanding.MISSING), body.unit, body)
    part = Part(
        unit=body.unit_id,
        standing=PartStanding.CARRIED if is_carried else PartStanding.INCLUDED,
        cites=revision.id,
        amounts=Amounts(summed, revision.values),
        n_reported=int(not is_carried),
        n_carried=int(is_carried),
    )
    return Cited(
        part, body.unit, body, submission=revision.pk, day=revision.day, number=revision.number,
        late="" if is_carried else revision.late, values=revision.values,
    )  # fmt: skip
