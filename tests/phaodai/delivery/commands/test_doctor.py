"""`phaodai doctor`: every planted fault is found; a sound installation has none."""

import contextlib
import json
import os
import time
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from phaodai.delivery.commands.doctor import doctor
from phaodai.delivery.health import database, machine, people, site, trail
from phaodai.delivery.health.examining import examine
from phaodai.delivery.health.findings import Status
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit import sealing, triggers
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.vocabulary.access import Actor

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    tmp_path.chmod(0o750)
    settings.DATA_DIR = tmp_path
    return tmp_path


def statuses(check, now=NOW):
    return {finding.code: finding.status for finding in check(now)}


def record(at=NOW):
    with transaction.atomic():
        audit.record(
            actor=Actor(name="x"),
            action="unit.rename",
            subject_kind="unit",
            subject_ref=None,
            at=at,
        )


class Said:
    """A connection of SQLite or PostgreSQL that answers what it is told to."""

    def __init__(self, vendor, answers, file="/nowhere"):
        self.vendor, self._answers = vendor, answers
        self.settings_dict = {"NAME": str(file)}

    @contextlib.contextmanager
    def cursor(self):
        yield self

    def execute(self, query, arguments=()):
        words = " ".join([query, *arguments])
        known = [key for key in self._answers if key in words]
        self._now = self._answers[max(known, key=len)]
        if isinstance(self._now, Exception):
            raise self._now

    def fetchone(self):
        return (self._now,)


SOUND_SQLITE = {"journal_mode": "wal", "synchronous": 2, "quick_check": "ok"}


def sqlite():
    return statuses(database.sqlite_durability) | statuses(database.sqlite_file)


@pytest.fixture
def say(monkeypatch, data_folder):
    def answers(vendor="sqlite", **changes):
        file = data_folder / "db.sqlite3"
        file.touch(mode=0o640)
        said = Said(vendor, {**SOUND_SQLITE, **changes}, file)
        monkeypatch.setattr(database, "connection", said)
        return file

    return answers


# --- the machine ------------------------------------------------------------------------------


def test_a_full_disk(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage(1000, 905, 95))
    assert statuses(machine.disk) == {"disk": Status.BAD}
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage(1000, 895, 105))
    assert statuses(machine.disk) == {"disk": Status.OK}


def test_a_folder_that_others_may_enter(data_folder):
    assert statuses(machine.folder) == {"folder": Status.OK}
    data_folder.chmod(0o755)
    assert statuses(machine.folder) == {"folder": Status.BAD}
    assert list(data_folder.iterdir()) == []


def test_a_folder_that_cannot_be_written(settings, data_folder):
    settings.DATA_DIR = data_folder / "gone"
    assert statuses(machine.folder) == {"folder": Status.BAD}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Nowhere/Else"])
def test_a_wrong_time_zone(settings, zone):
    assert statuses(machine.timezone) == {"timezone": Status.OK}
    with pytest.MonkeyPatch.context() as patch:  # Django itself would refuse some of these
        patch.setattr(machine, "settings", namedtuple("s", "TIME_ZONE")(zone))
        assert statuses(machine.timezone) == {"timezone": Status.BAD}


def test_a_clock_that_went_back():
    record()
    audit.seal(now=datetime.now(UTC))
    assert statuses(machine.clock, datetime.now(UTC)) == {"clock": Status.OK}
    assert statuses(machine.clock, NOW - timedelta(hours=1)) == {"clock": Status.BAD}


def test_another_python(monkeypatch):
    assert statuses(machine.python) == {"python": Status.OK}
    monkeypatch.setattr(machine.sys, "version_info", (3, 14, 0))
    assert statuses(machine.python) == {"python": Status.BAD}


def test_an_encoding_that_has_no_vietnamese(monkeypatch):
    monkeypatch.setattr(machine.sys, "getfilesystemencoding", lambda: "ascii")
    assert statuses(machine.python) == {"python": Status.BAD}


def test_optional_programs_are_no_fault(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda _name: None)
    assert set(statuses(machine.programs).values()) <= {Status.INFO}


# --- the site ---------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["short", "a" * 60, "django-insecure-0123456789abcdefghijklmn"])
def test_a_weak_secret(settings, secret):
    assert statuses(site.secret_key) == {"secret-key": Status.OK}
    settings.SECRET_KEY = secret
    assert statuses(site.secret_key) == {"secret-key": Status.BAD}


def test_a_secret_that_others_may_read(data_folder):
    file = data_folder / "secret-key"
    file.touch(mode=0o600)
    assert statuses(site.secret_key) == {"secret-key": Status.OK}
    file.chmod(0o644)
    assert statuses(site.secret_key) == {"secret-key": Status.BAD}


