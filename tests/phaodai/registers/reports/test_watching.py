"""What duty officers and the clock do: counting at the cut-off, reminding, returning."""

from datetime import timedelta

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events import bus
from phaodai.indicators.models import Basis, Value
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Closing, Nudge, Return
from phaodai.registers.reports.operations import closing
from phaodai.registers.reports.operations.closing import close_periods, recount
from phaodai.registers.reports.operations.reminding import remind
from phaodai.registers.reports.operations.returning import return_report, take_back
from phaodai.registers.reports.rules.acceptance import Held
from phaodai.registers.reports.rules.acceptance import Refused as RefusedAnswer
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.watching import (
    CUTOFF,
    DAY,
    FORM,
    GOOD,
    make_watch,
    past,
    send,
)


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch):
    return actor_of(watch.officer)


def counted(watch, day=TODAY) -> dict[str, tuple[int, int]]:
    """Return due and in time by commune."""
    found: dict[str, dict[str, int]] = {}
    rows = Value.objects.filter(day=day.toordinal(), series__indicator__code__startswith="reports.")
    for unit, code, amount, basis in rows.values_list(
        "unit_id", "series__indicator__code", "amount", "series__basis"
    ):
        assert basis == Basis.COUNTED
        found.setdefault(unit, {})[code] = amount // 10_000
    return {
        name: (found[body.unit_id]["reports.due"], found[body.unit_id]["reports.in_time"])
        for name, body in watch.bodies.items()
        if body.unit_id in found
    }


def test_nothing_is_counted_before_the_cut_off(watch):
    send(watch.bodies["hai"])
    assert close_periods(now=CUTOFF - timedelta(seconds=1)) == 0
    assert counted(watch) == {}


def test_at_the_cut_off_silence_counts_as_not_in_time(watch):
    send(watch.bodies["hai"])
    send(watch.bodies["dan"], now=CUTOFF, filled_at=NOW)  # "before 10:00" ends at 10:00:00
    assert close_periods(now=CUTOFF) == 1
    assert counted(watch) == {"hai": (1, 1), "dan": (1, 0), "hau": (1, 0), "nam": (1, 0)}
    assert close_periods(now=CUTOFF + DAY - timedelta(seconds=1)) == 0


def test_nobody_is_blamed_for_days_before_the_form_was_in_use(watch):
    send(watch.bodies["hai"], day=TODAY - DAY, now=NOW - DAY)
    close_periods(now=CUTOFF)
    assert list(Closing.objects.order_by("day").values_list("day", flat=True)) == [
        TODAY - DAY, TODAY,
    ]  # fmt: skip
    assert counted(watch, TODAY - DAY * 2) == {}


def test_days_on_which_nobody_worked_are_counted_afterwards_round_by_round(watch, monkeypatch):
    past(watch.bodies["hai"], days=5)
    monkeypatch.setattr(closing, "MOST", 3)
    assert [close_periods(now=NOW) for _ in range(3)] == [3, 2, 0]
    assert counted(watch, TODAY - DAY * 3)["hai"] == (1, 1)


def test_what_had_waited_here_is_in_time_all_the_same(watch):
    """It waited for its base; that came after the cut-off, and was refused."""
    base, hau = an_id(1), watch.bodies["hau"]
    send(watch.bodies["hai"])
    _, held = send(hau, base=base)
    assert isinstance(held.outcome, Held)
    close_periods(now=CUTOFF)
    assert counted(watch)["hau"] == (1, 0)
    late = CUTOFF + timedelta(minutes=1)
    _, refused = send(hau, id=base, now=late, values={"a": "x"})
    assert isinstance(refused.outcome, RefusedAnswer)
    bus.deliver_due(now=late, most=100)
    assert counted(watch)["hau"] == (1, 1)
    assert counted(watch)["dan"] == (1, 0)


def test_corrections_and_returns_leave_the_count_alone(watch, officer):
    sent, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    return_report(actor=officer, report=filed.report, number=1, reason="sai", now=NOW)
    close_periods(now=CUTOFF)
    late = CUTOFF + timedelta(hours=1)
    send(watch.bodies["hai"], base=sent, now=late, values=GOOD | {"a": "9"})
    unit = UnitRef(watch.bodies["hai"].unit.ref)
    recount(filed=[(FORM, unit, TODAY), ("another", unit, TODAY)], now=late)
    assert counted(watch)["hai"] == (1, 1)


