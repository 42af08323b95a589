"""The strip of the day: nothing leaves the drawing, names do not run into one another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from phaodai.delivery.web.home import strip
from phaodai.registers.directives.homerows import Roll, RollRow
from phaodai.registers.directives.rows import DocumentName
from phaodai.registers.directives.states import OccurrenceState
from phaodai.registers.directives.taskrows import Head

DUE = datetime(2021, 12, 23, 3, tzinfo=UTC)
NAMES = ("Phước Dân", "An Hải", "Phan Rang - Tháp Chàm", "Phước Thuận")


def roll_of(minutes, n_missing):
    """Return a roll: the minutes after the deadline at which bodies answered, and the missing."""
    head = Head(title="", holder="", day=DUE.date())

    def row(state, answered_at, n):
        return RollRow(
            assignment=uuid4(), body=uuid4(), body_name="UBND", place=NAMES[n % len(NAMES)],
            is_general=True, head=head, state=state, answered_at=answered_at,
        )  # fmt: skip

    done = [
        row(OccurrenceState.SUBMITTED, DUE + timedelta(minutes=m), n)
        for n, m in enumerate(sorted(minutes))
    ]
    gone = [row(OccurrenceState.OPEN, None, n) for n in range(n_missing)]
    name = DocumentName(doc_type="", number="", symbol="", issuer="", day=None, precision="none")
    return Roll(
        obligation=uuid4(), title="", document=uuid4(), document_name=name, due_at=DUE,
        rows=[*gone, *done],
    )  # fmt: skip


def number(percent):
    assert percent.endswith("%")
    return float(percent[:-1])


@given(
    minutes=st.lists(st.integers(-1_500, 900), max_size=40),
    n_missing=st.integers(0, 70),
    now=st.integers(-1_400, 1_400),
)
def test_everything_stays_on_the_drawing(minutes, n_missing, now):
    drawn = strip.draw(roll_of(minutes, n_missing), DUE + timedelta(minutes=now))
    marks = [*drawn.answered, *drawn.missing, *drawn.hours]
    for place in (*(mark.x for mark in marks), drawn.now, drawn.due, *drawn.wait):
        assert 0 <= number(place) <= 100 + strip.STEP * 7
    assert len(drawn.answered) == len(minutes)
    assert len(drawn.missing) + drawn.n_more == n_missing
    assert drawn.is_past == (now > 0)
    assert len(drawn.hours) <= 8
    for row in (strip.LOW, strip.HIGH):
        named = [mark for mark in drawn.answered if mark.label and mark.y == row]
        for left, right in pairwise(named):
            apart = number(right.x) - number(left.x)
            assert apart >= (len(left.label) + len(right.label)) * strip.LETTER / 2


def test_missing_ones_stand_between_now_and_the_deadline():
    drawn = strip.draw(roll_of([-60, -30], 4), DUE - timedelta(minutes=40))
    assert all(number(drawn.now) < number(mark.x) < number(drawn.due) for mark in drawn.missing)


def test_where_there_is_no_room_they_stand_beside_the_lines():
    drawn = strip.draw(roll_of([-60, -30], 4), DUE + timedelta(minutes=1))
    assert all(number(mark.x) > number(drawn.now) for mark in drawn.missing)
