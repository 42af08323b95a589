"""The page of the trail."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.vocabulary.access import Actor, Role
from tests.phaodai.factories.accounts import make_user

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def write(places):
    def act(name="Ngô Văn Sáu", action="unit.rename", unit=None, body=None, at=NOW, **details):
        with transaction.atomic():
            audit.record(
                actor=Actor(name=name),
                action=action,
                subject_kind="unit",
                subject_ref=uuid4(),
                unit_ref=unit.ref if unit else None,
                body_ref=body.ref if body else None,
                details=details,
                at=at,
            )

    return act


@pytest.fixture
def read(client_of, commander):
    def get(query="", user=commander):
        return client_of(user).get(f"/audit/{query}").content.decode()

    return get


def test_a_row_says_who_what_where_and_when(places, write, read):
    write(unit=places.commune, old="Phước Hải cũ <b>")
    content = read()
    for part in ("Ngô Văn Sáu", "đổi tên đơn vị", "xã Phước Hải", "02/03/2026 15:00:00"):
        assert part in content
    assert "Phước Hải cũ &lt;b&gt;" in content
    assert "chờ niêm phong" in content
    audit.seal(now=NOW)
    assert "dòng chờ niêm phong" not in read()


def test_an_act_without_words_keeps_its_code(places, write, read):
    write(action="unit.teleport", unit=places.commune)
    assert "unit.teleport" in read()


def test_what_lies_elsewhere_is_not_seen(places, write, read, client_of):
    write("Trong huyện", unit=places.commune)
    write("Huyện bên", unit=places.next_district)
    write("Của công an", body=places.police)
    write("Không của ai")
    content = read()
    assert "Trong huyện" in content
    assert "Của công an" in content
    assert "Huyện bên" not in content
    assert "Không của ai" not in content
    inspector = make_user("thanh.tra", at=places.police, role=Role.INSPECTOR)
    content = read(user=inspector)
    assert "Của công an" in content
    assert "Trong huyện" not in content


def test_only_those_who_may(places, duty_officer, client_of, client):
    assert client_of(duty_officer).get("/audit/").status_code == 404
    assert client.get("/audit/").status_code == 302


def test_filters(places, write, read):
    write("Một", unit=places.commune)
    write("Hai", "agency.add", unit=places.commune, at=NOW + timedelta(days=1))
    assert ("Một" in read("?q=Một"), "Hai</td>" in read("?q=Một")) == (True, False)
    only = read("?act=agency.")
    assert ("Hai" in only, "Một" in only) == (True, False)
    for days in ("since=2026-03-03&until=2026-03-03", "since=03/03/2026&until=3/3/2026"):
        only = read(f"?{days}")
        assert ("Hai" in only, "Một" in only) == (True, False)
        assert 'value="03/03/2026"' in only
    only = read("?until=2026-03-02")
    assert ("Một" in only, "Hai" in only) == (True, False)
    assert "Không có dòng nào khớp" in read(f"?subject={uuid4()}")


@pytest.mark.parametrize(
    "query",
    [
        "?since=9999-12-31&until=9999-12-31",
        "?since=0001-01-01",
        "?since=x&until=%00",
        "?since=31/02/2026&until=1/2/3/4",
        "?since=1/1/99999999999999999999",
        "?before=" + "9" * 40,
        "?before=-1",
        "?before=²",
        "?subject=x",
        "?act=' or 1=1",
    ],
)
def test_nonsense_is_no_error(places, commander, client_of, query):
    assert client_of(commander).get(f"/audit/{query}").status_code == 200


def test_a_long_trail_has_pages(places, write, read):
    for number in range(53):
        write(f"Người {number:02}", unit=places.commune)
    first = read()
    assert first.count('<th scope="row">') == 50
    assert "Người 52" in first
    older = first.split('rel="next" href="', 1)[1].split('"', 1)[0]
    second = read(older)
    assert second.count('<th scope="row">') == 3
    assert "Người 00" in second
    assert 'rel="first"' in second
    assert 'rel="next"' not in second


def test_the_chain_is_spoken_of(places, write, read):
    assert "Chuỗi chưa được kiểm tra lần nào." in read()
    jobs.beat(name=Name.AUDIT_CHECK, at=NOW, detail="whole 12")
    content = read()
    assert "<b>Chuỗi nguyên vẹn</b> đến dòng 12, kiểm tra lúc 15:00 02/03/2026." in content
    jobs.beat(name=Name.AUDIT_CHECK, at=NOW, detail="changed 7")
    content = read()
    assert "Chuỗi không còn nguyên vẹn" in content
    assert "Dòng 7 đã bị sửa" in content
    jobs.beat(name=Name.AUDIT_CHECK, at=NOW, detail="anchors 0")
    assert "Có dòng đã bị sửa" in read()


def test_the_number_of_queries_does_not_grow(
    places, commander, client_of, write, django_assert_max_num_queries
):
    for _ in range(30):
        write(unit=places.commune, body=places.police)
    client = client_of(commander)
    client.get("/audit/")
    with django_assert_max_num_queries(15):
        client.get("/audit/")
