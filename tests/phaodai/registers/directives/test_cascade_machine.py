"""Random histories of a cascade: what must hold after every act, whoever did what."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.operations import Share
from phaodai.registers.directives.operations.acting import EXPECTED
from phaodai.registers.directives.states import ASSIGNMENT_MOVES, Act, AssignmentState
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import make_kind

ACTS = (
    "acknowledge", "progress", "submit", "accept", "return", "withdraw", "ask", "grant",
    "refuse", "delegate", "undo",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(-3, 5)), max_size=14
)


@pytest.fixture
def hamlets(sonla):
    return [
        make_kind(UnitFactory(hamlet=True, name=f"Bản {n}", parent=sonla.commune), "hamlet_head")
        for n in range(3)
    ]


def step(name, row, days, hamlets, now):
    at = {"actor": OPERATOR, "assignment": row.ref, "version": row.version, "now": now}
    due = row.due_at + timedelta(days=days)
    body = BodyRef(hamlets[days % 3].ref)
    {
        "acknowledge": lambda: operations.acknowledge(**at),
        "progress": lambda: operations.report_progress(percent=days + 10, text="", **at),
        "submit": lambda: operations.submit(text="x", **at),
        "accept": lambda: operations.accept(**at),
        "return": lambda: operations.return_for_redo(reason="x", **at),
        "withdraw": lambda: operations.withdraw(reason="x", **at),
        "ask": lambda: operations.ask_extension(until=due, reason="x", **at),
        "grant": lambda: operations.decide_extension(is_granted=True, **at),
        "refuse": lambda: operations.decide_extension(is_granted=False, reason="x", **at),
        "delegate": lambda: operations.delegate(shares=[Share(body=body, due_at=due)], **at),
        "undo": lambda: operations.undo(**at),
    }[name]()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_any_history_keeps_the_order_of_things(sent, hamlets, steps):
    from django.db import transaction

    with transaction.atomic():  # each history begins with the same three assignments
        for n, (name, which, days) in enumerate(steps):
            now = NOW + timedelta(seconds=10 * n)  # near enough to undo
            rows = list(Assignment.objects.order_by("pk"))
            row = rows[which % len(rows)]
            before = row.state
            try:
                step(name, row, days, hamlets, now)
            except (*EXPECTED, operations.TooLate):
                continue
            row.refresh_from_db()
            if name != "undo" and row.state != before:
                moved = AssignmentState(row.state)
                assert moved in ASSIGNMENT_MOVES[AssignmentState(before)]
            _check()
        transaction.set_rollback(True)


def _check():
    for row in Assignment.objects.select_related("parent"):
        if row.parent is not None:
            assert row.depth == row.parent.depth + 1
            assert row.due_at <= row.parent.due_at  # children are never later
            if row.parent.state == AssignmentState.WITHDRAWN:
                assert row.state in (AssignmentState.WITHDRAWN, AssignmentState.ACCEPTED)
        answered = row.state in (AssignmentState.SUBMITTED, AssignmentState.ACCEPTED)
        assert (row.answered_at is not None) == answered or row.state == AssignmentState.WITHDRAWN
        closed = row.state in (AssignmentState.ACCEPTED, AssignmentState.WITHDRAWN)
        assert (row.closed_at is not None) == closed
        lines = Entry.objects.filter(assignment=row).exclude(act=Act.ESCALATE).count()
        assert row.version == lines
