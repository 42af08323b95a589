"""Templates are filled with figures that stay bound; broken ones name the place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.engines.papers.model import Figure, Heading, Paragraph, Table, Words
from phaodai.engines.papers.templates import (
    Contents,
    Fault,
    Kind,
    Names,
    Part,
    check,
    fill,
    fill_text,
    typed_numbers,
)
from tests.engines.papers.papers import REPORT, figure, said

TABLE = Table(("Xã", "Ca"), (((Words("Xã 1"),), (figure("7"),)),))
CONTENTS = Contents(
    values={"f0_new": (figure("34"),), "silent": (), "day": (Words("23/12/2021"),)},
    lists={
        "rising": [{"unit": (Words("Phước Dân"),), "count": (figure("15"),)},
                   {"unit": (Words("Phước Hậu"),), "count": (figure("9"),)}],
        "missing": [],
    },
    tables={"communes": TABLE},
)  # fmt: skip


def test_figures_stay_bound():
    (block,) = fill([Part(Kind.PARAGRAPH, "Có {f0_new} ca {{mới}}.")], CONTENTS)
    assert block == Paragraph((Words("Có "), figure("34"), Words(" ca "), Words("{"), Words("mới"),
                               Words("}"), Words(".")))  # fmt: skip
    assert isinstance(block.runs[1], Figure)


def test_a_block_comes_once_for_each_row_and_not_at_all_while_nothing_is_said():
    parts = [
        Part(Kind.ITEM, "{rising.unit}: {rising.count} ca.", each="rising"),
        Part(Kind.PARAGRAPH, "không có", when="silent"),
        Part(Kind.PARAGRAPH, "không có", when="missing"),
        Part(Kind.PARAGRAPH, "có", when="rising"),
        Part(Kind.HEADING, "Bảng", level=2),
        Part(Kind.TABLE, "Ngày {day}", table="communes"),
    ]
    assert check(parts, CONTENTS.names) == ()
    blocks = fill(parts, CONTENTS)
    assert [type(block) for block in blocks] == [Paragraph, Paragraph, Paragraph, Heading, Table]
    assert "".join(run.text for run in blocks[1].runs) == "Phước Hậu: 9 ca."
    assert blocks[-1] == replace(TABLE, title="Ngày 23/12/2021")


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (Part(Kind.PARAGRAPH, "Có {f0_nwe} ca"), Fault(1, 4, "unknown", "f0_nwe")),
        (Part(Kind.PARAGRAPH, "Có { ca"), Fault(1, 4, "brace", "{ ca")),
        (Part(Kind.PARAGRAPH, "Có } ca"), Fault(1, 4, "brace", "} ca")),
        (Part(Kind.PARAGRAPH, "{rising.unit}"), Fault(1, 1, "outside", "rising.unit")),
        (Part(Kind.ITEM, "{rising.x}", each="rising"), Fault(1, 1, "unknown", "rising.x")),
        (Part(Kind.ITEM, "a", each="falling"), Fault(1, 0, "unknown_list", "falling")),
        (Part(Kind.PARAGRAPH, "a", when="falling"), Fault(1, 0, "unknown", "falling")),
        (Part(Kind.TABLE, table="none"), Fault(1, 0, "unknown_table", "none")),
        (Part(Kind.HEADING, "a", level=4), Fault(1, 0, "level", "4")),
        (Part(Kind.PARAGRAPH, "  "), Fault(1, 0, "empty")),
        (Part(Kind.PARAGRAPH, "a" * 5001), Fault(1, 0, "long", "5001")),
    ],
)
def test_a_broken_block_is_named_with_its_place(part, fault):
    assert check([part], CONTENTS.names) == (fault,)


def test_a_template_of_nothing_or_too_much_is_broken():
    assert check([], CONTENTS.names) == (Fault(0, 0, "empty"),)
    assert check([Part(Kind.PARAGRAPH, "a")] * 201, CONTENTS.names) == (Fault(0, 0, "many", "201"),)


@given(st.text(alphabet="ab{}._ f0new", max_size=40))
def test_what_passes_the_check_can_be_filled(text):
    names = Names(frozenset({"f0_new", "a"}))
    if not check([Part(Kind.PARAGRAPH, text)], names):
        fill_text(text, Contents({"f0_new": (), "a": (Words("x"),)}))


def test_a_number_that_somebody_typed_is_found():
    body = (
        said(
            "Có ", figure("12"), " ca; theo 24/CĐ-UBND ngày 21/12/2021, COVID-19, mũi 2, cấp độ 3."
        ),
        said("Lúc 10 giờ 05 phút ngày 23/12/2021, tháng 12 năm 2021, Nghị quyết số 128/NQ-CP."),
        said("Đã tiêm 1.250 liều, đạt 87,5%."),
        TABLE,
    )
    assert typed_numbers(replace(REPORT, body=body)) == ("1.250", "87,5")
