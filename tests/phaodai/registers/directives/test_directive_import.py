from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from phaodai.foundation.access.models import Grant
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import (
    Document,
    DocumentLink,
    Proposal,
    ProposalBody,
    StoredFile,
)
from phaodai.registers.directives.operations import importing
from phaodai.registers.directives.states import Direction, DueKind, Part, Relation
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import cited, due, order, reading
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import post_at

TABLES = (Document, DocumentLink, Proposal, ProposalBody, StoredFile, Grant, AuditEvent)


def counts():
    return {table.__name__: table.objects.count() for table in TABLES}


def codes(kept):
    return [warning["code"] for warning in kept.warnings]


def kept_row(kept):
    return Document.objects.get(ref=kept.ref)


def test_everything_that_was_read_is_kept(sonla, keep):
    one = reading(
        order(
            "UBND các xã, thị trấn, Công an huyện báo cáo trước 10h00 hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            coordinate=("Công an huyện",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00", text="trước 10h00"),
        ),
        order(
            "Hoàn thành chậm nhất ngày 15/9/2021.",
            deadline=due("date", date="2021-09-15"),
            targets=(
                {
                    "indicator": "plans.completed",
                    "disease": None,
                    "stratum": None,
                    "comparator": ">=",
                    "value": 100,
                    "unit": "percent",
                    "by": "2021-09-15",
                    "span": [1, 2],
                },
            ),
        ),
        carries_out=[cited("1367", "CV/HU", "2021-09-06")],
        bases=[cited("128", "NQ-CP", "2021-10")],
        addressees=("UBND các xã, thị trấn",),
    )
    kept = keep(one)
    row = kept_row(kept)
    assert (row.number, row.symbol, row.day) == ("15", "UBND-VX", date(2021, 9, 9))
    assert row.text == one["text"]
    assert bytes(row.file.content) == b"original"
    assert row.direction == Direction.OUTGOING  # Mai Sơn keeps what Mai Sơn issued
    daily, dated = row.proposals.order_by("ordinal")
    assert (daily.due_kind, daily.due_rrule, str(daily.due_time)) == (
        DueKind.RECURRING, "FREQ=DAILY", "10:00:00",
    )  # fmt: skip
    assert dated.due_date == date(2021, 9, 15)
    assert dated.targets[0]["indicator"] == "plans.completed"
    assert row.text[daily.span_start : daily.span_end].startswith("UBND các xã")
    relations = Counter(row.links.values_list("relation", flat=True))
    assert relations == {Relation.CARRIES_OUT: 1, Relation.BASIS: 1}
    assert kept.n_proposals == 2


def test_many_bodies_are_kept_as_kind_level_and_place(sonla, keep):
    kept = keep(reading(order("UBND các xã, thị trấn rà soát.", lead=("UBND các xã, thị trấn",))))
    lead = ProposalBody.objects.get(proposal__document__ref=kept.ref, part=Part.LEAD)
    assert lead.body is None
    assert (lead.kind, lead.level, lead.within) == ("people_committee", "COMMUNE", sonla.district)
    assert lead.n_units == 2


def test_one_body_is_found_near_the_issuer(sonla, keep):
    """ "Trung tâm Y tế" in a dispatch of Mai Sơn is Mai Sơn's, even if the province keeps it."""
    kept = keep(
        reading(order("Trung tâm Y tế huyện tập huấn.", lead=("Trung tâm Y tế huyện",))),
        keeper=sonla.province_committee,
    )
    lead = ProposalBody.objects.get(proposal__document__ref=kept.ref)
    assert lead.body == sonla.health
    assert kept_row(kept).issuer_body == sonla.committee
    assert kept_row(kept).direction == Direction.INCOMING


def test_the_bodies_of_a_strange_province_are_not_taken_for_ours(sonla, keep):
    """Nobody of Bắc Kạn is known here, but Bắc Kạn is on the map."""
    UnitFactory(province=True, name="Bắc Kạn")
    kept = keep(
        reading(
            order("Sở Y tế chủ trì.", lead=("Sở Y tế",)),
            issuer="Ủy ban nhân dân tỉnh Bắc Kạn",
            addressees=("Sở Y tế",),
        ),
        keeper=sonla.province_committee,
    )
    assert ProposalBody.objects.get(proposal__document__ref=kept.ref).body is None
    assert kept.n_readers == 0
    stranger = reading(order("Sở Y tế chủ trì.", lead=("Sở Y tế",)), issuer="Hội đồng Nguyệt Cầu")
    assert ProposalBody.objects.get(proposal__document__ref=keep(stranger).ref).body is None


