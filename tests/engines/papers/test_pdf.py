"""A paper as PDF says the same, and nothing typed becomes markup."""

import itertools
from dataclasses import replace

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from phaodai.engines.papers import pdf, plain, word
from phaodai.engines.papers.measures import MARGIN, PAGE
from phaodai.engines.papers.model import Paragraph, Table, Words
from tests.engines.papers.papers import LETTER, NOW, PARTY_REPORT, REPORT, figure


def pages(paper):
    document = pypdfium2.PdfDocument(pdf.write(paper, now=NOW))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.parametrize("paper", [REPORT, LETTER, PARTY_REPORT])
def test_word_and_pdf_say_the_same(paper, tmp_path):
    (tmp_path / "p.docx").write_bytes(word.write(paper, now=NOW))
    document = docx.Document(str(tmp_path / "p.docx"))
    letters = "".join("".join(t.text or "" for t in document.element.body.iter(qn("w:t"))).split())
    printed = "".join("".join(pages(paper)).split())
    assert sorted(letters) == sorted(printed)


def test_a_paper_of_one_page_has_no_page_number():
    assert len(pages(REPORT)) == 1
    long = replace(REPORT, body=REPORT.body * 8)
    assert [text.split()[0] for text in pages(long)[1:]] == ["2", "3", "4"]


def test_what_is_typed_is_never_markup():
    typed = '#set text(red) $x$ \\ "quoted" *bold* <label> @ref // note'
    paper = replace(REPORT, body=(Paragraph((Words(typed),)),))
    assert typed in " ".join(pages(paper))


def test_a_table_over_several_pages_repeats_its_headings():
    rows = tuple(((Words(f"Xã {n}"),), (figure(str(n)),)) for n in range(120))
    paper = replace(REPORT, body=(Table(("Xã", "Số ca mắc"), rows),))
    found = pages(paper)
    assert len(found) > 2
    assert all("Số ca mắc" in text for text in found[:-1])


def test_nobody_signs_on_a_page_that_bears_nothing_else():
    line = Paragraph((Words("Đề nghị bổ sung sinh phẩm."),))
    found = [pages(replace(REPORT, body=(line,) * n)) for n in range(16, 32)]
    assert {len(each) for each in found} == {1, 2}  # the place where a page ends lies between
    assert all("./." in each[-1] for each in found)


def test_a_full_line_ends_at_the_margin():
    words = "Huyện báo cáo, xã báo cáo, thôn báo cáo, tổ báo cáo, ấp báo cáo, bản báo cáo, "
    document = pypdfium2.PdfDocument(
        pdf.write(replace(REPORT, body=(Paragraph((Words(words * 8),)),)), now=NOW)
    )
    text = document[0].get_textpage()
    signs = [at for at, sign in enumerate(text.get_text_range()) if not sign.isspace()]
    right = max(text.get_charbox(at)[2] for at in signs)
    assert right <= (PAGE[0] - MARGIN["right"]) * 72 / 25.4 + 0.1


def test_the_same_paper_makes_the_same_file():
    assert pdf.write(REPORT, now=NOW) == pdf.write(REPORT, now=NOW)


def test_a_digest_fits_a_message_and_says_that_there_is_more():
    for limit in itertools.chain(range(300, 700, 7), (2000,)):
        text = plain.digest(replace(REPORT, body=REPORT.body * 5), limit=limit)
        assert len(text) <= limit
        assert text.endswith("xem văn bản)") == (limit < 2000) or len(text) < 2000
    assert "BÁO CÁO – Ủy ban nhân dân huyện Thử" in plain.digest(REPORT)
    assert "1.234 ca mắc mới" in plain.digest(REPORT)
