"""Pages of the tree of units."""

from datetime import UTC, date, datetime

import pytest

from phaodai.foundation.units import operations, queries
from phaodai.foundation.units.models import UnitAlias
from phaodai.vocabulary.access import Actor
from tests.phaodai.factories.units import UnitFactory

NOW = datetime(2024, 1, 1, tzinfo=UTC)
DAY = date(2024, 1, 1)
OPERATOR = Actor(name="operator:test", is_operator=True)


@pytest.fixture
def changed(places):
    """A commune moved and another one divided on the first day of 2024."""
    moved = UnitFactory(name="Phước Dân", parent=places.district)
    operations.move(
        actor=OPERATOR, now=NOW, unit=moved.ref, parent=places.next_district.ref, first_day=DAY
    )
    divided = UnitFactory(name="Phước Sơn", parent=places.district)
    operations.split(
        actor=OPERATOR,
        now=NOW,
        unit=divided.ref,
        parts=[
            operations.Part(kind="xã", name="Đông", share=0.6),
            operations.Part(kind="xã", name="Tây", share=0.4),
        ],
        first_day=DAY,
    )
    return {"moved": moved, "divided": divided}


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_of_provinces(changed, reporter, client_of):
    page = client_of(reporter).get("/units/?on=31/12/2023")
    assert page.status_code == 200
    (line,) = page.context["table"].lines
    assert (line.unit.name, [n for _, n in line.counts]) == ("Ninh Thuận", [2, 3])
    (line,) = client_of(reporter).get("/units/?on=2024-01-01").context["table"].lines
    assert [n for _, n in line.counts] == [2, 4]


def test_search(changed, reporter, client_of):
    page = client_of(reporter).get("/units/?q=phuoc+son&on=2023-12-31")
    assert [row.name for row in page.context["found"]] == ["Phước Sơn"]
    assert "?on=2023-12-31" in text_of(page)  # the next page is of the same day
    page = client_of(reporter).get("/units/?q=phuoc+son&on=2024-01-01")
    assert page.context["found"] == []
    assert "Không có đơn vị nào khớp" in text_of(page)


@pytest.mark.parametrize("path", ["/units/", "/units/{ref}/"])
def test_a_day_that_is_none(places, reporter, client_of, path):
    page = client_of(reporter).get(f"{path.format(ref=places.district.ref)}?on=31/02/2021")
    assert page.status_code == 422
    assert "Gõ theo kiểu 23/12/2021" in text_of(page)
    assert "31/02/2021" in text_of(page)  # what was typed stays


def test_an_empty_tree_says_what_to_do(places, reporter, client_of, monkeypatch):
    def nothing():
        raise queries.UnknownUnit("none")

    monkeypatch.setattr(queries, "country", nothing)
    page = client_of(reporter).get("/units/")
    assert page.status_code == 200
    assert "phaodai unit load 2024" in text_of(page)


def test_one_unit_as_of_a_day(changed, places, reporter, client_of):
    client = client_of(reporter)
    before = client.get(f"/units/{changed['moved'].ref}/?on=31/12/2023")
    after = client.get(f"/units/{changed['moved'].ref}/?on=01/01/2024")
    assert [row.name for row in before.context["above"]][-1] == "Ninh Phước"
    assert [row.name for row in after.context["above"]][-1] == "Thuận Nam"
    assert len(after.context["parents"]) == 2
    assert 'value="31/12/2023"' in text_of(
        client.get(f"/units/{places.district.ref}/?on=2023-12-31")
    )


def test_what_became_of_it(changed, reporter, client_of):
    page = client_of(reporter).get(f"/units/{changed['divided'].ref}/")
    text = text_of(page)
    assert "Chấm dứt 31/12/2023" in text
    assert ("chia tách" in text, "60 %" in text) == (True, True)
    assert page.context["on"] == date(2023, 12, 31)  # its last day
    heir = page.context["successors"][0].row.unit
    page = client_of(reporter).get(f"/units/{heir.ref}/")
    assert [step.row.unit.name for step in page.context["predecessors"]] == ["Phước Sơn"]


def test_bodies_of_the_unit(places, reporter, client_of):
    page = client_of(reporter).get(f"/units/{places.district.ref}/")
    assert "Trung tâm Y tế huyện Ninh Phước" in text_of(page)


def test_unknown_units(places, reporter, client_of):
    client = client_of(reporter)
    assert client.get("/units/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/units/58/").status_code == 404


def test_alias(places, administrator, client_of):
    client = client_of(administrator)
    path = f"/units/{places.commune.ref}/aliases/add/"
    assert "Thêm tên gọi" in text_of(client.get(f"/units/{places.commune.ref}/"))
    assert client.get(path).status_code == 200
    done = client.post(path, {"text": "P. Hải"}, follow=True)
    assert ("Đã thêm tên gọi" in text_of(done), "P. Hải" in text_of(done)) == (True, True)
    again = client.post(path, {"text": "P. Hải"}, follow=True)
    assert "Đã có tên gọi này" in text_of(again)
    assert UnitAlias.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"), [("", "còn trống"), ("x" * 201, "200"), ("  ", "trống")]
)
def test_a_bad_alias(places, administrator, client_of, text, words):
    page = client_of(administrator).post(
        f"/units/{places.commune.ref}/aliases/add/", {"text": text}
    )
    assert (page.status_code, words in text_of(page)) == (422, True)


@pytest.mark.parametrize("who", ["stranger", "sister", "reporter", "commander"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_adds_an_alias(places, client_of, who, method, request):
    client = client_of(request.getfixturevalue(who))
    path = f"/units/{places.commune.ref}/aliases/add/"
    assert getattr(client, method)(path, {"text": "X"}).status_code == 404
    assert not UnitAlias.objects.exists()
    assert "aliases/add" not in text_of(client.get(f"/units/{places.commune.ref}/"))


def test_everyone_signs_in_first(places, client):
    for path in ("/units/", f"/units/{places.commune.ref}/"):
        assert client.get(path).status_code == 302


def test_in_english(places, reporter, client_of):
    client = client_of(reporter)
    client.cookies["django_language"] = "en"
    assert client.get("/units/").status_code == 200
    assert client.get(f"/units/{places.district.ref}/").status_code == 200


def test_reading_takes_few_queries(places, reporter, client_of, django_assert_max_num_queries):
    client = client_of(reporter)
    for path in ("/units/", f"/units/{places.district.ref}/"):
        with django_assert_max_num_queries(30):
            client.get(path)
