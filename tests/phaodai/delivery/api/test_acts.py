"""Acts on proposals, assignments, occurrences, documents and heads, from end to end."""

import base64
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phaodai.delivery import clock
from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.directives.models import (
    Assignment,
    Issue,
    Occurrence,
    Proposal,
    ProposalBody,
)
from phaodai.registers.directives.states import Part
from phaodai.vocabulary.access import Role
from tests.phaodai.delivery.api.conftest import ROOT, assign, keep
from tests.phaodai.delivery.api.test_rooms import code_of
from tests.phaodai.factories.accounts import make_user


@pytest.fixture
def chairman(commander, machine_of):
    return machine_of(commander)


@pytest.fixture
def commune(reporter, machine_of):
    return machine_of(reporter)


@pytest.fixture
def assigned(places):
    return f"/assignments/{assign(places.committee, places.commune_committee)['assignments']}"


@pytest.fixture
def document(places):
    return keep(places.committee)


def proposals_of(machine, document):
    return machine.call(f"/documents/{document}/proposals").json()["items"]


def test_a_proposal_is_edited_confirmed_and_issued(chairman, machine, places, document):
    first, second = proposals_of(machine, document)
    edited = machine.send(
        f"/proposals/{first['ref']}/edit",
        {
            "version": first["version"],
            "title": "Rà soát trang thiết bị",
            "due": {"kind": "date", "day": "2099-09-25"},
            "lead": [{"text": "UBND xã Phước Hải", "agency": str(places.commune_committee.ref)}],
        },
    )
    assert edited.status_code == 200, edited.content
    version = edited.json()["version"]
    confirmed = machine.send(f"/proposals/{first['ref']}/confirm", {"version": version})
    assert confirmed.status_code == 201, confirmed.content
    put_aside = machine.send(
        f"/proposals/{second['ref']}/reject",
        {"version": second["version"], "reason": "không thuộc thẩm quyền"},
    )
    assert put_aside.status_code == 200
    states = {row["state"] for row in proposals_of(machine, document)}
    assert states == {"CONFIRMED", "REJECTED"}

    assert machine.send(f"/documents/{document}/issue", {}).status_code == 404  # no delegation
    issued = chairman.send(f"/documents/{document}/issue", {})
    assert issued.status_code == 201, issued.content
    assert issued.json()["n_assignments"] == issued.json()["n_agencies"] == 1
    rows = chairman.call("/assignments", document=document).json()["items"]
    assert [row["title"] for row in rows] == ["Rà soát trang thiết bị"]
    taken = chairman.send(f"/issues/{issued.json()['ref']}/take-back", {})
    assert taken.status_code == 200, taken.content
    assert not Assignment.objects.exists()
    again = chairman.send(f"/issues/{issued.json()['ref']}/take-back", {})
    assert (again.status_code, code_of(again)) == (409, "too_late")


def test_an_issue_that_went_out_stays(chairman, places):
    assign(places.committee, places.commune_committee)
    answer = chairman.send(f"/issues/{Issue.objects.get().ref}/take-back", {})
    assert (answer.status_code, code_of(answer)) == (409, "too_late")
    assert Assignment.objects.exists()


def test_two_confirm_the_same_proposal(machine, chairman, document):
    first, _ = proposals_of(machine, document)
    at, sent = f"/proposals/{first['ref']}/confirm", {"version": first["version"]}
    assert machine.send(at, sent).status_code == 201
    answer = chairman.send(at, sent)
    assert (answer.status_code, code_of(answer)) == (409, "stale")


def test_proposals_are_added_split_merged_and_reopened(machine, document):
    added = machine.send(
        f"/documents/{document}/proposals", {"text": "Báo cáo kết quả.", "clause": "3"}
    )
    assert added.status_code == 201, added.content
    (ref,) = added.json()["proposals"]
    parts = machine.send(
        f"/proposals/{ref}/split", {"version": 0, "pieces": ["Báo cáo tuần.", "Báo cáo tháng."]}
    )
    assert parts.status_code == 201, parts.content
    seen = [{"ref": part, "version": 0} for part in parts.json()["proposals"]]
    whole = machine.send(f"/documents/{document}/proposals/merge", {"proposals": seen})
    assert whole.status_code == 201, whole.content
    assert Proposal.objects.get(ref=whole.json()["proposals"][0]).text.count("Báo cáo") == 2
    opened = machine.send(f"/proposals/{seen[0]['ref']}/reopen", {"version": 1})
    assert opened.status_code == 200, opened.content