def remind_all(watch, actor, *names, now=NOW):
    bodies = [watch.bodies[name].ref for name in names]
    done = remind(actor=actor, form=FORM, day=TODAY, bodies=bodies, now=now)
    return len(done.bodies)


def test_who_has_filed_is_not_reminded_and_nobody_twice_in_a_moment(watch, officer):
    send(watch.bodies["hai"])
    assert remind_all(watch, officer, "hai", "dan", "hau") == 2
    assert remind_all(watch, officer, "dan", "hau", now=NOW + timedelta(minutes=4)) == 0
    assert remind_all(watch, officer, "dan", "hau", now=NOW + timedelta(minutes=6)) == 2
    assert Nudge.objects.filter(body=watch.bodies["dan"]).count() == 2
    assert AuditEvent.objects.filter(action="report.remind").count() == 4


def test_a_returned_report_may_be_reminded_of(watch, officer):
    _, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    return_report(actor=officer, report=filed.report, number=1, reason="sai", now=NOW)
    assert remind_all(watch, officer, "hai") == 1


def test_only_those_on_duty_above_remind(watch, places, officer):
    with pytest.raises(NotFound):
        remind_all(watch, officer, "dan", "nam")  # of the next district
    own = make_user(at=watch.bodies["dan"], role=Role.DUTY_OFFICER)
    with pytest.raises(NotAllowed):
        remind_all(watch, actor_of(own), "dan")
    for role in (Role.COMMANDER, Role.REPORTER, Role.ANALYST):
        with pytest.raises(NotAllowed):
            remind_all(watch, actor_of(make_user(at=places.committee, role=role)), "dan")
    sister = make_user(at=places.police, role=Role.DUTY_OFFICER)
    with pytest.raises(NotFound):
        remind_all(watch, actor_of(sister), "dan")
    with pytest.raises(Refused):
        remind_all(watch, officer)
    assert not Nudge.objects.exists()


def test_return_and_take_it_back(watch, officer):
    _, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    ref = return_report(actor=officer, report=filed.report, number=1, reason=" F1 ", now=NOW)
    with pytest.raises(Refused):
        return_report(actor=officer, report=filed.report, number=1, reason="F1", now=NOW)
    take_back(actor=officer, returned=ref, now=NOW + timedelta(seconds=30))
    take_back(actor=officer, returned=ref, now=NOW + timedelta(seconds=31))  # once more: nothing
    row = Return.objects.get()
    assert (row.reason, row.taken_back_at) == ("F1", NOW + timedelta(seconds=30))
    actions = AuditEvent.objects.filter(action__startswith="report.return").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "report.return", "report.return_undone",
    ]  # fmt: skip
    return_report(actor=officer, report=filed.report, number=1, reason="F1", now=NOW)


def test_a_return_stands_after_half_a_minute_or_a_new_revision(watch, officer, places):
    sent, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    ref = return_report(actor=officer, report=filed.report, number=1, reason="F1", now=NOW)
    with pytest.raises(Refused):
        take_back(actor=officer, returned=ref, now=NOW + timedelta(seconds=31))
    other = make_user(at=places.committee, role=Role.DUTY_OFFICER)
    with pytest.raises(Refused):
        take_back(actor=actor_of(other), returned=ref, now=NOW)
    send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"})
    with pytest.raises(Refused):
        take_back(actor=officer, returned=ref, now=NOW + timedelta(seconds=5))
    with pytest.raises(Refused):
        return_report(actor=officer, report=filed.report, number=1, reason="cũ", now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_return_needs_a_reason_of_some_length(watch, officer, reason):
    _, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    with pytest.raises(Refused):
        return_report(actor=officer, report=filed.report, number=1, reason=reason, now=NOW)


def test_only_those_on_duty_above_return(watch, places):
    _, filed = send(watch.bodies["hai"])

    def give_back(user):
        assert filed.report is not None
        return_report(actor=actor_of(user), report=filed.report, number=1, reason="sai", now=NOW)

    duty = Role.DUTY_OFFICER
    for user in (
        make_user(at=places.next_committee, role=duty),
        make_user(at=places.police, role=duty),
    ):
        with pytest.raises(NotFound):
            give_back(user)
    for user in (
        make_user(at=watch.bodies["hai"], role=duty),
        make_user(at=places.committee, role=Role.COMMANDER),
    ):
        with pytest.raises(NotAllowed):
            give_back(user)
    give_back(make_user(at=places.province_committee, role=duty))
