"""What the addresses answer."""

import io
import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units.models import Succession
from phaodai.registers.directives.models import Assignment, Document
from tests.phaodai.delivery.api.conftest import ROOT, assign, keep
from tests.phaodai.factories.accounts import make_body
from tests.phaodai.factories.units import UnitFactory

TEXT = """ỦY BAN NHÂN DÂN
HUYỆN NINH PHƯỚC
Số: 15/UBND-VX
Ninh Phước, ngày 09 tháng 9 năm 2021
V/v phòng, chống dịch

Kính gửi: Trung tâm Y tế huyện.

1. Giao Trung tâm Y tế huyện rà soát trang thiết bị, báo cáo trước ngày 20/9/2021.

Nơi nhận:
- Như trên;
- Lưu: VT.

KT. CHỦ TỊCH
Lò Thị Hà
"""


def code_of(response):
    return json.loads(response.content)["code"]


def test_token(machine, places):
    answer = machine.call("/token").json()
    assert answer["role"] == "duty_officer"
    assert answer["agency"] == str(places.committee.ref)
    assert "directives.store" in answer["permissions"]
    assert answer["expires_at"].endswith("+07:00")


def test_units(machine, places):
    answer = machine.call("/units", level="DISTRICT").json()
    assert {row["name"] for row in answer["items"]} == {"Ninh Phước", "Thuận Nam"}
    assert "path" not in answer["items"][0]


def test_units_are_found_without_accents(machine, places):
    answer = machine.call("/units", q="thuan nam").json()
    assert [row["ref"] for row in answer["items"]] == [str(places.next_district.ref)]


def test_one_unit_its_children_and_heirs(machine, places):
    heir = UnitFactory(name="Phước Hải mới", parent=places.district)
    Succession.objects.create(
        old=places.commune, new=heir, day=date(2025, 7, 1), share=1, reason="MERGE"
    )
    one = machine.call(f"/units/{places.commune.ref}").json()
    assert one["parents"][0]["unit"]["name"] == "Ninh Phước"
    children = machine.call(f"/units/{places.district.ref}/children").json()["items"]
    assert {row["name"] for row in children} == {"Phước Hải", "Phước Hải mới"}
    steps = machine.call(f"/units/{places.commune.ref}/successors").json()
    assert [(s["unit"]["name"], s["share"]) for s in steps["successors"]] == [("Phước Hải mới", 1)]
    assert steps["predecessors"] == []


def test_units_as_of_a_day(machine, places):
    places.commune.valid_to = date(2025, 6, 30)
    places.commune.save()
    for on, found in (("2025-06-30", True), ("2025-07-01", False)):
        answer = machine.call("/units", on=on, level="COMMUNE").json()
        assert (str(places.commune.ref) in {row["ref"] for row in answer["items"]}) is found


def test_agencies(machine, places):
    answer = machine.call("/agencies", q="cong an", unit=places.district.ref).json()
    assert [row["ref"] for row in answer["items"]] == [str(places.police.ref)]
    assert machine.call(f"/agencies/{places.police.ref}").json()["aliases"] == []


def test_heads_as_of_a_day(machine, places):
    seat = HeadPost.objects.create(
        body=places.committee, title_vi="Chủ tịch", title_en="Chairman", rank=1
    )
    Tenure.objects.create(
        head_post=seat,
        holder="Lò Thị Hà",
        first_day=date(2021, 1, 1),
        last_day=date(2021, 12, 31),
    )
    for on, holder in (("2021-12-31", "Lò Thị Hà"), ("2022-01-01", None)):
        answer = machine.call(f"/agencies/{places.committee.ref}/heads", on=on).json()
        assert [seat["holder"] for seat in answer["seats"]] == [holder]


def test_documents(machine, places):
    ref = keep(places.committee)
    keep(places.committee, number="16", day="2021-10-01", urgency="khẩn")
    rows = machine.call("/documents", q="chong dich", last_day="2021-09-30").json()["items"]
    assert [(row["ref"], row["n_proposals"]) for row in rows] == [(ref, 2)]
    assert rows[0]["n_proposals_without_deadline"] == 1
    assert len(machine.call("/documents", urgency="khẩn").json()["items"]) == 1
    assert len(machine.call("/documents", type="công văn").json()["items"]) == 2
    assert machine.call("/documents", issuer="khác").json()["items"] == []


def test_one_document(machine, places):
    ref = keep(places.committee)
    one = machine.call(f"/documents/{ref}").json()
    text = machine.call(f"/documents/{ref}/text").json()
    assert one["text_sha256"] == text["sha256"]
    for proposal in one["proposals"]:
        start, end = proposal["span"]
        assert " ".join(text["text"][start:end].split()) == proposal["text"]
    items = machine.call(f"/documents/{ref}/proposals").json()["items"]
    assert [row["due"]["kind"] for row in items] == ["date", "none"]
    assert machine.call(f"/documents/{ref}/chain").json() == {
        "up": [],
        "down": [],
        "is_circular": False,
    }


