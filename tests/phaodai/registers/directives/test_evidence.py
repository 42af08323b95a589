"""Evidence is files and documents, seen by whoever sees the row."""

import hashlib
from datetime import timedelta

import pytest

from phaodai.foundation.files import queries as files
from phaodai.foundation.files.checking import Examined
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Assignment, Entry, Occurrence
from phaodai.registers.directives.queries.tree import get_leaves, get_tree
from phaodai.registers.directives.states import AssignmentState, JudgementKind, OccurrenceState
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order
from tests.phaodai.registers.directives.conftest import post_at
from tests.phaodai.registers.directives.test_answering import LATER, do, submit


def scan(content=b"%PDF-1", name="Biên bản.pdf"):
    digest = hashlib.sha256(content).hexdigest()
    return Examined(content=content, sha256=digest, media_type="application/pdf", name=name)


def of(actor, row, kind="assignment"):
    return files.files_of(actor=actor, owner_kind=kind, owner_refs=[row.ref])[row.ref]


def last(row):
    return Entry.objects.filter(assignment=row).order_by("-pk").first()


def test_files_come_with_the_act_and_its_line_names_them(sent, commune):
    row = sent.commune
    do(operations.report_progress, commune, row, percent=10, text="", files=[scan(b"a")])
    do(operations.submit, commune, row, text="", files=[scan(b"b"), scan(b"c")])
    kept = of(commune, row)
    assert [len(file.sha256) for file in kept] == [64] * 3
    assert last(row).details["files"] == [str(file.ref) for file in kept[1:]]
    assert {file.kept_by for file in kept} == {"bao"}


def test_the_tree_counts_files_and_documents_that_still_stand(sent, commune, chairman):
    evidence = ["15/BC-UBND"]
    do(operations.report_progress, commune, sent.commune, percent=10, text="", files=[scan(b"a")])
    do(operations.submit, commune, sent.commune, text="", evidence=evidence, files=[scan(b"b")])

    def n_evidence():
        tree = get_tree(actor=chairman, obligation=sent.obligation.ref, now=LATER)
        return get_leaves(tree, [sent.commune.ref], now=LATER)[sent.commune.ref].told.n_evidence

    assert n_evidence() == 3
    sent.commune.refresh_from_db()
    operations.undo(
        actor=commune, assignment=sent.commune.ref, version=sent.commune.version, now=LATER
    )
    assert n_evidence() == 1


def test_an_answer_may_be_files_alone_and_never_nothing(sent, commune):
    with pytest.raises(operations.Refused):
        do(operations.submit, commune, sent.commune, text=" ", files=[])
    do(operations.submit, commune, sent.commune, text="", files=[scan()])


def test_whoever_sees_the_row_sees_its_files(sent, commune, chairman, sonla):
    submit(commune, sent.commune, files=[scan()])
    [file] = of(chairman, sent.commune)
    for body in (sonla.town_committee, sonla.police, sonla.next_committee):
        outsider = post_at(body, Role.COMMANDER)
        assert of(outsider, sent.commune) == []
        with pytest.raises(files.UnknownFile):
            files.get_content(actor=outsider, ref=file.ref)
        with pytest.raises(operations.NotFound):
            submit(outsider, sent.commune, files=[scan()])
    assert files.get_content(actor=chairman, ref=file.ref)[1] == b"%PDF-1"


def test_a_refused_answer_keeps_no_file(sent, commune, sonla):
    onlooker = post_at(sonla.commune_committee, Role.ANALYST)
    with pytest.raises(NotAllowed):
        submit(onlooker, sent.commune, files=[scan()])
    submit(commune, sent.commune)
    with pytest.raises(operations.IllegalMove):
        submit(commune, sent.commune, files=[scan()])
    assert (Attachment.objects.count(), FileContent.objects.count()) == (0, 0)


def test_an_undone_act_takes_its_files_off_and_keeps_their_contents(sent, commune):
    row = sent.commune
    do(operations.report_progress, commune, row, percent=10, text="", files=[scan(b"a")])
    version = do(operations.submit, commune, row, text="x", files=[scan(b"a"), scan(b"b")])
    operations.undo(actor=commune, assignment=row.ref, version=version, now=LATER)
    assert [file.name for file in of(commune, row)] == ["Biên bản.pdf"]  # of the progress
    assert last(row).details["n_files"] == 1
    assert FileContent.objects.count() == 2
    row.refresh_from_db()
    assert (row.state, row.percent) == (AssignmentState.IN_PROGRESS, 10)
    submit(commune, row, files=[scan(b"b")])
    assert len(of(commune, row)) == 2


def test_an_issue_that_is_taken_back_leaves_no_file_without_its_row(sent, commune, chairman):
    soon = NOW + timedelta(seconds=5)
    do(operations.report_progress, commune, sent.commune, soon, percent=1, text="", files=[scan()])
    operations.withdraw_issue(actor=chairman, issue=sent.issue, now=soon)
    assert not Attachment.objects.filter(removed_at=None).exists()
    assert FileContent.objects.count() == 1


def test_a_row_has_only_so_many_files(sent, commune):
    many = [scan(bytes([n])) for n in range(51)]
    with pytest.raises(operations.Refused):
        submit(commune, sent.commune, files=many)
    assert Attachment.objects.count() == 0


def test_documents_are_added_to_those_before(sent, commune):
    row = sent.commune
    do(operations.report_progress, commune, row, percent=1, text="", evidence=["BC 1/BC-UBND"])
    submit(commune, row, evidence=["BC 2/BC-UBND", "BC  1/BC-UBND"])
    row.refresh_from_db()
    assert row.evidence == ["BC 1/BC-UBND", "BC 2/BC-UBND"]
    with pytest.raises(operations.Refused):
        submit(commune, sent.town, evidence=["x" * 201])


