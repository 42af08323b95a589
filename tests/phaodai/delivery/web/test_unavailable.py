"""A database that is busy, away or full: 503, nothing lost, pages can be read."""

import errno
import html
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

from phaodai.delivery.health import outages
from phaodai.delivery.web.home import views as home
from phaodai.foundation.accounts import operations

ROOT = Path(__file__).resolve().parents[4]
BUSY = Path(__file__).with_name("busy.py")
PAGE = "Chưa ghi được, hãy thử lại"


@pytest.mark.parametrize(
    ("error", "waiting_helps"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("connection refused"), True),
        (OperationalError("database or disk is full"), True),
        (InterfaceError("connection already closed"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (OperationalError("no such column: x"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_when_waiting_helps(error, waiting_helps):
    assert outages.is_unavailable(error) is waiting_helps


@pytest.fixture
def broken(monkeypatch):
    """Let the choice of a language fail as told."""

    def fail_with(error):
        def choose(**_options):
            raise error

        monkeypatch.setattr(operations, "choose_language", choose)

    return fail_with


FORM = {"language": "en", "next": "/more/"}


def test_what_was_typed_comes_back_to_be_sent_again(client_of, commander, broken):
    broken(OperationalError("busy"))
    client = client_of(commander)
    answer = client.post(reverse("language"), {**FORM, "note": 'x" onfocus="y'})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert PAGE in page
    assert "Send again" in page
    assert '<input type="hidden" name="next" value="/more/">' in page
    assert 'value="x&quot; onfocus=&quot;y"' in page
    assert f'action="{reverse("language")}"' in page


def test_a_program_is_told_in_its_language(client_of, commander, broken):
    broken(OperationalError("busy"))
    answer = client_of(commander).post(
        reverse("language"), FORM, headers={"accept": "application/json"}
    )
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["retry_after"] == 5


def test_a_password_is_not_sent_back(client_of, commander, broken):
    broken(OperationalError("busy"))
    answer = client_of(commander).post(reverse("language"), {**FORM, "password1": "secret-word"})
    assert answer.status_code == 503
    assert b"secret-word" not in answer.content
    assert b"<form" not in answer.content


def test_a_mistake_of_ours_is_still_an_error(client_of, commander, broken):
    broken(ValueError("bug"))
    client = client_of(commander)
    client.raise_request_exception = False
    assert client.post(reverse("language"), FORM).status_code == 500


def test_what_fails_outside_a_view(client_of, commander, monkeypatch):
    """Whoever cannot be looked up because the database is away is told to wait, too."""

    def away(*_arguments):
        raise OperationalError("connection refused")

    client = client_of(commander)
    client.raise_request_exception = False
    monkeypatch.setattr("phaodai.delivery.web.accounts.middleware.is_mfa_enabled", away)
    answer = client.get(reverse("more"))
    assert answer.status_code == 503
    assert PAGE in answer.content.decode()
    assert b"<form" not in answer.content


def test_the_sign_of_health_says_when_the_database_is_away(client, monkeypatch):
    class Away:
        def cursor(self):
            raise OperationalError("connection refused")

    monkeypatch.setattr(home, "connection", Away())
    assert client.get(reverse("healthz")).status_code == 503


# --- a real file, its turn really held, its room really used up --------------------------------


@pytest.fixture(scope="module")
def said(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the queue of writers is SQLite's")
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
    variables |= {
        "PHAODAI_DATA": str(tmp_path_factory.mktemp("busy")),
        "PHAODAI_DEMO": "1",  # asks for no second factor
        "PHAODAI_HOSTS": "testserver",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.phaodai.delivery.web.busy_settings",
    }
    done = subprocess.run(
        [sys.executable, str(BUSY)], env=variables, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_held_turn(said):
    write = said["write"]
    assert (write["status"], write["retry"]) == (503, "5")
    assert write["seconds"] < 3
    assert PAGE in write["page"]
    assert said["json"]["status"] == 503
    assert said["kept"] == "vi"


@pytest.mark.slow
def test_pages_are_read_while_the_turn_is_held(said):
    assert said["before"]["status"] == 200
    assert said["read"]["status"] == 200
    assert said["read"]["seconds"] < 3


@pytest.mark.slow
def test_nobody_believes_to_have_signed_out(said):
    assert said["sign_out"]["status"] == 503
    assert "<form" not in said["sign_out"]["page"]


@pytest.mark.slow
def test_what_was_typed_is_kept_when_sent_again(said):
    typed = {name: html.unescape(value) for name, value in said["fields"]}
    assert typed["note"] == 'Phước Hải <b>"&amp;'
    assert said["again"]["status"] == 302
    assert said["kept_again"] == "en"


@pytest.mark.slow
def test_pages_are_read_while_the_disk_is_full(said):
    assert "full" in said["full"]
    assert said["full_read"]["status"] == 200
