import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.vocabulary.folding import fold, tone_key

VIETNAMESE = "aăâeêioôơuưyđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + "bcghklmnpqrstvx ", max_size=40)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hoà bình", "hòa bình"),
        ("hòa bình", "hòa bình"),
        ("uỷ ban", "ủy ban"),
        ("Uỷ", "Ủy"),
        ("UỶ BAN", "ỦY BAN"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("thuỷ", "thủy"),
        ("hoàn thành", "hoàn thành"),  # a closed syllable keeps its mark
        ("hoạt động", "hoạt động"),
        ("quý", "quý"),  # q takes the u
        ("quỳ", "quỳ"),
        ("Quả", "Quả"),
        ("tuyến", "tuyến"),
        ("khuỷu", "khuỷu"),
    ],
)
def test_tone_key(typed, key):
    assert tone_key(typed) == key
    assert tone_key(unicodedata.normalize("NFD", typed)) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Uỷ  ban Nhân dân", "uy ban nhan dan"),
        ("ỦY BAN NHÂN DÂN", "uy ban nhan dan"),
        ("Đắk Lắk", "dak lak"),
        ("\tPhan Rang\u00a0- Tháp Chàm ", "phan rang - thap cham"),
        ("", ""),
    ],
)
def test_fold(typed, key):
    assert fold(typed) == key


@given(words)
def test_keys_are_idempotent_and_blind_to_the_form(text):
    for key in (tone_key, fold):
        assert key(key(text)) == key(text)
        assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))


@given(st.text())
def test_any_text_has_a_key(text):
    assert fold(fold(text)) == fold(text)
    assert fold(tone_key(text)) == fold(text)
