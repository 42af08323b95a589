"""What waits in vain: an officer above lets it in or puts it aside, and says why."""

from datetime import timedelta

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.settling import let_in, put_aside
from phaodai.registers.reports.queries.held import list_waiting
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.sentences import in_the_way
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.watching import Watch, make_watch, send

DAY = timedelta(days=1)
LATER = NOW + 8 * DAY


@pytest.fixture
def watch(places) -> Watch:
    return make_watch(places)


@pytest.fixture
def held(watch):
    sent, filed = send(watch.bodies["hai"], base=an_id(999))
    assert isinstance(filed.outcome, acceptance.Held)
    return sent


def test_let_in_it_counts_from_when_it_came(watch, held):
    actor = actor_of(watch.officer)
    answer = let_in(actor=actor, submission=held.id, now=LATER)
    assert isinstance(answer, acceptance.Accepted)
    assert answer.received_at == NOW
    assert Report.objects.get().head == 1
    acts = AuditEvent.objects.filter(action__in=["report.let_in", "report.file"])
    assert list(acts.order_by("pk").values_list("action", "actor")) == [
        ("report.let_in", actor.name), ("report.file", actor.name)
    ]  # fmt: skip
    with pytest.raises(Refused, match="không còn chờ"):
        let_in(actor=actor_of(watch.officer), submission=held.id, now=LATER)


def test_beside_what_holds_it_is_shown_and_changes_nothing(watch, held):
    send(watch.bodies["hai"])
    answer = let_in(actor=actor_of(watch.officer), submission=held.id, now=LATER)
    assert isinstance(answer, acceptance.Stale)
    assert Report.objects.get().head == 1


def test_put_aside_the_sender_reads_why(watch, held):
    answer = put_aside(
        actor=actor_of(watch.officer), submission=held.id, reason=" gửi nhầm kỳ ", now=LATER
    )
    assert answer == acceptance.Refused((acceptance.Fault("put_aside"),), "gửi nhầm kỳ")
    assert "“gửi nhầm kỳ”" in in_the_way((), answer)[0].vi
    _, again = send(watch.bodies["hai"], base=held.base, id=held.id, now=LATER)
    assert again.outcome == acceptance.Replayed(answer)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001])
def test_a_reason_is_wanted(watch, held, reason):
    with pytest.raises(Refused, match="lý do không nhận"):
        put_aside(actor=actor_of(watch.officer), submission=held.id, reason=reason, now=LATER)
    assert Submission.objects.get().state == "HELD"


def test_what_waits_for_its_day_is_not_let_in_before_it(watch):
    sent, _ = send(watch.bodies["hai"], day=TODAY + 3 * DAY)
    with pytest.raises(Refused, match="chờ một bản trước"):
        let_in(actor=actor_of(watch.officer), submission=sent.id, now=NOW)


def test_nobody_else_settles_it(watch, held, places):
    for body, role in ((watch.bodies["hai"], Role.DUTY_OFFICER), (places.committee, Role.ANALYST)):
        with pytest.raises(NotAllowed):
            let_in(actor=actor_of(make_user(at=body, role=role)), submission=held.id, now=LATER)
    stranger = actor_of(make_user(at=places.next_committee, role=Role.DUTY_OFFICER))
    with pytest.raises(NotFound):
        put_aside(actor=stranger, submission=held.id, reason="x", now=LATER)


def test_after_a_week_both_sides_are_told(watch, held, places):
    filer = make_user(at=watch.bodies["hai"], role=Role.REPORTER)
    sister = make_user(at=watch.bodies["hau"], role=Role.REPORTER)
    stranger = make_user(at=places.next_committee, role=Role.DUTY_OFFICER)

    def told(user, now=LATER):
        return [(row.submission, row.is_own) for row in list_waiting(actor=actor_of(user), now=now)]

    assert told(watch.officer) == [(held.id, False)]
    assert told(filer) == [(held.id, True)]
    assert told(sister) == told(stranger) == []
    assert told(filer, NOW + 7 * DAY) == []
    put_aside(actor=actor_of(watch.officer), submission=held.id, reason="gửi nhầm", now=LATER)
    assert told(filer) == told(watch.officer) == []
