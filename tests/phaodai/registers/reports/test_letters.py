"""Letters are taken in once, filed in the sender's name or put aside, and settled by somebody."""

from datetime import timedelta

import pytest

from phaodai.delivery.mail import polling
from phaodai.foundation.accounts.operations import AddressTaken, BadAddress, set_mail_address
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units.models import Succession
from phaodai.foundation.units.states import Change
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Letter, Report, Submission
from phaodai.registers.reports.operations import letters
from phaodai.registers.reports.operations.vouching import accept
from phaodai.registers.reports.queries.letters import (
    answers_due,
    count_mail,
    get_letter,
    list_letters,
)
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.sentences import held
from phaodai.registers.reports.states import HoldReason, LetterState
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.letters import GOOD, SENDER, letter, queue
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_acceptance import an_id


@pytest.fixture
def commune(places):
    Body.objects.filter(pk__in=[places.commune_committee.pk, places.next_committee.pk]).update(
        kind="people_committee"
    )
    make_version(rules=[sheets.rule("odd", {"at_most": ["a", 50]})])
    return places.commune_committee


@pytest.fixture
def sender(commune, reporter):
    set_mail_address(actor=OPERATOR, user=reporter.ref, address=SENDER, today=TODAY, now=NOW)
    return actor_of(reporter)


def take(raw, *, keeper=None, now=NOW):
    received, sender = polling.receive(raw, size=len(raw), is_large=False, now=now)
    return letters.take_letter(
        received=received, sender=sender, keeper=keeper and BodyRef(keeper.ref), now=now
    )


def test_a_report_comes_by_letter(sender, commune):
    assert take(letter(queue(commune.ref, an_id(1))))
    sent = Submission.objects.get()
    assert (sent.channel, sent.state, sent.sent_by) == ("MAIL", "ACCEPTED", "bao.tran")
    row = list_letters(actor=sender).rows[0]
    assert (row.state, row.reason, row.sender) == (LetterState.FILED, None, SENDER)
    assert row.files[0].results[0].receipt == sent.receipt
    assert AuditEvent.objects.filter(action="letter.take").count() == 1
    assert [each.ref for each in answers_due(now=NOW, limit=9)] == [row.ref]


def test_the_same_letter_twice_and_the_same_file_in_another(sender, commune):
    enclosed = queue(commune.ref, an_id(1))
    assert take(letter(enclosed))
    assert not take(letter(enclosed))
    assert take(letter(enclosed, message_id="<2@phuochai.example.vn>"))
    assert Letter.objects.count() == 2
    assert Submission.objects.count() == 1
    assert {row.state for row in list_letters(actor=sender).rows} == {LetterState.FILED}


def test_a_borrowed_message_id_hides_no_letter(sender, commune):
    take(letter(queue(commune.ref, an_id(9)), sender="la@xa.example"))
    assert take(letter(queue(commune.ref, an_id(1))))
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"sender": "nguoi.la@example.com"}, "UNKNOWN_SENDER"),
        ({"form": "none-such"}, "NOT_ALL_TAKEN"),
        ({"version": 7}, "NOT_ALL_TAKEN"),
        ({"values": {**GOOD, "a": "99"}}, "NOT_ALL_TAKEN"),
    ],
)
def test_what_is_put_aside(sender, commune, raw, reason):
    said = {name: raw.pop(name) for name in ("sender",) if name in raw}
    take(letter(queue(commune.ref, an_id(1), **raw), **said), keeper=commune)
    row = list_letters(actor=sender).rows[0]
    assert (row.state, row.reason) == (LetterState.ASIDE, reason)
    assert row.files[0].results[0].lines[0].vi
    assert row.files[0].results[0].lines[0].en
    assert Report.objects.filter(head__gt=0).count() == 0


def test_another_bodys_report_is_not_taken(sender, places, commune):
    take(letter(queue(places.next_committee.ref, an_id(1))))
    row = list_letters(actor=sender).rows[0]
    assert row.reason == "NOT_ALL_TAKEN"
    assert Submission.objects.count() == 0