def test_debug_is_on(settings):
    assert statuses(site.debug) == {"debug": Status.OK}
    settings.DEBUG = True
    assert statuses(site.debug) == {"debug": Status.BAD}


def test_a_demo_says_so(settings):
    assert statuses(site.demo) == {"demo": Status.OK}
    settings.DEMO = True
    (finding,) = site.demo(NOW)
    assert finding.status is Status.BAD
    assert "chỉ trên máy này" in finding.vi


def test_no_https(settings):
    settings.ALLOWED_HOSTS, settings.IS_LOOPBACK = ["phaodai.example.vn"], False
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS = True, 3600
    assert statuses(site.https) == {"https": Status.OK}
    settings.SECURE_SSL_REDIRECT = False
    assert statuses(site.https) == {"https": Status.BAD}
    settings.ALLOWED_HOSTS = ["*"]
    assert statuses(site.https) == {"https": Status.BAD}


def test_messages_that_are_not_compiled(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert statuses(site.locale) == {"locale": Status.WARN}
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    assert statuses(site.locale) == {"locale": Status.BAD}
    source.with_suffix(".mo").touch()
    os.utime(source, (1, 1))
    assert statuses(site.locale) == {"locale": Status.OK}
    os.utime(source, (time.time() + 60,) * 2)
    assert statuses(site.locale) == {"locale": Status.BAD}


def test_static_files_that_are_not_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    assert statuses(site.static) == {"static": Status.INFO}
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    assert not site.static_files_are_stale()


# --- the database -----------------------------------------------------------------------------


def test_a_sound_sqlite(say):
    say()
    assert set(sqlite().values()) == {Status.OK}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"journal_mode": "delete"}, "sqlite-wal"),
        ({"synchronous": 1}, "sqlite-synchronous"),
        ({"quick_check": "row 7 missing from index"}, "sqlite-integrity"),
    ],
)
def test_a_faulty_sqlite(say, fault, code):
    say(**fault)
    found = sqlite()
    assert [c for c, status in found.items() if status is Status.BAD] == [code]


def test_what_may_lose_commits_keeps_the_service_from_starting(say):
    say()
    assert database.what_may_lose_commits(NOW) is None
    say(quick_check="damaged")  # a matter for doctor, too slow for every start
    assert database.what_may_lose_commits(NOW) is None
    say(synchronous=1)
    assert database.what_may_lose_commits(NOW).code == "sqlite-synchronous"
    say("postgresql", fsync="off", synchronous_commit="on", full_page_writes="on")
    assert database.what_may_lose_commits(NOW).code == "postgres-fsync"


def test_a_database_that_others_may_read(say, data_folder):
    file = say()
    file.chmod(0o644)
    assert sqlite()["sqlite-permissions"] is Status.OK  # the folder is closed
    data_folder.chmod(0o755)
    assert sqlite()["sqlite-permissions"] is Status.BAD


def test_a_disk_that_locks_nothing(say, monkeypatch):
    say()
    monkeypatch.setattr(database.fcntl, "flock", lambda *_arguments: None)
    assert sqlite()["sqlite-queue"] is Status.BAD


def test_a_database_in_memory(say):
    say().unlink()
    assert sqlite() == {"sqlite-file": Status.BAD}


@pytest.mark.parametrize(
    "fault", [{"fsync": "off"}, {"synchronous_commit": "off"}, {"synchronous_commit": "local"}]
)
def test_a_faulty_postgresql(say, fault):
    sound = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    say("postgresql", **sound)
    assert set(statuses(database.postgres).values()) == {Status.OK}
    say("postgresql", **{**sound, **fault})
    assert list(statuses(database.postgres).values()).count(Status.BAD) == 1


def test_a_database_that_does_not_answer(say, monkeypatch):
    monkeypatch.setattr(database, "connection", Said("sqlite", {"SELECT": DatabaseError("gone")}))
    assert statuses(database.reachable) == {"database": Status.BAD}
    codes = {finding.code for finding in examine(NOW)}
    assert "database" in codes
    assert "migrations" not in codes


def test_pending_migrations(monkeypatch):
    assert statuses(database.migrations) == {"migrations": Status.OK}
    monkeypatch.setattr(database, "pending_migrations", lambda: ["units.0007_more"])
    assert statuses(database.migrations) == {"migrations": Status.BAD}
    assert "worker" not in {finding.code for finding in examine(NOW)}


# --- what runs by itself ----------------------------------------------------------------------


