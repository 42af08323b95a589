"""Keeping, seeing and removing attachments."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.files import checking, operations, policies, queries, rules
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.vocabulary.access import NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef, FileRef, UnitRef
from tests.phaodai.conftest import NOW, OPERATOR, actor_of

KIND = "test_report"


@pytest.fixture(autouse=True)
def examiner(monkeypatch):
    """Take everything for a PDF: the real examiner has tests of its own."""
    seen = []

    def examine(content, name):
        seen.append(name)
        return "application/pdf"

    monkeypatch.setattr(checking, "_examiners", [examine])
    return seen


@pytest.fixture
def report(places, monkeypatch):
    """A row of the district's health service, seen as rows are seen; its reference."""
    ref = uuid4()
    unit, body = places.district, places.health

    def visible(actor, refs):
        may = actor.may(Permission.UNITS_VIEW, unit_path=unit.path, body_path=body.path)
        return {ref} & set(refs) if may else set()

    monkeypatch.setattr(policies, "_owners", {KIND: visible})
    return ref


def keep(actor, report, places, content=b"%PDF-1", **changes):
    options = {
        "name": "Biên bản.pdf",
        "owner_kind": KIND,
        "owner_ref": report,
        "unit_ref": UnitRef(places.district.ref),
        "body_ref": BodyRef(places.health.ref),
        "now": NOW,
    }
    return operations.keep(actor=actor, content=content, **options | changes)


def files(actor, report):
    return queries.files_of(actor=actor, owner_kind=KIND, owner_refs=[report])[report]


def test_a_file_is_kept_once_with_one_row_of_the_trail(commander, report, places):
    actor = actor_of(commander)
    ref = keep(actor, report, places, keep_until=date(2026, 12, 31))
    assert keep(actor, report, places) == ref  # pressed twice

    (row,) = files(actor, report)
    assert (row.ref, row.name, row.size) == (ref, "Biên bản.pdf", 6)
    assert row.keep_until == date(2026, 12, 31)
    assert queries.get_content(actor=actor, ref=ref) == (row, b"%PDF-1")
    event = AuditEvent.objects.get()
    assert (event.action, event.subject_ref) == ("file.keep", ref)
    assert "Biên bản" not in event.details


def test_one_content_is_stored_once_for_many_owners(report, places, monkeypatch):
    other = uuid4()
    monkeypatch.setattr(policies, "_owners", {KIND: lambda _actor, refs: refs})
    first = keep(OPERATOR, report, places)
    second = keep(OPERATOR, other, places)
    assert first != second
    assert FileContent.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "sister"])
def test_strangers_neither_keep_nor_see_nor_remove(who, request, report, places, commander):
    outsider = actor_of(request.getfixturevalue(who))
    ref = keep(actor_of(commander), report, places)
    assert files(outsider, report) == []
    with pytest.raises(NotAllowed):
        keep(outsider, report, places, b"other")
    for missing in (ref, FileRef(uuid4())):
        with pytest.raises(queries.UnknownFile):
            queries.get_content(actor=outsider, ref=missing)
        with pytest.raises(queries.UnknownFile):
            operations.remove(actor=outsider, file=missing, now=NOW)
    assert Attachment.objects.filter(removed_at=None).count() == 1
    assert AuditEvent.objects.count() == 1


def test_whoever_may_not_keep_has_nothing_examined(stranger, report, places, examiner):
    with pytest.raises(NotAllowed):
        keep(actor_of(stranger), report, places)
    assert examiner == []


def test_a_removed_file_is_gone_and_its_content_stays(commander, report, places):
    actor = actor_of(commander)
    ref = keep(actor, report, places)
    operations.remove(actor=actor, file=ref, now=NOW)
    assert files(actor, report) == []
    with pytest.raises(queries.UnknownFile):
        queries.get_content(actor=actor, ref=ref)
    with pytest.raises(queries.UnknownFile):
        operations.remove(actor=actor, file=ref, now=NOW)
    assert FileContent.objects.count() == 1
    row = Attachment.objects.get()
    assert (row.removed_at, row.removed_by) == (NOW, actor.name)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["file.keep", "file.remove"]
    assert keep(actor, report, places) != ref  # attached again: another attachment


def test_an_act_that_fails_keeps_no_file(commander, report, places):
    def act():
        with transaction.atomic():
            keep(actor_of(commander), report, places)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not FileContent.objects.exists()
    assert not AuditEvent.objects.exists()


def test_what_was_examined_before_is_not_examined_again(commander, report, places, examiner):
    examined = checking.examine(b"%PDF-2", name="../b.docx")
    assert examined.name == "b.pdf"
    keep(actor_of(commander), report, places, examined)
    assert examiner == ["../b.docx"]


def test_an_owner_has_so_many_files_at_most(commander, report, places, monkeypatch):
    monkeypatch.setattr(rules, "MOST_PER_OWNER", 2)
    actor = actor_of(commander)
    for content in (b"1", b"2", b"2"):
        keep(actor, report, places, content)
    with pytest.raises(rules.UnacceptableFile, match="TOO_MANY"):
        keep(actor, report, places, b"3")
    assert keep(actor, report, places, b"1")  # which is there already


def test_nothing_is_kept_unexamined(commander, report, places, monkeypatch):
    monkeypatch.setattr(checking, "_examiners", [])
    with pytest.raises(RuntimeError, match="no examiner"):
        keep(actor_of(commander), report, places)


def test_a_kind_that_nobody_registered(commander, report, places, monkeypatch):
    actor = actor_of(commander)
    ref = keep(actor, report, places)
    with pytest.raises(policies.UnknownOwnerKind):
        keep(actor, report, places, owner_kind="unheard_of")
    monkeypatch.setattr(policies, "_owners", {})  # the room was taken out
    with pytest.raises(queries.UnknownFile):
        queries.get_content(actor=OPERATOR, ref=ref)


def test_a_rooms_answer_is_not_believed_beyond_the_question(monkeypatch):
    """A registered function that returns too much opens nothing that was not asked for."""
    policies_of = {KIND: lambda _actor, _refs: {uuid4(), uuid4()}}
    monkeypatch.setattr(policies, "_owners", policies_of)
    assert policies.visible_owners(OPERATOR, KIND, {uuid4()}) == set()


def test_files_of_many_rows_are_one_query(report, places, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(policies, "_owners", {KIND: lambda _actor, refs: refs})
    others = [uuid4() for _ in range(20)]
    for ref in others:
        keep(OPERATOR, ref, places)
    with django_assert_num_queries(1):
        found = queries.files_of(actor=OPERATOR, owner_kind=KIND, owner_refs=[*others, report])
    assert [len(found[ref]) for ref in others] == [1] * 20
    assert found[report] == []


def test_the_database_itself_refuses_a_second_attachment(commander, report, places):
    keep(actor_of(commander), report, places)
    row = Attachment.objects.get()
    row.pk, row.ref = None, uuid4()
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