def test_a_report_of_a_merged_unit_is_kept_and_names_the_new_one(sender, commune, places):
    places.commune.valid_to = TODAY - timedelta(days=1)
    places.commune.save()
    new = UnitFactory(name="Phước Mới", parent=places.district)
    Succession.objects.create(old=places.commune, new=new, day=TODAY, share=1, reason=Change.MERGE)
    take(letter(queue(commune.ref, an_id(1))))
    (result,) = list_letters(actor=sender).rows[0].files[0].results
    assert result.is_taken
    assert result.lines[0].vi.endswith("Đơn vị mới: Phước Mới.")
    assert result.lines[0].en.endswith("The new unit: Phước Mới.")


def test_a_correction_of_what_is_locked_is_kept(sender, commune, places):
    take(letter(queue(commune.ref, an_id(1))))
    officer = actor_of(make_user("si.quan", at=places.committee, role=Role.DUTY_OFFICER))
    assert accept(actor=officer, reports=[(Report.objects.get().ref, 1)], now=NOW) == ()
    mended = queue(
        commune.ref, an_id(2), base=str(an_id(1)), values={**GOOD, "a": "4"},
        comments={REASON: "đếm thiếu một người"},
    )  # fmt: skip
    take(letter(mended, message_id="<2@phuochai.example.vn>"))
    (result,) = list_letters(actor=sender).rows[0].files[0].results
    assert result.is_taken
    assert not result.receipt
    assert "mở khóa" in result.lines[0].vi


@pytest.mark.parametrize("reason", HoldReason)
def test_every_reason_for_holding_has_words(reason):
    assert held(reason, []).vi
    assert held(reason, []).en


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"kind": "other"}'),
        ("a.json", b"x" * 3_000_000),
        ("a.exe", b"MZ"),
        ("../../a.json", b"\xff\xfe"),
    ],
)
def test_hostile_enclosures_are_named(sender, name, content):
    take(letter((name, content)))
    row = list_letters(actor=sender).rows[0]
    assert row.reason == "NOT_ALL_TAKEN"
    assert row.files[0].fault is not None


def test_letters_of_machines_are_not_answered(sender, commune):
    take(letter(Auto_Submitted="auto-replied"))
    take(letter(queue(commune.ref, an_id(1)), message_id="<2@x>", Precedence="bulk"))
    found = {row.message_id: row.state for row in list_letters(actor=sender).rows}
    assert found["<2@x>"] is LetterState.FILED  # its report counts all the same
    assert LetterState.IGNORED in found.values()
    assert answers_due(now=NOW, limit=9) == []


def test_unknown_senders_are_not_answered(commune):
    take(letter(queue(commune.ref, an_id(1)), sender="la@xa.example"))
    assert answers_due(now=NOW, limit=9) == []


def test_a_loop_is_answered_so_often(sender, commune, monkeypatch):
    monkeypatch.setattr(letters, "MOST_ANSWERS", 2)
    for number in range(4):
        take(letter(message_id=f"<{number}@x>"))
    assert len(answers_due(now=NOW, limit=9)) == 2


def test_forged_letters(sender, commune, settings):
    settings.MAIL_TRUSTS = "mx.ninhthuan.example.vn"
    said = "mx.ninhthuan.example.vn; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail"
    take(letter(queue(commune.ref, an_id(1)), Authentication_Results=said))
    row = list_letters(actor=sender).rows[0]
    assert row.reason == "FORGED"
    assert row.proofs == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    assert Submission.objects.count() == 0


def test_what_another_server_says_counts_for_nothing(sender, commune, settings):
    settings.MAIL_TRUSTS = "mx.ninhthuan.example.vn"
    said = "mx.elsewhere.example; dmarc=pass (mx.ninhthuan.example.vn; dmarc=pass)"
    take(letter(queue(commune.ref, an_id(1)), Authentication_Results=said))
    assert list_letters(actor=sender).rows[0].proofs == {}


