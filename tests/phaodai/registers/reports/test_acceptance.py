"""Whatever is sent twice, out of order or not at all: one effect per id, and the oracle agrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Circumstances,
    Conflict,
    Fault,
    Held,
    Kept,
    Refused,
    Replayed,
    Stale,
    Submission,
    admit,
    lateness_of,
    put_aside,
    receive,
    release,
    waits_too_long,
)
from phaodai.registers.reports.rules.merging import Side, merge
from phaodai.registers.reports.states import HoldReason, Timeliness

BEGIN = datetime(2021, 12, 22, 0, 0, tzinfo=UTC)
DUE = datetime(2021, 12, 23, 3, 0, tzinfo=UTC)
NOON = datetime(2021, 12, 23, 1, 0, tzinfo=UTC)


def an_id(number: int, *, version: int = 7) -> UUID:
    return UUID(int=number << 80 | version << 76 | 2 << 62)


def sent(number: int, base: int | None = None, content: str = "", **values: str) -> Submission:
    return Submission(
        id=an_id(number),
        base=None if base is None else an_id(base),
        content=content or f"hash {number}",
        values=values or {"f0": str(number)},
    )


def at(moment: datetime = NOON, **changes: object) -> Circumstances:
    return Circumstances(received_at=moment, begins_at=BEGIN, due_at=DUE, **changes)  # type: ignore[arg-type]


def run(*submissions: Submission, kept: Kept | None = None, where: Circumstances | None = None):
    kept, outcomes = kept or Kept(), []
    for each in submissions:
        outcome, kept = receive(kept, each, where or at())
        outcomes.append(outcome)
    return outcomes, kept


def test_the_first_is_revision_one():
    (outcome,), kept = run(sent(1))
    assert isinstance(outcome, Accepted)
    assert (outcome.number, outcome.lateness) == (1, Timeliness.ON_TIME)
    assert [each.id for each in kept.revisions] == [an_id(1)]


def test_the_same_again_is_the_same_answer():
    (first, second), kept = run(sent(1), sent(1))
    assert second == Replayed(first)
    assert len(kept.revisions) == 1


def test_the_same_id_for_something_else_is_a_conflict():
    (_, second), kept = run(sent(1), sent(1, content="other"))
    assert second == Conflict("hash 1")
    assert kept.revisions[0].values == {"f0": "1"}


def test_a_correction_names_what_it_corrects():
    (_, second), kept = run(sent(1), sent(2, 1))
    assert isinstance(second, Accepted)
    assert second.number == 2
    assert kept.revisions[-1].values == {"f0": "2"}


def test_two_corrections_of_the_same_are_laid_side_by_side():
    (_, _, third), kept = run(
        sent(1, a="1", b="1", c="1"), sent(2, 1, a="2", b="2", c="1"), sent(3, 1, b="3", c="3")
    )
    assert isinstance(third, Stale)
    assert third.head == 2
    assert {each.field: each.side for each in third.merge.fields} == {
        "a": Side.CLASH, "b": Side.CLASH, "c": Side.MINE,
    }  # fmt: skip
    assert third.merge.proposal == {"a": "2", "b": "2", "c": "3"}
    assert kept.revisions[-1].id == an_id(2)  # nothing was merged silently


def test_a_second_first_report_is_laid_beside_the_first():
    (_, second), _ = run(sent(1, a="1"), sent(2, None, a="1", b="2"))
    assert isinstance(second, Stale)
    assert {each.field: each.side for each in second.merge.fields} == {
        "a": Side.BOTH, "b": Side.MINE,
    }  # fmt: skip
    assert second.merge.clashes == ()


def test_what_comes_before_its_base_waits_for_it():
    (third, second, first), kept = run(sent(3, 2), sent(2, 1), sent(1))
    assert third == second == Held(HoldReason.BASE_UNKNOWN, NOON)
    assert isinstance(first, Accepted)
    assert [each.id for each in kept.revisions] == [an_id(1), an_id(2), an_id(3)]
    assert kept.held == ()
    (again,), _ = run(sent(3, 2), kept=kept)
    assert isinstance(again, Replayed)
    assert isinstance(again.answer, Accepted)
    assert again.answer.number == 3


def test_of_two_that_wait_for_one_the_first_to_come_is_taken():
    _, kept = run(sent(3, 1), sent(2, 1), sent(1))
    assert [each.id for each in kept.revisions] == [an_id(1), an_id(3)]
    assert isinstance(kept.answers[an_id(2)].answer, Stale)


def test_a_day_that_has_not_begun_waits():
    early = at(BEGIN - timedelta(seconds=1))
    (outcome,), kept = run(sent(1), where=early)
    assert outcome == Held(HoldReason.FUTURE_DAY, early.received_at)
    kept = release(kept, at(BEGIN))
    assert kept.held == ()
    answer = kept.answers[an_id(1)].answer
    assert isinstance(answer, Accepted)
    assert answer.received_at == early.received_at


def test_those_that_wait_keep_their_turn_when_the_reason_changes():
    early = at(BEGIN - timedelta(days=1))
    _, kept = run(sent(2, 9), sent(3, 9), where=early)
    kept = release(kept, at())
    assert [each.id for each in kept.held] == [an_id(2), an_id(3)]
    assert kept.answers[an_id(2)].answer == Held(HoldReason.BASE_UNKNOWN, early.received_at)


def test_a_unit_that_is_no_more_waits_for_an_officer():
    (outcome,), kept = run(sent(1), where=at(unit_exists=False))
    assert outcome == Held(HoldReason.UNIT_ENDED, NOON)
    assert release(kept, at()).held == ()


def test_what_the_rules_refuse_is_refused_once_and_for_all():
    (first, second), kept = run(
        sent(1), sent(1), where=at(faults=lambda _: (Fault("required", "f0"),))
    )
    assert first == Refused((Fault("required", "f0"),))
    assert second == Replayed(first)
    assert kept.revisions == ()


def test_what_was_built_on_something_refused_was_built_on_what_that_was_built_on():
    picky = at(faults=lambda s: (Fault("no"),) if s.id == an_id(2) else ())
    (_, second, third), kept = run(sent(1), sent(2, 1), sent(3, 2), where=picky)
    assert isinstance(second, Refused)
    assert isinstance(third, Accepted)
    assert len(kept.revisions) == 2


@pytest.mark.parametrize("version", [1, 4, 6])
def test_other_ids_are_refused(version: int):
    (outcome,), _ = run(replace(sent(1), id=an_id(1, version=version)))
    assert outcome == Refused((Fault("id_is_no_uuid7"),))


def test_nothing_is_built_on_itself_or_in_a_circle():
    (outcome,), _ = run(sent(1, 1))
    assert outcome == Refused((Fault("built_on_itself"),))
    outcomes, _ = run(sent(1, 2), sent(2, 1))
    assert all(isinstance(each, Held) for each in outcomes)
    bad = [replace(sent(n, m), id=an_id(n, version=4), base=an_id(m, version=4))
           for n, m in [(1, 2), (2, 1)]]  # fmt: skip
    outcomes, _ = run(*bad, replace(sent(3), base=bad[0].id))
    assert isinstance(outcomes[-1], Held)


@pytest.mark.parametrize(
    ("received", "filled", "lateness"),
    [
        (DUE - timedelta(microseconds=1), None, Timeliness.ON_TIME),
        (DUE, None, Timeliness.LATE),
        (DUE, DUE - timedelta(minutes=10), Timeliness.FILLED_OFFLINE),
        (DUE, DUE, Timeliness.LATE),
        (DUE + timedelta(days=9), datetime(1970, 1, 1, tzinfo=UTC), Timeliness.FILLED_OFFLINE),
        (DUE - timedelta(hours=1), DUE + timedelta(days=7), Timeliness.ON_TIME),
    ],
)
def test_lateness_goes_by_the_server(received, filled, lateness):
    one = replace(sent(1), filled_at=filled)
    assert lateness_of(one, received_at=received, due_at=DUE) is lateness


def test_nothing_waits_for_ever_unseen():
    held = Held(HoldReason.BASE_UNKNOWN, NOON)
    assert not waits_too_long(held, now=NOON + timedelta(days=7))
    assert waits_too_long(held, now=NOON + timedelta(days=7, seconds=1))


VALUES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"), max_size=4)


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_a_merge_loses_nothing(base, mine, theirs):
    found = merge(base=base, mine=mine, theirs=theirs)
    for name in {*base, *mine, *theirs}:
        took = found.proposal.get(name)
        if mine.get(name) == base.get(name):
            assert took == theirs.get(name)
        elif theirs.get(name) == base.get(name):
            assert took == mine.get(name)
        else:
            assert (name in found.clashes) == (mine.get(name) != theirs.get(name))
    swapped = merge(base=base, mine=theirs, theirs=mine)
    assert swapped.clashes == found.clashes


# --- histories --------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[Submission]:
    """Draw up to six submissions, then duplicate, reorder and lose their sends."""
    n = draw(st.integers(1, 6))
    made = [
        sent(
            number,
            draw(st.one_of(st.none(), st.integers(1, n + 1))) if number > 1 else None,
            f0=str(draw(st.integers(0, 2))),
        )
        for number in range(1, n + 1)
    ]
    made = [replace(each, base=None) if each.base == each.id else each for each in made]
    sends = [each for each in made for _ in range(draw(st.integers(0, 3)))]
    if sends and draw(st.booleans()):
        sends.append(replace(draw(st.sampled_from(made)), content="other", values={"f0": "9"}))
    return draw(st.permutations(sends)) if sends else []


def oracle(sends: Sequence[Submission], refused: set[UUID]) -> tuple[list[UUID], dict[UUID, str]]:
    """Say which ids become revisions, from the definition: look at all that came, each time anew.

    Shares nothing with the rule: words for states, no answers kept, no merge, no receipt.
    """
    path: list[UUID] = []
    fate: dict[UUID, str] = {}
    first: dict[UUID, Submission] = {}

    def root(base: UUID | None) -> UUID | str | None:
        if base is None or fate.get(base) == "taken":
            return base
        if fate.get(base) in ("beside", "refused"):
            return root(first[base].base)
        return "waits"

    for each in sends:
        first.setdefault(each.id, each)
        while True:
            ready = [s for s in first.values() if s.id not in fate and root(s.base) != "waits"]
            if not ready:
                break
            one = ready[0]
            if root(one.base) != (path[-1] if path else None):
                fate[one.id] = "beside"
            elif one.id in refused:
                fate[one.id] = "refused"
            else:
                fate[one.id] = "taken"
                path.append(one.id)
    return path, {name: fate.get(name, "waits") for name in first}


WORDS = {Accepted: "taken", Stale: "beside", Refused: "refused", Held: "waits"}


def agrees_with_the_oracle(sends: list[Submission], refused: set[UUID]) -> None:
    where = at(faults=lambda s: (Fault("no"),) if s.id in refused else ())
    kept, effects = Kept(), {}
    for each in sends:
        before = kept
        outcome, kept = receive(kept, each, where)
        if isinstance(outcome, Replayed | Conflict):
            assert kept == before
        for revision in kept.revisions[len(before.revisions):]:  # fmt: skip
            effects[revision.id] = effects.get(revision.id, 0) + 1
        assert kept.revisions[: len(before.revisions)] == before.revisions  # history only grows
    path, fate = oracle(sends, refused)
    assert [each.id for each in kept.revisions] == path
    assert {name: WORDS[type(each.answer)] for name, each in kept.answers.items()} == fate
    assert set(effects.values()) <= {1}
    assert len(kept.answers) == len({each.id for each in sends})  # nothing is dropped
    waiting = [name for name, word in fate.items() if word == "waits"]
    assert [each.id for each in kept.held] == waiting


REFUSED = st.sets(st.integers(1, 6).map(an_id), max_size=2)


@settings(max_examples=1_000, deadline=None)
@given(sends=histories(), refused=REFUSED)
def test_histories(sends: list[Submission], refused: set[UUID]):
    agrees_with_the_oracle(sends, refused)


@pytest.mark.drill
@settings(max_examples=50_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(sends=histories(), refused=REFUSED)
def test_fifty_thousand_histories(sends: list[Submission], refused: set[UUID]):
    agrees_with_the_oracle(sends, refused)


@settings(max_examples=300, deadline=None)
@given(order=st.permutations([1, 2, 3, 4, 5, 6, 1, 3, 5, 2]))
def test_a_chain_ends_the_same_in_whatever_order_it_comes(order: list[int]):
    _, kept = run(*(sent(each, each - 1 or None) for each in order))
    assert [each.id for each in kept.revisions] == [an_id(each) for each in range(1, 7)]
    assert kept.held == ()


# --- what waits in vain -----------------------------------------------------------------------


def test_a_correction_says_why():
    bare = replace(sent(2, 1), is_explained=False)
    (_, second, third), kept = run(sent(1), bare, replace(bare, id=an_id(3), is_explained=True))
    assert second == Refused((Fault("reason_missing"),))
    assert isinstance(third, Accepted)
    assert len(kept.revisions) == 2
    assert isinstance(run(replace(sent(4), is_explained=False))[0][0], Accepted)


def test_let_in_it_is_as_if_it_was_built_on_nothing():
    _, kept = run(sent(2, 1), sent(3, 2))
    later = at(NOON + timedelta(days=8))
    after = admit(kept, an_id(2), later)
    answer = after.answers[an_id(2)].answer
    assert isinstance(answer, Accepted)
    assert (answer.number, answer.received_at) == (1, NOON)  # lateness goes by when it came
    assert [each.id for each in after.revisions] == [an_id(2), an_id(3)]  # and what waited for it
    assert after.held == ()
    # What it waited for comes after all: laid beside, never taken behind anybody's back.
    outcome, last = receive(after, sent(1), later)
    assert isinstance(outcome, Stale)
    assert last.revisions == after.revisions


def test_let_in_where_something_was_accepted_it_is_laid_beside():
    _, kept = run(sent(1), sent(3, 2))
    after = admit(kept, an_id(3), at())
    assert isinstance(after.answers[an_id(3)].answer, Stale)
    assert after.revisions == kept.revisions
    assert after.held == ()


def test_put_aside_it_is_refused_with_what_was_written():
    _, kept = run(sent(2, 1), sent(3, 2))
    after = put_aside(kept, an_id(2), "gửi nhầm ngày")
    assert after.answers[an_id(2)].answer == Refused((Fault("put_aside"),), "gửi nhầm ngày")
    assert [each.id for each in after.held] == [an_id(3)]  # still waits for 1
    assert receive(after, sent(2, 1), at())[0] == Replayed(after.answers[an_id(2)].answer)
    taken, _ = receive(after, sent(1), at())
    assert isinstance(taken, Accepted)


@pytest.mark.parametrize(
    "settle", [lambda k, s: admit(k, s, at()), lambda k, s: put_aside(k, s, "x")]
)
def test_what_does_not_wait_is_not_settled(settle):
    _, kept = run(sent(1), sent(3, 2))
    for number in (1, 9):
        with pytest.raises(KeyError):
            settle(kept, an_id(number))
