"""Compiled reports: the list of a day, one edition with all that it cites, what changed between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Edition, FormVersion, Voucher
from phaodai.registers.reports.queries.expectations import asked_on
from phaodai.registers.reports.queries.gathering import (
    Amounts,
    Cited,
    gather,
    states_of,
    summed_of,
    sums_of,
)
from phaodai.registers.reports.queries.names import name_of
from phaodai.registers.reports.rules.compiling import (
    Change,
    Part,
    Sum,
    Sums,
    add_up,
    compare,
    is_locked,
)
from phaodai.registers.reports.states import PartStanding, Vouching
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

MOST: Final = 200  # editions of a list


@dataclass(frozen=True, slots=True)
class PartRow:
    """One unit in an edition.

    Attributes:
        submission: id of the revision that is added, to open it.
        lower: reference of the lower edition that is added.
        day: of what is cited; an earlier one where it is carried forward.
        number: of the revision or lower edition.
        lateness: of its first revision; "" of anything else.
        sums: what it adds, by field.
        words: what it wrote in fields of words, by field.
    """

    unit: UnitRef
    unit_name: str
    standing: PartStanding
    submission: UUID | None
    lower: UUID | None
    day: date | None
    number: int
    lateness: str
    n_expected: int
    n_reported: int
    sums: Mapping[str, Sum]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One act by which somebody vouched for an edition or report."""

    act: Vouching
    number: int
    at: datetime
    by: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition in a list.

    Attributes:
        form: code of the form that was compiled.
        number: counted from 1 for each body, form and day.
        is_latest: whether no later one has been made.
    """

    edition: UUID
    unit: UnitRef
    unit_name: str
    body: BodyRef
    body_name: str
    form: str
    day: date
    number: int
    compiled_at: datetime
    compiled_by: str
    n_expected: int
    n_reported: int
    n_carried: int
    certified_at: datetime | None
    certified_by: str
    accepted_at: datetime | None
    returned_at: datetime | None
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Compilation:
    """What is known of a period below a unit as of a moment, kept as an edition or not.

    Attributes:
        edition: its row; None where nobody compiled it: it is worked out for the moment.
        as_of: the moment.
        parts: every unit, missing ones among them.
        sums: by field.
    """

    edition: EditionRow | None
    form: Definition
    day: date
    as_of: datetime
    unit_name: str
    parts: Sequence[PartRow]
    sums: Mapping[str, Sum]
    vouchers: Sequence[VoucherRow] = ()
    is_locked: bool = False
    may_certify: bool = False
    may_judge: bool = False
    may_unlock: bool = False

    @property
    def missing(self) -> list[PartRow]:
        """Who said nothing, those whose earlier state stands beside the sums among them."""
        return [part for part in self.parts if part.standing is not PartStanding.INCLUDED]

    @property
    def n_expected(self) -> int:
        """How many units had to report."""
        return sum(part.n_expected for part in self.parts)

    @property
    def n_reported(self) -> int:
        """How many did."""
        return sum(part.n_reported for part in self.parts)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of what changed between two editions; the unit is "" for a sum."""

    unit_name: str
    field: str
    before: int | None
    after: int | None


def list_editions(
    *, actor: Actor, body: BodyRef | None = None, form: str = "", day: date | None = None
) -> list[EditionRow]:
    """Return the editions in sight, the latest of each day first; at most `MOST`."""
    rows = seen_editions(actor)
    if body is not None:
        rows = rows.filter(body__ref=body)
    if form:
        rows = rows.filter(form__code=form)
    if day is not None:
        rows = rows.filter(day=day)
    found = list(rows.order_by("-day", "unit__path", "form__code", "-number")[:MOST])
    return [edition_row(row) for row in found]


def get_edition(*, actor: Actor, edition: UUID, now: datetime) -> Compilation:
    """Return an edition with all that it cites; a constant number of queries.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = seen_editions(actor).filter(ref=edition).first()
    if row is None:
        raise NotFound(str(edition))
    form = _form(row)
    accepted = row.number if row.accepted_at is not None else 0
    return Compilation(
        edition=edition_row(row),
        form=form,
        day=row.day,
        as_of=row.compiled_at,
        unit_name=row.unit.full_name,
        parts=_part_rows(form, _parts(row)),
        sums=sums_of(row),
        vouchers=[
            _voucher(each)
            for each in row.vouchers.annotate(person=name_of("by")).order_by("at", "pk")
        ],
        is_locked=is_locked(accepted=accepted, unlocked_until=row.unlocked_until, now=now),
        may_certify=policies.can_certify(actor, row.body),
        may_judge=policies.can_watch(actor, row.unit.path),
        may_unlock=policies.can_unlock(actor, row.unit.path),
    )


def as_known(*, actor: Actor, body: BodyRef, form: str, day: date, moment: datetime) -> Compilation:
    """Return what was known at a moment of what those below a body reported; nothing is kept.

    Raises:
        NotFound: There is no such body in the actor's sight, or no such form on the day.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    asked = asked_on(day, form).get(form)
    if asked is None:
        raise NotFound(form)
    cited = gather(asked=asked, unit=place.unit, day=day, moment=moment, carries=False)
    return Compilation(
        edition=None,
        form=asked.form,
        day=day,
        as_of=moment,
        unit_name=place.unit.full_name,
        parts=_part_rows(asked.form, cited),
        sums=add_up((each.part for each in cited), states=states_of(asked.form)),
    )


