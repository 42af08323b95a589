"""One search over all that the reader sees."""

import unicodedata
from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.folding import fold
from tests.phaodai.delivery.web.task_pages import HEALTH, page_of, words
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.directives import order
from tests.phaodai.factories.units import UnitFactory

SEARCH = reverse("search:search")


def spellings():
    """Return a hundred ways in which people and machines write "hoà bình"."""
    firsts = ["hoà", "hòa", "hoa", "Hoà", "Hòa", "HOÀ", "HÒA", "HOA", "hOà", "Hoa"]
    seconds = ["bình", "binh", "Bình", "BÌNH", "BINH"]
    forms = ["NFC", "NFD"]
    found = [
        unicodedata.normalize(form, f"{first} {second}")
        for first, second, form in product(firsts, seconds, forms)
    ]
    assert len(found) == 100
    return found


@pytest.fixture
def peace(places):
    commune = UnitFactory(name="Hoà Bình", name_key=fold("Hoà Bình"), parent=places.district)
    return make_body(commune, "Ủy ban nhân dân xã Hòa Bình", general=True)


def test_a_hundred_spellings_find_the_same(client_of, commander, peace, issue):
    [row] = issue(order(f"{HEALTH} mở điểm tiêm ở Hòa Bình.", lead=(HEALTH,)))
    client = client_of(commander)
    for spelling in spellings():
        content = client.get(SEARCH, {"q": spelling}).content.decode()
        for url in (
            page_of(row),
            reverse("units:unit", args=[peace.unit.ref]),
            reverse("agencies:body", args=[peace.ref]),
        ):
            assert url in content, spelling


def test_all_kinds_are_found_in_groups(client_of, commander, places, issue):
    seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
    Tenure.objects.create(head_post=seat, holder="Đàng Ninh Phước", first_day=date(2020, 1, 1))
    issue()
    content = client_of(commander).get(SEARCH, {"q": "ninh phuoc"}).content.decode()
    for group in ("documents", "units", "bodies", "heads"):
        assert f'id="{group}"' in content
    assert "Đàng Ninh Phước" in content
    assert 'id="tasks"' in client_of(commander).get(SEARCH, {"q": "tiem du"}).content.decode()


def test_what_is_out_of_sight_is_not_found(client_of, places, issue):
    [row] = issue()
    for body, role in (
        (places.next_committee, Role.COMMANDER),
        (places.police, Role.DUTY_OFFICER),
        (places.committee, Role.ADMINISTRATOR),
    ):
        content = client_of(make_user(at=body, role=role)).get(SEARCH, {"q": "tiem du"})
        assert page_of(row) not in content.content.decode()
        assert 'id="documents"' not in content.content.decode()


@pytest.mark.parametrize("text", ["", " ", "a", "ầ", "́", "%", "_"])
def test_too_little_says_what_to_type(client_of, commander, places, text):
    answer = client_of(commander).get(SEARCH, {"q": text})
    assert answer.status_code == 200
    assert "Gõ ít nhất 2 chữ" in words(answer)


@pytest.mark.parametrize("text", ["xyzzy", "%%", "<script>", "'; --", "x" * 5000])
def test_nonsense_finds_nothing(client_of, commander, places, text):
    answer = client_of(commander).get(SEARCH, {"q": text})
    assert answer.status_code == 200
    assert "Không thấy gì khớp" in words(answer)
    assert "<script>alert" not in answer.content.decode()


def test_what_no_keyboard_writes_is_left_out(client_of, commander, places):
    answer = client_of(commander).get(SEARCH, {"q": "ni\x00nh\x00 phu\u200boc"})
    assert reverse("units:unit", args=[places.district.ref]) in answer.content.decode()


def test_the_number_of_queries_is_fixed(client_of, commander, places, issue):
    client = client_of(commander)
    counts = []
    for n, number in ((2, "31"), (20, "32")):
        issue(*(order(f"{HEALTH} việc {i}.", lead=(HEALTH,)) for i in range(n)), number=number)
        client.get(SEARCH, {"q": "viec"})
        with CaptureQueriesContext(connection) as caught:
            client.get(SEARCH, {"q": "viec"})
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_it_is_reached_from_every_page(client_of, commander):
    content = client_of(commander).get("/more/").content.decode()
    assert f'href="{SEARCH}" data-search-link' in content
