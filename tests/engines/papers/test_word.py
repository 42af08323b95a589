"""A Word file is measured against Annex I of Decree 30/2020, ours and spoilt ones."""

import io
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from phaodai.engines.papers import word
from phaodai.engines.papers.inspection import inspect
from tests.engines.papers.papers import LETTER, NOW, PARTY_REPORT, REPORT


def inspect_spoilt(spoil, paper=REPORT):
    document = docx.Document(io.BytesIO(word.write(paper, now=NOW)))
    spoil(document)
    file = io.BytesIO()
    document.save(file)
    return {(found.box, found.what) for found in inspect(file.getvalue())}


def paragraph(document, begins):
    tables = [p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs]
    return next(p for p in (*document.paragraphs, *tables) if p.text.startswith(begins))


@pytest.mark.parametrize("paper", [REPORT, LETTER, PARTY_REPORT,
                                   replace(REPORT, number="", day=None)])  # fmt: skip
def test_what_is_written_is_as_the_decree_asks(paper):
    assert inspect(word.write(paper, now=NOW)) == ()


def test_titles_and_the_last_words_stay_with_what_follows():
    document = docx.Document(io.BytesIO(word.write(REPORT, now=NOW)))
    body = [p for p in document.paragraphs if p.text]
    kept = [p.text for p in body if p.paragraph_format.keep_with_next]
    assert kept == ["I. TÌNH HÌNH", "1. Ca mắc", "Số liệu theo xã", "II. KIẾN NGHỊ", body[-1].text]
    assert document.paragraphs[-1].text == ""  # the room above the names
    assert document.paragraphs[-1].paragraph_format.keep_with_next


def sized(begins, points):
    def spoil(document):
        paragraph(document, begins).runs[0].font.size = Pt(points)

    return spoil


def put(begins, name, value):
    def spoil(document):
        setattr(paragraph(document, begins).runs[0].font, name, value)

    return spoil


def margin(side, wide):
    return lambda document: setattr(document.sections[0], f"{side}_margin", Mm(wide))


def aligned(begins, how):
    return lambda document: setattr(paragraph(document, begins), "alignment", how)


def says(begins, text):
    return lambda document: setattr(paragraph(document, begins).runs[0], "text", text)


def removed(begins):
    def spoil(document):
        gone = paragraph(document, begins)._p
        gone.getparent().remove(gone)

    return spoil


def black(document):
    paragraph(document, "Trong ngày").runs[0].font.color.rgb = RGBColor(0, 0, 255)


def numbered_at_the_left(document):
    document.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT


LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
SPOILT = {
    "left margin too narrow": (margin("left", 25), ("page", "margin")),
    "right margin too wide": (margin("right", 30), ("page", "margin")),
    "top margin too narrow": (margin("top", 15), ("page", "margin")),
    "paper of letters": (
        lambda document: setattr(document.sections[0], "page_height", Mm(279)),
        ("page", "paper"),
    ),
    "number on the first page": (
        lambda document: setattr(document.sections[0], "different_first_page_header_footer", False),
        ("page", "number"),
    ),
    "number at the left": (numbered_at_the_left, ("page", "align")),
    "name of the country too large": (sized("CỘNG HÒA", 14), ("1a", "size")),
    "motto not bold": (put("Độc lập", "bold", False), ("1b", "bold")),
    "motto missing": (removed("Độc lập"), ("1b", "missing")),
    "body above bold": (put("UBND TỈNH", "bold", True), ("2a", "bold")),
    "issuer not bold": (put("ỦY BAN NHÂN DÂN HUYỆN", "bold", False), ("2b", "bold")),
    "number without its zero": (says("Số:", "Số: 5/BC-UBND"), ("3", "zero")),
    "number of another size": (sized("Số:", 14), ("3", "size")),
    "day without its zero": (says("Thử, ngày", "Thử, ngày 3 tháng 02 năm 2021"), ("4", "zero")),
    "month without its zero": (says("Thử, ngày", "Thử, ngày 03 tháng 2 năm 2021"), ("4", "zero")),
    "place upright": (put("Thử, ngày", "italic", False), ("4", "italic")),
    "kind at the left": (aligned("BÁO CÁO", LEFT), ("5a", "align")),
    "another face": (put("Trong ngày", "name", "Arial"), ("6", "face")),
    "letters too small": (sized("Trong ngày", 12), ("6", "size")),
    "ragged body": (aligned("Trong ngày", LEFT), ("6", "align")),
    "blue letters": (black, ("6", "colour")),
    "no closing mark": (says("Đề nghị", "Đề nghị bổ sung."), ("6", "end")),
    "post in small letters": (put("CHỦ TỊCH", "bold", False), ("7a", "bold")),
    "copies upright": (put("Nơi nhận", "italic", False), ("9b-title", "italic")),
    "copies too large": (sized("- Như trên", 13), ("9b", "size")),
    "no archive": (removed("- Lưu"), ("9b", "end")),
    "nobody gets it": (removed("Nơi nhận"), ("9b-title", "missing")),
    "nobody signs": (removed("TM."), None),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_found(name):
    spoil, found = SPOILT[name]
    if found is None:  # a head may sign for himself
        assert inspect_spoilt(spoil) == set()
    else:
        assert found in inspect_spoilt(spoil)


def test_the_name_of_the_country_stands_at_the_right():
    def swapped(document):
        left, right = document.tables[0].rows[0].cells
        for cell, other in ((left, right), (right, left)):
            text = cell.paragraphs[0].text
            cell.paragraphs[0].runs[0].text = other.paragraphs[0].text
            other.paragraphs[0].runs[0].text = text
            break

    assert ("1a", "place") in inspect_spoilt(swapped)


def test_hostile_words_stay_words():
    hostile = replace(REPORT, issuer='<w:p/>&"\x00\x0b', subject="a\nb\tc")
    document = docx.Document(io.BytesIO(word.write(hostile, now=NOW)))
    assert '<W:P/>&"' in document.tables[0].rows[0].cells[0].text
