"""The pages of heads."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.registers.directives.models import Judgement
from phaodai.vocabulary.access import Role
from tests.phaodai.delivery.web.task_pages import HEALTH, words
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import order

LIST = reverse("heads:list")
GOOD = {"kind": "BREACH", "day": "20/12/2021", "text": "Báo cáo chậm.", "basis": "CV 15, mục 5"}


@pytest.fixture
def seat(places):
    seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
    for holder, first, last in (
        ("Đàng Văn Rạng", date(2020, 1, 1), date(2021, 12, 21)),
        ("Chamaléa Thị Thủy", date(2021, 12, 22), None),
    ):
        Tenure.objects.create(head_post=seat, holder=holder, first_day=first, last_day=last)
    return seat


def page_of(body, since=""):
    return reverse(
        "heads:tenure" if since else "heads:head", args=[body.ref, *filter(None, [since])]
    )


def record(client, body, **fields):
    return client.post(reverse("heads:record", args=[body.ref]), GOOD | fields, follow=True)


def test_the_list_names_the_head_of_the_deadline(chief, issue, seat):
    issue()
    text = words(chief.get(LIST + "?first="))
    assert "Chamaléa Thị Thủy" in text
    assert "Đàng Văn Rạng" not in text
    assert "1 người có việc quá hạn" in text
    assert "Không có ai khớp" in words(chief.get(LIST + "?q=khong+ai"))
    for query in ("?order=x&first=31/02/2021&page=9", "?page=x", "?order=body", "?order=times"):
        assert chief.get(LIST + query).status_code == 200


def test_an_empty_list_says_so(chief):
    assert "Chưa có việc" in words(chief.get(LIST))


def test_a_seat_without_a_holder_is_shown(chief, issue, places):
    issue()
    assert "chưa ghi người đứng đầu" in words(chief.get(LIST + "?first="))
    text = words(chief.get(page_of(places.health, "vacant")))
    assert "tiêm đủ" in text


def test_a_judgement_is_recorded_and_withdrawn_with_a_reason(chief, issue, seat, places):
    [row] = issue()
    answer = record(chief, places.health, since="2020-01-01")
    assert "Báo cáo chậm." in words(answer)
    assert Judgement.objects.get().tenure.holder == "Đàng Văn Rạng"
    assert "Báo cáo chậm." not in words(chief.get(page_of(places.health)))
    record(chief, places.health, kind="PRAISE", day="23/12/2021", assignment=str(row.ref))
    judged = Judgement.objects.get(kind="PRAISE")
    assert judged.assignment == row
    away = reverse("heads:withdraw", args=[places.health.ref, judged.ref])
    assert chief.post(away, {"reason": " "}).status_code == 422
    assert "đã thu hồi" in words(chief.post(away, {"reason": "nhầm người"}, follow=True))
    assert chief.post(away, {"reason": "lần nữa"}).status_code == 422


def test_the_last_word_is_taken_back(chief, seat, places):
    record(chief, places.health, kind="PRAISE", day="23/12/2021")
    judged = Judgement.objects.get(kind="PRAISE")
    away = reverse("heads:withdraw", args=[places.health.ref, judged.ref])
    chief.post(away, {"reason": "ghi nhầm"})
    assert "Đã hoàn tác" in words(chief.post(away, {"undo": "1"}, follow=True))
    judged.refresh_from_db()
    assert judged.withdrawn_at is None
    said = words(chief.post(away, {"undo": "1"}, follow=True))
    assert "thao tác nào của bạn để hoàn tác" in said
    record(chief, places.health, kind="BREACH", day="23/12/2021")
    fresh = Judgement.objects.get(kind="BREACH")
    chief.post(reverse("heads:withdraw", args=[places.health.ref, fresh.ref]), {"undo": "1"})
    assert not Judgement.objects.filter(kind="BREACH").exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"day": "31/02/2021"},
        {"day": "01/01/2019"},
        {"day": "01/01/2999"},
        {"text": ""},
        {"basis": " "},
        {"kind": "x"},
        {"assignment": "x"},
    ],
)
def test_what_is_refused_keeps_what_was_typed(chief, issue, seat, places, bad):
    issue()
    answer = record(chief, places.health, **({"text": "Việc đã gõ"} | bad))
    assert answer.status_code == 422
    assert not Judgement.objects.exists()
    if bad.get("text") is None:
        assert "Việc đã gõ" in words(answer)


def test_sight(client_of, issue, seat, places, chief, clinic):
    issue()
    record(chief, places.health)
    judgement = Judgement.objects.get()
    away = reverse("heads:withdraw", args=[places.health.ref, judgement.ref])
    missing = reverse("heads:head", args=[uuid4()])
    for body, role in (
        (places.police, Role.COMMANDER),
        (places.commune_committee, Role.COMMANDER),
        (places.next_committee, Role.COMMANDER),
    ):
        client = client_of(make_user(at=body, role=role))
        assert client.get(page_of(places.health)).status_code == 404
        assert client.get(missing).status_code == 404
        assert record(client, places.health).status_code == 404
        assert client.post(away, {"reason": "thử"}).status_code == 404
        assert HEALTH not in words(client.get(LIST + "?first="))
    # Those judged read their own record; they write nothing on it.
    assert "Báo cáo chậm." in words(clinic.get(page_of(places.health, "2020-01-01")))
    assert record(clinic, places.health).status_code == 404
    head = client_of(make_user(at=places.health, role=Role.COMMANDER))
    assert record(head, places.health).status_code == 404
    assert Judgement.objects.count() == 1


def test_nonsense_in_the_address_is_missing(chief, seat, places):
    for since in ("2019-01-01", "31-02", "x", "vacant"):
        assert chief.get(page_of(places.health, since)).status_code == 404


def test_queries_do_not_grow(chief, issue, seat, places):
    counts = []
    issue()
    for extra in (0, 12):
        if extra:
            orders = (order(f"{HEALTH} việc {n}.", lead=(HEALTH,)) for n in range(extra))
            issue(*orders, number="16")
        for address in (LIST + "?first=", page_of(places.health)):
            chief.get(address)
            with CaptureQueriesContext(connection) as caught:
                chief.get(address)
            counts.append(len(caught))
    assert counts[:2] == counts[2:]
