"""A lock never leaks, whatever the way in; and what is accepted is what was read."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.models import FormVersion, Report, Submission, Voucher
from phaodai.registers.reports.operations import filing, settling
from phaodai.registers.reports.operations.history import Earlier, import_history
from phaodai.registers.reports.operations.vouching import accept, unlock
from phaodai.registers.reports.rules.acceptance import Accepted, Held
from phaodai.registers.reports.rules.compiling import Part, Sum, add_up, compare
from phaodai.registers.reports.states import Channel, HoldReason, PartStanding, SubmissionState
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WHY = "Bệnh viện huyện gửi bổ sung ba ca"
NEW = GOOD | {"a": "9", "now": "10"}


@pytest.fixture
def body(places):
    return make_watch(places).bodies["hai"]


@pytest.fixture
def locked(body):
    """Return what was filed and accepted."""
    sent, _ = send(body)
    accept(actor=OPERATOR, reports=[(Report.objects.get().ref, 1)], now=NOW)
    return sent


def standing() -> tuple[int, str]:
    row = Report.objects.get(day=TODAY)
    return row.head, row.submissions.get(number=row.head).values["a"]


@pytest.mark.parametrize("channel", Channel)
def test_no_channel_changes_what_is_locked(channel, body, locked):
    _, filed = send(body, base=locked, values=NEW, channel=channel, now=NOW + MINUTE)
    assert filed.outcome == Held(HoldReason.LOCKED, NOW + MINUTE)
    assert standing() == (1, "3")


def test_nobody_lets_in_what_waited_before_the_lock(body):
    first, _ = send(body)
    waiting, _ = send(body, base=an_id(77_001), values=NEW)  # built on what never came
    accept(actor=OPERATOR, reports=[(Report.objects.get().ref, 1)], now=NOW)
    settling.let_in(actor=OPERATOR, submission=waiting.id, now=NOW + MINUTE)
    assert standing() == (1, "3")
    missing, _ = send(body, id=an_id(77_001), base=first, values=NEW, now=NOW + 2 * MINUTE)
    assert Submission.objects.get(submission=missing.id).state == SubmissionState.HELD
    assert standing() == (1, "3")


def test_no_clock_releases_what_the_lock_holds(body, locked):
    send(body, base=locked, values=NEW, now=NOW + MINUTE)
    report = Report.objects.get()
    for later in (HOUR, DAY, 30 * DAY):
        filing.release_begun(now=NOW + later)
        assert filing.release_waiting(actor=OPERATOR, report=report.ref, now=NOW + later) == 0
    unlock(actor=OPERATOR, report=report.ref, reason=WHY, until=NOW + HOUR, now=NOW + MINUTE)
    assert standing() == (2, "9")


def test_an_exception_that_ran_out_lets_nothing_in(body, locked):
    report = Report.objects.get()
    unlock(actor=OPERATOR, report=report.ref, reason=WHY, until=NOW + HOUR, now=NOW)
    send(body, base=locked, values=NEW, now=NOW + HOUR)
    filing.release_begun(now=NOW + 2 * HOUR)
    assert standing() == (1, "3")


def test_history_is_not_written_over_what_is_locked(body, locked):
    earlier = Earlier(an_id(77_002), BodyRef(body.ref), NEW, {}, NOW, "sổ cũ")
    with pytest.raises(Refused):
        import_history(actor=OPERATOR, form=FORM, day=TODAY, reports=[earlier], now=NOW)
    assert standing() == (1, "3")


# --- sums -------------------------------------------------------------------------------------


STATES = frozenset({"now"})


def history(chance: random.Random) -> list[Part]:
    parts = []
    for unit in range(chance.randrange(8)):
        standing = chance.choice(list(PartStanding))
        amounts = {
            name: chance.randrange(10**6) for name in ("a", "b", "now") if chance.random() < 0.8
        }
        sums = {name: Sum(amount, 1 + chance.randrange(9), 7, 2) for name, amount in
                amounts.items()}  # fmt: skip
        is_lower = standing is PartStanding.INCLUDED and chance.random() < 0.3
        cites = None if standing is PartStanding.MISSING else UUID(int=chance.getrandbits(128))
        parts.append(
            Part(
                unit,
                standing,
                cites,
                {} if is_lower or cites is None else amounts,
                sums if is_lower else {},
            )
        )
    return parts


def test_in_ten_thousand_histories_a_figure_is_the_sum_of_what_it_cites():
    chance = random.Random(5)
    for _ in range(10_000):
        before, after = history(chance), history(chance)
        found = add_up(after, states=STATES)
        for name in ("a", "b", "now"):
            said = [
                part.amounts.get(name, part.sums[name].amount if name in part.sums else None)
                for part in after
                if part.standing is PartStanding.INCLUDED
            ]
            told = [amount for amount in said if amount is not None]
            assert found.get(name, Sum()).amount == sum(told)
        assert {name for name, one in found.items() if one.carried and name not in STATES} <= {
            name for part in after for name in part.sums
        }
        old = add_up(before, states=STATES)
        changed = {each.field: each for each in compare(before, after, states=STATES)
                   if each.unit is None}  # fmt: skip
        for name in {*old, *found}:
            each = changed.get(name)
            now = found[name].amount if name in found else None
            assert now == (each.after if each else old[name].amount)


# --- races ------------------------------------------------------------------------------------


def run(act):
    try:
        return act()
    finally:
        connections.close_all()


@pytest.fixture
def shared_database():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database that they share")


def race(body, seconds: float, rounds: int) -> int:
    """Let one correct a report and another accept what he reads, at once; return the rounds."""
    FormVersion.objects.update(first_day=TODAY - 300 * DAY)  # rounds go back day by day
    until, done = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(2) as pool:
        while done < rounds or time.monotonic() < until:
            day = TODAY - done % 300 * DAY
            if Report.objects.filter(unit=body.unit_id, day=day).exists():
                break
            _race_once(pool, body, day)
            done += 1
    return done


def _race_once(pool: ThreadPoolExecutor, body, day) -> None:
    first, _ = send(body, day=day)
    report = Report.objects.get(unit=body.unit_id, day=day)
    read = []

    def correct():
        base, outcomes = first, []
        for n in range(4):
            sent, filed = send(body, day=day, base=base, values=GOOD | {"a": str(10 + n)})
            outcomes.append(filed.outcome)
            if not isinstance(filed.outcome, Accepted):
                break
            base = sent
        return outcomes

    def take():
        for _ in range(20):
            head = Report.objects.get(pk=report.pk).head
            row = Submission.objects.get(report=report, number=head)
            if not accept(actor=OPERATOR, reports=[(report.ref, head)], now=NOW):
                read.append((head, row.values["a"]))
                return

    corrected, taken = pool.submit(run, correct), pool.submit(run, take)
    outcomes = corrected.result(timeout=60)
    taken.result(timeout=60)
    report.refresh_from_db()
    revisions = dict(report.submissions.exclude(number=None).values_list("number", "values"))
    n_taken = sum(isinstance(each, Accepted) for each in outcomes)
    assert sorted(revisions) == list(range(1, n_taken + 2))  # none lost, none twice
    assert report.head == n_taken + 1
    assert all(each == Held(HoldReason.LOCKED, NOW) for each in outcomes[n_taken:])
    if read:
        number, value = read[0]
        assert (report.accepted, report.head) == (number, number)  # nothing slipped in behind it
        assert revisions[number]["a"] == value
        assert list(Voucher.objects.filter(report=report).values_list("number")) == [(number,)]
    else:
        assert report.accepted == 0


@pytest.mark.django_db(transaction=True)
def test_accepting_and_correcting_at_once_lose_nothing(shared_database, body):
    assert race(body, 0, 3) == 3


@pytest.mark.drill
@pytest.mark.parametrize("run_of", range(40))
@pytest.mark.django_db(transaction=True)
def test_accepting_and_correcting_for_long_lose_nothing(run_of, shared_database, body):
    assert race(body, 10, 1) > 0
