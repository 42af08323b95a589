"""`phaodai event`, and what `doctor` says of the outbox."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import transaction

from phaodai.delivery import clock
from phaodai.delivery.commands.event import event
from phaodai.delivery.health import outbox
from phaodai.delivery.health.findings import Status
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events import bus
from phaodai.foundation.events.models import Delivery
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.vocabulary.events import Event

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(Event):
    pass


def deaf(_event):
    raise ValueError("no ears")


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    monkeypatch.setattr(bus, "_handlers", type(bus._handlers)(dict))
    bus.subscribe(BellRang, deaf)


def ring(at=None):
    with transaction.atomic():
        bus.announce(BellRang(occurred_at=at or datetime.now(UTC)))


def run(*words):
    return CliRunner().invoke(event, list(words))


def give_up():
    ring()
    bus.deliver_due(now=datetime.now(UTC))
    Delivery.objects.update(given_up_at=datetime.now(UTC))


def statuses(check):
    return {finding.code: finding.status for finding in check(datetime.now(UTC))}


def test_what_waits():
    assert "0 đến lượt / due" in run("list").stderr
    ring()
    shown = run("list")
    assert "BellRang" in shown.stdout
    assert "ngay / at once" in shown.stdout
    answer = json.loads(run("list", "--waiting", "--json").stdout)
    assert answer["due"] == 1
    assert answer["deliveries"][0]["handler"].endswith("deaf")
    assert json.loads(run("list", "--failed", "--json").stdout)["deliveries"] == []


def test_what_failed_is_tried_again():
    give_up()
    shown = run("list", "--failed")
    assert "bỏ cuộc / given up" in shown.stdout
    assert "ValueError: no ears" in shown.stdout

    assert run("retry").exit_code == 0
    assert bus.deliver_due(now=datetime.now(UTC)) == bus.Delivered(0, 1)
    assert AuditEvent.objects.get().action == "event.retry"


def test_a_number_that_is_none():
    give_up()
    pk = Delivery.objects.get().pk
    answer = run("retry", str(pk), str(pk + 7))
    assert answer.exit_code == 3
    assert str(pk + 7) in answer.stderr
    assert run("retry", str(pk + 7)).exit_code == 3
    assert AuditEvent.objects.count() == 1  # what changes nothing is no act


def test_doctor_and_the_courier():
    assert statuses(outbox.courier) == {"courier": Status.WARN}
    jobs.beat(name=Name.COURIER, at=datetime.now(UTC))
    assert statuses(outbox.courier) == {"courier": Status.OK}
    jobs.beat(name=Name.COURIER, at=datetime.now(UTC) - timedelta(minutes=3))
    assert statuses(outbox.courier) == {"courier": Status.BAD}


def test_doctor_and_events_that_wait():
    ring()
    assert statuses(outbox.deliveries) == {"events": Status.OK}
    ring(datetime.now(UTC) - timedelta(minutes=2))
    (finding,) = outbox.deliveries(datetime.now(UTC))
    assert finding.status is Status.BAD
    assert "phaodai event list" in finding.en


def test_doctor_and_events_that_were_given_up():
    give_up()
    (finding,) = outbox.deliveries(datetime.now(UTC))
    assert finding.status is Status.BAD
    assert "phaodai event retry" in finding.vi


def test_doctor_and_the_business_clock(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    clock._began.cache_clear()
    assert statuses(outbox.business_clock) == {"business-clock": Status.OK}
    settings.DEMO, settings.CLOCK = True, datetime(2021, 12, 23, 2, 40, tzinfo=UTC)
    assert statuses(outbox.business_clock) == {"business-clock": Status.INFO}
    clock.now()
    settings.DEMO, settings.CLOCK = False, None
    assert statuses(outbox.business_clock) == {"business-clock": Status.WARN}
