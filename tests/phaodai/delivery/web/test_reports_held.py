"""A report that waits: both sides are told after a week, and the officer above settles it."""

from datetime import timedelta

import pytest

from phaodai.registers.reports.models import Submission
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.watching import make_watch, send


@pytest.fixture
def watch(places, monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW + timedelta(days=8))
    return make_watch(places)


@pytest.fixture
def held(watch):
    return send(watch.bodies["hai"], base=an_id(999))[0]


@pytest.fixture
def officer(watch, client_of):
    return client_of(watch.officer)


@pytest.fixture
def reporter(watch, client_of):
    return client_of(make_user(at=watch.bodies["hai"], role=Role.REPORTER))


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_first_page_tells_both_sides(officer, reporter, held):
    for client, word in ((officer, "Quyết định"), (reporter, "Xem lại")):
        page = text_of(client, "/")
        assert "giữ quá 7 ngày" in page
        assert "chờ bản trước chưa đến" in page
        assert f'href="/reports/sent/{held.id}/">{word}' in page


def test_the_officer_lets_it_in(officer, reporter, held):
    page = f"/reports/sent/{held.id}/"
    assert "Nhận, không chờ bản trước" in text_of(officer, page)
    assert "Nhận, không chờ bản trước" not in text_of(reporter, page)
    assert reporter.post(f"{page}settle/", {"do": "let_in"}).status_code == 404
    officer.post(f"{page}settle/", {"do": "let_in"})
    assert "Máy chủ đã nhận" in text_of(officer, page)
    assert officer.post(f"{page}settle/", {"do": "let_in"}).status_code == 302  # twice: the receipt
    assert "giữ quá 7 ngày" not in text_of(officer, "/")


def test_put_aside_needs_its_reason_which_the_sender_reads(officer, reporter, held):
    page = f"/reports/sent/{held.id}/"
    lacking = officer.post(f"{page}settle/", {"do": "put_aside", "reason": " "})
    assert lacking.status_code == 422
    assert "Lý do không nhận: chưa ghi" in lacking.content.decode()
    officer.post(f"{page}settle/", {"do": "put_aside", "reason": "gửi nhầm ngày"})
    assert Submission.objects.get().state == "REFUSED"
    assert "“gửi nhầm ngày”" in text_of(reporter, page)
    assert "Mở biểu của kỳ này" in text_of(reporter, page)
