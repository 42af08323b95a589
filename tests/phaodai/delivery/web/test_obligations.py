"""The page of an obligation: its figures, its cascade, who sees what of it."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.cascades import (
    ISSUED,
    NOW,
    OPERATOR,
    committee,
    give_to_person,
    make_cascade,
    say_coverage,
)
from tests.phaodai.factories.units import UnitFactory


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cascade(db):
    made = make_cascade()
    first, second = made.communes
    percents = zip([*first, *second], (96, 90, 88, 97, None, 85), strict=True)
    say_coverage(made, dict(percents))
    return made


@pytest.fixture
def client_at(client_of):
    def sign_in(body, role=Role.REPORTER):
        return client_of(make_user(at=body, role=role))

    return sign_in


def page_of(cascade):
    return reverse("obligations:obligation", args=[cascade.obligation.ref])


def words(answer):
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def rows_of(answer):
    """Return the names in the tree, in order."""
    found = re.findall(r'<tr id="t-.*?<th.*?lang="vi">(.*?)</', answer.content.decode(), re.DOTALL)
    return [html.unescape(name) for name in found]


class TestPage:
    def test_it_begins_with_where_it_stands_and_goes(self, cascade, client_at):
        text = words(client_at(cascade.province).get(page_of(cascade)))
        assert "Còn 5 ngày." in text
        assert "Đang ở 91,2 %" in text
        assert "mới có số của 5/6 nơi" in text
        assert "sẽ đạt ngày 30/12/2021, chậm 2 ngày ." in text
        assert "Chưa có số: xã Thuận Nam 2" in text
        assert "tỉnh → 2 huyện: 0 đã tiếp nhận" not in text  # passing on is taking up
        assert "→ 6 xã: 0 đã tiếp nhận, 2 đạt theo số liệu" in text
        assert "sổ tiêm chủng, đếm từ sổ" in text

    def test_the_worst_stands_first(self, cascade, client_at):
        names = rows_of(client_at(cascade.province).get(page_of(cascade)))
        below = [name for name in names if name.startswith("UBND xã Ninh Phước")]
        assert below == [f"UBND xã Ninh Phước {n}" for n in (3, 2, 1)]
        assert names[0] == cascade.province.name

    def test_the_picture_holds_numbers_alone(self, cascade, client_at):
        text = client_at(cascade.province).get(page_of(cascade)).content.decode()
        picture = text[text.index('<svg class="fig"') : text.rindex("</svg>")]
        assert "nan" not in picture.lower()
        assert "None" not in picture
        assert 'role="img" aria-label="Tỷ lệ bao phủ vắc xin, từ 18 tuổi, mũi 2' in picture
        places = re.search(r'<polyline class="ln" points="([^"]*)"', picture)[1].split()
        assert len(places) == 30
        assert all(0 <= float(part) <= 100 for place in places for part in place.split(","))

    def test_silence_is_said_and_never_drawn(self, cascade, client_at):
        silent = cascade.communes[1][1]
        answer = client_at(silent).get(page_of(cascade))
        assert "Chưa có số liệu: chưa nơi nào báo" in words(answer)
        assert '<svg class="fig"' not in answer.content.decode()
        assert "0 %" not in words(answer)
        assert "0 đạt" not in words(answer)

    def test_every_number_goes_out_as_a_table(self, cascade, client_at):
        client = client_at(cascade.province)
        address = reverse("obligations:figures", args=[cascade.obligation.ref])
        assert f"{address}?unit=" in client.get(page_of(cascade)).content.decode()
        answer = client.get(address, {"unit": str(cascade.province.unit.ref)})
        assert answer["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 30
        assert rows[-1] == {
            "day": "2021-12-23", "unit": "tỉnh Ninh Thuận", "indicator": "vaccination.coverage",
            "disease": "COVID-19", "stratum": "age=18+;dose=2", "comparator": ">=", "target": "95",
            "value": "91.2", "n_reported": "5", "n_expected": "6", "is_new": "0",
        }  # fmt: skip
        for unit in ("", "x", str(cascade.obligation.ref)):
            assert client.get(address, {"unit": unit}).status_code == 404

    def test_as_we_knew_it(self, cascade, client_at):
        client = client_at(cascade.province)
        then = client.get(page_of(cascade), {"as_of": "2021-12-10"})
        assert "Đang ở 85,2 %" in words(then)
        assert "Đang xem như đã biết lúc" in words(then)
        for wrong in ("hôm qua", "2021-13-45", "0001-01-01", "9999-12-31T23:59"):
            answer = client.get(page_of(cascade), {"as_of": wrong})
            assert answer.status_code == 200
            assert "Không đọc được giờ" in words(answer)
        ahead = client.get(page_of(cascade), {"as_of": (NOW + timedelta(days=9)).isoformat()})
        assert "Đang ở 91,2 %" in words(ahead)

    def test_nonsense_in_the_address_is_survived(self, cascade, client_at):
        client = client_at(cascade.province)
        for query in ("?page=x", "?page=0", "?page=9999", "?open=x", "?all=2", "?open="):
            assert client.get(page_of(cascade) + query).status_code == 200

    def test_without_a_target_accepted_evidence_is_the_proof(self, db, client_at):
        made = make_cascade(1, 1, measured=False)
        client = client_at(made.province, Role.COMMANDER)
        assert "Chưa nơi nào được duyệt." in words(client.get(page_of(made)))
        row = made.assignment(made.districts[0])
        act = {"actor": OPERATOR, "assignment": row.ref, "version": None}
        operations.submit(**act, text="Đã tiêm 100 % theo danh sách.", now=NOW)
        operations.accept(**act, now=NOW)
        text = words(client.get(page_of(made)))
        assert "Đã tiêm 100 % theo danh sách. 09:40 23/12/2021 · operator:test" in text
        assert "Bằng chứng từ số liệu" not in text

    def test_before_it_is_issued_there_is_no_cascade(self, cascade, client_at):
        row = cascade.assignment(cascade.districts[0])
        operations.withdraw(
            actor=OPERATOR, assignment=row.ref, version=None, reason="nhầm", now=NOW
        )
        assert client_at(cascade.province).get(page_of(cascade)).status_code == 200


class TestSight:
    def test_a_commune_sees_its_own_branch_alone(self, cascade, client_at):
        own, other, *_rest = cascade.communes[0]
        answer = client_at(own).get(page_of(cascade))
        assert answer.status_code == 200
        assert rows_of(answer) == [own.name]
        assert other.name not in words(answer)
        assert "xã Thuận Nam" not in words(answer)

    def test_a_district_sees_what_it_gave_and_no_neighbour(self, cascade, client_at):
        answer = client_at(cascade.districts[0]).get(page_of(cascade))
        assert rows_of(answer)[0] == cascade.districts[0].name
        assert len(rows_of(answer)) == 4
        assert "UBND xã Thuận Nam" not in words(answer)
        whole = {"unit": str(cascade.province.unit.ref)}
        address = reverse("obligations:figures", args=[cascade.obligation.ref])
        assert client_at(cascade.districts[0]).get(address, whole).status_code == 404

    def test_who_gave_it_sees_all(self, cascade, client_at):
        assert len(rows_of(client_at(cascade.province).get(page_of(cascade)))) == 9

    def test_strangers_and_sisters_meet_a_missing_page(self, cascade, client_at):
        police = make_body(cascade.districts[0].unit, "Công an huyện Ninh Phước")
        away = committee(UnitFactory(province=True, name="Bình Thuận"))
        near = committee(UnitFactory(name="Cà Ná", parent=cascade.districts[1].unit))
        missing = page_of(cascade).replace(
            str(cascade.obligation.ref), str(cascade.province.ref)
        )  # fmt: skip
        for body in (police, away, near):
            client = client_at(body, Role.COMMANDER)
            assert client.get(page_of(cascade)).status_code == 404
            assert client.get(missing).status_code == 404
            address = reverse("obligations:figures", args=[cascade.obligation.ref])
            assert client.get(address, {"unit": str(body.unit.ref)}).status_code == 404

    def test_a_person_is_named_below_his_body(self, cascade, client_at):
        own = cascade.communes[0][0]
        give_to_person(cascade, own, "Võ Hoài An")
        assert rows_of(client_at(own).get(page_of(cascade))) == [own.name, "Võ Hoài An"]
        assert "1 người: 0 đã tiếp nhận" in words(client_at(own).get(page_of(cascade)))

    def test_the_way_to_ones_own_task(self, cascade, client_at):
        own = cascade.communes[0][0]
        answer = client_at(own).get(page_of(cascade)).content.decode()
        assert reverse("tasks:task", args=[cascade.assignment(own).ref]) in answer


class TestMany:
    def test_what_is_below_the_second_level_opens_by_a_link(self, db, client_at):
        made = make_cascade(3, 14)
        client = client_at(made.province)
        assert len(rows_of(client.get(page_of(made)))) == 4
        row = made.assignment(made.districts[0])
        answer = client.get(page_of(made), {"open": str(row.ref)})
        assert len(rows_of(answer)) == 18
        assert 'aria-expanded="true"' in answer.content.decode()

    def test_the_queries_do_not_grow_with_the_cascade(self, db, client_at):
        counts = set()
        for n_districts, n_communes in ((2, 3), (7, 65)):
            made = make_cascade(n_districts, n_communes)
            bodies = [body for below in made.communes for body in below]
            say_coverage(made, dict.fromkeys(bodies, 90), n_days=1)
            give_to_person(made, bodies[0], "Võ Hoài An")
            client = client_at(made.province)
            parents = [*made.districts, bodies[0]]
            opened = {"open": [str(made.assignment(body).ref) for body in parents]}
            client.get(page_of(made), opened)
            with CaptureQueriesContext(connection) as caught:
                answer = client.get(page_of(made), opened)
            assert len(rows_of(answer)) > n_districts * n_communes
            counts.add(len(caught))
        assert len(counts) == 1, counts
        assert Assignment.objects.filter(created_at=ISSUED).count() > 460
