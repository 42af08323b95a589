"""The paper of an edition: worded by its body, numbered without a gap, issued by the head."""

from dataclasses import replace

import pytest

from phaodai.delivery.documents.drafting import seal_of
from phaodai.engines.papers.model import Form as PaperForm
from phaodai.engines.papers.templates import Kind, Names, Part
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit.queries import chain_state
from phaodai.foundation.events.models import Announcement
from phaodai.foundation.files import checking
from phaodai.foundation.files.models import Attachment
from phaodai.registers.reports import wording
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Paper
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.papers import (
    BrokenTemplate,
    draft_paper,
    drop_paper,
    issue_paper,
    keep_template,
    number_paper,
    word_paper,
)
from phaodai.registers.reports.queries.addressees import ABOVE, PARTY, named
from phaodai.registers.reports.queries.awaiting import awaiting
from phaodai.registers.reports.queries.papers import find_by_code, get_paper, list_templates
from phaodai.registers.reports.states import PaperState
from phaodai.registers.reports.wording import Content
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

NAMES = Names(frozenset({"a", "day"}))
WORDING = Content(
    form=PaperForm.STATE,
    kind="Báo cáo",
    symbol="BC-UBND",
    subject="Tình hình ngày {day}",
    parts=(Part(Kind.PARAGRAPH, "Có {a} ca."),),
    copies=("Lưu: VT",),
    post="Chủ tịch",
    signer="Mai Quốc Thịnh",
)
WORDS = "BÁO CÁO\nTình hình ngày 23/12/2021\nCó 3 ca."


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch):
    return actor_of(watch.officer)


@pytest.fixture
def chairman(places):
    return actor_of(make_user(name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER))


@pytest.fixture
def drafted(watch, officer, places):
    keep_template(
        actor=officer, body=places.committee.ref, form=FORM, content=WORDING, names=NAMES, now=NOW
    )
    return draft(watch, officer, places)


def draft(watch, officer, places):
    send(watch.bodies["hai"])
    made = compile_day(actor=officer, body=places.committee.ref, form=FORM, day=TODAY, now=NOW)
    return draft_paper(actor=officer, edition=made.edition, now=NOW)


def issue(actor, paper, *, typed=(), printed=(), version=1):
    issue_paper(
        actor=actor, paper=paper, version=version, subject="Tình hình", words=WORDS, typed=typed,
        printed=printed, now=NOW,
    )  # fmt: skip


def test_a_paper_begins_in_the_wording_of_its_body(drafted, officer):
    found = get_paper(actor=officer, paper=drafted)
    assert found.content == WORDING
    assert (found.state, found.number, found.version) == (PaperState.DRAFT, None, 1)
    assert draft_paper(actor=officer, edition=found.edition, now=NOW) == drafted


def test_general_addressees_become_the_bodies_above_and_beside(watch, officer, places):
    body = places.committee
    body.superior = places.province_committee
    body.save()
    standing = make_body(places.district, "Ban Thường vụ Huyện ủy Ninh Phước")
    Body.objects.filter(pk=standing.pk).update(kind="party_standing_committee", branch="party")
    general = replace(WORDING, addressees=(PARTY, ABOVE, "Sở Y tế"))
    keep_template(
        actor=officer, body=body.ref, form=FORM, content=general, names=NAMES, now=NOW
    )  # fmt: skip
    found = get_paper(actor=officer, paper=draft(watch, officer, places)).content.addressees
    assert found == (standing.name, places.province_committee.name, "Sở Y tế")


def test_an_addressee_that_nobody_knows_stays_in_words(places):
    body = places.committee
    body.superior = None
    assert named((PARTY, ABOVE), body=body, on=TODAY) == (PARTY,)
    assert named((ABOVE,), body=body, on=TODAY) == (ABOVE,)


def test_the_product_brings_a_wording_for_the_daily_report():
    forms = dict(wording.builtin())
    assert wording.read(wording.written(forms["daily-commune"])) == forms["daily-commune"]


def test_a_wording_is_kept_by_version_and_a_broken_one_is_refused(watch, officer, places):
    def keep(text):
        return keep_template(
            actor=officer, body=places.committee.ref, form=FORM, names=NAMES, now=NOW,
            content=replace(WORDING, parts=(Part(Kind.PARAGRAPH, text),)),
        )  # fmt: skip

    assert [keep("Có {a}"), keep("Nay có {a}")] == [1, 2]
    with pytest.raises(BrokenTemplate, match="khối 1, cột 4: b") as caught:
        keep("Có {b}")
    assert [(f.block, f.column, f.word) for f in caught.value.faults] == [(1, 4, "b")]
    rows = list_templates(actor=officer, body=places.committee.ref, form=FORM)
    assert [row.number for row in rows] == [2, 1]


def test_nobody_writes_over_what_he_has_not_seen(drafted, officer, chairman):
    changed = replace(WORDING, subject="Tình hình")
    assert word_paper(
        actor=officer, paper=drafted, version=1, content=changed, names=NAMES, now=NOW
    ) == 2  # fmt: skip
    with pytest.raises(Refused, match="người khác vừa sửa"):
        word_paper(actor=chairman, paper=drafted, version=1, content=WORDING, names=NAMES, now=NOW)


def test_numbers_follow_each_other_and_a_paper_keeps_its_own(drafted, officer, watch, places):
    assert number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW) == 1
    assert number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW) == 1
    drop_paper(actor=officer, paper=drafted, reason="ghi nhầm ngày", now=NOW)
    edition = get_paper(actor=officer, paper=drafted).edition
    second = draft_paper(actor=officer, edition=edition, now=NOW)
    assert number_paper(actor=officer, paper=second, day=TODAY, now=NOW) == 2


