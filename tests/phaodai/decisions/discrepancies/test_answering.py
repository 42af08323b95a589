"""Who may explain and judge, and what is refused."""

from datetime import timedelta

import pytest

from phaodai.decisions.discrepancies import queries, rulebook
from phaodai.decisions.discrepancies.errors import NotFound, Refused
from phaodai.decisions.discrepancies.models import Finding
from phaodai.decisions.discrepancies.operations import answering, ruling
from phaodai.decisions.discrepancies.states import State
from phaodai.foundation.accounts.models import User
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, TODAY, Places, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.discrepancies import find_one

WHY = "Ba ca đang chờ phân loại nơi phát hiện."


@pytest.fixture
def head(places: Places) -> User:
    return make_user("minh.tran", at=places.commune_committee, role=Role.COMMANDER)


@pytest.fixture
def found(places: Places) -> Finding:
    return find_one(places.commune, TODAY, now=NOW)


def test_explained_by_the_head_returned_explained_again_and_accepted(head, found, duty_officer):
    above = actor_of(duty_officer)
    answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    answering.send_back(actor=above, finding=found.ref, text="Nêu rõ tên khu cách ly.", now=NOW)
    found.refresh_from_db()
    assert found.state == "RETURNED"
    answering.explain(actor=actor_of(head), finding=found.ref, text=WHY + " Khu A.", now=NOW)
    answering.accept(actor=above, finding=found.ref, now=NOW + timedelta(hours=1))
    found.refresh_from_db()
    assert (found.state, found.explained_by) == ("ACCEPTED", "minh.tran")
    trail = AuditEvent.objects.filter(subject_ref=found.ref).order_by("pk")
    acts = [action.partition(".")[2] for action in trail.values_list("action", flat=True)]
    assert acts == ["explain", "return", "explain", "accept"]
    assert not AuditEvent.objects.filter(details__contains="phân loại").exists()


@pytest.mark.parametrize(
    "text", ["", " " * 10, "a b c", " " * 500 + "ok", "\u200b" * 20, "x" * 5_000]
)
def test_an_explanation_that_says_nothing_or_too_much_is_refused(head, found, text):
    with pytest.raises(Refused):
        answering.explain(actor=actor_of(head), finding=found.ref, text=text, now=NOW)


def test_only_the_head_of_the_body_signs(found, reporter, duty_officer, commander):
    for user in (reporter, duty_officer, commander):
        with pytest.raises(NotAllowed):
            answering.explain(actor=actor_of(user), finding=found.ref, text=WHY, now=NOW)


def test_a_chairman_of_another_unit_finds_nothing(places, found):
    other = make_user("khac.le", at=places.next_committee, role=Role.COMMANDER)
    sister = make_user("an.cong", at=places.police, role=Role.COMMANDER)
    for user in (other, sister):
        with pytest.raises(NotFound):
            answering.explain(actor=actor_of(user), finding=found.ref, text=WHY, now=NOW)
        with pytest.raises(NotFound):
            queries.get_finding(actor=actor_of(user), ref=found.ref, now=NOW)
        assert queries.list_findings(actor=actor_of(user), now=NOW).total == 0


def test_nobody_judges_his_own_unit(places, head, found):
    answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    own = make_user("truc.xa", at=places.commune_committee, role=Role.DUTY_OFFICER)
    for user in (head, own):
        with pytest.raises(NotAllowed):
            answering.accept(actor=actor_of(user), finding=found.ref, now=NOW)


def test_there_has_to_be_an_explanation_to_judge(found, duty_officer):
    with pytest.raises(Refused):
        answering.accept(actor=actor_of(duty_officer), finding=found.ref, now=NOW)


def test_a_closed_finding_takes_no_answer(head, found, duty_officer):
    answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    with pytest.raises(Refused, match="chờ cấp trên"):
        answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    answering.accept(actor=actor_of(duty_officer), finding=found.ref, now=NOW)
    with pytest.raises(Refused, match="khép lại"):
        answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    with pytest.raises(Refused, match="khép lại"):
        answering.send_back(actor=actor_of(duty_officer), finding=found.ref, text=WHY, now=NOW)


def test_what_changed_meanwhile_is_read_again_first(head, found):
    with pytest.raises(Refused, match="thay đổi"):
        answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, seen=7, now=NOW)


def test_lists_of_whoever_answers_and_whoever_is_above(head, found, duty_officer, administrator):
    mine = queries.list_findings(actor=actor_of(head), mine=True, now=NOW)
    assert [row.ref for row in mine.rows] == [found.ref]
    assert queries.list_findings(actor=actor_of(duty_officer), mine=True, now=NOW).total == 0
    assert queries.list_findings(actor=actor_of(duty_officer), now=NOW).total == 1
    assert queries.list_findings(actor=actor_of(administrator), now=NOW).total == 0
    assert queries.count_open(actor=actor_of(head), now=NOW) == (1, 1)


