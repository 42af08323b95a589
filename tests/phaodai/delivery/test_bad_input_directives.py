"""What goes wrong in offices, on the page and for machines: refused in words, nothing lost.

Each case counts the rows that an act could write, before and after.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.foundation.agencies.models import Body, HeadPost
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.registers.directives import lexicon, operations
from phaodai.registers.directives.models import (
    Assignment,
    Entry,
    Judgement,
    Obligation,
    Proposal,
)
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.delivery.api.conftest import ROOT, assign, keep, token_of
from tests.phaodai.delivery.api.conftest import Machine as Program
from tests.phaodai.delivery.web.test_confirm import address, rows_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory

COUNTED = (Assignment, Attachment, Entry, FileContent, Judgement, Obligation, Proposal, AuditEvent)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


class Page:
    """A person at the page of a task."""

    def __init__(self, client: Any, ref: str) -> None:
        self.client, self.ref = client, ref

    def send(self, verb: str, **fields: Any) -> Any:
        version = Assignment.objects.get(ref=self.ref).version
        at = reverse("tasks:act", args=[self.ref, verb])
        return self.client.post(at, {"version": version, **fields})


@pytest.fixture
def ref(places):
    return assign(places.committee, places.commune_committee)["assignments"]


@pytest.fixture
def page(client_of, reporter, ref):
    return Page(client_of(reporter), ref)


@pytest.fixture
def program(reporter):
    return Program(token_of(reporter))


def refused(answer: Any, before: dict[str, int], *, status: int = 422) -> None:
    """Expect a refusal in words, after which everything is as it was."""
    assert answer.status_code == status, answer.content.decode()[:2000]
    assert counts() == before
    if answer.headers["Content-Type"] == "application/problem+json":
        content = answer.json()
        assert content.get("detail") or content.get("errors") or content["title"]
    else:
        shown = answer.content.decode()
        assert any(mark in shown for mark in ('class="em"', 'role="alert"')), shown


def test_a_unit_outside_the_scope(page, program, places, ref):
    before = counts()
    outside = str(places.next_committee.ref)
    refused(page.send("delegate", to=[outside], text="dặn kỹ"), before)
    answer = program.send(f"/assignments/{ref}/delegate", {"shares": [{"agency": outside}]})
    refused(answer, before)


def test_an_extension_after_acceptance(page, program, ref):
    one = {"actor": OPERATOR, "assignment": UUID(ref), "version": None, "now": NOW}
    operations.submit(**one, text="Đã xong.")
    operations.accept(**one)
    before = counts()
    refused(page.send("extension", day="01/01/2099", reason="chờ kết quả"), before)
    until = {"until": "2099-01-01T17:00:00+07:00", "reason": "chờ kết quả"}
    refused(program.send(f"/assignments/{ref}/ask-extension", until), before)


@pytest.mark.parametrize("name", ["bao-cao.exe", "bao-cao.pdf", "bao-cao.docx", "anh.jpg"])
def test_evidence_that_is_a_program(page, program, ref, name):
    before = counts()
    content = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(3000)
    answer = page.send(
        "submit", text="Đã làm xong ở xóm 3.", attachments=SimpleUploadedFile(name, content)
    )
    refused(answer, before)
    shown = answer.content.decode()
    assert name in shown
    assert "Đã làm xong ở xóm 3." in shown  # what was typed stays
    sent = {"text": "Đã xong.", "files": SimpleUploadedFile(name, content)}
    answer = program.post(f"{ROOT}/assignments/{ref}/submit/files", sent)
    refused(answer, before)
    assert answer.json()["file"] == name


def test_a_delegation_that_comes_back(page, client_of, program, places, reporter, ref):
    nurse = make_user("mai.dang", at=places.commune_committee, role=Role.REPORTER)
    (hers,) = operations.delegate(
        actor=OPERATOR,
        assignment=UUID(ref),
        version=None,
        shares=[operations.Share(user=nurse.ref)],
        now=NOW,
    )
    before = counts()
    back = Page(client_of(nurse), str(hers))
    for to in (f"user-{nurse.ref}", str(places.commune_committee.ref)):
        assert back.send("delegate", to=[to]).status_code == 422
        assert counts() == before
    machine = Program(token_of(nurse))
    before = counts()  # a token is an act of its own
    for share in ({"user": str(nurse.ref)}, {"agency": str(places.commune_committee.ref)}):
        answer = machine.send(f"/assignments/{hers}/delegate", {"shares": [share]})
        refused(answer, before)


def test_a_head_post_without_a_holder(client_of, commander, places, ref):
    body = places.commune_committee
    HeadPost.objects.create(body=body, title_vi="Chủ tịch", title_en="Chairman", rank=1)
    machine = Program(token_of(commander))
    before = counts()
    sent = {"kind": "BREACH", "day": "2021-12-01", "text": "chậm báo cáo", "basis": "QĐ 5"}
    refused(machine.send(f"/agencies/{body.ref}/judgements", sent), before)
    answer = client_of(commander).post(
        reverse("heads:record", args=[body.ref]), {**sent, "day": "01/12/2021"}
    )
    refused(answer, before)
    shown = machine.call("/heads").json()["items"]  # the seat is empty, the body is not dropped
    assert [(row["agency"], row["head"]) for row in shown] == [(str(body.ref), "")]


def test_two_officers_confirm_the_same_document(client_of, duty_officer, commander, places):
    class Kept:
        ref = keep(places.committee)

    row = rows_of(Kept)[0]
    sent = {"version": row.version}
    first = client_of(duty_officer).post(address(Kept, row, "accept"), sent)
    assert first.status_code == 302
    machine = Program(token_of(commander))
    before = counts()
    second = client_of(commander).post(address(Kept, row, "accept"), sent)
    refused(second, before, status=409)
    answer = machine.send(f"/proposals/{row.ref}/confirm", {"version": row.version})
    refused(answer, before, status=409)
    assert Obligation.objects.count() == 1


def test_a_merged_commune_with_open_tasks(page, client_of, places, ref):
    """Nothing is refused: the task goes to whoever follows, with all that was said."""
    page.send("progress", percent=40, text="được bốn phần")
    heir = UnitFactory(name="Phước Hải mới", parent=places.district)
    body = make_body(heir, "Ủy ban nhân dân xã Phước Hải mới", general=True)
    Body.objects.filter(pk__in=(body.pk, places.commune_committee.pk)).update(
        kind="people_committee"
    )
    before = counts()
    done = operations.hand_over(
        actor=OPERATOR,
        unit=UnitRef(places.commune.ref),
        successor=UnitRef(heir.ref),
        now=clock.now(),
    )
    after = counts()
    assert after["Assignment"] == before["Assignment"]
    assert after["Entry"] >= before["Entry"]
    user = make_user(at=body, role=Role.REPORTER)
    moved = {str(each) for each in done.moved}
    assert ref in moved, done
    shown = Program(token_of(user)).call(f"/assignments/{ref}").json()
    assert (shown["percent"], shown["agency"]) == (40, str(body.ref))
    assert client_of(user).get(reverse("tasks:task", args=[ref])).status_code == 200


def test_a_clock_that_was_set_back(page, program, ref, monkeypatch):
    """Acts keep their order and their moments; what is late stays late by the server's clock."""
    assert program.send(f"/assignments/{ref}/acknowledge", {}).status_code == 200
    real = clock.now()
    earlier = real - timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    before = counts()
    due = Assignment.objects.get(ref=ref).due_at
    assert due < earlier
    assert page.send("progress", percent=10, text="").status_code == 302
    answer = program.send(
        f"/assignments/{ref}/ask-extension", {"until": due.isoformat(), "reason": "chờ kết quả"}
    )
    assert answer.status_code == 422
    after = counts()
    assert after["Entry"] == before["Entry"] + 1
    assert after["Assignment"] == before["Assignment"]
    acts = list(Entry.objects.filter(assignment__ref=ref).order_by("pk").values_list("act"))
    assert [act for (act,) in acts][-2:] == ["ACKNOWLEDGE", "PROGRESS"]


