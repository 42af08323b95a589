import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.delivery.web.directives.layout import lay_out
from phaodai.delivery.web.directives.marking import Mark, render_text

DISPATCH = (
    "\n\n**ỦY BAN NHÂN DÂN\nHUYỆN MAI SƠN**\n\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập**\n\n"
    "Số: /UBND-VP\n\nMai Sơn, ngày 09 tháng 9 năm 2021\n\nKính gửi:\n\n- Trung tâm Y tế.\n\n"
    "1. Rà soát *kịch bản* trước **ngày 15/9/2021**; báo cáo.\n\n2. Tiêm chủng.\n\n"
    "Nơi nhận:\n\n- Như trên;\n- Lưu: VT.\n\n**KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH**\n\nLò Thị Hà"
)


class Tree(HTMLParser):
    """Checks that tags nest, and notes what lies in what."""

    def __init__(self):
        super().__init__()
        self.stack = []
        self.ids = []
        self.marks = {}

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.stack.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        for number in {attrs["data-o"] for tag, attrs in self.stack if tag == "mark"}:
            self.marks[number] = self.marks.get(number, "") + data


def render(text, *spans, anchors=()):
    marks = [Mark(n, span, n % 2 == 0, f"Nghĩa vụ {n}") for n, span in enumerate(spans, start=1)]
    first = min((start for start, _ in spans), default=len(text))
    return str(
        render_text(text, layout=lay_out(text, first_order=first), marks=marks, anchors=anchors)
    )


def read_back(page):
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def tree(page):
    parser = Tree()
    parser.feed(page)
    parser.close()
    assert parser.stack == []
    return parser


def test_taking_the_tags_away_gives_the_text_back():
    start = DISPATCH.index("Rà soát")
    page = render(DISPATCH, (start, DISPATCH.index("\n\n2.")))
    assert read_back(page) == DISPATCH
    assert '<mark id="d1" class="d" data-o="1"><a class="no" href="#o1" data-n="1"' in page


def test_parts_of_the_paper_are_found():
    layout = lay_out(DISPATCH, first_order=DISPATCH.index("Rà soát"))
    boxes = [DISPATCH[start:end] for start, end in layout.boxes]
    assert boxes[0].startswith("**ỦY BAN")
    assert boxes[-1].startswith("Mai Sơn, ngày")
    assert DISPATCH[slice(*layout.recipients)].endswith("Lưu: VT.")
    assert DISPATCH[slice(*layout.signature)].endswith("Lò Thị Hà")
    assert [DISPATCH[slice(*span)] for span in layout.italic] == ["kịch bản"]


def test_an_obligation_inside_another_stays_inside():
    text = "Sở Y tế chủ trì; báo cáo trước 10:00; tổng hợp."
    inner = (text.index("báo cáo"), text.index("; tổng"))
    page = render(text, (0, len(text)), inner)
    marks = tree(page).marks
    assert marks == {"1": text, "2": text[slice(*inner)]}
    assert page.count("<mark") == 2


def test_obligations_that_overlap_are_cut_and_numbered_once():
    text = "một hai ba bốn năm"
    page = render(text, (0, 10), (4, 18))
    found = tree(page)
    assert found.marks == {"1": text[:10], "2": text[4:18]}
    assert sorted(i for i in found.ids) == ["d1", "d2"]
    assert page.count('class="no"') == 2


def test_equal_spans_both_show():
    found = tree(render("làm ngay", (0, 8), (0, 8)))
    assert found.marks == {"1": "làm ngay", "2": "làm ngay"}


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "{{ 7*7 }}{% load x %}",
        "</mark></div><b>",
        "&lt;b&gt; &amp;amp;",
        "'\"`\x00<!--",
    ],
)
def test_a_hostile_text_is_only_text(attack):
    text = f"1. Sở Y tế {attack} rà soát **{attack}** ngay."
    page = render(text, (3, len(text)), (5, len(text) - 2), anchors=[("e-x", (0, 6))])
    assert read_back(page) == text
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {"mark", "a", "b", "i", "span", "div"}
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")


TEXTS = st.text(alphabet="ab <>&\"'*\n-1.KNơiíh", max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=6))
def test_any_spans_of_any_text_nest_and_keep_the_text(text, pairs):
    spans = [(a, min(a + n, len(text))) for a, n in pairs if a < len(text)]
    page = render(text, *spans)
    assert read_back(page) == text
    marks = tree(page).marks
    for n, (start, end) in enumerate(spans, start=1):
        assert marks[str(n)] == text[start:end]