def test_how_fast_a_unit_explains(head, found, commander):
    answering.explain(
        actor=actor_of(head), finding=found.ref, text=WHY, now=found.found_at + timedelta(hours=3)
    )
    (row,) = queries.pace(actor=actor_of(commander), now=NOW + timedelta(hours=4))
    assert (row.n_open, row.n_waiting, row.n_explained, row.median_hours) == (0, 1, 1, 3.0)


def test_a_page_says_what_the_reader_may_do(head, found, duty_officer):
    detail = queries.get_finding(actor=actor_of(head), ref=found.ref, now=NOW)
    assert (detail.may_explain, detail.may_judge) == (True, False)
    answering.explain(actor=actor_of(head), finding=found.ref, text=WHY, now=NOW)
    detail = queries.get_finding(actor=actor_of(duty_officer), ref=found.ref, now=NOW)
    assert (detail.may_explain, detail.may_judge) == (False, True)
    assert detail.row.state is State.EXPLAINED
    assert any(value is not None for _, value in detail.history)


class TestRules:
    @pytest.fixture
    def analyst(self, places: Places) -> User:
        return make_user("phan.tich", at=places.committee, role=Role.ANALYST)

    @pytest.fixture
    def top(self, places: Places) -> User:
        return make_user("chu.tich", at=places.province_committee, role=Role.COMMANDER)

    def row(self, **more: object) -> dict[str, object]:
        return dict(rulebook.builtin_rows()["f0_parts"]) | more

    def test_tried_proposed_and_approved_by_another(self, places, found, analyst, top, commander):
        tried = ruling.try_out(
            actor=actor_of(analyst), definition=self.row(tolerance=2), first=TODAY, last=TODAY
        )
        assert (tried.n, tried.n_units) == (1, 1)
        assert ruling.try_out(
            actor=actor_of(analyst), definition=self.row(tolerance=3), first=TODAY, last=TODAY
        ).n == 0  # fmt: skip
        ref = ruling.propose(
            actor=actor_of(analyst), definition=self.row(tolerance=3), is_on=True, now=NOW,
            reason="Ca chờ phân loại không quá ba.",
        )  # fmt: skip
        assert {rule.tolerance for rule in rulebook.in_force() if rule.code == "f0_parts"} == {0}
        with pytest.raises(NotAllowed):
            ruling.decide(actor=actor_of(commander), proposal=ref, is_approved=True, now=NOW)
        ruling.decide(actor=actor_of(top), proposal=ref, is_approved=True, now=NOW)
        assert {rule.tolerance for rule in rulebook.in_force() if rule.code == "f0_parts"} == {3}
        with pytest.raises(Refused, match="quyết định"):
            ruling.decide(actor=actor_of(top), proposal=ref, is_approved=False, now=NOW)

    def test_switched_off(self, analyst, top):
        ref = ruling.propose(
            actor=actor_of(analyst), definition=self.row(), is_on=False, reason="Chưa dùng sổ ca.",
            now=NOW,
        )  # fmt: skip
        ruling.decide(actor=actor_of(top), proposal=ref, is_approved=True, now=NOW)
        assert "f0_parts" not in {rule.code for rule in rulebook.in_force()}
        (row,) = [
            row for row in queries.list_rules(actor=actor_of(top)) if row.rule.code == "f0_parts"
        ]
        assert not row.is_on

    @pytest.mark.parametrize(
        "change", [{"at": "cases.moon"}, {"level": "MOON"}, {"kind": "X"}, {"parts": []}]
    )
    def test_a_rule_that_is_none_is_refused(self, analyst, change):
        with pytest.raises(Refused, match="Quy tắc sai"):
            ruling.propose(
                actor=actor_of(analyst),
                definition=self.row(**change),
                is_on=True,
                reason=WHY,
                now=NOW,
            )

    def test_who_may_not(self, analyst, reporter, top):
        with pytest.raises(NotAllowed):
            ruling.propose(
                actor=actor_of(reporter), definition=self.row(), is_on=True, reason=WHY, now=NOW
            )
        with pytest.raises(NotAllowed):
            ruling.try_out(actor=actor_of(reporter), definition=self.row(), first=TODAY, last=TODAY)
        with pytest.raises(Refused, match="92"):
            ruling.try_out(
                actor=actor_of(analyst), definition=self.row(), last=TODAY,
                first=TODAY - timedelta(days=200),
            )  # fmt: skip

    def test_whoever_proposed_does_not_approve(self, places, analyst):
        both = make_user("ca.hai", at=places.province_committee, role=Role.COMMANDER)
        from tests.phaodai.factories.accounts import make_posting

        make_posting(both, places.province_committee, Role.ANALYST)
        ref = ruling.propose(
            actor=actor_of(both), definition=self.row(), is_on=False, reason=WHY, now=NOW
        )
        with pytest.raises(Refused, match="không tự duyệt"):
            ruling.decide(actor=actor_of(both), proposal=ref, is_approved=True, now=NOW)
