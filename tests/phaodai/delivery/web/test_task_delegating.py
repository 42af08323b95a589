"""Passing a task on: to bodies, to whole levels, to persons by name; and taking it back."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.registers.directives.models import Assignment
from phaodai.vocabulary.access import Role
from tests.phaodai.delivery.web.task_pages import (
    ISSUER,
    page_of,
    send,
    words,
)
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.directives import due, order
from tests.phaodai.factories.units import UnitFactory


@pytest.fixture
def own(issue):
    """A task of the district's committee itself, due at the end of 2030."""
    deadline = due("date", date="2030-12-31", time="17:00")
    [row] = issue(order(f"{ISSUER} rà soát.", lead=(ISSUER,), deadline=deadline))
    return row


@pytest.fixture
def lan(places):
    return make_user("lan", name="Lò Thị Lan", at=places.committee, role=Role.LOGISTICS)


def shares(row):
    return list(row.children.order_by("pk"))


def test_a_person_and_a_body_each_with_a_day(chief, client_of, own, lan, places):
    page = words(chief.get(page_of(own)))
    assert "Lò Thị Lan hậu cần, an sinh" in page
    person = f"user-{lan.ref}"
    fields = {
        "to": [person, str(places.police.ref)],
        "day": "30/12/2030",
        f"due-{person}": "20/12/2030 9:00",
    }
    assert send(chief, own, "delegate", **fields).status_code == 302
    police, mine = sorted(shares(own), key=lambda row: row.user_ref is not None)
    assert (police.body, police.user_ref) == (places.police, None)
    assert police.due_at == datetime(2030, 12, 30, 23, 59, 59, tzinfo=clock.HERE)
    assert (mine.user_ref, mine.due_at) == (
        lan.ref, datetime(2030, 12, 20, 9, tzinfo=clock.HERE),
    )  # fmt: skip
    assert "giao đích danh" in words(chief.get(page_of(own)))
    hers = client_of(lan)
    assert "rà soát" in words(hers.get(reverse("home")))
    assert send(hers, mine, "submit", text="xong phần tôi").status_code == 302
    assert send(chief, mine, "accept").status_code == 302
    assert send(chief, own, "submit", text="cả huyện xong").status_code == 302


def test_the_person_and_the_sister_body_are_offered_nobody(client_of, own, lan, places, chief):
    send(chief, own, "delegate", to=[f"user-{lan.ref}"])
    [mine] = shares(own)
    hers = client_of(lan)
    assert "Giao xuống" not in words(hers.get(page_of(mine)))
    assert send(hers, mine, "delegate", to=[str(places.police.ref)]).status_code == 404


def test_a_whole_level_at_once(client_of, own, places, issue):
    for n in range(3):
        unit = UnitFactory(name=f"Số {n}", parent=places.district)
        make_body(unit, f"Ủy ban nhân dân xã Số {n}", general=True)
    chief = client_of(make_user("ct", at=places.committee, role=Role.COMMANDER))
    assert "Tất cả 4 nơi cấp dưới" in words(chief.get(page_of(own)))
    one = str(places.commune_committee.ref)
    fields = {"to": ["all", one], "day": "30/12/2030", f"due-{one}": "1/12/2030"}
    assert send(chief, own, "delegate", **fields).status_code == 302
    found = {row.body.name: row.due_at.astimezone(clock.HERE).date() for row in shares(own)}
    assert len(found) == 4
    assert found.pop(places.commune_committee.name) == date(2030, 12, 1)
    assert set(found.values()) == {date(2030, 12, 30)}
    assert "Tất cả" not in words(chief.get(page_of(own)))


def test_a_long_list_is_searched_without_a_script_and_choices_stay(client_of, own, places):
    for n in range(14):
        unit = UnitFactory(name=f"Số {n}", parent=places.district)
        make_body(unit, f"Ủy ban nhân dân xã Số {n}", general=True)
    chief = client_of(make_user("ct", at=places.committee, role=Role.COMMANDER))
    chosen = str(places.police.ref)
    answer = send(
        chief, own, "delegate", find="1", q="phuoc hai", to=[chosen], text="dặn kỹ",
        **{f"due-{chosen}": "1/12/2030"},
    )  # fmt: skip
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "xã Phước Hải" in said
    assert "xã Số 3" not in said
    assert f'value="{chosen}" checked' in said
    assert 'value="1/12/2030"' in said
    assert "dặn kỹ" in words(answer)
    assert "Đã chọn 1 dòng" in words(answer)
    assert shares(own) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Chọn ít nhất một người"),
        ({"to": ["user-0b0e0000-0000-4000-8000-000000000000"]}, "không giao được nữa"),
        ({"day": "1/1/2031"}, "không được sau thời hạn của chính việc này"),
        ({"day": "1/1/2001"}, "đã qua"),
        ({"own": "mai"}, "“mai” không phải là hạn"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(chief, own, places, fields, said):
    key = str(places.police.ref)
    sent = {"text": "dặn kỹ", **fields}
    if fields:
        sent.setdefault("to", [key])
    sent[f"due-{key}"] = sent.pop("own", "")
    answer = send(chief, own, "delegate", **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "dặn kỹ" in words(answer)
    assert not own.children.exists()


def test_a_body_out_of_reach_is_no_choice(chief, own, places):
    for body in (places.next_committee, places.province_committee, places.committee):
        answer = send(chief, own, "delegate", to=[str(body.ref)])
        assert (answer.status_code, own.children.count()) == (422, 0)


def test_it_is_taken_back_at_once_or_later_with_a_reason(chief, own, places):
    send(chief, own, "delegate", to=[str(places.police.ref)])
    assert "Trong 30 giây" in words(chief.get(page_of(own)))
    chief.post(reverse("tasks:undo", args=[own.ref]))
    assert [row.state for row in shares(own)] == ["WITHDRAWN"]
    send(chief, own, "delegate", to=[str(places.police.ref)])
    assert "Lấy lại" in words(chief.get(page_of(own)))
    later = Assignment.objects.get(parent=own, state="NEW")
    assert send(chief, later, "withdraw", reason="giao nơi khác").status_code == 302
    chief.post(reverse("tasks:undo", args=[later.ref]))
    later.refresh_from_db()
    assert later.state == "NEW"