def test_a_worker_that_fell_silent():
    assert statuses(trail.worker) == {"worker": Status.WARN}
    jobs.beat(name=Name.WORKER, at=NOW)
    assert statuses(trail.worker) == {"worker": Status.OK}
    assert statuses(trail.worker, NOW + timedelta(minutes=3)) == {"worker": Status.BAD}


def test_a_sealer_that_fell_behind():
    assert statuses(trail.backlog) == {"audit-seal": Status.OK}
    record()
    jobs.beat(name=Name.SEALER, at=NOW)
    assert statuses(trail.backlog) == {"audit-seal": Status.OK}
    assert statuses(trail.backlog, NOW + timedelta(minutes=6)) == {"audit-seal": Status.BAD}


def test_a_trail_that_can_be_changed():
    assert statuses(trail.append_only) == {"audit-append-only": Status.OK}
    triggers.remove(connection)
    assert statuses(trail.append_only) == {"audit-append-only": Status.BAD}


def test_a_trail_that_contradicts_its_anchors():
    record()
    audit.seal(now=NOW)
    assert statuses(trail.anchored) == {"audit-anchors": Status.OK}
    record()
    assert statuses(trail.anchored) == {"audit-anchors": Status.OK}
    file = sealing.anchor_file()
    text = file.read_text()
    file.write_text(text.replace('"head"', '"hear"'))
    assert statuses(trail.anchored) == {"audit-anchors": Status.BAD}
    file.unlink()
    assert statuses(trail.anchored) == {"audit-anchors": Status.BAD}
    file.write_text(text)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditseal")
    assert statuses(trail.anchored) == {"audit-anchors": Status.BAD}


def test_a_chain_that_was_found_broken():
    assert statuses(trail.last_check) == {"audit-check": Status.WARN}
    jobs.beat(name=Name.AUDIT_CHECK, at=NOW, detail="whole 12")
    assert statuses(trail.last_check) == {"audit-check": Status.OK}
    jobs.beat(name=Name.AUDIT_CHECK, at=NOW, detail="changed 7")
    assert statuses(trail.last_check) == {"audit-check": Status.BAD}


def test_an_old_backup():
    assert statuses(trail.backup) == {"backup": Status.WARN}
    jobs.beat(name=Name.BACKUP, at=NOW)
    assert statuses(trail.backup, NOW + timedelta(hours=23)) == {"backup": Status.OK}
    assert statuses(trail.backup, NOW + timedelta(hours=25)) == {"backup": Status.BAD}


# --- people -----------------------------------------------------------------------------------


def test_an_installation_without_people_or_units():
    assert statuses(people.units) == {"units": Status.WARN}
    assert statuses(people.second_factor) == {"second-factor": Status.WARN}


def test_users_without_second_factor(settings):
    from django.contrib.auth import get_user_model

    get_user_model().objects.create(username="bay", created_at=NOW)
    assert statuses(people.second_factor) == {"second-factor": Status.WARN}
    settings.IS_LOOPBACK = False
    assert statuses(people.second_factor) == {"second-factor": Status.BAD}


# --- the command ------------------------------------------------------------------------------


def test_the_answer_for_a_program():
    result = CliRunner().invoke(doctor, ["--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == (0 if answer["ok"] else 1)
    for check in answer["checks"]:
        assert set(check) == {"code", "status", "vi", "en"}
        assert check["status"] in set(Status)


def test_a_fault_fails_the_command_and_a_pipe_gets_no_escape_bytes(settings):
    settings.DEBUG = True
    result = CliRunner().invoke(doctor, [])
    assert result.exit_code == 1
    assert "✗ debug" in result.stdout
    assert "\x1b" not in result.output


def test_a_terminal_gets_red_unless_it_asks_for_none(settings, monkeypatch, capsys):
    import sys

    settings.DEBUG = True
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with pytest.raises(SystemExit):
        doctor.main([], standalone_mode=False)
    assert "\x1b[31m✗ debug" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit):
        doctor.main([], standalone_mode=False)
    assert "\x1b" not in capsys.readouterr().out


def test_a_check_that_fails_is_a_finding(monkeypatch):
    def broken(_now):
        raise OSError("disk on fire")
        yield

    monkeypatch.setattr(site, "debug", broken)
    found = {finding.code: finding for finding in examine(NOW)}
    assert found["broken"].status is Status.BAD
    assert "disk on fire" in found["broken"].en


def test_settings_that_refuse_to_load(monkeypatch):
    def refuse():
        raise RuntimeError("PHAODAI_DEMO must be 0 or 1")

    monkeypatch.setattr("phaodai.delivery.commands.runtime.start_django", refuse)
    result = CliRunner().invoke(doctor, [])
    assert result.exit_code == 1
    assert "PHAODAI_DEMO must be 0 or 1" in result.stdout
