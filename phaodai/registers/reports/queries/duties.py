"""What the bodies at which one works have to report now, and what they have not reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.models import Draft, Submission
from phaodai.registers.reports.queries.forms import VersionRow, get_versions
from phaodai.registers.reports.states import Standing
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

LOOKED_BACK = 7  # periods before the one that is due


@dataclass(frozen=True, slots=True)
class Done:
    """The latest revision of a report."""

    submission: UUID
    receipt: str
    lateness: str
    first_received_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One form that one body has to file.

    Attributes:
        day: the period that was over last.
        done: what was filed for it; None where nothing was.
        begun: how many fields one has filled in without sending; None without a draft.
        n_asked: how many fields the form wants.
        missing: earlier periods of which nothing was filed, the latest first.
        running: the period that is not over yet.
    """

    form: Definition
    body: BodyRef
    body_name: str
    day: date
    done: Done | None
    begun: int | None
    n_asked: int
    missing: tuple[date, ...]
    running: date

    @property
    def due_at(self) -> datetime:
        """Return the moment by which it has to be here."""
        return self.form.schedule.due_at(self.day)


def get_duties(*, actor: Actor, now: datetime) -> list[Duty]:
    """Return what the actor's own bodies have to report, by deadline; four statements.

    A form counts from the first day of its version in force, and of a body's own life.
    """
    own = [post.body for post in actor.posts_for(Permission.REPORTS_FILE)]
    if not own:
        return []
    today = now.astimezone(HERE).date()
    forms = [
        row
        for row in get_versions(actor=actor, on=today)
        if row.standing is Standing.ACTIVE and row.first_day is not None
    ]
    bodies = list(Body.objects.valid_on(today).filter(ref__in=own).select_related("unit"))
    asked = [(row, body) for row in forms for body in bodies if _files(row.form, body)]
    if not asked:
        return []
    done, begun = _done(bodies, today), _begun(actor, bodies)
    duties = [_duty(row, body, done, begun, now) for row, body in asked]
    return sorted(duties, key=lambda duty: (duty.done is not None, duty.due_at))


_Key = tuple[int, str, date]  # unit, form, day


def _files(form: Definition, body: Body) -> bool:
    return (body.kind, body.unit.level) == (form.filer.body, form.filer.level)


def _duty(
    row: VersionRow,
    body: Body,
    done: Mapping[_Key, Done],
    begun: Mapping[_Key, int],
    now: datetime,
) -> Duty:
    schedule = row.form.schedule
    running = schedule.day_of(now)
    day = schedule.before(running)
    first = max(row.first_day or day, body.valid_from)
    return Duty(
        form=row.form,
        body=BodyRef(body.ref),
        body_name=body.name,
        day=day,
        done=done.get((body.unit_id, row.code, day)),
        begun=begun.get((body.pk, row.code, day)),
        n_asked=sum(field.formula is None for field in row.form.fields()),
        missing=tuple(
            each
            for each in _before(row.form, day)
            if each >= first and (body.unit_id, row.code, each) not in done
        ),
        running=running,
    )


def _before(form: Definition, day: date) -> Iterator[date]:
    for _ in range(LOOKED_BACK):
        day = form.schedule.before(day)
        yield day


def _done(bodies: Sequence[Body], today: date) -> dict[_Key, Done]:
    rows = (
        Submission.objects.filter(
            report__unit__in=[body.unit_id for body in bodies],
            report__day__gte=date.fromordinal(today.toordinal() - 7 * (LOOKED_BACK + 2)),
            number=F("report__head"),
        )
        .select_related("report__form")
        .only(
            "submission",
            "receipt",
            "number",
            "report__unit_id",
            "report__day",
            "report__lateness",
            "report__first_received_at",
            "report__form__code",
        )
    )
    return {
        (row.report.unit_id, row.report.form.code, row.report.day): Done(
            submission=row.submission,
            receipt=row.receipt,
            lateness=row.report.lateness,
            first_received_at=row.report.first_received_at or row.received_at,
            number=row.number or 0,
        )
        for row in rows
    }


def _begun(actor: Actor, bodies: Sequence[Body]) -> dict[_Key, int]:
    if actor.user is None:
        return {}
    rows = Draft.objects.filter(owner=actor.user, body__in=bodies).select_related("version__form")
    return {
        (row.body_id, row.version.form.code, row.day): sum(map(bool, row.values.values()))
        for row in rows.defer("version__definition")
    }
