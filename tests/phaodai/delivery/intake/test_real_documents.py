"""Decree 30/2020 and its annexes, as published, come out whole and soon."""

import time
from pathlib import Path

import pytest

from phaodai.delivery.intake.texts import ExtractedText, extract_text

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "data" / "documents"
MAX_SECONDS = 2.0

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the published documents are not beside the repository"
)


def read(name: str) -> ExtractedText:
    began = time.monotonic()
    out = extract_text(FOLDER / name, filename=name)
    assert time.monotonic() - began < MAX_SECONDS
    return out


def test_the_decree() -> None:
    lines = read("30_2020_ND_CP.docx").text.splitlines()
    assert lines[0] == "CHÍNH PHỦ"
    assert lines.index("Số: 30/2020/NĐ-CP") < lines.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert "Hà Nội, ngày 05 tháng 3 năm 2020" in lines
    articles = [line.split(".")[0] for line in lines if line.startswith("Điều ")]
    assert articles == [f"Điều {i}" for i in range(1, 39)]
    assert sum(line.startswith("đ) ") for line in lines) >= 5


def test_annex_one_has_its_notes_and_its_drawing() -> None:
    text = read("Phuluc1.docx").text
    assert "THỂ THỨC, KỸ THUẬT TRÌNH BÀY VĂN BẢN HÀNH CHÍNH" in text
    assert "20 - 25 mm" in text
    assert "[1] Cỡ chữ trong cùng một văn bản" in text


def test_annex_three_has_the_numbers_that_word_makes() -> None:
    lines = read("Phuluc3.docx").text.splitlines()
    assert "1.\tNghị quyết (cá biệt)\tNQ" in lines
    assert "18.\tCông điện\tCĐ" in lines
    assert sum("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines) >= 10


def test_annex_six() -> None:
    assert "HỆ THỐNG QUẢN LÝ TÀI LIỆU ĐIỆN TỬ" in read("Phuluc6.docx").text


@pytest.mark.parametrize("name", ["30_2020_ND_CP.docx", "Phuluc1.docx", "Phuluc3.docx"])
def test_no_trace_of_the_format_is_left(name: str) -> None:
    text = read(name).text
    assert not {"\r", "\u00a0", "\u200b", "\u00ad", "\ufffd"} & set(text)
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in text)
    assert "\n\n\n" not in text