def test_references_lead_to_documents_in_sight(sent, commune, chairman, sonla):
    names = ["Công văn 15/UBND-VX ngày 9/9", "Báo cáo 12/BC-UBND", "ảnh chụp"]
    assert queries.find_cited(actor=chairman, references=names) == {names[0]: sent.document}
    assert queries.find_cited(actor=commune, references=names) == {names[0]: sent.document}
    away = post_at(sonla.next_committee, Role.COMMANDER)
    assert queries.find_cited(actor=away, references=names) == {}


def test_an_empty_answer_is_accepted_only_with_a_reason(sent, commune, chairman):
    row = sent.commune
    submit(commune, row)
    Assignment.objects.filter(pk=row.pk).update(note="")  # as older data may stand
    with pytest.raises(operations.Refused, match="say why"):
        do(operations.accept, chairman, row)
    bulk = operations.accept_many(actor=chairman, assignments={row.ref: None}, now=LATER)
    assert isinstance(bulk.left[0].error, operations.Refused)
    do(operations.accept, chairman, row, text="Đã kiểm tra tại chỗ.")
    assert last(row).text == "Đã kiểm tra tại chỗ."


def test_a_judgement_has_files_too(sent, chairman, sonla, commune):
    from phaodai.foundation.agencies import operations as agencies

    agencies.set_head(
        actor=OPERATOR,
        now=NOW,
        body=BodyRef(sonla.commune_committee.ref),
        title="Chủ tịch",
        holder="Lò Văn Bun",
        first_day=NOW.date() - timedelta(days=30),
    )
    ref = operations.record_judgement(
        actor=chairman,
        body=BodyRef(sonla.commune_committee.ref),
        kind=JudgementKind.PRAISE,
        day=NOW.date(),
        text="Làm tốt.",
        basis="QĐ 5",
        files=[scan()],
        now=NOW,
    )
    seen = files.files_of(actor=commune, owner_kind="judgement", owner_refs=[ref])
    assert len(seen[ref]) == 1
    away = post_at(sonla.town_committee, Role.COMMANDER)
    assert files.files_of(actor=away, owner_kind="judgement", owner_refs=[ref]) == {ref: []}


class TestOccurrences:
    @pytest.fixture
    def today(self, confirmed, chairman, sonla):
        kept = confirmed(
            order(
                "Báo cáo trước 10h00 hằng ngày.",
                lead=("UBND các xã, thị trấn",),
                deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
            )
        )
        operations.issue(actor=chairman, document=kept.ref, now=NOW)
        operations.open_occurrences(now=NOW, until=NOW)
        return Occurrence.objects.get(body=sonla.commune_committee)

    def answer(self, actor, row, now=NOW, **fields):
        return operations.answer_occurrence(
            actor=actor, occurrence=row.ref, version=row.version, now=now, **fields
        )

    def test_files_come_with_the_answer(self, today, commune, chairman, sonla):
        self.answer(commune, today, text="", files=[scan()], evidence=["BC 3/BC-UBND"])
        assert len(of(chairman, today, "occurrence")) == 1
        assert of(post_at(sonla.town_committee, Role.REPORTER), today, "occurrence") == []
        today.refresh_from_db()
        assert today.evidence == ["BC 3/BC-UBND"]

    def test_each_act_on_it_is_undone(self, today, commune, chairman):
        def back(actor):
            today.refresh_from_db()
            operations.undo_occurrence(
                actor=actor, occurrence=today.ref, version=today.version, now=NOW
            )
            today.refresh_from_db()
            return today.state

        self.answer(commune, today, text="12 ca", files=[scan()])
        with pytest.raises(operations.Refused):
            back(chairman)  # it is not his
        assert back(commune) == OccurrenceState.OPEN
        assert (today.answered_at, today.note, of(commune, today, "occurrence")) == (None, "", [])
        with pytest.raises(operations.Refused):
            back(commune)
        self.answer(commune, today, text="12 ca")
        today.refresh_from_db()
        judge = {"actor": chairman, "occurrence": today.ref, "version": None, "now": NOW}
        operations.return_occurrence(**judge, reason="thiếu")
        assert back(chairman) == OccurrenceState.SUBMITTED
        assert (today.answered_at, today.reason) == (NOW, "")
        operations.accept_occurrence(**judge)
        assert back(chairman) == OccurrenceState.SUBMITTED

    def test_after_thirty_seconds_or_another_act_it_is_too_late(self, today, commune):
        version = self.answer(commune, today, text="12 ca")
        call = {"actor": commune, "occurrence": today.ref}
        with pytest.raises(operations.TooLate):
            operations.undo_occurrence(**call, version=version, now=NOW + timedelta(seconds=31))
        with pytest.raises(operations.Stale):
            operations.undo_occurrence(**call, version=0, now=NOW)

    def test_history_is_read_page_by_page(self, today, commune, sonla):
        operations.open_occurrences(now=NOW, until=NOW + timedelta(days=40))
        read = {"actor": commune, "assignment": today.assignment.ref, "now": NOW}
        rows, page = queries.list_occurrences(**read, page=2)
        assert (len(rows), page.total, page.number) == (11, 41, 2)
        assert rows[-1].ref == today.ref
        assert queries.list_occurrences(**read, page=99)[1].number == 2
        away = {**read, "actor": post_at(sonla.town_committee, Role.REPORTER)}
        assert queries.list_occurrences(**away)[1].total == 0
        assert queries.get_occurrence(**away, ref=today.ref) is None
        assert queries.get_occurrence(**read, ref=today.ref).day == today.day