def test_without_an_issuer_bodies_are_near_the_keeper(sonla, keep):
    kept = keep(reading(order("Sở Y tế chủ trì.", lead=("Sở Y tế",)), issuer=""))
    found = ProposalBody.objects.get(proposal__document__ref=kept.ref)
    assert found.body == sonla.province_health


def test_what_no_catalogue_knows_is_kept_as_text_with_a_warning(keep):
    kept = keep(reading(order("Đội Ba Lá Cờ dọn dẹp.", lead=("Đội Ba Lá Cờ",))))
    lead = ProposalBody.objects.get(proposal__document__ref=kept.ref)
    assert (lead.text, lead.body, lead.within) == ("Đội Ba Lá Cờ", None, None)
    assert codes(kept).count("unknown_body") == 1
    nobody = keep(reading(order("Các đơn vị liên quan dọn.", lead=("Các đơn vị liên quan",))))
    assert "unknown_body" not in codes(nobody)  # nobody is named, so nobody is missing


def test_those_addressed_may_read_and_nobody_beside_them(sonla, keep):
    kept = keep(
        reading(addressees=("Trung tâm Y tế huyện", "UBND các xã, thị trấn")),
    )
    granted = set(Grant.objects.filter(subject_ref=kept.ref).values_list("body_ref", flat=True))
    assert granted == {
        sonla.health.ref,
        sonla.commune_committee.ref,
        sonla.town_committee.ref,
    }
    for body in (sonla.health, sonla.commune_committee, sonla.committee, sonla.province_committee):
        assert queries.get_document(actor=post_at(body), ref=kept.ref).ref == kept.ref
    strangers = (sonla.police, sonla.next_committee, sonla.next_commune_committee)
    for body in (*strangers, sonla.province_health):
        for role in (Role.DUTY_OFFICER, Role.COMMANDER):
            with pytest.raises(queries.DocumentNotFound):
                queries.get_document(actor=post_at(body, role), ref=kept.ref)
            with pytest.raises(queries.DocumentNotFound):
                queries.get_chain(actor=post_at(body, role), ref=kept.ref)
            with pytest.raises(queries.DocumentNotFound):
                queries.get_original(actor=post_at(body, role), ref=kept.ref)


def test_the_issuer_may_read_what_another_keeps(sonla, keep):
    kept = keep(
        reading(issuer="Ủy ban nhân dân tỉnh Sơn La", symbol="UBND-KGVX"),
        keeper=sonla.commune_committee,
    )
    granted = Grant.objects.filter(subject_ref=kept.ref).values_list("body_ref", flat=True)
    assert list(granted) == [sonla.province_committee.ref]


def test_the_act_is_in_the_trail_once(keep, sonla):
    kept = keep(reading())
    event = AuditEvent.objects.get(action="directive.store")
    assert event.subject_ref == kept.ref
    assert event.body_ref == sonla.committee.ref


@pytest.mark.parametrize(
    ("at", "role", "may"),
    [
        ("committee", Role.DUTY_OFFICER, True),
        ("committee", Role.COMMANDER, True),
        ("province_committee", Role.DUTY_OFFICER, True),
        ("committee", Role.REPORTER, False),
        ("committee", Role.ADMINISTRATOR, False),
        ("police", Role.COMMANDER, False),  # the sister body
        ("next_committee", Role.COMMANDER, False),  # the next unit
        ("commune_committee", Role.COMMANDER, False),  # below
    ],
)
def test_who_may_store(sonla, keep, at, role, may):
    actor = post_at(getattr(sonla, at), role)
    if may:
        assert keep(reading(), actor=actor).n_proposals == 1
        return
    with pytest.raises(NotAllowed):
        keep(reading(), actor=actor)
    assert set(counts().values()) == {0}