def test_proposals(machine, places):
    ref = keep(places.committee)
    rows = machine.call("/proposals", document=ref).json()["items"]
    assert [row["proposal"]["due"]["day"] for row in rows] == ["2021-09-20", None]
    for query, n in (
        ({"due_kind": "date"}, 1),
        ({"first_due": "2021-09-21"}, 0),
        ({"last_due": "2021-09-20"}, 1),
        ({"q": "cong an"}, 1),
        ({"lead": uuid4()}, 0),
        ({"document": uuid4()}, 0),
    ):
        assert len(machine.call("/proposals", **query).json()["items"]) == n, query


def test_import_of_a_text(machine, places):
    response = machine.send("/documents", {"text": TEXT})
    assert response.status_code == 201
    taken = response.json()
    document = Document.objects.get(ref=taken["ref"])
    assert document.body == places.committee
    assert document.number == "15"
    act = AuditEvent.objects.get(action="directive.store")
    assert act.actor.startswith("hanh.nguyen (token ")
    assert machine.call(f"/documents/{taken['ref']}").status_code == 200


def test_import_twice(machine):
    first = machine.send("/documents", {"text": TEXT}).json()
    response = machine.send("/documents", {"text": TEXT})
    assert (response.status_code, code_of(response)) == (409, "already_kept")
    assert response.json()["ref"] == first["ref"]


def test_import_of_a_file(machine, places):
    file = SimpleUploadedFile("cong-van.txt", TEXT.encode())
    response = machine.post(
        f"{ROOT}/documents/files", {"file": file, "keeper": str(places.committee.ref)}
    )
    assert response.status_code == 201
    document = Document.objects.select_related("file").get(ref=response.json()["ref"])
    assert bytes(document.file.content) == TEXT.encode()
    assert document.file_name == "cong-van.txt"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "unreadable_file"),
        (b"MZ\x90\x00" + bytes(2000), 422, "unreadable_file"),
        (b"PK\x03\x04" + bytes(100), 422, "unreadable_file"),
    ],
)
def test_files_that_are_refused(machine, content, status, code):
    file = io.BytesIO(content)
    file.name = "x.docx"
    response = machine.post(
        f"{ROOT}/documents/files", {"file": file}, headers={"Accept-Language": "en"}
    )
    assert (response.status_code, code_of(response)) == (status, code)
    assert response.json()["reason"].islower()
    assert response.json()["detail"]


def test_nobody_learns_whether_a_keeper_exists(machine, places):
    answers = {
        machine.send("/documents", {"text": TEXT, "keeper": str(ref)}).content
        for ref in (uuid4(), places.next_committee.ref, places.province_committee.ref)
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())["code"] == "unknown_keeper"
    assert not Document.objects.exists()


def test_a_wrong_keeper_in_a_form(machine):
    file = SimpleUploadedFile("a.txt", TEXT.encode())
    response = machine.post(f"{ROOT}/documents/files", {"file": file, "keeper": "nobody"})
    assert (response.status_code, code_of(response)) == (422, "invalid")


