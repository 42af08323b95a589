"""Signing in: password, second step, set-up, limits."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from phaodai.delivery.demo.people import DEMO_ACCOUNTS, DEMO_PASSWORD
from phaodai.foundation.accounts import operations
from phaodai.foundation.audit.models import AuditEvent
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.factories.accounts import PASSWORD, SECRET, make_user

LOGIN, AUTHENTICATE = "/accounts/login/", "/accounts/2fa/authenticate/"


def code(offset: int = 0) -> str:
    now = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, now + offset))


def login(username: str, password: str = PASSWORD, **data: str):
    client = Client()
    return client, client.post(LOGIN, {"login": username, "password": password, **data})


def test_password_then_code(duty_officer):
    client, answer = login(" Hanh.Nguyen ", next="/more/")
    assert answer.headers["Location"] == AUTHENTICATE
    assert client.get("/").status_code == 302  # not in yet

    answer = client.post(AUTHENTICATE, {"code": f" {code()[:3]} {code()[3:]}"})

    assert answer.headers["Location"] == "/more/"
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.get().action == "account.sign_in"


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_a_demo_tells_who_may_sign_in(client, db, settings, is_demo):
    settings.DEMO = is_demo
    page = client.get(LOGIN).content.decode()
    assert (DEMO_PASSWORD in page) == is_demo
    assert all((account.username in page) == is_demo for account in DEMO_ACCOUNTS)


def test_the_session_is_a_new_one(duty_officer):
    client = Client()
    client.get(LOGIN)
    client.post(LOGIN, {"login": "hanh.nguyen", "password": PASSWORD})
    before = client.session.session_key
    client.post(AUTHENTICATE, {"code": code()})
    assert client.session.session_key != before


def test_a_code_works_once(duty_officer):
    right = code()
    client, _ = login("hanh.nguyen")
    client.post(AUTHENTICATE, {"code": right})
    client, _ = login("hanh.nguyen")
    answer = client.post(AUTHENTICATE, {"code": right})
    assert answer.status_code == 200
    assert client.get("/").status_code == 302


def test_a_recovery_code_works_once(duty_officer):
    codes = RecoveryCodes.activate(duty_officer).get_unused_codes()
    for expected in (200, 302):
        client, _ = login("hanh.nguyen")
        client.post(AUTHENTICATE, {"code": codes[0]})
        assert client.get("/").status_code == expected


def test_a_wrong_code_says_what_to_do(duty_officer):
    client, _ = login("hanh.nguyen")
    content = client.post(AUTHENTICATE, {"code": "000000"}).content.decode()
    assert "Mã chưa đúng" in content
    assert "<title>Lỗi:" in content


def test_nobody_learns_who_has_an_account(duty_officer):
    def shape(answer):
        return answer.status_code, [
            line
            for line in answer.content.decode().splitlines()
            if "csrfmiddlewaretoken" not in line and 'name="login"' not in line
        ]

    _, known = login("hanh.nguyen", "sai mật khẩu rồi")
    _, unknown = login("khong.co.ai", "sai mật khẩu rồi")
    assert shape(known) == shape(unknown)
    assert known.status_code == 200


def test_guessing_is_stopped(duty_officer):
    for _ in range(5):
        login("hanh.nguyen", "sai mật khẩu rồi")
    client, answer = login("hanh.nguyen")
    assert "Thử quá nhiều lần" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_many_guesses_from_one_address_meet_a_page(duty_officer):
    answers = [login(f"ai.do.{n}", "sai mật khẩu rồi")[1] for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()


def test_who_has_no_second_factor_sets_one_up_first(places, client_of):
    user = make_user(at=places.committee, second_factor=False)
    client, answer = login(user.username)
    assert answer.headers["Location"] == "/"
    for page in ("/", "/more/", "/accounts/", "/accounts/sessions/", "/design/", "/users/"):
        assert client.get(page).headers["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200

    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    now = next(iter(yield_hotp_counters_from_time()))
    answer = client.post(
        "/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, now))}
    )

    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]) == 10
    assert client.get("/").status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored  # locked under the key of the installation


def test_a_demo_asks_for_no_second_factor(places, client_of, settings):
    settings.DEMO = True
    assert client_of(make_user(second_factor=False)).get("/").status_code == 200


def test_a_password_set_by_another_is_changed_first(duty_officer):
    operations.set_password(
        actor=OPERATOR, user=duty_officer.ref, password="tạm thời một lần", today=TODAY, now=NOW
    )
    client, _ = login("hanh.nguyen", "tạm thời một lần")
    client.post(AUTHENTICATE, {"code": code()})
    change = "/accounts/password/change/"
    assert client.get("/").headers["Location"] == change

    bad = {"oldpassword": "tạm thời một lần", "password1": "12345678", "password2": "12345678"}
    assert client.post(change, bad).status_code == 200
    good = bad | {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(change, good).headers["Location"] == "/accounts/"

    assert client.get("/").status_code == 200
    assert AuditEvent.objects.order_by("pk").last().action == "account.choose_password"


def test_a_disabled_user_stays_out(duty_officer, client_of):
    client = client_of(duty_officer)
    assert client.get("/").status_code == 200
    operations.disable_user(
        actor=OPERATOR, user=duty_officer.ref, reason="nghỉ việc hôm nay", today=TODAY, now=NOW
    )
    assert client.get("/").status_code == 302
    again, _ = login("hanh.nguyen")
    assert again.get("/").status_code == 302
    operations.enable_user(
        actor=OPERATOR, user=duty_officer.ref, reason="đi làm trở lại", today=TODAY, now=NOW
    )
    assert client.get("/").status_code == 302  # the old session stays dead


def test_signing_out_ends_the_session_on_the_server(duty_officer, client_of):
    client = client_of(duty_officer)
    client.get("/")
    key = client.session.session_key
    assert client.get("/accounts/logout/").status_code == 200  # asks first
    client.post("/accounts/logout/")
    again = Client()
    again.cookies["sessionid"] = key
    assert again.get("/").status_code == 302


@pytest.mark.parametrize(("hours", "status"), [(7.9, 200), (8.1, 302)])
def test_a_session_left_alone_ends(duty_officer, client_of, hours, status):
    client = client_of(duty_officer)
    client.get("/")
    session = client.session
    session["session_seen"] = time.time() - hours * 3600
    session.save()
    assert client.get("/").status_code == status


def test_a_session_does_not_last_for_ever(duty_officer, client_of):
    client = client_of(duty_officer)
    client.get("/")
    session = client.session
    session["session_began"] = time.time() - 31 * 24 * 3600
    session.save()
    assert client.get("/").status_code == 302


def test_delicate_pages_ask_again_for_the_second_factor(duty_officer, client_of):
    client = client_of(duty_officer)
    client.get("/")
    session = client.session
    session["session_began"] = time.time() - 16 * 60
    session.save()
    answer = client.get("/accounts/2fa/webauthn/add/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"
    # the password alone is no way round
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"

    client.post("/accounts/2fa/reauthenticate/", {"code": code(), "next": "/more/"})
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "login/code/"]
)
def test_what_is_not_offered_is_not_there(db, path):
    assert Client().get(f"/accounts/{path}").status_code == 404
