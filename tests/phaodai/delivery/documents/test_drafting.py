"""The three pictures of a paper say the same, whatever its wording."""

import html
import io
import re

import docx
import pypdfium2
from django.template.loader import render_to_string
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from phaodai.engines.papers import pdf, word
from phaodai.engines.papers.layout import lay_out
from phaodai.engines.papers.model import Form, Heading, Paper, Paragraph, Signature, Words
from tests.phaodai.conftest import NOW, TODAY

TEXT = some.text(
    alphabet="abcđeghiklmnopưxyăâêôơ ÁẰỊỤỸ0123456789,;:()%{}<>&#$\\\"'*_[]@",
    min_size=1,
    max_size=80,
).filter(lambda text: text.strip())
RUNS = some.builds(lambda text: (Words(text),), TEXT)
BLOCK = some.one_of(
    some.builds(Heading, some.integers(1, 3), RUNS),
    some.builds(Paragraph, RUNS, is_item=some.booleans(), is_basis=some.booleans()),
)
PAPER = some.builds(
    Paper,
    issuer=some.just("Ủy ban nhân dân huyện Thử"),
    symbol=some.just("BC-UBND"),
    place=some.just("Thử"),
    subject=TEXT,
    body=some.lists(BLOCK, min_size=1, max_size=6).map(tuple),
    signature=some.builds(Signature, some.just("Chủ tịch"), some.just("Mai Quốc Thịnh")),
    form=some.sampled_from(Form),
    kind=some.sampled_from(["Báo cáo", ""]),
    number=some.just("7"),
    day=some.just(TODAY),
    addressees=some.lists(TEXT, max_size=2).map(tuple),
    copies=some.just(("Lưu: VT",)),
)


def letters(text: str) -> list[str]:
    return sorted(letter for letter in text if not letter.isspace())


def in_word(paper: Paper) -> list[str]:
    document = docx.Document(io.BytesIO(word.write(paper, now=NOW)))
    return letters("".join(t.text or "" for t in document.element.body.iter(qn("w:t"))))


def in_pdf(paper: Paper) -> list[str]:
    pages = list(pypdfium2.PdfDocument(pdf.write(paper, now=NOW)))
    said = [page.get_textpage().get_text_range() for page in pages]
    return letters("".join([said[0], *(text.lstrip("0123456789") for text in said[1:])]))


def in_preview(paper: Paper) -> list[str]:
    page = render_to_string("papers/_sheet.html", {"sheet": lay_out(paper)})
    return letters(html.unescape(re.sub(r"<[^>]*>|{#.*?#}", "", page)))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAPER)
def test_word_pdf_and_preview_say_the_same(paper):
    assert in_word(paper) == in_preview(paper)
    assert in_pdf(paper) == in_preview(paper)
