"""An issued paper stands in the register of its body and before those to whom it goes."""

from dataclasses import replace
from uuid import uuid4

import pytest

from phaodai.foundation.access.models import Grant
from phaodai.registers.directives.models import Document
from phaodai.registers.directives.operations import keep_issued
from phaodai.vocabulary.access import Permission, Role
from phaodai.vocabulary.events import PaperIssued
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


def test_a_body_that_is_named_reads_it(issued, places):
    named = replace(issued, addressees=("Ủy ban nhân dân huyện Thuận Nam",))
    keep_issued(named)
    readers = set(Grant.objects.values_list("body_ref", flat=True))
    assert readers == {places.province_committee.ref, places.next_committee.ref}
