"""The times of a recurring task: answered with evidence, judged, undone, read page by page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Occurrence
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW
from tests.phaodai.delivery.web.task_pages import (
    HEALTH,
    page_of,
    words,
)
from tests.phaodai.delivery.web.test_task_evidence import pdf
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order


@pytest.fixture
def time(issue):
    """The first of forty-one mornings."""
    daily = due("recurring", rrule="FREQ=DAILY", time="10:00")
    issue(order(f"{HEALTH} báo cáo hằng ngày.", lead=(HEALTH,), deadline=daily))
    operations.open_occurrences(now=NOW, until=NOW + timedelta(days=40))
    return Occurrence.objects.order_by("day")[0]


def at(row, name="time", *more):
    return reverse(f"tasks:{name}", args=[row.assignment.ref, row.ref, *more])


def act(client, row, verb, **fields):
    row.refresh_from_db()
    return client.post(at(row, "time-act", verb), {"version": row.version, **fields})


def state(row):
    row.refresh_from_db()
    return row.state


def test_it_is_answered_with_files_judged_and_undone(clinic, chief, time):
    assert "Trả lời kỳ này" in words(clinic.get(at(time)))
    assert act(clinic, time, "answer", text="", attachments=[pdf()]).status_code == 302
    page = words(clinic.get(at(time)))
    assert "Biên bản.pdf" in page
    assert "Trả lời trễ" in page  # the server's clock is years later
    clinic.post(at(time, "time-undo"))
    assert state(time) == "OPEN"
    act(clinic, time, "answer", text="12 ca")
    assert act(chief, time, "return", reason="thiếu thôn 3").status_code == 302
    chief.post(at(time, "time-undo"))
    assert state(time) == "SUBMITTED"
    act(chief, time, "return", reason="thiếu thôn 3")
    assert "thiếu thôn 3" in words(clinic.get(at(time)))
    act(clinic, time, "answer", text="15 ca")
    assert act(chief, time, "accept").status_code == 302
    assert state(time) == "ACCEPTED"


def test_what_is_wrong_is_said_and_typed_values_stay(clinic, chief, time):
    answer = act(clinic, time, "answer", text=" ")
    assert (answer.status_code, state(time)) == (422, "OPEN")
    bad = act(
        clinic, time, "answer", text="12 ca", attachments=[pdf("a.exe", b"MZ\x90\0" + bytes(99))]
    )
    assert bad.status_code == 422
    assert "a.exe: " in words(bad)
    assert "12 ca" in words(bad)
    act(clinic, time, "answer", text="12 ca")
    late = clinic.post(at(time, "time-act", "answer"), {"version": 0, "text": "của tôi"})
    assert late.status_code == 409
    assert "đã trả lời việc này lúc" in words(late)
    assert act(chief, time, "return", reason="").status_code == 422
    assert state(time) == "SUBMITTED"


def test_nobody_else_answers_or_sees_it(client_of, chief, places, time):
    assert act(chief, time, "answer", text="12 ca").status_code == 404
    sister = client_of(make_user("ca", at=places.police, role=Role.COMMANDER))
    for url in (at(time), reverse("tasks:times", args=[time.assignment.ref])):
        assert sister.get(url).status_code == 404
    assert act(sister, time, "answer", text="x").status_code == 404
    assert act(chief, time, "burn").status_code == 404
    assert state(time) == "OPEN"


def test_the_history_is_paged_and_the_task_shows_the_newest(clinic, time):
    page = clinic.get(page_of(time.assignment))
    assert "Xem cả 41 kỳ" in words(page)
    times = reverse("tasks:times", args=[time.assignment.ref])
    assert "1–30 trong 41" in words(clinic.get(times))
    for query in ("?page=2", "?page=99", "?page=x", "?page=0"):
        assert clinic.get(times + query).status_code == 200
    assert at(time) in clinic.get(times + "?page=2").content.decode()