def changes_between(*, actor: Actor, before: UUID, after: UUID) -> list[ChangeRow]:
    """Return line by line what changed from one edition to another of the same body and form.

    Raises:
        NotFound: One of them is not in the actor's sight, or they are not of one body and form.
    """
    rows = {row.ref: row for row in seen_editions(actor).filter(ref__in=[before, after])}
    if before not in rows or after not in rows:
        raise NotFound(str(before))
    old, new = rows[before], rows[after]
    if (old.body_id, old.form_id) != (new.body_id, new.form_id):
        raise NotFound(str(before))
    form = _form(new)
    parts = {row.pk: _parts(row) for row in (old, new)}
    names = {each.unit.pk: each.unit.full_name for cited in parts.values() for each in cited}
    found: tuple[Change, ...] = compare(
        (each.part for each in parts[old.pk]),
        (each.part for each in parts[new.pk]),
        states=states_of(form),
    )
    return [
        ChangeRow(names[each.unit] if each.unit else "", each.field, each.before, each.after)
        for each in found
    ]


def seen_editions(actor: Actor) -> "QuerySet[Any]":
    """Return the editions in sight; `is_followed` says whether a later one was made."""
    later = Edition.objects.filter(
        body=OuterRef("body"), form=OuterRef("form"), day=OuterRef("day"),
        number__gt=OuterRef("number"),
    )  # fmt: skip
    signed = (
        Voucher.objects.filter(edition=OuterRef("pk"), act=Vouching.CERTIFY)
        .annotate(signer=name_of("by"))
        .order_by("-pk")
    )
    return (
        Edition.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("unit", "body__unit", "form")
        .annotate(
            is_followed=Exists(later),
            compiler=name_of("compiled_by"),
            signer=Coalesce(Subquery(signed.values("signer")[:1]), "certified_by"),
        )
    )


def _form(row: Edition) -> Definition:
    asked = asked_on(row.day, row.form.code).get(row.form.code)
    if asked is None:
        raise NotFound(row.form.code)
    return asked.form


def edition_row(row: Any) -> EditionRow:
    """Return one of `seen_editions` as a row of a list."""
    return EditionRow(
        edition=row.ref,
        unit=UnitRef(row.unit.ref),
        unit_name=row.unit.full_name,
        body=BodyRef(row.body.ref),
        body_name=row.body.name,
        form=row.form.code,
        day=row.day,
        number=row.number,
        compiled_at=row.compiled_at,
        compiled_by=row.compiler,
        n_expected=row.n_expected,
        n_reported=row.n_reported,
        n_carried=row.n_carried,
        certified_at=row.certified_at,
        certified_by=row.signer,
        accepted_at=row.accepted_at,
        returned_at=row.returned_at,
        is_latest=not row.is_followed,
    )


def _parts(row: Edition) -> list[Cited]:
    """Return what an edition cites, as it was cited; two queries."""
    versions = FormVersion.objects.filter(form=row.form_id).defer("definition")
    summed = {each.pk: summed_of(definitions.stored(each)) for each in versions}
    parts = row.parts.select_related("unit", "lower").annotate(
        sent=F("submission__submission"),
        number=F("submission__number"),
        values=F("submission__values"),
        version=F("submission__version"),
        day=F("submission__report__day"),
        lateness=F("submission__report__lateness"),
    )
    return [_cited(part, summed) for part in parts.order_by("unit__path")]


def _cited(part: Any, summed: Mapping[int, Mapping[str, int]]) -> Cited:
    standing, lower = PartStanding(part.standing), part.lower
    if lower is not None:
        cites = Part(
            part.unit_id, standing, lower.ref, sums=sums_of(lower),
            n_expected=lower.n_expected, n_reported=lower.n_reported, n_carried=lower.n_carried,
        )  # fmt: skip
        return Cited(cites, part.unit, lower=lower.pk, day=lower.day, number=lower.number)
    if part.sent is None:
        return Cited(Part(part.unit_id, standing), part.unit)
    is_carried = standing is PartStanding.CARRIED
    cites = Part(
        part.unit_id, standing, part.sent, amounts=Amounts(summed[part.version], part.values),
        n_reported=int(not is_carried), n_carried=int(is_carried),
    )  # fmt: skip
    return Cited(
        cites, part.unit, submission=part.submission_id, day=part.day, number=part.number or 0,
        late="" if is_carried else part.lateness, values=part.values,
    )  # fmt: skip


def _part_rows(form: Definition, cited: Iterable[Cited]) -> list[PartRow]:
    states = states_of(form)
    words = [each.code for each in form.fields() if not each.is_number]
    return [
        PartRow(
            unit=UnitRef(each.unit.ref),
            unit_name=each.unit.full_name,
            standing=each.part.standing,
            submission=each.part.cites if each.submission is not None else None,
            lower=each.part.cites if each.lower is not None else None,
            day=each.day,
            number=each.number,
            lateness=each.late,
            n_expected=each.part.n_expected,
            n_reported=each.part.n_reported,
            sums=Sums(each.part, states=states),
            words={name: each.values[name] for name in words if name in each.values},
        )
        for each in cited
    ]


def _vouchers(row: Edition) -> "QuerySet[Any]":
    return row.vouchers.annotate(person=name_of("by")).order_by("at", "pk")


def _voucher(row: Any) -> VoucherRow:
    return VoucherRow(Vouching(row.act), row.number, row.at, row.person, row.reason, row.until)
