"""Boards that look again: told cheaply that nothing moved, and nobody else by the same tag."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from phaodai.delivery.web.reports import board_tags
from tests.phaodai.conftest import NOW
from tests.phaodai.registers.reports.watching import make_watch, send

BOARD = "/reports/board/"
PART = f"{BOARD}?part=1"


@pytest.fixture
def watch(places, monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    return make_watch(places)


@pytest.fixture
def officer(watch, client_of):
    return client_of(watch.officer)


@pytest.fixture
def tag(officer):
    return officer.get(PART)["ETag"]


def look(client: Client, tag: str, path: str = PART, **cookies: str):
    client.cookies.load(cookies)
    return client.get(path, HTTP_IF_NONE_MATCH=tag)


def request_of(client: Client, tag: str):
    request = RequestFactory().get(PART, HTTP_IF_NONE_MATCH=tag)
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    return request


def test_unmoved_in_two_reads(officer, tag, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = look(officer, tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == "private, no-cache"


def test_packed_on_the_way_it_is_the_same(officer):
    packed = officer.get(PART, HTTP_ACCEPT_ENCODING="gzip")
    assert packed["ETag"].startswith("W/")
    assert look(officer, packed["ETag"]).status_code == 304


def test_asked_anew_after_a_while_it_speaks_again(officer, tag, monkeypatch):
    monkeypatch.setattr(board_tags, "SPEAKS", -1)
    with CaptureQueriesContext(connection) as asked:
        answer = look(officer, tag)
    assert answer.status_code == 304
    assert len(asked) > 2
    assert board_tags.Tag.shown(request_of(officer, answer["ETag"]), most_seconds=30)


def test_a_report_is_seen_at_the_next_look(watch, officer, tag):
    send(watch.bodies["nam"])  # next door
    assert look(officer, tag).status_code == 304
    send(watch.bodies["hai"])
    assert look(officer, tag).status_code == 200


def test_a_tag_is_of_one_address_and_one_session(officer, tag, duty_officer, client_of):
    assert look(officer, tag, f"{PART}&unit=").status_code == 200
    assert look(officer, tag, PART, django_language="en").status_code == 200
    sister = client_of(duty_officer)
    assert look(sister, tag).status_code == 200
    assert look(Client(), tag).status_code == 302
    assert look(officer, '"forged"').status_code == 200


def test_a_session_that_ended_is_told_nothing(officer, tag):
    Session.objects.all().delete()
    assert look(officer, tag).status_code == 302


def test_a_whole_page_is_always_sent(officer):
    page = officer.get(BOARD)
    assert "ETag" not in page