def test_a_call_with_a_key_is_done_once(machine):
    first = machine.send("/documents", {"text": TEXT}, **{"Idempotency-Key": "k1"})
    again = machine.send("/documents", {"text": TEXT}, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Document.objects.count() == 1


def test_a_key_belongs_to_one_call(machine):
    machine.send("/documents", {"text": TEXT}, **{"Idempotency-Key": "k1"})
    response = machine.send("/documents", {"text": TEXT + "x"}, **{"Idempotency-Key": "k1"})
    assert (response.status_code, code_of(response)) == (409, "idempotency_key_reused")


def test_a_key_of_a_refused_call_is_free_again(machine, places):
    wrong = {"text": TEXT, "keeper": str(uuid4())}
    assert machine.send("/documents", wrong, **{"Idempotency-Key": "k1"}).status_code == 404
    right = machine.send("/documents", {"text": TEXT}, **{"Idempotency-Key": "k1"})
    assert right.status_code == 201


def test_a_file_sent_again_is_the_same_call(machine):
    answers = []
    for _ in range(2):
        file = SimpleUploadedFile("cong-van.txt", TEXT.encode())
        answers.append(
            machine.post(
                f"{ROOT}/documents/files", {"file": file}, headers={"Idempotency-Key": "k2"}
            )
        )
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("key", ["", "a b", "é", "a" * 101])
def test_keys_that_are_refused(machine, key):
    response = machine.send("/documents", {"text": TEXT}, **{"Idempotency-Key": key})
    assert (response.status_code, code_of(response)) == (422, "invalid")


@pytest.mark.parametrize("path", ["/units", "/agencies", "/documents", "/proposals"])
def test_queries_do_not_grow_with_rows(machine, places, path, django_assert_max_num_queries):
    machine.call("/token")
    counts = []
    for n in (3, 12):
        for number in range(n):
            keep(places.committee, number=f"{n}{number}")
            UnitFactory(name=f"Xã {n}{number}", parent=places.district)
        with django_assert_max_num_queries(8) as seen:
            assert machine.call(path, limit=200).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.fixture
def assigned(places, reporter, commander, machine_of):
    """What was issued, the machine of the commune that answers, and that of the chairman."""
    refs = assign(places.committee, places.commune_committee)
    return refs, machine_of(reporter), machine_of(commander)


def test_obligations_and_assignments(assigned):
    refs, commune, chairman = assigned
    items = chairman.call(f"/documents/{refs['documents']}/obligations").json()["items"]
    assert [row["n_assignments"] for row in items] == [1, 1]
    one = chairman.call(f"/obligations/{refs['obligations']}").json()
    assert one["document"] == refs["documents"]
    assert one["levels"][0]["by_state"]["NEW"] == 1
    rows = commune.call("/assignments", document=refs["documents"]).json()["items"]
    assert {row["ref"] for row in rows} >= {refs["assignments"]}
    for query, n in (
        ({"state": "NEW"}, 2),
        ({"state": "ACCEPTED"}, 0),
        ({"lateness": "OVERDUE"}, 1),
        ({"obligation": refs["obligations"]}, 1),
        ({"agency": uuid4()}, 0),
        ({"unit": uuid4()}, 0),
        ({"q": "trang thiet bi"}, 1),
        ({"limit": 1}, 1),
    ):
        assert len(commune.call("/assignments", **query).json()["items"]) == n, query


def test_from_new_to_accepted(assigned):
    refs, commune, chairman = assigned
    at = f"/assignments/{refs['assignments']}"
    assert commune.send(f"{at}/acknowledge", {"version": 0}).json()["version"] == 1
    assert commune.send(f"{at}/progress", {"percent": 40}).status_code == 200
    assert commune.send(f"{at}/submit", {"text": "Đã xong."}).status_code == 200
    answer = chairman.send(f"{at}/return", {"reason": "còn thiếu số liệu"})
    assert answer.status_code == 200, answer.content
    assert commune.send(f"{at}/submit", {"text": "Đã bổ sung."}).status_code == 200
    assert chairman.send(f"{at}/accept", {}).status_code == 200
    assert commune.call(at).json()["state"] == "ACCEPTED"


def test_acts_that_come_too_late(assigned):
    refs, commune, chairman = assigned
    at = f"/assignments/{refs['assignments']}"
    commune.send(f"{at}/acknowledge", {})
    for machine, verb, body, code in (
        (commune, "acknowledge", {}, "illegal_move"),
        (commune, "progress", {"percent": 10, "version": 0}, "stale"),
        (chairman, "accept", {}, "illegal_move"),
    ):
        response = machine.send(f"{at}/{verb}", body)
        assert (response.status_code, code_of(response)) == (409, code)
    response = commune.send(f"{at}/submit", {"text": "   "})
    assert (response.status_code, code_of(response)) == (422, "refused")
    assert response.json()["detail"]


def test_an_act_with_a_key_is_done_once(assigned):
    refs, commune, _ = assigned
    at = f"/assignments/{refs['assignments']}/progress"
    answers = [commune.send(at, {"percent": 40}, **{"Idempotency-Key": "p-40"}) for _ in range(2)]
    assert [answer.json()["version"] for answer in answers] == [1, 1]


def test_assignments_do_not_grow_the_queries(
    places, machine_of, commander, django_assert_max_num_queries
):
    machine = machine_of(commander)
    machine.call("/token")
    counts = []
    for n in (0, 1, 2):
        for number in range(4 * n):
            unit = UnitFactory(name=f"Xã {n}{number}", parent=places.district)
            body = make_body(unit, f"UBND xã {n}{number}", general=True)
            if not n or number:
                copy_assignment(body, unit)
        if n == 0:
            assign(places.committee, places.commune_committee)
        with django_assert_max_num_queries(12) as seen:
            assert machine.call("/assignments", limit=200).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]


def copy_assignment(body, unit):
    row = Assignment.objects.order_by("pk").first()
    row.pk, row.ref, row.body, row.unit = None, uuid4(), body, unit
    row._state.adding = True
    row.save()