def test_a_code_where_one_is_asked_for(sender, commune, settings, reporter):
    from phaodai.delivery.mail.codes import code_of

    settings.MAIL_NEEDS_CODE = True
    take(letter(queue(commune.ref, an_id(1))))
    assert list_letters(actor=sender).rows[0].reason == "NO_CODE"
    code = code_of(reporter.ref)
    subject = f"Báo cáo [{code.lower()}] 23/12"
    take(letter(queue(commune.ref, an_id(1)), message_id="<2@x>", subject=subject))
    row = next(row for row in list_letters(actor=sender).rows if row.message_id == "<2@x>")
    assert row.state is LetterState.FILED
    assert row.subject == "Báo cáo 23/12"  # the code goes no further


def test_an_officer_files_what_was_put_aside(sender, commune, places, duty_officer):
    take(letter(queue(commune.ref, an_id(1)), sender="la@xa.example"), keeper=places.committee)
    above = actor_of(duty_officer)
    [row] = list_letters(actor=above).rows
    assert row.may_be_filed
    assert list_letters(actor=sender).rows == []  # it lies with the district
    assert letters.file_letter(actor=above, letter=row.ref, now=NOW) == 1
    assert Submission.objects.get().sent_by == duty_officer.username
    letters.settle_letter(actor=above, letter=row.ref, note="đã gọi xã xác nhận", now=NOW)
    row = get_letter(actor=above, ref=row.ref)
    assert (row.state, row.settled_by) == (LetterState.SETTLED, duty_officer.username)
    with pytest.raises(Refused):
        letters.settle_letter(actor=above, letter=row.ref, note="lại một lần nữa", now=NOW)


def test_a_note_says_something(sender, commune):
    take(letter())
    [row] = list_letters(actor=sender).rows
    with pytest.raises(Refused):
        letters.settle_letter(actor=sender, letter=row.ref, note="  xong ", now=NOW)


def test_strangers_sisters_and_readers_see_no_letter(sender, commune, places):
    take(letter(queue(commune.ref, an_id(1))))
    ref = Letter.objects.get().ref
    for body, role in (
        (places.next_committee, Role.DUTY_OFFICER),
        (places.police, Role.REPORTER),
        (commune, Role.ANALYST),
    ):
        actor = actor_of(make_user(at=body, role=role))
        assert list_letters(actor=actor).total == 0
        with pytest.raises(NotFound):
            get_letter(actor=actor, ref=ref)
        with pytest.raises(NotFound):
            letters.settle_letter(actor=actor, letter=ref, note="không phải của tôi", now=NOW)


def test_letters_of_nobody_are_the_operators(places, reporter):
    take(letter(sender="la@xa.example"))
    assert list_letters(actor=actor_of(reporter)).total == 0
    assert list_letters(actor=OPERATOR).total == 1
    assert count_mail().n_aside == 1


def test_an_answer_is_given_up_at_last(sender):
    take(letter())
    ref = Letter.objects.get().ref
    for _ in range(len(letters.WAITS)):
        letters.answer_failed(letter=ref, now=NOW)
    assert count_mail().n_due == 1
    letters.answer_failed(letter=ref, now=NOW)
    assert (count_mail().n_due, count_mail().n_given_up) == (0, 1)


def test_addresses_of_users(sender, reporter, administrator, stranger):
    own = actor_of(administrator)
    with pytest.raises(AddressTaken):
        set_mail_address(
            actor=OPERATOR, user=stranger.ref, address=SENDER.upper(), today=TODAY, now=NOW
        )
    for wrong in ("x", "a@b c", "a b@c.vn", "a@" + "b" * 300):
        with pytest.raises(BadAddress):
            set_mail_address(actor=own, user=reporter.ref, address=wrong, today=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        set_mail_address(
            actor=actor_of(stranger), user=reporter.ref, address="", today=TODAY, now=NOW
        )
    set_mail_address(actor=own, user=reporter.ref, address="", today=TODAY, now=NOW)
    assert polling.receive(letter(), size=1, is_large=False, now=NOW)[1] is None


def test_a_disabled_user_is_no_sender(sender, reporter, commune):
    reporter.is_active = False
    reporter.save()
    take(letter(queue(commune.ref, an_id(1))))
    assert Letter.objects.get().reason == "UNKNOWN_SENDER"
