"""Readers of the environment."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from phaodai.project import env

READ = """
import sys, time
from pathlib import Path
from phaodai.project import env
file = Path(sys.argv[1])
while time.time() < float(sys.argv[2]):
    pass
print(env.secret("PHAODAI_NO_SUCH_SECRET", file=file))
"""


def test_processes_that_start_together_read_one_whole_secret(tmp_path):
    import time

    file = tmp_path / "secret-key"
    start = str(time.time() + 1.5)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ, str(file), start], stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    said = {reader.communicate(timeout=30)[0].strip() for reader in readers}
    assert {reader.returncode for reader in readers} == {0}
    assert said == {file.read_text()}
    assert len(file.read_text()) == 64
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]  # no drafts stay behind


def test_the_secret_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """Whoever looks at the last moment before it is there sees nothing."""
    file = tmp_path / "secret-key"
    seen = []
    link = os.link

    def look(draft, target):
        seen.append(file.exists())
        link(draft, target)
        seen.append(file.read_text())

    monkeypatch.setattr(env.os, "link", look)
    secret = env.secret("PHAODAI_NO_SUCH_SECRET", file=file)
    assert seen == [False, secret]


def test_a_secret_that_another_process_made_first_is_kept(tmp_path, monkeypatch):
    file = tmp_path / "secret-key"
    theirs = "x" * 40
    link = os.link

    def come_late(draft, target):
        file.write_text(theirs)
        link(draft, target)

    monkeypatch.setattr(env.os, "link", come_late)
    assert env.secret("PHAODAI_NO_SUCH_SECRET", file=file) == theirs
    assert list(tmp_path.iterdir()) == [file]


def test_a_short_secret_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PHAODAI_SHORT", "x" * 31)
    with pytest.raises(RuntimeError, match="at least 32"):
        env.secret("PHAODAI_SHORT", file=tmp_path / "secret-key")


def test_a_moment(monkeypatch):
    assert env.moment("PHAODAI_NO_SUCH_MOMENT") is None
    monkeypatch.setenv("PHAODAI_MOMENT", "2021-12-23T09:40")
    at = env.moment("PHAODAI_MOMENT")
    assert at is not None
    assert (at.isoformat(), at.utcoffset()) == ("2021-12-23T09:40:00+07:00", timedelta(hours=7))
    monkeypatch.setenv("PHAODAI_MOMENT", "tomorrow")
    with pytest.raises(RuntimeError, match="2021-12-23T09:40"):
        env.moment("PHAODAI_MOMENT")


@pytest.mark.parametrize(("raw", "value"), [("0", 0), ("2", 2)])
def test_a_number(raw, value, monkeypatch):
    monkeypatch.setenv("PHAODAI_PROXIES", raw)
    assert env.number("PHAODAI_PROXIES", default=7) == value


@pytest.mark.parametrize("raw", ["-1", "two", "", "1.5"])
def test_what_is_no_number_stops_the_start(raw, monkeypatch):
    monkeypatch.setenv("PHAODAI_PROXIES", raw)
    with pytest.raises(RuntimeError, match="PHAODAI_PROXIES"):
        env.number("PHAODAI_PROXIES", default=0)


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("sqlite:////srv/phaodai.sqlite3", {"NAME": "/srv/phaodai.sqlite3"}),
        (
            "postgresql://ph:p%40ss@db:5433/phaodai?sslmode=require",
            {"USER": "ph", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433", "NAME": "phaodai"},
        ),
    ],
)
def test_a_database(address, part, monkeypatch, tmp_path):
    monkeypatch.setenv("PHAODAI_DATABASE_URL", address)
    found = env.database("PHAODAI_DATABASE_URL", default=tmp_path / "x.sqlite3")
    assert part.items() <= found.items()


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite:///", "postgresql://host/"])
def test_what_is_no_database_stops_the_start(address, monkeypatch, tmp_path):
    monkeypatch.setenv("PHAODAI_DATABASE_URL", address)
    with pytest.raises(RuntimeError, match="PHAODAI_DATABASE_URL"):
        env.database("PHAODAI_DATABASE_URL", default=tmp_path / "x.sqlite3")
