"""Pages of bodies and their heads."""

from datetime import date

import pytest

from phaodai.delivery.web.agencies import views
from phaodai.foundation.agencies import queries
from phaodai.foundation.agencies.models import BodyAlias, HeadPost, Tenure
from tests.phaodai.factories.accounts import make_body
from tests.phaodai.factories.units import UnitFactory


def text_of(answer):
    return " ".join(answer.content.decode().split())


def names(page):
    return [row.name for row, _ in page.context["rows"]]


def test_search(places, reporter, client_of):
    client = client_of(reporter)
    assert names(client.get("/agencies/?q=y+te")) == ["Trung tâm Y tế huyện Ninh Phước"]
    assert len(names(client.get("/agencies/"))) == 6
    nothing = client.get("/agencies/?q=không+có")
    assert "Không có cơ quan nào khớp" in text_of(nothing)


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("unit=Ninh+Phước", 3),
        ("unit=Ninh+Phước&below=on", 4),
        ("unit=Ninh+Phước&q=cong+an", 1),
        ("branch=PARTY", 0),
        ("on=01/01/1999", 0),
    ],
)
def test_filters(places, reporter, client_of, query, n):
    page = client_of(reporter).get(f"/agencies/?{query}")
    assert (page.status_code, len(names(page))) == (200, n)


def test_filter_by_reference(places, reporter, client_of):
    page = client_of(reporter).get(f"/agencies/?unit={places.district.ref}")
    assert (page.context["place"].name, len(names(page))) == ("Ninh Phước", 3)


def test_a_name_of_several_units_is_asked_back_or_the_nearest(places, reporter, client_of):
    far = UnitFactory(province=True, name="Xa")
    UnitFactory(district=True, name="Ninh Phước", parent=far)
    page = client_of(reporter).get("/agencies/?unit=Ninh+Phước")
    assert page.context["place"].ref == places.district.ref  # the reporter works there
    UnitFactory(district=True, name="Lạ", parent=far)
    UnitFactory(district=True, name="Lạ", parent=UnitFactory(province=True, name="Xa Hơn"))
    page = client_of(reporter).get("/agencies/?unit=Lạ")
    assert page.status_code == 422
    assert "huyện Lạ, tỉnh Xa Hơn" in text_of(page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("unit=không+đâu", "Không có đơn vị tên này"),
        ("unit=00000000-0000-0000-0000-000000000000", "Không có đơn vị này"),
        ("on=31/02/2021", "Gõ theo kiểu"),
        ("branch=GÌ", "GÌ"),
    ],
)
def test_bad_filters(places, reporter, client_of, query, words):
    page = client_of(reporter).get(f"/agencies/?{query}")
    assert (page.status_code, words in text_of(page)) == (422, True)


def test_paging(places, reporter, client_of, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "PER_PAGE", 4)
    client = client_of(reporter)
    with django_assert_max_num_queries(20):
        first = client.get("/agencies/")
    second = client.get("/agencies/?page=2")
    assert (len(names(first)), len(names(second))) == (4, 2)
    assert not set(names(first)) & set(names(second))
    assert "page=2" in text_of(first)


def test_one_body(places, reporter, client_of):
    seat = HeadPost.objects.create(body=places.committee, title_vi="Chủ tịch")
    Tenure.objects.create(
        head_post=seat, holder="Một", first_day=date(2021, 1, 1), last_day=date(2021, 6, 30)
    )
    Tenure.objects.create(head_post=seat, holder="Hai", first_day=date(2021, 7, 1))
    make_body(places.district, "Phòng Nội vụ", superior=places.committee)
    client = client_of(reporter)

    page = client.get(f"/agencies/{places.committee.ref}/?on=2021-03-01")
    assert [row.holder for row in page.context["seats"]] == ["Một"]
    assert [row.name for row in page.context["below"]] == ["Phòng Nội vụ"]
    assert "01/07/2021 – nay" in text_of(page)
    page = client.get(f"/agencies/{places.committee.ref}/?on=2021-12-23")
    assert [row.holder for row in page.context["seats"]] == ["Hai"]
    assert client.get(f"/agencies/{places.committee.ref}/?on=x").status_code == 422


