"""One report to be filled in: the form, what holds, what was said before, what one has begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import (
    Draft,
    FormVersion,
    Report,
    Return,
    Sketch,
    Submission,
)
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.queries.past import Past, past_of
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Begun:
    """What is there to go on with: the latest revision, or a draft of one's own.

    Attributes:
        submission: its id; a draft will be sent under it.
        base: of a draft, the revision it was built on.
        version: of a draft, the version of the form by which it was begun.
        at: when it was received, or saved.
        receipt: of a revision.
        number: of a revision.
        returned: why a revision was sent back; "" where it was not.
    """

    submission: UUID
    values: Mapping[str, str]
    comments: Mapping[str, str]
    at: datetime
    base: UUID | None = None
    version: int = 0
    receipt: str = ""
    number: int = 0
    returned: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report as whoever fills it in needs it.

    Attributes:
        is_own: whether one works at the body; otherwise it is typed in for it.
        ended_on: last day of the unit; None where it exists.
        head: the latest revision; None where nothing was accepted yet.
        draft: what one has begun oneself.
    """

    body: BodyRef
    body_name: str
    unit_name: str
    is_own: bool
    ended_on: date | None
    form: Definition
    digest: str
    day: date
    past: Past
    head: Begun | None
    draft: Begun | None

    @property
    def due_at(self) -> datetime:
        """Return the moment by which it has to be here."""
        return self.form.schedule.due_at(self.day)


def get_sheet(*, actor: Actor, form: str, day: date, body: BodyRef | None = None) -> Sheet:
    """Return one report to be filled in; eight statements at most.

    Args:
        actor: Who fills it in.
        form: Code.
        day: Last day of the period.
        body: For whom; None for the body at which the actor works.

    Raises:
        NotFound: No such form on the day, or no body for which the actor files it.
        Refused: No period of the form ends on the day, or it was not in use then.
    """
    version = version_on(form, day)
    if version is None:
        _explain(actor, form, day)
        raise NotFound(form)
    definition = definitions.stored(version)
    place = _place(actor, definition, body)
    if not definition.schedule.is_period(day):
        raise Refused(
            f"kỳ báo cáo không kết thúc ngày {day:%d/%m/%Y}; chọn ngày cuối của kỳ",
            f"no period ends on {day.isoformat()}; take the last day of a period",
        )
    report = Report.objects.filter(unit=place.unit, form=version.form, day=day).first()
    blank = Report(unit=place.unit, form=version.form, day=day, body=place)
    return Sheet(
        body=BodyRef(place.ref),
        body_name=place.name,
        unit_name=place.unit.name,
        is_own=any(post.body == place.ref for post in actor.posts),
        ended_on=place.unit.valid_to,
        form=definition,
        digest=version.digest,
        day=day,
        past=past_of(report or blank, definition),
        head=_head(report),
        draft=_draft(actor, place, version, day),
    )


def _explain(actor: Actor, form: str, day: date) -> None:
    """Say so where a form exists and was not in use on a day, to those who may see forms."""
    if actor.has(Permission.FORMS_VIEW) and FormVersion.objects.filter(form__code=form).exists():
        raise Refused(
            f"ngày {day:%d/%m/%Y} mẫu này chưa dùng, hoặc không còn dùng; chọn kỳ khác trong danh "
            f"sách dưới đây",
            f"the form was not in use on {day.isoformat()}, or no longer; take another period of "
            f"the list below",
        )


def _place(actor: Actor, definition: Definition, body: BodyRef | None) -> Body:
    """Return the body that files, in sight of the actor and filed for by him."""
    filer = definition.filer
    own = [post.body for post in actor.posts_for(Permission.REPORTS_FILE)]
    wanted = Body.objects.select_related("unit").filter(
        kind=filer.body, unit__level=filer.level, ref__in=own if body is None else [body]
    )
    place = wanted.order_by("pk").first()
    if place is None or not policies.can_file(actor, place):
        raise NotFound(str(body))
    return place


def _head(report: Report | None) -> Begun | None:
    row = (
        Submission.objects.filter(report=report, number=report.head).first()
        if report is not None and report.head
        else None
    )
    if report is None or row is None:
        return None
    returns = Return.objects.filter(report=report, number=report.head, taken_back_at=None)
    return Begun(
        submission=row.submission,
        values=row.values,
        comments=row.comments,
        at=row.received_at,
        receipt=row.receipt,
        number=row.number or 0,
        returned=returns.values_list("reason", flat=True).first() or "",
    )


def _draft(actor: Actor, place: Body, version: FormVersion, day: date) -> Begun | None:
    if actor.user is None:
        return None
    # A draft outlives the version by which it was begun: what was typed is shown in the new one.
    row = (
        Draft.objects.select_related("version")
        .defer("version__definition")
        .filter(owner=actor.user, body=place, version__form=version.form_id, day=day)
        .order_by("saved_at")
        .last()
    )
    if row is None:
        return None
    return Begun(
        row.submission, row.values, row.comments, row.saved_at, row.base, row.version.number
    )


def get_definition(*, actor: Actor, digest: str) -> Definition:
    """Return a definition by its digest, of a version or of a sketch that is looked at beforehand.

    Raises:
        NotAllowed: The actor may see no forms.
        NotFound: There is none.
    """
    policies.check_can_view_forms(actor)
    row = FormVersion.objects.filter(digest=digest).first()
    if row is not None:
        return definitions.stored(row)
    sketch = Sketch.objects.filter(digest=digest).first() if digest else None
    if sketch is None:
        raise NotFound(digest)
    return definitions.read(sketch.data)
