"""The duty board: everybody who has to file stands on it, and nobody else's is seen."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Draft, FormVersion, Habit
from phaodai.registers.reports.operations.closing import close_periods
from phaodai.registers.reports.operations.returning import return_report
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.registers.reports.queries.nudges import get_summaries
from phaodai.registers.reports.states import Turn
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory
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

LATER = CUTOFF + timedelta(minutes=5)


@pytest.fixture
def watch(places):
    return make_watch(places)


def see(user=None, *, day=TODAY, now=NOW, path=""):
    actor = OPERATOR if user is None else actor_of(user)
    return boards.get_board(actor=actor, form=FORM, day=day, now=now, unit_path=path)


def turns(board) -> dict[str, Turn]:
    return {row.unit_name.rpartition(" ")[2]: row.turn for row in board.rows}


def test_everybody_who_has_to_file_stands_on_it(watch):
    send(watch.bodies["hai"])
    board = see(watch.officer)
    assert turns(board) == {"Dan": Turn.MISSING, "Hau": Turn.MISSING, "Hải": Turn.ON_TIME}
    assert [row.is_owed for row in board.rows] == [True, True, False]
    assert (board.n_expected, board.n_filed, board.n_in_time, board.n_missing) == (3, 1, 1, 2)
    assert board.due_at == CUTOFF


def test_who_has_ended_or_is_another_body_owes_nothing(watch):
    Unit.objects.filter(pk=watch.bodies["dan"].unit_id).update(valid_to=TODAY - DAY)
    Body.objects.filter(pk=watch.bodies["hau"].pk).update(valid_from=TODAY + DAY)
    make_body(watch.bodies["hai"].unit, "Trạm Y tế xã Phước Hải")
    assert turns(see(watch.officer)) == {"Hải": Turn.MISSING}


def test_every_turn_has_its_name(watch):
    hai, dan, hau = (watch.bodies[name] for name in ("hai", "dan", "hau"))
    send(hai, now=LATER, filled_at=NOW)
    send(dan, now=LATER)
    assert turns(see(watch.officer, now=LATER)) == {
        "Hải": Turn.FILLED_OFFLINE, "Dan": Turn.LATE, "Hau": Turn.MISSING,
    }  # fmt: skip
    lost = send(hau)[0]
    assert turns(see(watch.officer, now=LATER))["Hau"] is Turn.ON_TIME
    send(hau, day=TODAY - DAY, base=lost)
    assert turns(see(watch.officer, day=TODAY - DAY))["Hau"] is Turn.HELD


def test_a_draft_says_how_much_is_filled_and_to_no_one_what(watch):
    Draft.objects.create(
        submission=an_id(1), body=watch.bodies["dan"], version=FormVersion.objects.get(),
        day=TODAY, values={"a": "1", "b": "2"}, comments={}, owner=an_id(2), saved_at=NOW,
    )  # fmt: skip
    row = next(row for row in see(watch.officer).rows if row.unit_name.endswith("Dan"))
    assert (row.turn, row.filled) == (Turn.DRAFT, (2, 6))
    assert "'1'" not in repr(row)


def test_what_was_returned_is_owed_until_it_comes_again(watch):
    sent, filed = send(watch.bodies["hai"])
    assert filed.report is not None
    return_report(
        actor=actor_of(watch.officer), report=filed.report, number=1, reason="F1 sai", now=NOW
    )
    row = next(row for row in see(watch.officer).rows if row.latest)
    assert (row.turn, row.reason) == (Turn.RETURNED, "F1 sai")
    assert see(watch.officer).n_filed == 0
    send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "4"})
    assert turns(see(watch.officer))["Hải"] is Turn.ON_TIME


def test_changes_and_the_reporter_are_named(watch):
    send(watch.bodies["hai"], day=TODAY - DAY, now=NOW - DAY)
    send(watch.bodies["hai"], values=GOOD | {"a": "4", "trend": "worse"})
    row = next(row for row in see(watch.officer).rows if not row.is_owed)
    assert (row.n_changed, row.person.name) == (2, "Trần Ngọc Bảo")


def test_unusual_silence_comes_first_and_only_after_its_hour(watch):
    past(watch.bodies["hau"])
    past(watch.bodies["dan"], minutes=170)
    close_periods(now=NOW)
    assert Habit.objects.count() == 2
    at_eight = CUTOFF - timedelta(hours=2)
    assert see(watch.officer, now=at_eight + timedelta(minutes=15)).n_silent == 0
    board = see(watch.officer, now=at_eight + timedelta(minutes=16))
    assert board.n_silent == 1
    assert [(row.unit_name, row.is_silent) for row in board.rows] == [
        ("xã Phước Hau", True), ("xã Phước Dan", False), ("xã Phước Hải", False),
    ]  # fmt: skip
    assert board.rows[0].usual_at == at_eight
    send(watch.bodies["hau"])
    assert see(watch.officer).n_silent == 0


def test_it_is_seen_above_and_by_no_stranger(watch, stranger, places):
    post = {"role": Role.DUTY_OFFICER}
    above = make_user(at=places.province_committee, **post)
    assert see(above).n_expected == 4
    assert see(above, path=places.district.path).n_expected == 3
    beside = make_user(at=places.next_committee, **post)
    assert turns(see(beside)) == {"Nam": Turn.MISSING}
    own = make_user(at=watch.bodies["dan"], role=Role.REPORTER)
    assert turns(see(own)) == {"Dan": Turn.MISSING}
    for other in (
        stranger,
        make_user(at=places.police, **post),
        make_user(at=places.health, **post),
    ):
        assert see(other).n_expected == 0
    assert see(beside, path=places.district.path).n_expected == 0


def test_many_bodies_are_counted_by_the_units_just_below(watch, monkeypatch):
    monkeypatch.setattr(boards, "MOST_ROWS", 3)
    send(watch.bodies["nam"])
    board = see()
    assert board.rows == []
    assert [(row.unit_name, row.n_missing, row.n_expected) for row in board.groups] == [
        ("huyện Ninh Phước", 3, 3), ("huyện Thuận Nam", 0, 1),
    ]  # fmt: skip
    monkeypatch.setattr(boards, "MOST_ROWS", 2)
    assert len(see(watch.officer).groups) == 3  # communes themselves, there is nothing between


def test_a_board_costs_the_same_for_ten_and_a_hundred(watch, places):
    actor = actor_of(watch.officer)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            boards.get_board(actor=actor, form=FORM, day=TODAY, now=NOW)
        return len(asked)

    few = cost()
    for n in range(40):
        unit = UnitFactory(name=f"Thêm {n}", parent=places.district)
        body = make_body(unit, f"Ủy ban nhân dân xã Thêm {n}", general=True)
        Body.objects.filter(pk=body.pk).update(kind="people_committee")
    assert see(watch.officer).n_expected == 43
    assert cost() == few <= 11


def test_the_fingerprint_moves_with_all_that_is_shown_and_with_nothing_else(watch):
    past(watch.bodies["hau"])
    close_periods(now=NOW)
    actor = actor_of(watch.officer)
    early = CUTOFF - timedelta(hours=2)

    def print_of(now=early) -> str:
        return boards.fingerprint(actor=actor, form=FORM, day=TODAY, now=now)

    seen = [print_of()]
    assert print_of(early + timedelta(minutes=10)) == seen[0]
    send(watch.bodies["nam"], now=early)  # of the next district
    assert print_of() == seen[0]
    sent, filed = send(watch.bodies["hai"], now=early)
    seen.append(print_of())
    send(watch.bodies["hai"], now=early, base=sent, values=GOOD | {"a": "9"})
    seen.append(print_of())
    assert filed.report is not None
    return_report(actor=actor, report=filed.report, number=2, reason="sai", now=early)
    seen.append(print_of())
    seen.append(print_of(early + timedelta(minutes=16)))  # silence became unusual
    seen.append(print_of(CUTOFF))
    assert len(set(seen)) == len(seen)


def test_a_form_or_day_that_is_none(watch):
    with pytest.raises(UnknownForm):
        boards.get_board(actor=OPERATOR, form="nothing", day=TODAY, now=NOW)
    with pytest.raises(UnknownForm):
        see(day=date(2021, 11, 30))  # before the first version


def test_the_forms_that_are_owed_below(watch, stranger):
    officer = actor_of(watch.officer)
    assert [form.code for form in boards.forms_below(actor=officer, now=NOW)] == [FORM]
    assert boards.forms_below(actor=actor_of(stranger), now=NOW) == []


def test_what_was_refused_breaks_no_silence(watch):
    past(watch.bodies["hau"])
    close_periods(now=NOW)
    send(watch.bodies["hau"], values={"a": "x"})
    actor = actor_of(watch.officer)
    assert see(watch.officer).n_silent == 1
    assert [row.n_silent for row in get_summaries(actor=actor, now=NOW)] == [1]
    send(watch.bodies["hau"])
    assert [(row.n_filed, row.n_silent) for row in get_summaries(actor=actor, now=NOW)] == [(1, 0)]