def test_alias(places, administrator, client_of):
    client = client_of(administrator)
    path = f"/agencies/{places.health.ref}/aliases/add/"
    assert client.get(path).status_code == 200
    done = client.post(path, {"text": "TTYT"}, follow=True)
    assert ("Đã thêm tên gọi" in text_of(done), "TTYT" in text_of(done)) == (True, True)
    assert "Đã có tên gọi này" in text_of(client.post(path, {"text": "ttyt"}, follow=True))
    bad = client.post(path, {"text": ""})
    assert (bad.status_code, "còn trống" in text_of(bad)) == (422, True)


def appoint(client, body, **data):
    return client.post(f"/agencies/{body.ref}/heads/appoint/", data)


def test_appoint(places, administrator, client_of):
    client = client_of(administrator)
    new = {"seat": "new", "title": "Giám đốc", "holder": "Nguyễn Văn An", "first_day": "01/07/2021"}
    assert appoint(client, places.health, **new).status_code == 302
    (seat,) = queries.heads_of(places.health.ref)
    after = {"seat": str(seat.ref), "holder": "Lê Thị Bình", "first_day": "01/10/2021"}
    assert appoint(client, places.health, **after).status_code == 302
    assert queries.head_on(places.health.ref, date(2021, 9, 30)).holder == "Nguyễn Văn An"
    assert queries.head_on(places.health.ref, date(2021, 10, 1)).holder == "Lê Thị Bình"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder": ""}, "còn trống"),
        ({"first_day": "31/02/2021"}, "Gõ theo kiểu"),
        ({"first_day": ""}, "còn trống"),
        ({"first_day": "01/01/2021"}, "đã ghi một người giữ chức"),
        ({"first_day": "01/01/2020"}, "chỉ có từ"),
        ({"seat": "new", "title": " "}, "Viết tên chức vụ"),
        ({"seat": "khác"}, "khác"),
    ],
)
def test_a_bad_appointment_keeps_what_was_typed(places, administrator, client_of, changes, words):
    seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
    Tenure.objects.create(head_post=seat, holder="Một", first_day=date(2021, 6, 1))
    data = {"seat": str(seat.ref), "holder": "Người Mới", "first_day": "01/10/2021", "title": ""}
    page = appoint(client_of(administrator), places.health, **(data | changes))
    assert (page.status_code, words in text_of(page)) == (422, True)
    assert "holder" in changes or "Người Mới" in text_of(page)
    assert Tenure.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "sister", "reporter", "commander"])
def test_nobody_else_changes_a_body(places, client_of, who, request):
    client = client_of(request.getfixturevalue(who))
    for path in ("aliases/add/", "heads/appoint/"):
        url = f"/agencies/{places.health.ref}/{path}"
        assert client.get(url).status_code == 404
        answer = client.post(url, {"text": "X", "seat": "new", "title": "Y", "holder": "Z"})
        assert answer.status_code == 404
    assert (BodyAlias.objects.count(), HeadPost.objects.count()) == (0, 0)
    assert "appoint" not in text_of(client.get(f"/agencies/{places.health.ref}/"))


def test_the_police_change_themselves(places, sister, client_of):
    client = client_of(sister)
    assert client.get(f"/agencies/{places.police.ref}/aliases/add/").status_code == 200


def test_unknown_bodies_and_strangers(places, reporter, client_of, client):
    unknown = "/agencies/00000000-0000-0000-0000-000000000000/"
    assert client_of(reporter).get(unknown).status_code == 404
    assert client.get("/agencies/").status_code == 302


def test_in_english(places, reporter, client_of):
    english = client_of(reporter)
    english.cookies["django_language"] = "en"
    assert english.get("/agencies/").status_code == 200
    assert english.get(f"/agencies/{places.health.ref}/").status_code == 200
