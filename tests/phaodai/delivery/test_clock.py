"""The business clock: real time, or in a demo the hour of a play that ticks."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.delivery.commands import runtime
from tests.phaodai.conftest import TODAY

START = datetime.fromisoformat("2021-12-23T09:40:00+07:00")
REAL = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Machine:
    """The machine's clock, set by hand."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    clock._began.cache_clear()
    yield
    clock._began.cache_clear()


@pytest.fixture
def machine(monkeypatch):
    machine = Machine(REAL)
    monkeypatch.setattr(clock, "real_now", machine)
    return machine


@pytest.fixture
def play(settings):
    settings.DEMO, settings.CLOCK = True, START


def restart():
    clock._began.cache_clear()


def test_without_a_demo_it_is_real_time(settings, machine):
    clock.file().write_text(json.dumps({"shown": START.isoformat(), "since": REAL.isoformat()}))
    settings.CLOCK = START  # the settings refuse this; the clock would too
    assert clock.now() == REAL
    assert not clock.is_set()
    assert clock.offset() == timedelta(0)


def test_a_demo_without_a_start_is_real_time(settings, machine):
    settings.DEMO = True
    assert clock.now() == REAL
    assert not clock.is_set()
    assert not clock.file().exists()


def test_it_shows_its_start_and_ticks(play, machine):
    assert clock.now() == START
    assert clock.today() == date(2021, 12, 23)
    machine.at += timedelta(hours=14, minutes=20)
    assert clock.now() == START + timedelta(hours=14, minutes=20)
    assert clock.today() == date(2021, 12, 24)  # midnight is Vietnam's
    assert clock.is_set()


def test_it_ticks_on_over_a_restart(play, machine, settings):
    assert clock.now() == START
    machine.at += timedelta(days=2)
    restart()
    assert clock.now() == START + timedelta(days=2)
    settings.CLOCK = None  # a command started without the variable sees the same hour
    restart()
    assert clock.now() == START + timedelta(days=2)


def test_it_begins_where_it_is_told_to(settings, machine):
    settings.DEMO, settings.CLOCK = True, None
    assert clock.now() == REAL
    clock.begin(START)
    machine.at += timedelta(minutes=3)
    assert clock.now() == START + timedelta(minutes=3)


def test_it_stands_still_while_nobody_serves(settings, machine):
    settings.DEMO, settings.CLOCK = True, None
    clock.begin(START)
    last = machine.at = REAL + timedelta(minutes=12)
    machine.at += timedelta(days=3)
    clock.stand_still(last)
    assert clock.now() == START + timedelta(minutes=12)
    machine.at += timedelta(minutes=1)
    assert clock.now() == START + timedelta(minutes=13)


def test_a_demo_that_was_never_served_begins_at_its_beginning(settings, machine):
    settings.DEMO, settings.CLOCK = True, None
    clock.begin(START)
    machine.at += timedelta(days=3)
    clock.stand_still(REAL - timedelta(days=1))
    assert clock.now() == START


def test_another_start_begins_anew(play, machine, settings):
    clock.now()
    machine.at += timedelta(days=2)
    settings.CLOCK = START + timedelta(days=30)
    restart()
    assert clock.now() == START + timedelta(days=30)


def test_a_real_clock_that_is_set_back(play, machine):
    clock.now()
    machine.at += timedelta(hours=1)
    before = clock.now()
    machine.at -= timedelta(minutes=10)
    assert clock.now() == before - timedelta(minutes=10)  # with the machine, no further
    machine.at -= timedelta(days=9)
    assert clock.now() == START  # and never to before the play
    restart()
    assert clock.now() == START


def test_a_damaged_file_says_so(play):
    clock.file().write_text("{")
    with pytest.raises(RuntimeError, match="delete it"):
        clock.now()


def test_commands_share_it_and_security_does_not(play, machine):
    assert runtime.clock() == START
    assert runtime.real_clock() - datetime.now(UTC) < timedelta(minutes=1)


SHOW = """
from phaodai.delivery.commands import runtime
runtime.start_django()
from phaodai.delivery import clock
print(clock.now().isoformat())
"""


def in_a_process(folder, **variables):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
    environment["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
    return subprocess.Popen(
        [sys.executable, "-c", SHOW],
        env={**environment, "PHAODAI_DATA": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_settings_refuse_it_without_a_demo(tmp_path):
    _out, err = in_a_process(tmp_path, PHAODAI_CLOCK="2021-12-23T09:40+07:00").communicate()
    assert "PHAODAI_CLOCK is for a demo alone" in err


def test_processes_agree(tmp_path):
    demo = {"PHAODAI_DEMO": "1", "PHAODAI_CLOCK": "2021-12-23T09:40+07:00"}
    processes = [in_a_process(tmp_path, **demo) for _ in range(3)]
    shown = [datetime.fromisoformat(p.communicate(timeout=300)[0].strip()) for p in processes]
    assert all(START <= at < START + timedelta(seconds=300) for at in shown)
    kept = json.loads((tmp_path / "clock").read_text())
    assert kept["shown"] == START.isoformat()
    assert {p.name for p in tmp_path.iterdir()} - {"trust"} == {"clock", "secret-key"}


def test_the_header_says_which_hour_it_is(play, machine, client_of, duty_officer):
    page = client_of(duty_officer).get(reverse("home")).content.decode()
    assert "Giờ diễn tập" in page
    assert "09:40" in page
    assert "23/12/2021" in page


def test_the_header_of_the_server(client_of, duty_officer):
    page = client_of(duty_officer).get(reverse("home")).content.decode()
    assert "Giờ diễn tập" not in page
    assert "Máy chủ" in page


def test_sessions_and_posts_go_by_real_time(play, machine, client_of, duty_officer, settings):
    """A play of 2021 neither keeps a session alive nor brings a post of those days back."""
    from phaodai.foundation.accounts.models import Posting

    client = client_of(duty_officer)
    assert client.get(reverse("home")).status_code == 200
    session = client.session
    session["session_seen"] -= settings.SESSION_IDLE_HOURS * 3600 + 1
    session.save()
    assert client.get(reverse("home")).status_code == 302

    Posting.objects.filter(user=duty_officer).update(last_day=TODAY)  # it still ran in 2021
    page = client_of(duty_officer).get(reverse("directives:list"))
    assert page.status_code == 404