@pytest.mark.parametrize("day", ["31/02/2022", "30/2", "31 tháng 4 năm 2022", "29/02/2022"])
def test_a_day_on_no_calendar_is_warned_of(machine_text, day):
    codes = {warning["code"] for warning in lexicon.read_text(machine_text(day))["warnings"]}
    assert "impossible_day" in codes


@pytest.mark.parametrize("day", ["28/02/2022", "29/02/2024", "30/4", "31/12/2021"])
def test_a_day_on_the_calendar_is_not(machine_text, day):
    codes = {warning["code"] for warning in lexicon.read_text(machine_text(day))["warnings"]}
    assert "impossible_day" not in codes


@pytest.fixture
def machine_text():
    from tests.phaodai.delivery.api.test_rooms import TEXT

    return lambda day: TEXT.replace("20/9/2021", day)


def test_the_warning_stands_where_one_confirms(client_of, duty_officer, machine_text):
    officer = Program(token_of(duty_officer))
    taken = officer.send("/documents", {"text": machine_text("31/02/2022")}).json()
    assert "impossible_day" in taken["warnings"]
    shown = client_of(duty_officer).get(reverse("directives:confirm", args=[taken["ref"]]))
    assert "31/02" in shown.content.decode()
    assert "không có trong lịch" in shown.content.decode()


def test_the_day_of_a_judgement_that_is_none(commander, places, ref):
    machine = Program(token_of(commander))
    before = counts()
    sent = {"kind": "PRAISE", "day": "2022-02-31", "text": "làm tốt", "basis": "QĐ 5"}
    refused(machine.send(f"/agencies/{places.police.ref}/judgements", sent), before)
