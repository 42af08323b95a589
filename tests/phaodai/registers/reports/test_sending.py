"""A paper goes to its addressees once each, and they say that it came."""

from datetime import timedelta

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Paper, PaperSending
from phaodai.registers.reports.operations.papers import draft_paper
from phaodai.registers.reports.operations.sending import (
    Addressee,
    mark_failed,
    mark_sent,
    receive_letter,
    receive_paper,
    send_paper,
)
from phaodai.registers.reports.queries.sending import get_course, letters_due, list_arrivals
from phaodai.registers.reports.rules.sending import MOST_TRIES, next_try
from phaodai.registers.reports.states import SendingState
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, OPERATOR, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.issued import PARTY, PROVINCE, SIGNER, make_issued
from tests.phaodai.registers.reports.watching import make_watch

ADDRESS = "vanphong@tinhuy.example.vn"
CLERK = "Lê Thị Trực"


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch):
    return actor_of(watch.officer)


@pytest.fixture
def paper(watch, officer, places):
    head = actor_of(make_user(name=SIGNER, at=places.committee, role=Role.COMMANDER))
    return make_issued(watch, officer, head)


@pytest.fixture
def clerk(places):
    return actor_of(make_user(name=CLERK, at=places.province_committee, role=Role.DUTY_OFFICER))


def send(actor, paper, *to):
    return send_paper(
        actor=actor, paper=paper, to=to, site="https://phaodai.example.vn", domain="example.vn",
        now=NOW,
    )  # fmt: skip


def letter(name=PARTY, address=ADDRESS):
    return Addressee(name, address=address)


def test_a_paper_names_whom_it_may_go_to_and_how(paper, officer, places):
    found = get_course(actor=officer, paper=paper).left
    assert [(each.name, each.body_name) for each in found] == [(PROVINCE, PROVINCE), (PARTY, "")]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Báo cáo", "UBND\nSố: 01/BC\nBÁO CÁO\nTình hình ngày 23\nCó 3 ca."),
        ("", "UBND\nSố: 01/UBND-VX\nV/v Tình hình ngày 23\nCó 3 ca."),
    ],
)
def test_a_paper_on_its_way_says_what_it_is_about(paper, officer, kind, words):
    row = Paper.objects.get(ref=paper)
    row.words, row.content = words, row.content | {"kind": kind}
    row.save()
    assert get_course(actor=officer, paper=paper).subject == "Tình hình ngày 23"


def test_a_body_has_it_at_once_and_confirms_with_one_press(paper, officer, clerk, places):
    body = places.province_committee.ref
    assert send(officer, paper, Addressee(PROVINCE, body=body)) == 1
    assert send(officer, paper, Addressee(PROVINCE, body=body)) == 0
    (row,) = list_arrivals(actor=clerk)
    assert (row.body_name, row.may_receive) == (places.committee.name, True)
    for _twice in range(2):
        receive_paper(actor=clerk, sending=row.sending, now=NOW)
    (way,) = get_course(actor=officer, paper=paper).ways
    assert (way.state, way.received_by) == (SendingState.RECEIVED, CLERK)
    assert AuditEvent.objects.filter(action="paper.receive").count() == 1


def test_only_the_addressee_confirms(paper, officer, places, watch):
    send(officer, paper, Addressee("Công an", body=places.police.ref))
    sending = PaperSending.objects.get().ref
    stranger = actor_of(make_user(at=places.next_committee, role=Role.DUTY_OFFICER))
    sister = actor_of(make_user(at=places.health, role=Role.DUTY_OFFICER))
    for nobody in (stranger, sister):
        with pytest.raises(NotFound):
            receive_paper(actor=nobody, sending=sending, now=NOW)
    with pytest.raises(NotAllowed):
        receive_paper(actor=officer, sending=sending, now=NOW)
    reads = actor_of(make_user(at=places.police, role=Role.INSPECTOR))
    with pytest.raises(NotAllowed):
        receive_paper(actor=reads, sending=sending, now=NOW)
    receive_paper(
        actor=actor_of(make_user(at=places.police, role=Role.DUTY_OFFICER)),
        sending=sending, now=NOW,
    )  # fmt: skip


def test_nobody_else_sends(paper, places, clerk):
    sister = actor_of(make_user(at=places.police, role=Role.COMMANDER))
    stranger = actor_of(make_user(at=places.next_committee, role=Role.COMMANDER))
    for nobody in (sister, stranger):
        with pytest.raises(NotFound):
            send(nobody, paper, letter())
    with pytest.raises(NotAllowed):
        send(clerk, paper, letter())


def test_a_letter_waits_is_tried_again_and_is_given_up_at_last(paper, officer):
    send(officer, paper, letter())
    row = PaperSending.objects.get()
    assert (row.state, row.message_id) == ("DUE", f"<paper-{row.ref.hex}@example.vn>")
    assert letters_due(now=NOW) == [row.ref]
    now = NOW
    for tries in range(1, MOST_TRIES + 1):
        mark_failed(sending=row.ref, problem="451", is_final=False, now=now)
        row.refresh_from_db()
        assert letters_due(now=now) == []
        assert row.due_at == next_try(tries, now)
        now = row.due_at
    assert (row.state, row.tries, row.problem) == ("FAILED", MOST_TRIES, "451")
    assert letters_due(now=now) == []
    assert send(officer, paper, letter()) == 1  # by hand, under the same id
    row.refresh_from_db()
    assert (row.state, row.tries, row.problem) == ("DUE", 0, "")
    mark_sent(sending=row.ref, now=now)
    mark_failed(sending=row.ref, problem="late word", is_final=True, now=now)
    row.refresh_from_db()
    assert row.state == "SENT"


def test_times_between_tries_double_up_to_six_hours():
    gaps = [next_try(n, NOW) - NOW for n in range(1, MOST_TRIES + 1)]
    assert gaps[:3] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == timedelta(hours=6)


def test_whoever_has_the_letter_confirms_even_before_its_sending_is_noted(paper, officer):
    send(officer, paper, letter())
    row = PaperSending.objects.get()
    receive_letter(sending=row.ref, now=NOW)
    mark_sent(sending=row.ref, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.received_by) == ("RECEIVED", ADDRESS)


def test_the_address_is_suggested_next_time(paper, officer, watch, places):
    send(officer, paper, letter())
    head = actor_of(make_user(name=SIGNER, at=places.committee, role=Role.COMMANDER))
    again = make_issued(watch, officer, head, day_before=True)
    party = get_course(actor=officer, paper=again).left[1]
    assert (party.name, party.address) == (PARTY, ADDRESS)


@pytest.mark.parametrize(
    "address", ["", "   ", "khong-phai", "a@b", "a b@c.vn", "a@c.vn\nBcc: x@y.vn"]
)
def test_what_is_no_address_is_refused(paper, officer, address):
    with pytest.raises(Refused, match="địa chỉ thư"):
        send(officer, paper, letter(address=address))
    assert not PaperSending.objects.exists()


def test_what_is_not_issued_goes_nowhere(paper, officer):
    with pytest.raises(Refused, match="chưa chọn"):
        send(officer, paper)
    Paper.objects.update(state="DROPPED", issued_at=None)
    draft = draft_paper(actor=officer, edition=Paper.objects.get().edition.ref, now=NOW)
    with pytest.raises(Refused, match="chưa ban hành"):
        send(officer, draft, letter())
    with pytest.raises(NotFound):
        receive_letter(sending=draft, now=NOW)
    assert get_course(actor=OPERATOR, paper=draft).left == ()