def test_a_version_that_holds_no_longer(commune, assigned):
    row = commune.call(assigned)
    tag = row.headers["ETag"]
    assert tag.startswith(f'"{row.json()["version"]}.')
    sent = commune.send(f"{assigned}/acknowledge", {}, **{"If-Match": tag})
    assert sent.status_code == 200
    late = commune.send(f"{assigned}/progress", {"percent": 5}, **{"If-Match": tag})
    assert (late.status_code, code_of(late)) == (412, "precondition_failed")
    bare = commune.send(f"{assigned}/progress", {"percent": 5}, **{"If-Match": '"1"'})
    assert bare.status_code == 200
    anything = commune.send(f"{assigned}/progress", {"percent": 6}, **{"If-Match": "*"})
    assert anything.status_code == 200


@pytest.mark.parametrize("tag", ["x", '"x"', 'W/"1"', '"1", "2"', '"99999999999"', '"²"'])
def test_tags_of_something_else(commune, assigned, tag):
    answer = commune.send(f"{assigned}/acknowledge", {}, **{"If-Match": tag})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


def test_a_version_in_the_body_and_another_in_the_header(commune, assigned):
    answer = commune.send(f"{assigned}/acknowledge", {"version": 0}, **{"If-Match": '"1"'})
    assert (answer.status_code, code_of(answer)) == (412, "precondition_failed")


def test_if_match_where_nothing_has_a_version(machine, document):
    answer = machine.send(
        f"/documents/{document}/proposals", {"text": "Báo cáo."}, **{"If-Match": '"1"'}
    )
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


def test_an_extension(commune, chairman, assigned):
    until = (clock.now() + timedelta(days=9)).isoformat()
    asked = commune.send(f"{assigned}/ask-extension", {"until": until, "reason": "chờ xét nghiệm"})
    assert asked.status_code == 200, asked.content
    bare = chairman.send(f"{assigned}/decide-extension", {"is_granted": False})
    assert (bare.status_code, code_of(bare)) == (422, "refused")
    assert chairman.send(f"{assigned}/decide-extension", {"is_granted": True}).status_code == 200
    row = commune.call(assigned).json()
    assert row["extension"] == "GRANTED"
    assert row["due_at"] == row["extension_until"]


@pytest.mark.parametrize("until", ["2099-01-01", "2099-01-01T10:00:00", "hôm sau", 5, None])
def test_a_moment_without_its_offset_is_refused(commune, assigned, until):
    answer = commune.send(f"{assigned}/ask-extension", {"until": until, "reason": "chờ kết quả"})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


def test_delegated_to_a_person_who_answers_and_is_accepted(commune, machine_of, places, assigned):
    nurse = make_user(at=places.commune_committee, role=Role.HEALTH_WORKER)
    made = commune.send(
        f"{assigned}/delegate", {"shares": [{"user": str(nurse.ref)}], "text": "Chị làm giúp."}
    )
    assert made.status_code == 201, made.content
    own = f"/assignments/{made.json()['assignments'][0]}"
    hers = machine_of(nurse)
    assert hers.call(own).json()["user"] == str(nurse.ref)
    assert hers.send(f"{own}/submit", {"text": "Đã xong."}).status_code == 200
    assert commune.send(f"{own}/accept", {}).status_code == 200
    assert [row["state"] for row in commune.call(assigned).json()["children"]] == ["ACCEPTED"]


def test_delegated_to_a_stranger_or_to_nobody(commune, places, assigned):
    for share in ({"agency": str(places.next_committee.ref)}, {"user": str(uuid4())}, {}):
        answer = commune.send(f"{assigned}/delegate", {"shares": [share]})
        assert (answer.status_code, code_of(answer)) == (422, "refused"), share
    assert Assignment.objects.filter(parent__isnull=False).count() == 0


