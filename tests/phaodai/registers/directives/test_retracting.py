"""Joining, un-joining, ending and judging are taken back exactly, for thirty seconds."""

from datetime import date, timedelta

import pytest

from phaodai.foundation.files.models import Attachment
from phaodai.indicators.models import Target
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import (
    Assignment,
    DocumentLink,
    Entry,
    Judgement,
    Obligation,
    Occurrence,
)
from phaodai.registers.directives.operations import Cited, Share
from phaodai.registers.directives.states import (
    Act,
    AssignmentState,
    JudgementKind,
    ObligationState,
    Relation,
)
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.registers.directives.conftest import post_at
from tests.phaodai.registers.directives.test_evidence import scan
from tests.phaodai.registers.directives.test_heads import judge

SOON, LATE = NOW + timedelta(seconds=30), NOW + timedelta(seconds=31)
SHARE = {
    "indicator": "plans.completed",
    "disease": None,
    "stratum": None,
    "comparator": ">=",
    "value": 100,
    "unit": "percent",
    "by": "2021-12-30",
    "span": [0, 2],
}


@pytest.fixture
def clerk(sonla):
    return post_at(sonla.committee, Role.DUTY_OFFICER, "thu")


def rows(model, *without):
    """Return a table as it stands, for comparison."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", *without)]
    return sorted(map(str, model.objects.values_list(*names)))


def undo(actor, document, now=SOON):
    return operations.undo_relation(actor=actor, document=document.ref, now=now)


class TestRelations:
    @pytest.fixture
    def pair(self, keep):
        return keep(reading(number="1")), keep(reading(number="2"))

    def link(self, actor, one, other, relation=Relation.REPLACES):
        operations.link_documents(
            actor=actor, document=one.ref, relation=relation, target=other.ref, now=NOW
        )

    def test_a_joining(self, pair, clerk):
        one, two = pair
        before = rows(DocumentLink)
        self.link(clerk, two, one)
        assert undo(clerk, two) is Act.LINK
        assert rows(DocumentLink) == before
        with pytest.raises(operations.Refused):
            undo(clerk, two)  # once

    def test_a_citation_that_was_joined_stays_a_citation(self, pair, clerk):
        one, two = pair
        cited = Cited(number="1", symbol="UBND-VX", issuer="UBND huyện Mai Sơn")
        operations.cite_document(
            actor=clerk, document=two.ref, relation=Relation.BASIS, cited=cited, now=NOW
        )
        before = rows(DocumentLink)
        self.link(clerk, two, one, Relation.BASIS)
        assert DocumentLink.objects.get(target__isnull=False).number == "1"
        undo(clerk, two)
        assert rows(DocumentLink) == before

    def test_an_unjoining(self, pair, clerk):
        one, two = pair
        self.link(clerk, two, one)
        before = rows(DocumentLink)
        operations.unlink_documents(
            actor=clerk, document=two.ref, relation=Relation.REPLACES, ordinal=1, now=NOW
        )
        assert undo(clerk, two) is Act.UNLINK
        assert rows(DocumentLink) == before

    def test_not_by_another_not_late_not_from_elsewhere(self, pair, clerk, sonla, chairman):
        one, two = pair
        self.link(clerk, two, one)
        with pytest.raises(operations.Refused):
            undo(chairman, two)
        with pytest.raises(operations.TooLate):
            undo(clerk, two, now=LATE)
        for body in (sonla.police, sonla.next_committee):
            with pytest.raises(operations.NotFound):
                undo(post_at(body, Role.COMMANDER), two)
        assert DocumentLink.objects.filter(target__isnull=False).count() == 1


class TestCiting:
    def cite(self, actor, kept, **changes):
        named = {"number": "15", "symbol": "QĐ-UBND", "issuer": "UBND tỉnh Lai Châu"} | changes
        operations.cite_document(
            actor=actor, document=kept.ref, relation=Relation.BASIS, cited=Cited(**named), now=NOW
        )

    def test_a_document_that_is_not_here(self, keep, clerk):
        kept = keep(reading())
        self.cite(clerk, kept, day=date(2021, 11, 3))
        link = DocumentLink.objects.get(relation=Relation.BASIS)
        assert (link.number, link.symbol, link.day, link.target) == (
            "15", "QĐ-UBND", date(2021, 11, 3), None,
        )  # fmt: skip
        with pytest.raises(operations.Refused):
            self.cite(clerk, kept)  # twice
        undo(clerk, kept)
        assert not DocumentLink.objects.exists()

    def test_it_leads_there_once_that_one_is_kept(self, keep, clerk):
        kept = keep(reading())
        named = {"number": "77", "symbol": "UBND-VX", "issuer": "UBND huyện Mai Sơn"}
        self.cite(clerk, kept, **named, day=date(2021, 11, 3))
        other = keep(reading(number="77", symbol="UBND-VX", day="2021-11-03"))
        assert DocumentLink.objects.get(relation=Relation.BASIS).target.ref == other.ref

    @pytest.mark.parametrize("bad", [{"number": " "}, {"issuer": ""}, {"number": "1" * 41}])
    def test_what_names_no_document(self, keep, clerk, bad):
        with pytest.raises(operations.Refused):
            self.cite(clerk, keep(reading()), **bad)

    def test_strangers_and_who_may_not(self, keep, sonla):
        kept = keep(reading())
        with pytest.raises(operations.NotFound):
            self.cite(post_at(sonla.police), kept)
        with pytest.raises(NotAllowed):
            self.cite(post_at(sonla.committee, Role.REPORTER), kept)


class TestEnding:
    @pytest.fixture
    def running(self, confirmed, chairman, sonla, commune):
        """Two measured orders and one that comes back; parts passed on, answered, accepted."""
        lead = ("UBND các xã, thị trấn",)
        kept = confirmed(
            order("Xong 100%.", lead=lead, targets=(SHARE,)),
            order("UBND huyện Mai Sơn bảo đảm.", lead=("UBND huyện Mai Sơn",), targets=(SHARE,)),
            order("Hằng ngày.", lead=lead, deadline=due("recurring", rrule="FREQ=DAILY")),
        )
        operations.issue(actor=chairman, document=kept.ref, now=NOW - timedelta(hours=2))
        done = Assignment.objects.get(body=sonla.commune_committee, obligation__ordinal=1)
        act = {"assignment": done.ref, "version": None, "now": NOW - timedelta(hours=1)}
        operations.submit(actor=commune, text="xong", **act)
        operations.accept(actor=chairman, **act)
        whole = Assignment.objects.get(body=sonla.committee)
        operations.delegate(
            actor=chairman,
            assignment=whole.ref,
            version=0,
            shares=[Share(body=BodyRef(sonla.health.ref)), Share(body=BodyRef(sonla.police.ref))],
            now=NOW - timedelta(hours=1),
        )
        gone = Assignment.objects.get(body=sonla.police)
        operations.withdraw(actor=chairman, assignment=gone.ref, version=0, reason="thôi", now=NOW)
        operations.open_occurrences(now=NOW, until=NOW + timedelta(days=2))
        return kept

    def state(self):
        running = Target.objects.filter(withdrawn_at=None)
        terms = ("unit", "obligation_ref", "indicator", "amount", "first_day", "last_day")
        return (
            rows(Assignment, "version"),
            rows(Obligation, "version"),
            rows(Occurrence, "version"),
            sorted(map(str, running.values_list(*terms))),
        )

    def test_exactly_what_it_withdrew_comes_back(self, running, chairman):
        before = self.state()
        n = operations.end_obligations(
            actor=chairman, document=running.ref, reason="bị thay thế", now=NOW
        )
        assert n == Assignment.objects.filter(state=AssignmentState.WITHDRAWN).count() - 1
        assert not Target.objects.filter(withdrawn_at=None).exists()
        assert undo(chairman, running) is Act.END
        assert self.state() == before

    def test_only_those_that_were_ended(self, running, chairman):
        chosen, *_others = Obligation.objects.order_by("ordinal").values_list("ref", flat=True)
        before = self.state()
        operations.end_obligations(
            actor=chairman, document=running.ref, obligations=[chosen], reason="x", now=NOW
        )
        assert Obligation.objects.filter(state=ObligationState.ENDED).count() == 1
        undo(chairman, running)
        assert self.state() == before

    def test_not_late_and_not_by_another(self, running, chairman, clerk):
        operations.end_obligations(actor=chairman, document=running.ref, reason="x", now=NOW)
        with pytest.raises(operations.Refused):
            undo(clerk, running)
        with pytest.raises(operations.TooLate):
            undo(chairman, running, now=LATE)
        assert Obligation.objects.filter(state=ObligationState.ENDED).count() == 3

    def test_nothing_is_left_after_a_failure(self, running, chairman, monkeypatch):
        from phaodai.registers.directives.operations import retracting

        def fail(**_arguments):
            raise RuntimeError

        operations.end_obligations(actor=chairman, document=running.ref, reason="x", now=NOW)
        before = self.state()
        monkeypatch.setattr(retracting.audit, "record", fail)
        with pytest.raises(RuntimeError):
            undo(chairman, running)
        assert self.state() == before


class TestJudgements:
    def take_back(self, actor, ref, now=SOON):
        operations.undo_judgement(actor=actor, judgement=ref, now=now)

    def test_one_that_was_put_on_record_goes_with_its_files(
        self,
        sent,
        sonla,
        tenure,
        chairman,
    ):
        ref = judge(chairman, sonla.commune_committee, assignment=sent.commune.ref, files=[scan()])
        self.take_back(chairman, ref)
        assert not Judgement.objects.exists()
        assert not Attachment.objects.filter(removed_at=None).exists()
        acts = Entry.objects.filter(assignment=sent.commune).order_by("pk")
        assert list(acts.values_list("act", flat=True)) == [Act.JUDGE, Act.REOPEN]

    def test_one_that_was_withdrawn_stands_again(self, sonla, tenure, chairman):
        ref = judge(chairman, sonla.commune_committee, kind=JudgementKind.PRAISE)
        operations.withdraw_judgement(actor=chairman, judgement=ref, reason="nhầm", now=NOW)
        self.take_back(chairman, ref)
        row = Judgement.objects.get()
        assert (row.withdrawn_at, row.withdrawn_reason) == (None, "")
        with pytest.raises(operations.Refused):
            self.take_back(chairman, ref)

    def test_not_by_another_not_late(self, sonla, tenure, chairman):
        ref = judge(chairman, sonla.commune_committee)
        with pytest.raises(operations.Refused):
            self.take_back(post_at(sonla.committee, Role.COMMANDER, "khac"), ref)
        with pytest.raises(operations.Refused):
            self.take_back(OPERATOR, ref)
        with pytest.raises(operations.NotFound):
            self.take_back(post_at(sonla.police, Role.COMMANDER), ref)
        with pytest.raises(operations.TooLate):
            self.take_back(chairman, ref, now=LATE)
        assert Judgement.objects.count() == 1
