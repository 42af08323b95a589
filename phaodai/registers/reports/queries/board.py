"""The duty board: who has filed, who has not, who is unusually silent; scoped, constant queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import inf
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Max, Q, Sum

from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.boardrows import Board, BoardRow, Person
from phaodai.registers.reports.models import Draft, Habit, Nudge, Report, Return, Submission
from phaodai.registers.reports.queries.board_groups import group_rows
from phaodai.registers.reports.queries.board_people import filers_of, nudges_of
from phaodai.registers.reports.queries.expectations import Asked, asked_on, expected, in_sight
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.registers.reports.queries.returns import standing_returns
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import (
    NOT_SENT,
    STILL_OWED,
    SubmissionState,
    Timeliness,
    Turn,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

MOST_ROWS: Final = 800  # bodies; beyond it the units just below stand for them


def forms_below(
    *, actor: Actor, now: datetime, unit_path: str = "", code: str = ""
) -> list[Definition]:
    """Return the forms of today that bodies in sight have to file; or the one of a code."""
    found = []
    for asked in asked_on(now.date(), code).values():
        bodies = expected(asked.form, asked.form.schedule.day_of(now))
        if in_sight(bodies, actor, unit_path).exists():
            found.append(asked.form)
    return found


def latest_period(form: Definition, now: datetime) -> date:
    """Return the period that was over last: the one of which the reports are awaited."""
    schedule = form.schedule
    return schedule.before(schedule.day_of(now))


def period_awaited(form: str, now: datetime) -> date:
    """Return the period of a form of today of which the reports are awaited.

    Raises:
        UnknownForm: It is none of today.
    """
    asked = asked_on(now.astimezone(HERE).date(), form).get(form)
    if asked is None:
        raise UnknownForm(form)
    return latest_period(asked.form, now)


def get_board(*, actor: Actor, form: str, day: date, now: datetime, unit_path: str = "") -> Board:
    """Return how all bodies in sight stand with one form and period.

    Args:
        actor: Who looks.
        form: Code of the form.
        day: The last day of the period.
        now: The present moment of business.
        unit_path: Narrowed to a unit and below; "" for all in sight.

    Raises:
        UnknownForm: The form does not hold on the day, no period ends on it, or it has not begun.
    """
    asked = _asked(form, day, now)
    bodies = list(
        in_sight(expected(asked.form, day), actor, unit_path)
        .select_related("unit__parent")
        .order_by("unit__path", "pk")
    )
    kept = _Kept.read(asked, day, now, actor, bodies)
    due_at = asked.form.schedule.due_at(day)
    turns = {body: kept.turn_of(body) for body in bodies}
    silent = {body.pk for body, turn in turns.items() if turn in NOT_SENT and kept.is_silent(body)}
    board = Board(
        form=asked.form,
        day=day,
        due_at=due_at,
        as_of=now,
        since=asked.since,
        n_expected=len(bodies),
        n_filed=sum(turn not in STILL_OWED for turn in turns.values()),
        n_in_time=sum(turn is Turn.ON_TIME for turn in turns.values()),
        n_silent=len(silent),
    )
    if len(bodies) > MOST_ROWS:
        board.groups.extend(group_rows(turns, silent))
    else:
        rows = [
            kept.row_of(body, turn, is_silent=body.pk in silent) for body, turn in turns.items()
        ]
        board.rows.extend(sorted(rows, key=_order))
    return board


def fingerprint(*, actor: Actor, form: str, day: date, now: datetime, unit_path: str = "") -> str:
    """Return what is another text as soon as the board of an actor is another one; few reads.

    Raises:
        UnknownForm: The form does not hold on the day, no period ends on it, or it has not begun.
    """
    asked = _asked(form, day, now)
    expecting = in_sight(expected(asked.form, day), actor, unit_path)
    few = list(expecting.values_list("pk", flat=True)[: MOST_ROWS + 1])
    bodies: Any = few if len(few) <= MOST_ROWS else expecting
    since = _minutes(now - asked.form.schedule.ends_at(day))
    reports = Report.objects.filter(form_id=asked.form_id, day=day, body__in=bodies)
    returns = Return.objects.filter(report__in=reports)
    parts: list[Any] = [
        form, day, asked.form.version, unit_path, now >= asked.form.schedule.due_at(day),
        sorted((str(post.body), post.role) for post in actor.posts),
        reports.aggregate(n=Count("pk"), revisions=Sum("head")),
        Submission.objects.filter(report__in=reports, state=SubmissionState.HELD).aggregate(
            last=Max("pk"), n=Count("pk")
        ),
        returns.aggregate(n=Count("pk"), last=Max("pk"), undone=Count("taken_back_at")),
        Nudge.objects.filter(form_id=asked.form_id, day=day, body__in=bodies).aggregate(
            last=Max("pk")
        ),
        Draft.objects.filter(
            version__form_id=asked.form_id, day=day, body__in=bodies
        ).aggregate(n=Count("pk"), last=Max("saved_at")),
        Habit.objects.filter(form_id=asked.form_id, alarm__lt=since, body__in=bodies).count(),
        few if bodies is few else expecting.count(),
    ]  # fmt: skip
    return sha256(repr(parts).encode()).hexdigest()[:32]


def _asked(form: str, day: date, now: datetime) -> Asked:
    asked = asked_on(day, form).get(form)
    if (
        asked is None
        or not asked.form.schedule.is_period(day)
        or day > asked.form.schedule.day_of(now)
    ):
        raise UnknownForm(form)
    return asked


_Said = tuple[UUID, str, dict[str, str], dict[str, str]]  # id, receipt, values, comments


@dataclass(slots=True)
class _Kept:
    """What the tables say of a form and period, by unit or body."""

    form: Definition
    since: date
    day: date
    now: datetime
    reports: Mapping[int, Report]
    returns: Mapping[int, Return]
    habits: Mapping[int, Habit]
    held: Mapping[int, datetime]
    heads: Mapping[tuple[int, date], _Said] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    nudges: Mapping[int, tuple[datetime, str]] = field(default_factory=dict)
    begun: Mapping[int, int] = field(default_factory=dict)  # of drafts, how many fields hold

    @classmethod
    def read(
        cls, asked: Asked, day: date, now: datetime, actor: Actor, bodies: Sequence[Body]
    ) -> "_Kept":
        form, pk = asked.form, asked.form_id
        with_words = len(bodies) <= MOST_ROWS
        # Named one by one as long as they are few: a country keeps many more.
        those: dict[str, Any] = {"body__in": bodies} if with_words else {}
        units = {"unit__in": [body.unit_id for body in bodies]} if with_words else {}
        seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(form=pk, **units)
        reports = {each.unit_id: each for each in seen.filter(day=day)}
        before = form.schedule.before(day)
        heads, held = {}, {}
        wanted = Q(state=SubmissionState.HELD, report__day=day)
        if with_words:
            wanted |= Q(number=F("report__head"))
        sent = Submission.objects.filter(
            wanted, report__in=seen.filter(day__in=[day, before])
        ).order_by("pk")
        for unit, on, state, at, ref, receipt, values, comments in sent.values_list(
            "report__unit_id",
            "report__day",
            "state",
            "received_at",
            "submission",
            "receipt",
            "values",
            "comments",
        ):
            if state == SubmissionState.HELD:
                held[unit] = at
            else:
                heads[unit, on] = (ref, receipt, values, comments)
        habits = Habit.objects.filter(form=pk, **those)
        drafts = Draft.objects.filter(version__form=pk, day=day, **those).order_by("saved_at")
        kept = cls(
            form, asked.since, day, now, reports, standing_returns(pk, day),
            {habit.body_id: habit for habit in habits}, held, heads,
            begun={body: len(values) for body, values in drafts.values_list("body", "values")},
        )  # fmt: skip
        if with_words:
            kept.people = filers_of(form, day, bodies)
            kept.nudges = nudges_of(pk, day, bodies)
        return kept

    def turn_of(self, body: Body) -> Turn:
        report = self.reports.get(body.unit_id)
        if report is None or not report.head:
            if body.unit_id in self.held:
                return Turn.HELD
            return Turn.DRAFT if body.pk in self.begun else Turn.MISSING
        return Turn.RETURNED if body.unit_id in self.returns else Turn(report.lateness)

    def is_silent(self, body: Body) -> bool:
        habit = self.habits.get(body.pk)
        return habit is not None and self._after_end(habit.alarm) < self.now

    def row_of(self, body: Body, turn: Turn, *, is_silent: bool) -> BoardRow:
        unit, report, habit = body.unit, self.reports.get(body.unit_id), self.habits.get(body.pk)
        at = report.first_received_at if report is not None else None
        returned = self.returns.get(unit.pk)
        today = self.heads.get((unit.pk, self.day))
        nudged = self.nudges.get(body.pk, (None, ""))
        return BoardRow(
            unit=UnitRef(unit.ref),
            unit_name=unit.full_name,
            unit_path=unit.path,
            above=unit.parent.full_name if unit.parent else "",
            body=BodyRef(body.ref),
            body_name=body.name,
            turn=turn,
            latest=today[0] if today is not None else None,
            at=at or self.held.get(unit.pk),
            number=report.head if report is not None else 0,
            usual_at=self._after_end(habit.usual) if habit is not None else None,
            slack=habit.alarm - habit.usual if habit is not None else 0,
            is_silent=is_silent,
            since=max(self.since, body.valid_from, unit.valid_from),
            lateness=Timeliness(report.lateness) if report and report.lateness else None,
            receipt=today[1] if today is not None else "",
            n_changed=self._changed(unit.pk),
            filled=(self.begun[body.pk], self.n_asked) if turn is Turn.DRAFT else None,
            n_comments=len(today[3].keys() - {REASON}) if today is not None else 0,
            reason=returned.reason if returned is not None else "",
            person=self.people.get(body.pk),
            reminded_at=nudged[0],
            reminded_by=nudged[1],
        )

    @property
    def n_asked(self) -> int:
        """How many fields somebody fills in."""
        return sum(each.formula is None for each in self.form.fields())

    def _after_end(self, minutes: int) -> datetime:
        return self.form.schedule.ends_at(self.day) + timedelta(minutes=minutes)

    def _changed(self, unit: int) -> int | None:
        """Count the figures that differ from the report before; computed ones follow the rest."""
        today = self.heads.get((unit, self.day))
        before = self.heads.get((unit, self.form.schedule.before(self.day)))
        if today is None or before is None:
            return None
        return sum(
            today[2].get(each.code) != before[2].get(each.code)
            for each in self.form.fields()
            if each.formula is None
        )


def _order(row: BoardRow) -> tuple[bool, bool, float, str, str]:
    """Who owes one first: the silent, then by the moment at which they usually file."""
    moment = row.usual_at if row.is_owed else row.at
    seconds = moment.timestamp() if moment is not None else inf
    return (not row.is_owed, not row.is_silent, seconds, row.above, row.unit_name)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
