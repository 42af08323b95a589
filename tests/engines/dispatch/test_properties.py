"""What holds for any text: no crash, spans in bounds, the schema, time in line with length."""

import random
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from phaodai.engines.dispatch import SCHEMA, read
from tests.engines.dispatch import documents
from tests.engines.dispatch.terms import INDICATORS, TERMS

VALIDATOR = Draft202012Validator(SCHEMA)
TEXTS = [
    value for name, value in vars(documents).items() if name.isupper() and isinstance(value, str)
]
FRAGMENTS = [
    "\n", "\n\n", " ", "1. ", "2. ", "a) ", "- ", "(1) ", "(2) ", "I. ", "Điều 1. ", "; ", ". ",
    "Kính gửi: ", "Nơi nhận:\n", "KT. CHỦ TỊCH\n", "Số: 12/UBND-VX", "V/v ", "Sở Y tế ",
    "UBND các xã, thị trấn ", "chủ trì, phối hợp với ", "báo cáo ", "trước ngày 15/9/2021",
    "trước 10h00 hằng ngày", "ngày 31 tháng 2 năm 2021", "hoàn thành tiêm mũi 2 ", "95%", "(", ")",
    "“", "”", "**", "Giao ", "yêu cầu ", "chịu trách nhiệm ", "quý V/2021", "trong vòng 0 giờ ",
    "không để dịch tăng lên cấp độ 1 ", "99 giờ 99 phút hằng ngày ",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
]  # fmt: skip


def check(text: str) -> dict[str, Any]:
    """Read a text and check all that must hold for any reading."""
    found = read(text, bodies=TERMS, indicators=INDICATORS).as_dict()
    VALIDATOR.validate(found)
    body, size = found["text"], len(found["text"])
    for item in found["obligations"]:
        start, end = item["span"]
        assert 0 <= start < end <= size
        assert item["text"] == " ".join(body[start:end].split())
        for key in ("lead", "coordinate", "accountable"):
            for party in item[key]:
                assert 0 <= party["span"][0] < party["span"][1] <= size
        for target in item["targets"]:
            assert 0 <= target["span"][0] < target["span"][1] <= size
            assert target["indicator"] in INDICATORS
        if item["due"]["span"]:
            assert start <= item["due"]["span"][0] < item["due"]["span"][1] <= end
    for clause in found["clauses"]:
        assert 0 <= clause["span"][0] <= clause["span"][1] <= size
    for fact in found["document"]["evidence"].values():
        if fact["span"]:
            assert fact["raw"] == body[fact["span"][0] : fact["span"][1]]
    spans = [tuple(item["span"]) for item in found["obligations"]]
    assert spans == sorted(spans)
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_any_mixture_of_the_forms_words_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_documents_are_read(seed: int) -> None:
    luck = random.Random(seed)
    for text in TEXTS:
        check("".join(char for char in text if luck.random() > 0.03))
        check(
            "".join(
                char if luck.random() > 0.04 else luck.choice("0Oo1lI.,;:()-* \n“”/")
                for char in text
            )
        )
        lines = text.split("\n")
        luck.shuffle(lines)
        check("\n".join(lines))
        check(text[luck.randrange(len(text)) :])


@pytest.mark.parametrize("text", TEXTS)
def test_reading_its_own_text_again_changes_nothing(text: str) -> None:
    once = check(text)
    assert check(once["text"]) == once


@pytest.mark.parametrize(
    "piece",
    ["(", "a ", "1. ", "- x\n", "Sở Y tế, ", "phối hợp với ", "ngày ", "số 1/A-", "không để ", '"',
     "yêu cầu ", "các huyện, ", "V/v ", "Kính gửi: ", "tiêm 95% ", "TM. ỦY", "\n", "A-", "khi có "],
)  # fmt: skip
def test_time_grows_with_length_alone(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            read(text, bodies=TERMS, indicators=INDICATORS)
            best = min(best, time.perf_counter() - start)
        return best

    # Eight times the text may take thirty times the time, not sixty-four: no quadratic scan.
    assert seconds(8000) < 30 * seconds(1000) + 0.5


def test_no_bodies_and_no_indicators_are_read_too() -> None:
    found = read(documents.DIRECTIVE, bodies=(), indicators=()).as_dict()
    assert [item["targets"] for item in found["obligations"]] == [[]] * len(found["obligations"])
    assert found["obligations"][0]["lead"][0]["text"] == "Sở Y tế"
