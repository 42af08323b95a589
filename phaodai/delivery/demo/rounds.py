"""What comes back day by day: figures, reports before an hour, reminders, judgement by figures."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final

from phaodai.decisions.obligations import operations as obligations
from phaodai.delivery.demo import compiling, figures, hours, morning
from phaodai.delivery.demo.figures import SILENT
from phaodai.delivery.demo.people import DEMO_PROVINCE
from phaodai.delivery.demo.reports import Reports
from phaodai.delivery.demo.stage import HERE, Stage, moment
from phaodai.delivery.demo.story.telling import CHAIRMAN, DISTRICTS
from phaodai.foundation.events import bus
from phaodai.registers.directives import operations
from phaodai.registers.reports.operations import closing
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef

AHEAD = timedelta(days=2)  # as the worker opens occurrences
FIRST_REPORT = date(2021, 12, 14)
DELIVERIES = 500
NOTE: Final = "Đã gửi số liệu 24 giờ qua."

NOT_YET: Final = frozenset({"586", "587", "588"})  # districts whose own report is to come


def tell(stage: Stage, *, today: date, n_days: int) -> None:
    """Put everything that recurs on the stage.

    Args:
        stage: Where.
        today: The day of the play.
        n_days: Of how many days figures are published, up to yesterday.
    """
    published = figures.days(last=today - timedelta(days=1), n=n_days)
    for day in published:
        stage.at(_on(day + timedelta(days=1), "09:02"), partial(_publish, stage, day, today))
    for day in figures.days(last=today, n=24):
        stage.at(_on(day, "00:05"), partial(_open, stage))
        if day >= FIRST_REPORT:
            stage.at(_on(day, "09:04"), partial(_assess, stage))
        if FIRST_REPORT <= day < today:
            stage.at(_on(day, "17:30"), partial(_remind, stage))
    stage.at(_on(today, "07:00"), partial(_remind, stage))
    stage.at(_on(today, "09:38"), partial(_remind, stage))
    _daily_reports(stage, today)
    reports = Reports(stage, today - timedelta(days=30))
    for day in published:
        stage.at(_on(day, "11:45"), partial(reports.take_over, day))
        stage.at(_on(day, "11:50"), partial(_close, stage))
    morning.tell(reports, today)
    compiling.tell(stage, today)
    _weekly_reports(stage)


def _daily_reports(stage: Stage, today: date) -> None:
    """Let communes and districts answer the order to report."""
    for code in DISTRICTS:
        chairman = stage.officer(code, Role.COMMANDER)
        days = figures.days(last=today, n=(today - FIRST_REPORT).days + 1)
        for unit in stage.province.communes_of(code):
            if stage.has_officer(unit.code):
                _reports(
                    stage,
                    ("tinh", 3, stage.body(unit.code)),
                    unit.code,
                    days,
                    accepted_by=chairman,
                    accepted_at="10:40",
                    since=_begins(code),
                    today=today,
                )
        _reports(
            stage,
            ("tinh", 3, stage.body(code)),
            code,
            days,
            accepted_by=CHAIRMAN,
            accepted_at="11:00",
            since=_begins(code),
            today=today,
        )
    station = stage.body("22870", "health_station")
    for day in figures.days(last=today - timedelta(days=1), n=7):
        _one(
            stage,
            ("phuoc-dan", 4, station),
            day,
            "tramyte.phuocdan",
            _on(day, "15:20"),
            "Đã tiêm trong ngày, danh sách gửi kèm.",
            "chutich.phuocdan",
            _on(day, "16:30"),
        )


def _begins(code: str) -> date:
    """Return the first report of a district: Thuận Bắc passed the order on three days late."""
    return FIRST_REPORT + timedelta(days=3 if code == "588" else 0)


def _reports(
    stage: Stage,
    key: tuple[str, int, BodyRef],
    code: str,
    days: Iterable[date],
    *,
    accepted_by: str,
    accepted_at: str,
    since: date,
    today: date,
) -> None:
    """Let a unit answer at the hour at which its report comes; today, where it has come."""
    chance = Random(f"report {code}")  # noqa: S311 - a demo
    for day in days:
        luck, at = chance.random(), hours.reported_at(code, day)
        if day < since or at is None or (code in SILENT and luck < 0.8):
            continue
        if day == today and (code in NOT_YET or not morning.has_filed(code, today)):
            continue
        if day == today:
            at = morning.acted_at(code, today)
        judged = _on(day, accepted_at) if day < today else None
        _one(stage, key, day, stage.officer(code), at, NOTE, accepted_by, judged)


def _weekly_reports(stage: Stage) -> None:
    laboratory = ("dengue", 3, stage.body(DEMO_PROVINCE, "disease_control_centre"))
    for day, hour in ((2, "15:10"), (9, "15:40"), (16, "17:25")):
        _one(
            stage,
            laboratory,
            date(2021, 12, day),
            "cdc.tinh",
            moment(f"{day:02}/12 {hour}"),
            "Ca mắc mới trong tuần: xem biểu kèm theo.",
            CHAIRMAN,
            moment(f"{day + 1:02}/12 08:00"),
        )
    police = ("tinh", 9, stage.body(DEMO_PROVINCE, "police"))
    _one(
        stage,
        police,
        date(2021, 12, 17),
        "congan.tinh",
        moment("17/12 16:20"),
        "52 ca, 46 ca truy vết xong trong 24 giờ.",
        CHAIRMAN,
        None,
    )


def _one(
    stage: Stage,
    key: tuple[str, int, BodyRef],
    day: date,
    by: str,
    at: datetime,
    text: str,
    accepted_by: str,
    accepted_at: datetime | None,
) -> None:
    """Let one occurrence be answered, and accepted where somebody did."""

    def answer() -> None:
        operations.answer_occurrence(
            actor=stage.who(by),
            occurrence=stage.occurrence(*key, day),
            version=None,
            text=text,
            now=stage.now,
        )

    def accept() -> None:
        operations.accept_occurrence(
            actor=stage.who(accepted_by),
            occurrence=stage.occurrence(*key, day),
            version=None,
            now=stage.now,
        )

    stage.at(at, answer)
    if accepted_at is not None:
        stage.at(accepted_at, accept)


def _publish(stage: Stage, day: date, today: date) -> None:
    first = today - timedelta(days=30)
    figures.publish_day(stage.province, day=day, first=first, now=stage.now)


def _close(stage: Stage) -> None:
    closing.close_periods(now=stage.now)


def _open(stage: Stage) -> None:
    operations.open_occurrences(now=stage.now, until=stage.now + AHEAD)


def _remind(stage: Stage) -> None:
    operations.raise_reminders(now=stage.now)


def _assess(stage: Stage) -> None:
    obligations.assess(now=stage.now)
    deliver(now=stage.now)


def deliver(*, now: datetime) -> None:
    """Hand over what was announced, as the courier of the worker would."""
    while bus.deliver_due(now=now, most=DELIVERIES).n_done:
        pass


def _on(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=HERE)
