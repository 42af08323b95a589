"""What the first page says of reports: what one is reminded of, and how those below stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from phaodai.engines.forms.definition import Form as Definition
from phaodai.registers.reports.models import Habit, Nudge, Report, Return
from phaodai.registers.reports.queries.expectations import (
    asked_on,
    expected,
    first_day_of,
    in_sight,
)
from phaodai.registers.reports.states import SubmissionState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Call:
    """A report that one's own body is reminded of, or has got back.

    Attributes:
        reason: of a return; "" for a reminder.
        at: when one was reminded, or it was returned.
    """

    form: Definition
    day: date
    body: BodyRef
    body_name: str
    due_at: datetime
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """How the bodies below stand with the report that is awaited."""

    form: Definition
    day: date
    due_at: datetime
    n_expected: int
    n_filed: int
    n_silent: int

    @property
    def n_missing(self) -> int:
        """Who has not filed."""
        return self.n_expected - self.n_filed


def get_calls(*, actor: Actor, now: datetime) -> list[Call]:
    """Return what the actor's own bodies still owe and were told of; the latest word first."""
    bodies = {post.body for post in actor.posts_for(Permission.REPORTS_FILE)}
    if not bodies:
        return []
    since = now - LOOKED_BACK
    returned = Return.objects.filter(
        report__body__ref__in=bodies,
        number=F("report__head"),
        taken_back_at=None,
        returned_at__gte=since,
    ).values_list(
        "report__form__code", "report__day", "report__body__ref", "report__body__name",
        "reason", "returned_at",
    )  # fmt: skip
    nudged = Nudge.objects.filter(body__ref__in=bodies, at__gte=since).values_list(
        "form__code", "day", "body__ref", "body__name", "at"
    )
    reports = Report.objects.filter(body__ref__in=bodies, head__gt=0, day__gte=since.date())
    filed = set(reports.values_list("form__code", "day", "body__ref"))
    told: dict[tuple[str, date, BodyRef], tuple[str, str, datetime]] = {}
    for code, day, body, name, at in nudged.order_by("at"):
        if (code, day, body) not in filed:
            told[code, day, BodyRef(body)] = (name, "", at)
    for code, day, body, name, reason, at in returned:
        told[code, day, BodyRef(body)] = (name, reason, at)
    forms = {day: asked_on(day) for day in {day for _, day, _ in told}}
    calls = [
        Call(asked.form, day, body, name, asked.form.schedule.due_at(day), reason, at)
        for (code, day, body), (name, reason, at) in told.items()
        if (asked := forms[day].get(code)) is not None
    ]
    return sorted(calls, key=lambda call: call.at, reverse=True)


def get_summaries(*, actor: Actor, now: datetime, unit_path: str = "") -> Sequence[Summary]:
    """Return how those below stand with each form that is awaited of them now."""
    found = []
    for asked in asked_on(now.date()).values():
        schedule = asked.form.schedule
        day = schedule.before(schedule.day_of(now))
        bodies = in_sight(expected(asked.form, day), actor, unit_path)
        is_late = schedule.due_at(day) <= now
        if is_late and first_day_of(asked.form_id) is None:
            continue  # nobody has ever reported by it
        own = {post.body for post in actor.posts}
        n_expected = bodies.exclude(ref__in=own).count()
        if not n_expected:
            continue
        reports = Report.objects.filter(form_id=asked.form_id, day=day)
        gone = Return.objects.filter(
            report__in=reports, number=F("report__head"), taken_back_at=None
        )
        filed = reports.filter(head__gt=0).exclude(pk__in=gone.values("report"))
        answered = Q(head__gt=0) | Q(submissions__state=SubmissionState.HELD)
        since = int((now - schedule.ends_at(day)).total_seconds() // 60)
        silent = Habit.objects.filter(form_id=asked.form_id, alarm__lt=since, body__in=bodies)
        found.append(
            Summary(
                form=asked.form,
                day=day,
                due_at=schedule.due_at(day),
                n_expected=n_expected,
                n_filed=filed.filter(body__in=bodies.exclude(ref__in=own)).count(),
                n_silent=silent.exclude(body__in=reports.filter(answered).values("body")).count(),
            )
        )
    return found
