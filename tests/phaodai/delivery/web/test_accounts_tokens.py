"""Tokens on pages: made once after showing who one is, listed without their text, revoked."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from phaodai.delivery.web.accounts.middleware import BEGAN
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import Role
from tests.phaodai.delivery.api.conftest import Machine, token_of
from tests.phaodai.factories.accounts import make_posting

TEXT = re.compile(r"phd_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


@pytest.fixture
def client(client_of, duty_officer):
    return client_of(duty_officer)


def sent(user, **changes):
    posting = Posting.objects.get(user=user)
    return {"purpose": "đồng bộ văn bản", "posting": str(posting.ref), "days": "90"} | changes


def test_a_token_is_shown_once_and_works(client, duty_officer):
    answer = client.post("/accounts/tokens/add/", sent(duty_officer))
    assert answer.status_code == 201
    assert "no-store" in answer.headers["Cache-Control"]
    (text,) = set(TEXT.findall(answer.content.decode()))
    assert Machine(text).call("/token").json()["purpose"] == "đồng bộ văn bản"
    listed = client.get("/accounts/tokens/").content.decode()
    assert "đồng bộ văn bản" in listed
    assert "127.0.0.1" in listed
    assert not TEXT.search(listed)
    assert text not in str(AuditEvent.objects.values_list("details"))
    assert AuditEvent.objects.filter(action="account.add_token").count() == 1


def test_whoever_signed_in_long_ago_shows_again_who_he_is(client, duty_officer):
    client.get("/accounts/tokens/")
    session = client.session
    session[BEGAN] = time.time() - 16 * 60
    session.save()
    answer = client.get("/accounts/tokens/add/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert client.post("/accounts/tokens/add/", sent(duty_officer)).status_code == 302
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": ""},
        {"purpose": "abc"},
        {"purpose": "x" * 201},
        {"days": "9000"},
        {"days": ""},
        {"posting": ""},
        {"posting": "không"},
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(client, duty_officer, changes):
    answer = client.post("/accounts/tokens/add/", sent(duty_officer, **changes))
    assert answer.status_code == 422
    assert 'class="em"' in answer.content.decode()
    assert not Token.objects.exists()


def test_a_post_of_another_is_refused(client, duty_officer, commander):
    other = Posting.objects.get(user=commander)
    answer = client.post("/accounts/tokens/add/", sent(duty_officer, posting=str(other.ref)))
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_post_that_has_ended_is_not_offered(client, duty_officer, places):
    make_posting(
        duty_officer,
        places.police,
        Role.REPORTER,
        last=timezone.localdate() - timedelta(days=1),
    )
    page = client.get("/accounts/tokens/add/").content.decode()
    assert places.committee.name in page
    assert places.police.name not in page


def test_more_than_twenty_are_refused(client, duty_officer):
    for _ in range(20):
        token_of(duty_officer)
    answer = client.post("/accounts/tokens/add/", sent(duty_officer))
    assert answer.status_code == 422
    assert "20" in answer.content.decode()


def test_revoked_by_oneself(client, duty_officer):
    text = token_of(duty_officer)
    token = Token.objects.get()
    assert client.get(f"/accounts/tokens/{token.ref}/revoke/").status_code == 405
    assert client.post(f"/accounts/tokens/{token.ref}/revoke/").status_code == 302
    assert Machine(text).call("/token").status_code == 401
    assert AuditEvent.objects.filter(action="account.revoke_token").count() == 1


def test_nobody_touches_the_token_of_another(client, client_of, commander, stranger, sister):
    token_of(commander)
    token = Token.objects.get()
    assert client.post(f"/accounts/tokens/{token.ref}/revoke/").status_code == 404
    for user in (stranger, sister):
        at = f"/users/{commander.ref}/tokens/{token.ref}/revoke/"
        assert client_of(user).post(at).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_administrator_lists_and_revokes_but_never_sees(
    client_of, administrator, duty_officer, commander
):
    text = token_of(duty_officer)
    token = Token.objects.get()
    client = client_of(administrator)
    page = client.get(f"/users/{duty_officer.ref}/").content.decode()
    assert token.purpose in page
    assert text not in page
    wrong = f"/users/{commander.ref}/tokens/{token.ref}/revoke/"
    assert client.post(wrong).status_code == 404
    at = f"/users/{duty_officer.ref}/tokens/{token.ref}/revoke/"
    assert client.post(at).status_code == 302
    assert Machine(text).call("/token").status_code == 401
