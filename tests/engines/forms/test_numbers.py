"""Figures as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.engines.forms.numbers import (
    LARGEST,
    PER_ONE,
    NumberFault,
    read_number,
    show_number,
    write_number,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0), ("007", 700), ("1234", 123_400), ("1.234", 123_400), ("1,234", 123_400),
        ("1 234", 123_400), ("1.234.567", 123_456_700), (" 12\u00a0", 1_200), ("-0", 0),
        ("1\u200b", 100), ("0" * 5_000 + "1", 100), (str(LARGEST), LARGEST * PER_ONE),
    ],
)  # fmt: skip
def test_whole_numbers(text: str, amount: int):
    assert read_number(text) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1,5", 150), ("1.5", 150), ("1.234,5", 123_450), ("12,50", 1_250), ("1.234", 123_400)],
)
def test_decimals(text: str, amount: int):
    assert read_number(text, 2) == amount


@pytest.mark.parametrize(
    ("text", "decimals", "fault"),
    [
        ("abc", 0, NumberFault.NOT_NUMBER), ("٣", 0, NumberFault.NOT_NUMBER),
        ("1e3", 0, NumberFault.NOT_NUMBER), ("1.23.456", 0, NumberFault.NOT_NUMBER),
        ("1.234,567", 0, NumberFault.NOT_INTEGER), ("", 0, NumberFault.NOT_NUMBER),
        ("1,5", 0, NumberFault.NOT_INTEGER), ("3,0", 0, NumberFault.NOT_INTEGER),
        ("1,25", 1, NumberFault.TOO_FINE), ("1,234", 2, NumberFault.TOO_FINE),
        ("-1", 0, NumberFault.NEGATIVE), ("−1,5", 1, NumberFault.NEGATIVE),
        (str(LARGEST + 1), 0, NumberFault.TOO_LARGE), ("9" * 9_000, 0, NumberFault.TOO_LARGE),
        (f"{LARGEST},01", 2, NumberFault.TOO_LARGE),
    ],
)  # fmt: skip
def test_what_is_no_figure(text: str, decimals: int, fault: NumberFault):
    assert read_number(text, decimals) is fault


@given(st.integers(0, LARGEST * PER_ONE))
def test_what_is_kept_is_read_again(amount: int):
    assert read_number(write_number(amount), 2) == amount


@given(st.integers(0, LARGEST).map(lambda ones: ones * PER_ONE))
def test_what_screens_show_may_be_typed(amount: int):
    assert read_number(show_number(amount, "vi")) == amount
    assert read_number(show_number(amount, "en")) == amount


def test_each_language_has_its_marks():
    assert show_number(123_456_750, "vi") == "1.234.567,5"
    assert show_number(123_456_750, "en") == "1,234,567.5"
    assert show_number(-50, "vi") == "-0,5"
