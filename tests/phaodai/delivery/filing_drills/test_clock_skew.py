"""Clocks that are wrong: the server's hour alone says which day it is and what came in time."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from phaodai.engines.forms.definition import Form
from phaodai.foundation.agencies.models import Body
from phaodai.indicators import rollup
from phaodai.indicators.models import PastValue, Publication
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import file_report
from phaodai.registers.reports.rules.acceptance import Submission as Sent
from phaodai.registers.reports.rules.acceptance import lateness_of
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel, Timeliness
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.delivery.filing_drills.senders import new_id
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id

MANY = 10_000
HOUR = timedelta(hours=1)
TICK = timedelta(milliseconds=1)
# By how much a device is wrong: another day, another zone, a little, nobody knows.
OFFSETS = (-24 * HOUR, 24 * HOUR, -7 * HOUR, 7 * HOUR, -TICK, TICK, 0 * HOUR)
# Days on which calendars are got wrong.
DAYS = (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2021, 12, 31),
        date(2022, 1, 1), date(2023, 2, 28), date(2100, 2, 28))  # fmt: skip
# Hours on which reports are got wrong, by Vietnam's clock.
HOURS = (timedelta(0), 7 * HOUR, 10 * HOUR, 17 * HOUR, 24 * HOUR)


def moments(chance: random.Random):
    """Yield hours of Vietnam's clock, most of them where something turns."""
    for _ in range(MANY):
        day = chance.choice((*DAYS, date(2021, 1, 1) + timedelta(chance.randrange(3000))))
        local = datetime(day.year, day.month, day.day) + chance.choice(HOURS)  # noqa: DTZ001 - naive, on purpose
        nearby = (-TICK, 0 * TICK, TICK, chance.uniform(-12, 12) * HOUR)
        yield local + chance.choice(nearby)


@pytest.fixture
def daily() -> Form:
    return next(form for form in definitions.builtin() if form.code == "daily-commune")


def test_no_report_falls_on_a_wrong_day(daily):
    """Beside the arithmetic of a wall clock without zones, which knows nothing of ours."""
    chance = random.Random(7)
    wrong_days = wrong_classes = 0
    for local in moments(chance):
        received = (local - 7 * HOUR).replace(tzinfo=UTC)
        day = local.date() if local.hour < 7 else local.date() + timedelta(days=1)
        wrong_days += daily.schedule.day_of(received) != day
        asked = day - timedelta(days=chance.choice((0, 0, 0, 1, 2)))
        due = datetime(asked.year, asked.month, asked.day, 10)  # noqa: DTZ001 - naive, on purpose
        filled = local + chance.choice(OFFSETS) + chance.choice((0, 1)) * chance.random() * HOUR
        sent = Sent(an_id(1), None, "", {}, (filled - 7 * HOUR).replace(tzinfo=UTC))
        if local < due:
            expected = Timeliness.ON_TIME
        else:
            expected = Timeliness.FILLED_OFFLINE if filled < due else Timeliness.LATE
        found = lateness_of(sent, received_at=received, due_at=daily.schedule.due_at(asked))
        wrong_classes += found is not expected
    assert (wrong_days, wrong_classes) == (0, 0)


# --- into the database ------------------------------------------------------------------------


@pytest.fixture
def commune(places) -> Body:
    body = places.commune_committee
    body.kind = "people_committee"
    body.save()
    make_version(rules=[])
    return body


@pytest.fixture
def file(commune):
    """File what a device says it filled in at some hour; return the row."""
    filer = actor_of(make_user(at=commune, role=Role.REPORTER))

    def file(*, day=TODAY, now=NOW, filled_at=None, base=None, a="1"):
        sending = Sending(
            id=new_id(), version=1, base=base, channel=Channel.QUEUE, filled_at=filled_at,
            values={"a": a, "b": "0", "now": "1", "trend": "same"}, comments={REASON: "đếm lại"},
        )  # fmt: skip
        file_report(
            actor=filer, body=commune.ref, form="all-things", day=day, sending=sending, now=now
        )
        return Submission.objects.select_related("report").get(submission=sending.id)

    return file


@pytest.mark.django_db
@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize(
    ("received", "lateness"),
    [(-TICK, "ON_TIME"), (0 * TICK, "LATE"), (TICK, "LATE")],
)
def test_a_device_never_moves_the_deadline(file, offset, received, lateness):
    due = datetime(2021, 12, 23, 3, tzinfo=UTC)
    row = file(now=due + received, filled_at=due + received + offset)
    assert (row.report.day, row.received_at) == (TODAY, due + received)
    if lateness == "LATE" and due + received + offset < due:
        lateness = "FILLED_OFFLINE"
    assert row.lateness == lateness
    assert row.report.lateness == lateness


@pytest.mark.django_db
def test_a_server_whose_clock_steps(file):
    """Ten minutes back, an hour on: revisions follow each other, and what was known never ends
    before it began."""
    base = None
    for number, step in enumerate((0 * HOUR, -10 * HOUR / 60, HOUR, -10 * HOUR / 60, 0 * HOUR)):
        row = file(now=NOW + step, base=base, a=str(number + 1))
        assert (row.state, row.number) == ("ACCEPTED", number + 1)
        base = row.submission
    report = Report.objects.get()
    assert (report.head, report.first_received_at, report.lateness) == (5, NOW, "ON_TIME")
    said = dict(Publication.objects.values_list("pk", "published_at"))
    past = PastValue.objects.values_list("publication_id", "closed_by_id")
    assert past
    assert all(said[opened] <= said[closed] for opened, closed in past)
    assert rollup.check().n_wrong == 0
