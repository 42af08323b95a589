"""The address for reports by mail: an administrator writes it down, its reader confirms it."""

import pytest

from phaodai.delivery.mail import answers, polling, post
from phaodai.foundation.accounts.correspondents import (
    codes_due,
    find_correspondent,
    mail_code,
)
from phaodai.foundation.accounts.models import User
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.models import Letter
from phaodai.vocabulary.access import Permission
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.factories.letters import letter

ADDRESS = "xa.phuochai@example.vn"


def known(address=ADDRESS):
    return find_correspondent(address, permission=Permission.REPORTS_FILE, on=TODAY)


@pytest.fixture
def told(administrator, reporter, client_of):
    """The administrator has written the address down."""
    client = client_of(administrator)
    page = f"/users/{reporter.ref}/mail/"
    assert client.post(page, {"address": "không phải"}).status_code == 422
    assert client.post(page, {"address": ADDRESS.upper()}).status_code == 302
    assert "chờ xác nhận" in client.get(f"/users/{reporter.ref}/").content.decode()
    reporter.refresh_from_db()
    return client


def test_nothing_is_taken_before_it_is_confirmed(told, reporter, client_of):
    assert known() is None
    raw = letter(("a.json", b"{}"), sender=ADDRESS)
    _, sender = polling.receive(raw, size=len(raw), is_large=False, now=NOW)
    assert sender is None
    [due] = codes_due(limit=9)
    assert (due.address, due.code) == (ADDRESS, mail_code(reporter.ref, ADDRESS))
    client = client_of(reporter)
    assert "/accounts/mail/" in client.get("/accounts/").content.decode()
    for wrong in ("", "AAAA-AAAA", due.code[:-1]):
        assert client.post("/accounts/mail/", {"code": wrong}).status_code == 422
    assert known() is None
    typed = due.code.lower().replace("-", " ")
    assert client.post("/accounts/mail/", {"code": typed}).status_code == 302
    assert known().actor.user == reporter.ref
    assert AuditEvent.objects.filter(action="account.confirm_mail_address").count() == 1
    assert codes_due(limit=9) == []
    # Another address is another proof.
    told.post(f"/users/{reporter.ref}/mail/", {"address": "khac@example.vn"})
    assert known() is known("khac@example.vn") is None
    assert client.post("/accounts/mail/", {"code": due.code}).status_code == 422


def test_the_code_goes_out_once_and_again_when_asked_for(
    told, reporter, client_of, monkeypatch, settings
):
    settings.MAIL_ADDRESS = "baocao@example.vn"
    went = []
    monkeypatch.setattr(post, "send", went.append)
    for _ in range(2):
        polling._send_codes(polling.Poll())
    client_of(reporter).post("/accounts/mail/", {"do": "send"})
    polling._send_codes(polling.Poll())
    assert [each["To"] for each in went] == [ADDRESS, ADDRESS]
    assert mail_code(reporter.ref, ADDRESS) in went[0]["Subject"]
    assert "Auto-Submitted" in went[0]
    assert not Letter.objects.exists()


def test_the_letter_speaks_the_readers_language(told, reporter):
    User.objects.filter(pk=reporter.pk).update(language="en")
    [due] = codes_due(limit=9)
    assert "confirm" in answers.compose_code(due, address="b@example.vn")["Subject"].lower()


def test_strangers(told, reporter, stranger, client_of):
    """Who does not administer the user finds no page; the user himself cannot write it down."""
    for client in (client_of(stranger), client_of(reporter)):
        assert client.post(f"/users/{reporter.ref}/mail/", {"address": "x@y.vn"}).status_code == 404
    assert told.post(f"/users/{stranger.ref}/mail/", {"address": "x@y.vn"}).status_code == 404
