from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.registers.directives import rules
from phaodai.registers.directives.rules import PartialDate
from phaodai.registers.directives.states import Precision
from tests.phaodai.factories.directives import order, reading

DAY, MONTH, YEAR = (
    PartialDate(Precision.DAY, date(2021, 11, 4)),
    PartialDate(Precision.MONTH, date(2021, 11, 1)),
    PartialDate(Precision.YEAR, date(2021, 1, 1)),
)
NEVER = PartialDate(Precision.NONE, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-11-04", DAY),
        ("2021-11", MONTH),
        ("2021", YEAR),
        (None, NEVER),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(value, expected):
    assert rules.partial_date(value) == expected


@pytest.mark.parametrize("value", ["", "2021-13", "2021-02-30", "2021-1-1-1", "hôm qua"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError):
        rules.partial_date(value)


@pytest.mark.parametrize(
    ("cited", "candidate", "means"),
    [
        (DAY, DAY, True),
        (DAY, PartialDate(Precision.DAY, date(2021, 11, 5)), False),
        (DAY, MONTH, True),
        (MONTH, PartialDate(Precision.DAY, date(2021, 12, 4)), False),
        (YEAR, DAY, True),
        (YEAR, PartialDate(Precision.DAY, date(2020, 11, 4)), False),
        (NEVER, DAY, False),  # numbers begin again every year
        (DAY, NEVER, False),
    ],
)
def test_whom_a_citation_means(cited, candidate, means):
    assert rules.is_cited(cited, candidate) is means


def test_the_same_words_have_the_same_key():
    typed = "Uỷ ban nhân dân  huyện\nHOÀ BÌNH: báo cáo, trước 10h00."
    again = "Ủy ban nhân dân huyện Hòa Bình – báo cáo trước 10h00"
    assert rules.words_key(typed) == rules.words_key(again)
    assert rules.words_key(typed) != rules.words_key(typed.replace("10h00", "11h00"))


def test_numbers_and_symbols_meet_whatever_stands_between():
    assert rules.symbol_key("TB/TU") == rules.symbol_key("tb-tu ")
    assert rules.symbol_key("QĐ-UBND") == rules.symbol_key("QD-UBND")
    assert rules.number_key("07") == rules.number_key("7")
    assert rules.number_key("0") == "0"
    assert rules.number_key("") == ""


@pytest.mark.parametrize(
    ("next_of", "way"),
    [
        ({1: [2], 2: [3]}, []),
        ({1: [2], 2: [1]}, [1, 2]),
        ({1: [2, 4], 2: [3], 3: [2], 4: [1]}, [1, 4]),
        ({1: [2], 2: [3], 3: [2]}, []),  # a circle that does not pass here
        ({1: [1]}, [1]),
    ],
)
def test_a_circle_is_found_and_nothing_loops(next_of, way):
    assert rules.circle(1, next_of) == way


@given(st.text(max_size=400))
def test_a_title_is_never_long(text):
    assert len(rules.title(text)) <= rules.TITLE_LENGTH + 1


@given(st.text(alphabet="ab đế ", max_size=400))
def test_a_title_begins_the_text(text):
    text = " ".join(text.split())
    title = rules.title(text).rstrip("…").rstrip()
    assert text.lower().startswith(title.lower())


def test_a_title_leaves_brackets_out_before_it_is_cut():
    long = (
        "Rà soát các kịch bản (*tuyên truyền, " + "truy vết, " * 20 + "cung ứng*) của xã. Báo cáo."
    )
    assert rules.title(long) == "Rà soát các kịch bản của xã"


@pytest.mark.parametrize(
    ("number", "symbol", "expected"),
    [
        ("6128", "UBND-VXNV", "6128/UBND-VXNV"),
        ("343", "TB/TU", "343-TB/TU"),
        ("", "UBND-VP", "…/UBND-VP"),
        ("12", "", "12/…"),
        ("", "", ""),
    ],
)
def test_number_and_symbol_as_on_paper(number, symbol, expected):
    assert rules.full_number(number, symbol) == expected


@pytest.mark.parametrize(("confidence", "bars"), [(1, 3), (0.75, 3), (0.74, 2), (0.5, 2), (0, 1)])
def test_bars_of_confidence(confidence, bars):
    assert rules.bars(confidence) == bars


def test_a_sound_reading_passes():
    rules.check_reading(reading(order("Sở Y tế rà soát.", lead=("Sở Y tế",))))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r["obligations"][0].update(span=[5, 5]),
        lambda r: r["obligations"][0].update(span=[0, 10**6]),
        lambda r: r["obligations"][0].update(text="Sở Y tế không phải làm gì."),
        lambda r: r["obligations"][0]["lead"][0].update(span=[9, 3]),
        lambda r: r["document"]["evidence"].update({"/date": {"span": [0, 10**6]}}),
        lambda r: r["warnings"].append({"code": "no_number", "message": "", "span": [3, 3]}),
        lambda r: r.update(text=r["text"] + "\x00"),
        lambda r: r.update(text=r["text"] + "\ud800"),
    ],
)
def test_a_reading_that_does_not_fit_its_text_is_refused(spoil):
    one = reading(order("Sở Y tế rà soát.", lead=("Sở Y tế",)))
    spoil(one)
    with pytest.raises(rules.BadReading):
        rules.check_reading(one)