def test_what_was_done_is_undone_by_whoever_did_it(commune, chairman, assigned):
    version = commune.send(f"{assigned}/acknowledge", {}).json()["version"]
    other = chairman.send(f"{assigned}/undo", {"version": version})
    assert (other.status_code, code_of(other)) == (422, "refused")
    assert commune.send(f"{assigned}/undo", {"version": version}).status_code == 200
    assert commune.call(assigned).json()["state"] == "NEW"


def test_withdrawn(commune, chairman, assigned):
    bare = chairman.send(f"{assigned}/withdraw", {})
    assert (bare.status_code, code_of(bare)) == (422, "invalid")
    answer = chairman.send(f"{assigned}/withdraw", {"reason": "đã hết dịch"})
    assert answer.status_code == 200
    late = commune.send(f"{assigned}/submit", {"text": "Đã xong."})
    assert (late.status_code, code_of(late)) == (409, "illegal_move")


def test_an_occurrence_is_answered_returned_and_accepted(commune, chairman, assigned):
    assignment = Assignment.objects.order_by("pk")[0]
    row = Occurrence.objects.create(
        unit=assignment.unit,
        body=assignment.body,
        assignment=assignment,
        day=date(2021, 12, 23),
        due_at=clock.now(),
    )
    items = commune.call(f"/assignments/{assignment.ref}/occurrences").json()["items"]
    assert [(each["ref"], each["state"]) for each in items] == [(str(row.ref), "OPEN")]
    at = f"/occurrences/{row.ref}"
    assert commune.send(f"{at}/answer", {"text": "12 ca", "version": 0}).status_code == 200
    back = chairman.send(f"{at}/return", {"reason": "thiếu tuổi"}, **{"If-Match": '"1"'})
    assert back.status_code == 200
    stale = commune.send(f"{at}/answer", {"text": "12 ca", "version": 0})
    assert (stale.status_code, code_of(stale)) == (409, "stale")
    assert commune.send(f"{at}/answer", {"text": "12 ca, 3 trẻ em"}).status_code == 200
    assert chairman.send(f"{at}/accept", {}).status_code == 200


def test_documents_are_related_but_not_in_a_circle(machine, places):
    old, new = keep(places.committee, number="1"), keep(places.committee, number="2")
    sent = {"relation": "REPLACES", "target": old}
    assert machine.send(f"/documents/{new}/relations", sent).status_code == 201
    for document, target in ((new, old), (old, new), (old, old)):
        answer = machine.send(
            f"/documents/{document}/relations", {"relation": "REPLACES", "target": target}
        )
        assert (answer.status_code, code_of(answer)) == (422, "refused")
    links = machine.call(f"/documents/{new}").json()["links"]
    assert [(link["relation"], link["ref"]) for link in links] == [("REPLACES", old)]


def test_a_document_that_was_replaced_asks_for_nothing_more(chairman, places):
    refs = assign(places.committee, places.commune_committee)
    ended = chairman.send(f"/documents/{refs['documents']}/end", {"reason": "đã thay thế"})
    assert ended.status_code == 200, ended.content
    assert ended.json()["n_assignments"] == 2
    states = {row["state"] for row in chairman.call("/assignments").json()["items"]}
    assert states == {"WITHDRAWN"}