def test_an_unknown_keeper_is_refused(db):
    with pytest.raises(operations.UnknownKeeper):
        operations.import_document(
            actor=OPERATOR,
            keeper=BodyRef(uuid4()),
            reading=reading(),
            file=None,
            file_name="",
            media_type="",
            now=NOW,
        )


def test_the_same_file_twice_is_kept_once(keep):
    first = keep(reading())
    before = counts()
    with pytest.raises(operations.AlreadyKept) as caught:
        keep(reading())
    assert caught.value.ref == first.ref
    assert counts() == before


def test_another_copy_with_the_same_orders_is_the_same_document(keep):
    first = keep(reading(closing="bản chụp"))
    with pytest.raises(operations.AlreadyKept) as caught:
        keep(reading(closing="Bản gõ lại, có thêm một dòng"))
    assert caught.value.ref == first.ref


def typed_again(one):
    """The same words with one more space before the orders."""

    def later(span):
        return [n + 1 for n in span]

    for obligation in one["obligations"]:
        obligation["span"] = later(obligation["span"])
        for body in obligation["lead"]:
            body["span"] = later(body["span"])
    for clause in one["clauses"]:
        clause["span"] = later(clause["span"])
    return one | {"text": one["text"].replace("Kính gửi:", "Kính  gửi:")}


def test_a_blank_number_is_known_by_its_words(keep):
    first = keep(reading(number=None))
    with pytest.raises(operations.AlreadyKept) as caught:
        keep(typed_again(reading(number=None)))
    assert caught.value.ref == first.ref
    other = keep(reading(order("Sở Y tế làm việc khác."), number=None))
    assert other.ref != first.ref
    assert "same_number_other_content" not in codes(other)


def test_the_same_number_with_other_orders_is_kept_and_warned_about(keep):
    first = keep(reading(order("Xong trước ngày 15/9/2021.")))
    second = keep(reading(order("Xong trước ngày 25/9/2021.")))
    assert second.ref != first.ref
    warning = next(w for w in second.warnings if w["code"] == "same_number_other_content")
    assert warning["documents"] == [str(first.ref)]


def test_the_same_number_of_another_year_or_issuer_is_another_document(keep):
    keep(reading())
    assert "same_number_other_content" not in codes(keep(reading(day="2022-09-09")))
    other = reading(issuer="Ủy ban nhân dân huyện Yên Châu")
    assert "same_number_other_content" not in codes(keep(other))


def test_a_copy_of_a_stranger_is_not_betrayed(sonla, keep):
    keep(reading(), keeper=sonla.next_committee)
    assert keep(reading(), keeper=sonla.police).n_proposals == 1


def test_what_was_sent_to_the_keeper_is_there_already(sonla, keep):
    sent = keep(reading(addressees=("UBND các xã, thị trấn",)))
    with pytest.raises(operations.AlreadyKept) as caught:
        keep(reading(addressees=("UBND các xã, thị trấn",)), keeper=sonla.commune_committee)
    assert caught.value.ref == sent.ref


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("warnings"),
        lambda r: r["document"].update(urgency="rất khẩn"),
        lambda r: r["obligations"][0].update(confidence=2),
        lambda r: r["obligations"][0].update(span=[0, 10**7]),
    ],
)
def test_what_is_no_reading_leaves_nothing(sonla, keep, spoil):
    one = reading()
    spoil(one)
    with pytest.raises(operations.BadReading):
        keep(one)
    assert set(counts().values()) == {0}


@pytest.mark.parametrize(
    "at",
    [
        "build_links",
        "build_proposals",
        "bodies_of",
        "_give_sight",
        "_tie",
        "_circle",
        "audit.record",
    ],
)
def test_nothing_is_left_after_a_failure(keep, monkeypatch, at):
    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(f"phaodai.registers.directives.operations.importing.{at}", fail)
    with pytest.raises(RuntimeError):
        keep(reading(carries_out=[cited("1", "TB/TU", "2021-09-01")], addressees=("Sở Y tế",)))
    assert set(counts().values()) == {0}


def test_two_at_the_same_moment_keep_one(keep, monkeypatch):
    """The look-up of the second one came before the first had committed."""
    first = keep(reading())
    asked = []

    def blind(document, real=importing._refuse_known):
        asked.append(document)
        if len(asked) > 1:
            real(document)

    monkeypatch.setattr(importing, "_refuse_known", blind)
    with pytest.raises(operations.AlreadyKept) as caught:
        keep(reading())
    assert caught.value.ref == first.ref
    assert Document.objects.count() == 1


