"""The list of sessions."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from phaodai.delivery.web.accounts.views import device
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW
from tests.phaodai.delivery.web.test_accounts_sign_in import AUTHENTICATE, code, login
from tests.phaodai.factories.accounts import make_user

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 Version/17.0 Safari/604"


def sign_in(step: int = 0) -> Client:
    client, _ = login("hanh.nguyen")
    answer = client.post(AUTHENTICATE, {"code": code(step)})
    assert answer.status_code == 302
    return client


def test_another_machine_is_listed_and_closed(duty_officer, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    mine, other = sign_in(), sign_in(1)
    page = mine.get("/accounts/sessions/")
    assert page.context["session_count"] == 2
    foreign = next(s for s in page.context["sessions"] if s.session_key != mine.session.session_key)

    mine.post(f"/accounts/sessions/{foreign.pk}/end/")

    assert other.get("/").status_code == 302
    assert mine.get("/").status_code == 200
    assert mine.get("/accounts/sessions/").context["session_count"] == 1


def test_all_other_machines_are_closed_at_once(duty_officer, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    mine, other = sign_in(), sign_in(1)
    mine.post("/accounts/sessions/")
    assert (mine.get("/").status_code, other.get("/").status_code) == (200, 302)


def test_nobody_closes_the_session_of_another(duty_officer, reporter, client_of):
    mine = sign_in()
    session = mine.get("/accounts/sessions/").context["sessions"][0]
    answer = client_of(reporter).post(f"/accounts/sessions/{session.pk}/end/")
    assert answer.status_code == 404
    assert mine.get("/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome trên Windows"),
        (IPHONE, "Safari trên iPhone"),
        ("curl/8", "Trình duyệt khác"),
        ("X Firefox/130", "Firefox"),
    ],
)
def test_machines_have_names(agent, words):
    assert str(device(agent)) == words


def test_no_browser_keeps_what_a_session_showed(duty_officer, client_of):
    assert client_of(duty_officer).get("/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" in Client().get("/accounts/login/").headers["Cache-Control"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("key", "limit"), [("session_seen", 0), ("session_began", 1)])
def test_sessions_of_those_who_see_persons_end_sooner(places, client_of, role, key, limit):
    personal = role in {"tracer", "health_worker", "lab_clerk", "facility_manager", "hotline"}
    hours = ((0.5, 12) if personal else (8, 30 * 24))[limit]
    client = client_of(make_user(at=places.committee, role=role))
    for late, status in ((-60, 200), (60, 302)):
        client.get("/more/")
        session = client.session
        session["session_seen"] = session["session_began"] = time.time()
        session[key] = time.time() - hours * 3600 - late
        session.save()
        assert client.get("/more/").status_code == status


def test_activity_is_noted_with_the_session_and_not_at_every_page(duty_officer):
    client = sign_in()
    session = client.session
    session["session_seen"] = time.time() - 3600
    session.save()
    UserSession.objects.update(last_seen_at=NOW)
    client.get("/more/")
    noted = client.session["session_seen"]
    assert time.time() - noted < 60
    assert UserSession.objects.get().last_seen_at != NOW
    client.get("/more/")
    assert client.session["session_seen"] == noted