def test_heads_and_what_is_on_record_of_them(chairman, places):
    assign(places.committee, places.commune_committee)
    seat = HeadPost.objects.create(
        body=places.commune_committee, title_vi="Chủ tịch", title_en="Chairman", rank=1
    )
    rows = chairman.call("/heads").json()["items"]
    assert [(row["head"], row["n"], row["n_overdue"]) for row in rows] == [("", 2, 1)]
    at = f"/agencies/{places.commune_committee.ref}/judgements"
    sent = {"kind": "BREACH", "day": "2021-12-01", "text": "chậm báo cáo", "basis": "QĐ 5"}
    nobody = chairman.send(at, sent)
    assert (nobody.status_code, code_of(nobody)) == (422, "refused")
    Tenure.objects.create(head_post=seat, holder="Đàng Năng Tâm", first_day=date(2021, 1, 1))
    made = chairman.send(at, sent)
    assert made.status_code == 201, made.content
    assert chairman.call("/heads").json()["items"][0]["head"] == "Đàng Năng Tâm"
    back = f"/judgements/{made.json()['ref']}/withdraw"
    assert chairman.send(back, {"reason": "nhầm người"}).status_code == 200
    (row,) = chairman.call(at).json()["items"]
    assert (row["holder"], row["withdrawn_reason"]) == ("Đàng Năng Tâm", "nhầm người")


def test_an_act_with_a_key_makes_one_thing(chairman, machine, places, document):
    first, _ = proposals_of(machine, document)
    ProposalBody.objects.filter(part=Part.LEAD).update(
        body=places.commune_committee, level="", within=None
    )
    machine.send(f"/proposals/{first['ref']}/confirm", {"version": 0})
    answers = [
        chairman.send(f"/documents/{document}/issue", {}, **{"Idempotency-Key": "go"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Issue.objects.count() == 1


def upload(machine, at, *files, **fields):
    return machine.post(f"{ROOT}{at}/files", {**fields, "files": list(files)})


def test_evidence_is_kept_with_the_answer(commune, chairman, machine_of, sister, assigned):
    sent = [SimpleUploadedFile(f"{n}.txt", f"biên bản {n}".encode()) for n in (1, 2)]
    answer = upload(
        commune, f"{assigned}/submit", *sent, text="Đã xong.", evidence=["12/BC-UBND", "13/BC-UBND"]
    )
    assert answer.status_code == 200, answer.content
    row = chairman.call(assigned).json()
    assert [file["name"] for file in row["files"]] == ["1.txt", "2.txt"]
    assert row["evidence"] == ["12/BC-UBND", "13/BC-UBND"]
    at = f"/files/{row['files'][0]['ref']}"
    shown = chairman.call(at).json()
    assert base64.b64decode(shown["content"]).decode() == "biên bản 1"
    assert machine_of(sister).call(at).status_code == 404


def test_a_file_that_is_not_taken_names_itself_and_nothing_is_kept(commune, assigned):
    good = SimpleUploadedFile("bao-cao.txt", b"xong")
    bad = SimpleUploadedFile("bao-cao.pdf", b"MZ\x90\x00" + bytes(500))
    before = AuditEvent.objects.count()
    answer = upload(commune, f"{assigned}/submit", good, bad, text="Đã xong.")
    assert (answer.status_code, code_of(answer)) == (422, "unacceptable_file")
    assert answer.json()["file"] == "bao-cao.pdf"
    assert answer.json()["detail"]
    assert AuditEvent.objects.count() == before
    assert commune.call(assigned).json()["state"] == "NEW"


def test_a_call_with_several_files_is_the_same_only_with_the_same_files(commune, assigned):
    def send(second):
        files = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", second)]
        return commune.post(
            f"{ROOT}{assigned}/progress/files",
            {"percent": 5, "files": files},
            headers={"Idempotency-Key": "two-files"},
        )

    assert send(b"b").status_code == 200
    assert send(b"b").headers["Idempotent-Replayed"] == "true"
    changed = send(b"c")
    assert (changed.status_code, code_of(changed)) == (409, "idempotency_key_reused")


def test_people_to_whom_it_may_be_given(commune, chairman, places, assigned):
    nurse = make_user(at=places.commune_committee, role=Role.HEALTH_WORKER, name="Đàng Thị Mai")
    rows = commune.call(f"{assigned}/people").json()["items"]
    assert ("Đàng Thị Mai", ["health_worker"]) in [(row["name"], row["roles"]) for row in rows]
    made = commune.send(f"{assigned}/delegate", {"shares": [{"user": str(nurse.ref)}]})
    assert made.status_code == 201
    assert chairman.call(f"{assigned}/people").json()["items"] == []
