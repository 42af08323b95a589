"""Hashes of submissions, and codes that are read out over the telephone."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.registers.reports.rules.receipts import (
    SIGNS,
    content_hash,
    read_receipt,
    receipt_code,
)

ID = UUID("01906b2a-7d4e-7c3a-9b6e-3f2f6f1c5a10")
MOMENT = datetime(2021, 12, 23, 2, 41, tzinfo=UTC)
CODES = st.builds(
    receipt_code,
    submission=st.uuids(),
    content=st.just("x"),
    received_at=st.just(MOMENT),
)
SAID = {
    "unit": ID, "form": "daily-commune", "version": 1, "day": date(2021, 12, 23), "base": None,
    "values": {"f0": "1", "f1": "2"}, "comments": {},
}  # fmt: skip


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str):
    assert read_receipt(code) == code
    assert read_receipt(code.lower().replace("-", " ")) == code
    assert read_receipt(code.replace("0", "o").replace("1", "l")) == code


@given(CODES, st.integers(0, 8), st.integers(1, 31))
def test_one_wrong_sign_is_found(code: str, place: int, off: int):
    signs = list(code.replace("-", ""))
    signs[place] = SIGNS[(SIGNS.index(signs[place]) + off) % 32]
    assert read_receipt("".join(signs)) is None


@given(CODES, st.integers(0, 7))
def test_two_signs_that_changed_places_are_found(code: str, place: int):
    signs = list(code.replace("-", ""))
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    same = signs[place] == signs[place + 1]
    assert (read_receipt("".join(signs)) is not None) == same


@pytest.mark.parametrize("text", ["", "7F3K", "7F3K-22QD-M-M", "UUUU-UUUU-U", "ăâêô-ơưđă-â"])
def test_what_is_no_code(text: str):
    assert read_receipt(text) is None


def test_a_code_follows_from_id_content_and_moment():
    codes = {
        receipt_code(submission=ID, content="a", received_at=MOMENT),
        receipt_code(submission=ID, content="b", received_at=MOMENT),
        receipt_code(submission=UUID(int=7), content="a", received_at=MOMENT),
        receipt_code(submission=ID, content="a", received_at=MOMENT.replace(second=1)),
    }
    assert len(codes) == 4
    assert receipt_code(submission=ID, content="a", received_at=MOMENT) in codes


@pytest.mark.parametrize(
    "change",
    [
        {"unit": UUID(int=1)}, {"form": "dengue-weekly"}, {"version": 2}, {"base": UUID(int=1)},
        {"day": date(2021, 12, 24)}, {"values": {"f0": "1"}}, {"comments": {"r": "x"}},
        {"values": {"f0": "1", "f1": "02"}},
    ],
)  # fmt: skip
def test_any_other_word_is_another_hash(change: dict[str, object]):
    assert content_hash(**{**SAID, **change}) != content_hash(**SAID)  # type: ignore[arg-type]


def test_the_order_of_fields_does_not_matter():
    assert content_hash(**{**SAID, "values": {"f1": "2", "f0": "1"}}) == content_hash(**SAID)  # type: ignore[arg-type]