def test_the_head_issues_it_and_then_nothing_changes(drafted, officer, chairman):
    with pytest.raises(Refused, match="chưa có số"):
        issue(chairman, drafted)
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        issue(officer, drafted)
    printed = checking.examine(WORDS.encode(), name="bao-cao.txt")
    issue(chairman, drafted, printed=[printed])
    found = get_paper(actor=chairman, paper=drafted)
    assert (found.state, found.words) == (PaperState.ISSUED, WORDS)
    assert found.issued_by == "Mai Quốc Thịnh"  # by name, not as he signs in
    row = Paper.objects.select_related("edition").get(ref=drafted)
    assert row.edition.certified_by == chairman.name
    assert Attachment.objects.get(owner_ref=drafted).name == "bao-cao.txt"
    assert Announcement.objects.filter(name="PaperIssued").count() == 1
    for act in (
        lambda: issue(chairman, drafted),
        lambda: word_paper(actor=officer, paper=drafted, version=1, content=WORDING, names=NAMES,
                           now=NOW),
        lambda: drop_paper(actor=officer, paper=drafted, reason="nhầm", now=NOW),
        lambda: draft_paper(actor=officer, edition=found.edition, now=NOW),
    ):  # fmt: skip
        with pytest.raises(Refused, match="ban hành"):
            act()


def test_a_paper_that_is_not_out_waits_for_its_head(drafted, officer, chairman, places):
    (one,) = awaiting(actor=chairman, now=NOW).to_issue
    assert (one.paper, one.day, one.is_numbered) == (drafted, TODAY, False)
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    (one,) = awaiting(actor=chairman, now=NOW).to_issue
    assert (one.name, one.is_numbered) == ("Báo cáo số 01/BC-UBND", True)
    assert not awaiting(actor=officer, now=NOW).to_issue
    beside = make_user(name="Bên Cạnh", at=places.next_committee, role=Role.COMMANDER)
    assert not awaiting(actor=actor_of(beside), now=NOW).to_issue
    issue(chairman, drafted)
    assert not awaiting(actor=chairman, now=NOW).to_issue


def test_the_trail_is_cited_as_it_was_sealed_last(drafted, watch, officer):
    Paper.objects.filter(ref=drafted).update(root="x")
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    row = get_paper(actor=officer, paper=drafted)
    assert (row.root, row.root_at) == ("", None)  # nothing was sealed yet
    audit.seal(now=NOW)
    Paper.objects.filter(ref=drafted).update(number=None, day=None, state=PaperState.DRAFT)
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW + DAY)
    row = get_paper(actor=officer, paper=drafted)
    assert (row.root, row.root_at) == (chain_state().hash, NOW)
    said = seal_of(row, "https://example.vn/k/1").note
    assert said.endswith(f"vết kiểm toán {row.root[:12]} niêm phong lúc 09:40:00 23/12/2021")


def test_a_typed_number_is_accounted_for_before_it_goes_out(drafted, officer, chairman):
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    with pytest.raises(Refused, match="500"):
        issue(chairman, drafted, typed=["500"])
    explained = replace(WORDING, typed={"500": "đề nghị của Trung tâm Y tế huyện"})
    word_paper(actor=officer, paper=drafted, version=1, content=explained, names=NAMES, now=NOW)
    issue(chairman, drafted, typed=["500"], version=2)


def test_a_paper_that_names_no_signer_does_not_go_out(drafted, officer, chairman):
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    unsigned = replace(WORDING, signer="")
    word_paper(actor=officer, paper=drafted, version=1, content=unsigned, names=NAMES, now=NOW)
    with pytest.raises(Refused, match="người ký"):
        issue(chairman, drafted, version=2)


def test_anybody_finds_out_whether_an_issued_paper_is_real(drafted, officer, chairman):
    code = get_paper(actor=officer, paper=drafted).code
    assert find_by_code(code) is None  # a draft proves nothing
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    issue(chairman, drafted)
    marked = f"{code[:5].lower()}-{code[5:]}"
    assert find_by_code(marked)[:4] == ("Ủy ban nhân dân huyện Ninh Phước", 1, "BC-UBND", TODAY)
    assert find_by_code("") is None


def test_strangers_find_nothing(drafted, places):
    stranger = actor_of(make_user(name="Trần Xa", at=places.next_committee, role=Role.COMMANDER))
    for act in (
        lambda: get_paper(actor=stranger, paper=drafted),
        lambda: number_paper(actor=stranger, paper=drafted, day=TODAY, now=NOW),
        lambda: issue(stranger, drafted),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    "change",
    [{"parts": "none"}, {"paper": "X"}, {"urgency": "RẤT GẤP"}, {"parts": [{"kind": "poem"}]},
     {"addressees": ["a"] * 60}, {"post": "x" * 301}, {"typed": []}],
)  # fmt: skip
def test_data_that_is_no_wording_is_refused(change):
    with pytest.raises(Refused):
        wording.read(wording.written(WORDING) | change)


def test_a_late_report_gets_a_paper_of_its_own(drafted, watch, officer, chairman, places):
    number_paper(actor=officer, paper=drafted, day=TODAY, now=NOW)
    issue(chairman, drafted)
    send(watch.bodies["dan"], values=GOOD)
    made = compile_day(actor=officer, body=places.committee.ref, form=FORM, day=TODAY, now=NOW)
    second = draft_paper(actor=officer, edition=made.edition, now=NOW)
    assert number_paper(actor=officer, paper=second, day=TODAY, now=NOW) == 2
