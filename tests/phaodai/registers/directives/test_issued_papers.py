"""An issued paper stands in the register of its body and before those to whom it goes."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest

from phaodai.foundation.access.models import Grant
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.files.models import FileContent
from phaodai.registers.directives.models import Document
from phaodai.registers.directives.operations import keep_issued, keep_signed
from phaodai.registers.directives.queries import get_original, list_register
from phaodai.registers.directives.states import Direction
from phaodai.vocabulary.access import Permission, Role
from phaodai.vocabulary.events import PaperIssued, PaperSigned
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user

WORDS = "ỦY BAN NHÂN DÂN HUYỆN NINH PHƯỚC\nSố: 05/BC-UBND\nBÁO CÁO\nCó 3 ca./."


@pytest.fixture
def issued(places):
    return PaperIssued(
        occurred_at=NOW,
        paper=uuid4(),
        body=BodyRef(places.committee.ref),
        kind="Báo cáo",
        number=5,
        symbol="BC-UBND",
        day=TODAY,
        subject="Tình hình dịch bệnh",
        words=WORDS,
        addressees=("Ban Thường vụ cấp ủy", "Ủy ban nhân dân cấp trên trực tiếp"),
        signer="Mai Quốc Thịnh",
        post="Chủ tịch",
    )


def test_it_stands_in_the_register_under_its_own_number_once(issued, places):
    assert keep_issued(issued) == keep_issued(issued)
    row = Document.objects.get()
    assert (row.direction, row.outgoing_number, row.outgoing_year) == ("OUTGOING", 5, 2021)
    assert (row.number, row.symbol, row.day) == ("05", "BC-UBND", TODAY)
    assert (row.issuer_body, row.text) == (places.committee, WORDS)
    assert (row.signer_name, row.signer_post) == ("Mai Quốc Thịnh", "Chủ tịch")
    keep_issued(replace(issued, number=6, words=f"{WORDS}\nSố 6", paper=uuid4()))
    assert Document.objects.count() == 2


def test_the_committee_above_and_the_party_committee_read_it_and_nobody_else(issued, places):
    party = make_body(places.district, "Huyện ủy Ninh Phước")
    party.kind = "party_committee"
    party.save(update_fields=["kind"])
    keep_issued(issued)
    keep_issued(issued)
    readers = set(Grant.objects.filter(ended_at=None).values_list("body_ref", flat=True))
    assert readers == {places.province_committee.ref, party.ref}
    above = actor_of(make_user(at=places.province_committee, role=Role.DUTY_OFFICER))
    beside = actor_of(make_user(at=places.next_committee, role=Role.DUTY_OFFICER))
    seen = Document.objects.visible_to
    assert seen(above, Permission.DIRECTIVES_VIEW).get().subject == "Tình hình dịch bệnh"
    assert not seen(beside, Permission.DIRECTIVES_VIEW).exists()


def printed(content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    FileContent.objects.create(sha256=sha256, content=content, size=len(content))
    return sha256


def test_it_carries_its_file_its_place_and_stamp(issued, places):
    keep_issued(
        replace(
            issued, file=printed(b"%PDF 1"), file_name="05-BC-UBND.pdf", place="Phước Dân",
            urgency="hỏa tốc", copies=("Như trên", "Lưu: VT"), authority=("TM. Ủy ban nhân dân",),
        )
    )  # fmt: skip
    row = Document.objects.get()
    assert (row.place, row.urgency, row.recipients[1]) == ("Phước Dân", "hỏa tốc", "Lưu: VT")
    assert row.signer_authority == ["TM. Ủy ban nhân dân"]
    actor = actor_of(make_user(at=places.committee, role=Role.DUTY_OFFICER))
    (entry,) = list_register(actor=actor, direction=Direction.OUTGOING, year=2021).rows
    assert entry.recipients == [*issued.addressees, "Lưu: VT"]  # by name, not "as above"
    original = get_original(actor=actor, ref=row.ref)
    assert (original.content, original.file_name) == (b"%PDF 1", "05-BC-UBND.pdf")
    assert original.media_type == "application/pdf"


def test_the_signed_file_takes_its_place_whatever_is_heard_first(issued):
    event = PaperSigned(
        occurred_at=NOW, paper=issued.paper, body=issued.body, kind=issued.kind,
        number=issued.number, day=issued.day, file=printed(b"%PDF 1 head"), file_name="k.pdf",
    )  # fmt: skip
    with pytest.raises(Document.DoesNotExist):
        keep_signed(event)
    keep_issued(replace(issued, file=printed(b"%PDF 1"), file_name="05.pdf"))
    second = replace(event, file=printed(b"%PDF 1 head body"))
    for each in (second, event, second):
        keep_signed(each)
    row = Document.objects.get()
    assert (bytes(row.file.content), row.file_name) == (b"%PDF 1 head body", "k.pdf")
    assert AuditEvent.objects.filter(action="directive.register_signed").count() == 1


def test_a_body_that_is_named_reads_it(issued, places):
    named = replace(issued, addressees=("Ủy ban nhân dân huyện Thuận Nam",))
    keep_issued(named)
    readers = set(Grant.objects.values_list("body_ref", flat=True))
    assert readers == {places.province_committee.ref, places.next_committee.ref}
