"""Folding, tones, sentence case: what the same words share however they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.engines.dispatch.lexicon import compile_lexicon
from phaodai.engines.dispatch.names import sentence_case
from phaodai.engines.dispatch.text import fold, fold_aligned, modern_tone, normalise, tone_key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("thuyền", "thuyền"),
        ("toán", "toán"),
    ],
)
def test_tone_marks_are_written_one_way(old: str, new: str) -> None:
    assert modern_tone(old) == new
    assert tone_key(old) == tone_key(new) == tone_key(unicodedata.normalize("NFD", old))


def test_fold_drops_case_accents_and_signs() -> None:
    assert fold("  Đẩy   MẠNH – “Chống dịch”  ") == 'day manh - "chong dich"'


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold_aligned(text)) == len(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "\r" not in once


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("UỶ BAN NHÂN DÂN HUYỆN MAI SƠN", "Ủy ban nhân dân huyện Mai Sơn"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Ủy ban nhân dân thành phố Hồ Chí Minh"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Sở Giáo dục và Đào tạo"),
        ("SỞ Y TẾ TỈNH ĐẮK LẮK", "Sở Y tế tỉnh Đắk Lắk"),
        ("TỈNH ỦY LAI CHÂU", "Tỉnh ủy Lai Châu"),
        ("UBND XÃ CHIỀNG BAN", "UBND xã Chiềng Ban"),
        ("BỘ Y TẾ", "Bộ Y tế"),
        ("Bộ Y tế", "Bộ Y tế"),
        ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ"),
    ],
)
def test_capitals_become_sentence_case(printed: str, written: str) -> None:
    assert sentence_case(printed, compile_lexicon([])) == written
