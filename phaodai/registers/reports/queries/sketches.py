"""Sketches of forms, and what a new version would mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from phaodai.engines.forms.definition import Binding
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.tables import BadForm, Fault
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Draft, FormVersion, Report, Submission
from phaodai.registers.reports.models.sketches import Sketch
from phaodai.registers.reports.queries.expectations import expected, in_sight
from phaodai.registers.reports.queries.forms import asked_elsewhere, latest_approved
from phaodai.registers.reports.rules.sketching import shape_fault
from phaodai.vocabulary.access import Actor, Permission

MOST_NAMES = 20  # units with drafts that are named


@dataclass(frozen=True, slots=True)
class SketchLine:
    """A sketch in a list, its title as far as it is written; `is_own` where one may open it."""

    ref: UUID
    code: str
    title: Mapping[str, Any]
    owner_name: str
    saved_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class BasedOn:
    """A version that was approved."""

    number: int
    form: Definition
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SketchRow:
    """One sketch as its owner sees it.

    Attributes:
        data: sections, fields and rules, right or wrong.
        source: TOML as it was typed; "" where it is written from the data.
        is_source_broken: whether that could not be read, so that `data` are older.
        faults: what is wrong, each with its key; of the source where that is broken.
        form: what it defines; None where anything is wrong.
        base: the version on which it was begun.
        newer: a version that was approved since.
    """

    ref: UUID
    code: str
    data: Mapping[str, Any]
    source: str
    is_source_broken: bool
    revision: int
    can_undo: bool
    saved_at: datetime
    digest: str
    faults: tuple[Fault, ...]
    form: Definition | None
    base: BasedOn | None
    newer: BasedOn | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What a version would change outside its own paper.

    Attributes:
        n_before: bodies that file the version in force.
        n_after: bodies that would file the new one.
        n_drafts: reports that somebody has begun for days from the first day on.
        drafts_of: names of their bodies, the first few.
        asked_elsewhere: figures that other forms of that level ask for, by form.
    """

    n_before: int
    n_after: int
    n_drafts: int
    drafts_of: tuple[str, ...]
    asked_elsewhere: Mapping[str, set[Binding]]


def list_sketches(*, actor: Actor) -> list[SketchLine]:
    """Return what is being written, by whom; everybody who draws up forms sees that.

    Raises:
        NotAllowed: The actor draws up no forms.
    """
    policies.check_can_propose(actor)
    rows = Sketch.objects.order_by("code", "saved_at").values_list(
        "ref", "code", "data__title", "owner_name", "saved_at", "owner"
    )
    return [
        SketchLine(
            ref, code, title if isinstance(title, dict) else {}, name, saved_at, owner == actor.user
        )
        for ref, code, title, name, saved_at, owner in rows
    ]


def get_sketch(*, actor: Actor, sketch: UUID) -> SketchRow:
    """Return a sketch of one's own.

    Raises:
        NotAllowed: The actor draws up no forms.
        NotFound: He has no such sketch.
    """
    policies.check_can_propose(actor)
    row = (
        Sketch.objects.select_related("base__form").filter(ref=sketch, owner=actor.user).first()
        if actor.user is not None
        else None
    )
    if row is None:
        raise NotFound(str(sketch))
    form, faults = _judged(row)
    latest = latest_approved(row.code)
    return SketchRow(
        ref=row.ref,
        code=row.code,
        data=row.data,
        source=row.source,
        is_source_broken=row.is_source_broken,
        revision=row.revision,
        can_undo=row.before is not None,
        saved_at=row.saved_at,
        digest=row.digest,
        faults=faults,
        form=form,
        base=_based(row.base),
        newer=_based(latest) if latest is not None and latest.pk != row.base_id else None,
    )


def judge(data: Mapping[str, Any]) -> tuple[Definition | None, tuple[Fault, ...]]:
    """Return the form that data define, or what is wrong with them."""
    try:
        return definitions.read(data), ()
    except BadForm as error:
        return None, error.faults


def get_effects(*, actor: Actor, form: Definition, on: date) -> Effects:
    """Return whom a version would touch from a day on.

    Args:
        actor: Who asks; drafts are counted in his sight.
        form: The version.
        on: Its first day.

    Raises:
        NotAllowed: The actor may see no forms.
    """
    policies.check_can_view_forms(actor)
    old = latest_approved(form.code)
    drafts = Draft.objects.filter(
        version__form__code=form.code,
        day__gte=on,
        body__in=in_sight(Body.objects.all(), actor),
    )
    names = drafts.order_by("body__name").values_list("body__name", flat=True).distinct()
    return Effects(
        n_before=0 if old is None else expected(definitions.stored(old), on).count(),
        n_after=expected(form, on).count(),
        n_drafts=drafts.count(),
        drafts_of=tuple(names[:MOST_NAMES]),
        asked_elsewhere=asked_elsewhere(form, on),
    )


def count_filed(*, actor: Actor, code: str = "") -> dict[UUID, int]:
    """Return how many reports in sight were filed by each version of a form, or of all.

    Raises:
        NotAllowed: The actor may see no forms.
    """
    policies.check_can_view_forms(actor)
    rows = Submission.objects.filter(number=1)
    if code:
        rows = rows.filter(version__form__code=code)
    if not actor.is_operator:
        rows = rows.filter(report__in=Report.objects.visible_to(actor, Permission.REPORTS_VIEW))
    return dict(rows.order_by().values_list("version__ref").annotate(n=Count("pk")))


def _judged(row: Sketch) -> tuple[Definition | None, tuple[Fault, ...]]:
    if not row.is_source_broken:
        return judge(row.data)
    try:
        shape = shape_fault(definitions.parse_toml(row.source))
    except BadForm as error:
        return None, error.faults
    return None, () if shape is None else (Fault("", shape.vi, shape.en),)


def _based(version: FormVersion | None) -> BasedOn | None:
    if version is None:
        return None
    form = definitions.stored(version)
    return BasedOn(version.number, form, version.decided_by, version.decided_at)