def test_a_constraint_holds_without_the_look_up(keep, monkeypatch):
    keep(reading())
    monkeypatch.setattr(importing, "_refuse_known", lambda document: None)
    with pytest.raises(IntegrityError):
        keep(reading())


def test_a_header_that_was_misread_fits_its_columns(keep):
    row = kept_row(keep(reading(issuer="Ủy ban " * 200, symbol="UBND-" * 40)))
    assert len(row.issuer) == 300
    assert row.issuer.endswith("…")


def test_a_file_that_came_twice_lies_there_once(keep):
    keep(reading())
    keep(reading(order("Việc khác."), number="16"))
    assert StoredFile.objects.count() == 1


def test_pasted_text_has_no_file(keep):
    kept = keep(reading(), file=None)
    assert not queries.get_document(actor=OPERATOR, ref=kept.ref).has_file
    with pytest.raises(queries.DocumentNotFound):
        queries.get_original(actor=OPERATOR, ref=kept.ref)


def test_a_superior_document_is_tied_whichever_comes_first(keep):
    superior = {"number": "134", "symbol": "TB-UBND", "day": "2021-11-09"}
    named = [cited("134", "TB-UBND", "2021-11-09")]
    before = keep(reading(order("Một."), number="1", carries_out=named))
    top = keep(reading(order("Hai."), **superior))
    after = keep(reading(order("Ba."), number="2", carries_out=named))
    for lower in (before, after):
        link = DocumentLink.objects.get(document__ref=lower.ref)
        assert link.target.ref == top.ref
    chain = queries.get_chain(actor=OPERATOR, ref=top.ref)
    assert {row.ref for row in chain.down} == {before.ref, after.ref}
    [above] = queries.get_chain(actor=OPERATOR, ref=after.ref).up
    assert (above.ref, above.depth) == (top.ref, 1)


def test_a_number_of_another_year_is_not_meant(keep):
    keep(reading(order("Hai."), number="134", symbol="TB-UBND", day="2020-11-09"))
    low = keep(reading(carries_out=[cited("134", "TB-UBND", "2021-11-09")]))
    [above] = queries.get_chain(actor=OPERATOR, ref=low.ref).up
    assert above.ref is None
    assert above.name.number == "134"


def carrying(number, other):
    named = [cited(other, "UBND-VX", "2021-09-09")]
    return reading(order(f"Việc {number}."), number=number, carries_out=named)


def test_documents_that_carry_each_other_out_are_warned_about(keep):
    first, second = keep(carrying("1", "3")), keep(carrying("2", "1"))
    assert "circular_carries_out" not in codes(second)
    third = keep(carrying("3", "2"))
    assert "circular_carries_out" in codes(third)
    for kept in (first, second, third):
        chain = queries.get_chain(actor=OPERATOR, ref=kept.ref)
        assert chain.is_circular
        assert len(chain.up) == len(chain.down) == 2


def test_a_document_that_names_itself_is_not_tied_to_itself(keep):
    kept = keep(reading(carries_out=[cited("15", "UBND-VX", "2021-09-09")]))
    assert "circular_carries_out" not in codes(kept)
    assert DocumentLink.objects.get().target is None


def test_a_rehearsal_refuses_the_same_and_writes_nothing(sonla, keep):
    act = {"actor": OPERATOR, "keeper": BodyRef(sonla.committee.ref)}
    operations.rehearse_import(**act, reading=reading())
    assert set(counts().values()) == {0}
    keep(reading())
    with pytest.raises(operations.AlreadyKept):
        operations.rehearse_import(**act, reading=reading())


def test_remarks_of_the_file_stand_beside_the_warnings(sonla):
    kept = operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(sonla.committee.ref),
        reading=reading(),
        file=b"scan",
        file_name="scan.pdf",
        media_type="application/pdf",
        now=NOW + timedelta(days=1),
        remarks=[("recognised_from_scan", "Chữ được nhận dạng từ ảnh quét.")],
    )
    assert "recognised_from_scan" in codes(kept)
