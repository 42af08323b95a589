"""Word files come out as a person reads them: labels, cells, boxes, old fonts."""

import pytest

from phaodai.delivery.intake import numbering
from phaodai.delivery.intake.notes import Note
from phaodai.delivery.intake.texts import ExtractedText, extract_text
from phaodai.registers.directives.lexicon import read_text
from tests.phaodai.delivery.intake import samples as make
from tests.phaodai.delivery.intake.samples import level, listed, para

TCVN3 = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
TCVN3_CAPITALS = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
VNI = '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>'


def read(body: str, **parts: str | bytes) -> ExtractedText:
    return extract_text(make.docx(body, **parts), filename="cong-van.docx")


def lines(body: str, **parts: str | bytes) -> list[str]:
    return read(body, **parts).text.splitlines()


def test_what_is_told_about_the_file() -> None:
    out = read(para("Kính gửi: Sở Y tế"))
    assert out.text == "Kính gửi: Sở Y tế\n"
    assert out.media_type.endswith("wordprocessingml.document")
    assert len(out.sha256) == 64
    assert (out.n_pages, out.was_ocr, out.notes) == (None, False, ())


def test_letterhead_and_closing_block_come_out_cell_by_cell() -> None:
    head = make.table(
        [["UBND TỈNH SƠN LA", "SỞ Y TẾ"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập"]],
        [["Số: 12/SYT"], ["Sơn La, ngày 09 tháng 9 năm 2021"]],
    )
    foot = make.table([["Nơi nhận:", "- Như trên;", "- Lưu: VT."], ["GIÁM ĐỐC", "", "Lê Văn A"]])
    assert lines(head + para("Nội dung.") + foot) == [
        "UBND TỈNH SƠN LA", "SỞ Y TẾ", "",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập", "",
        "Số: 12/SYT", "", "Sơn La, ngày 09 tháng 9 năm 2021", "",
        "Nội dung.", "",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "",
        "GIÁM ĐỐC", "", "Lê Văn A",
    ]  # fmt: skip


def test_a_grid_comes_out_by_rows() -> None:
    grid = make.table(
        [["TT"], ["Nhiệm vụ"], ["Thời hạn"]],
        [["1"], ["Lấy mẫu", "toàn xã"], ["15/9"]],
    )
    assert lines(grid) == ["TT\tNhiệm vụ\tThời hạn", "1\tLấy mẫu toàn xã\t15/9"]


def test_an_empty_cell_of_a_grid_keeps_its_column() -> None:
    grid = make.table(
        [["TT"], ["Nhiệm vụ"], ["Chủ trì"], ["Phối hợp"], ["Thời hạn"]],
        [["1"], ["Lấy mẫu"], ["Trạm Y tế", "Công an xã"], [""], ["15/9"]],
        [["2"], ["Báo cáo"], [""], ["Thôn"], ["16/9"]],
    )
    assert lines(grid)[1:] == [
        "1\tLấy mẫu\tTrạm Y tế; Công an xã\t\t15/9",
        "2\tBáo cáo\t\tThôn\t16/9",
    ]


def test_a_table_of_tasks_in_word_becomes_obligations_row_by_row() -> None:
    heads = ["KẾ HOẠCH", "Phòng, chống dịch năm 2023", "I. NHIỆM VỤ"]
    grid = make.table(
        [["STT"], ["Nhiệm vụ"], ["Cơ quan", "chủ trì"], ["Phối hợp"], ["Thời hạn"], ["Sản phẩm"]],
        [["I"], ["Chỉ đạo"], [""], [""], [""], [""]],
        [["1"], ["Họp dân"], ["Phòng Y tế", "Phòng Nội vụ"], [""], ["20/4/2023"], ["Biên bản"]],
        [["2"], ["Diệt bọ gậy"], ["UBND các xã Tân Hòa, An Phú"], ["Thôn"], ["Hằng tuần"], [""]],
    )
    file = make.docx("".join(map(para, heads)) + grid)
    read = read_text(extract_text(file, filename="ke-hoach.docx").text)
    assert [
        ([body["text"] for body in item["lead"]], item["due"]["date"] or item["due"]["rrule"])
        for item in read["obligations"]
    ] == [
        (["Phòng Y tế", "Phòng Nội vụ"], "2023-04-20"),
        (["UBND xã Tân Hòa", "UBND xã An Phú"], "FREQ=WEEKLY"),
    ]


@pytest.mark.parametrize(("columns", "tabs"), [("2", 2), ("999999999", 63), ("x", 1), ("-4", 1)])
def test_a_cell_over_several_columns_keeps_those_after_it(columns: str, tabs: int) -> None:
    wide = f"<w:tcPr><w:gridSpan w:val='{columns}'/></w:tcPr>"
    first = f"<w:tr><w:tc>{wide}{para('A')}</w:tc>" + f"<w:tc>{para('B')}</w:tc>" * 2 + "</w:tr>"
    assert lines(f"<w:tbl>{first * 2}</w:tbl>")[0] == "A" + "\t" * tabs + "B\tB"


def test_serial_numbers_of_a_grid_are_labels_of_empty_paragraphs() -> None:
    row = f"<w:tr><w:tc>{listed('')}</w:tc><w:tc>{para('A')}</w:tc><w:tc>{para('B')}</w:tc></w:tr>"
    part = make.numbering(level(0, "decimal", "%1."))
    assert lines(f"<w:tbl>{row * 2}</w:tbl>", numbering=part) == ["1.\tA\tB", "2.\tA\tB"]


def test_cells_merged_downwards_are_read_once() -> None:
    merged = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + para("A") + "</w:tc>"
        "<w:tc>" + para("B") + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        + para("giấu") + "</w:tc><w:tc>" + para("C") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    assert lines(merged) == ["A", "", "B", "", "C"]


class TestNumbering:
    PART = make.numbering(
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%2."),
        level(2, "lowerLetter", "%3)"),
        level(3, "bullet", "-"),
        level(4, "bullet", "\uf0b7"),
    )

    def test_levels_count_and_start_again(self) -> None:
        body = "".join(
            listed(text, i)
            for text, i in (
                ("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 3), ("g", 1), ("h", 2),
                ("i", 0), ("j", 1), ("k", 4),
            )
        )  # fmt: skip
        assert lines(body, numbering=self.PART) == [
            "I. a", "1. b", "2. c", "a) d", "b) e", "- f", "3. g", "a) h", "II. i", "1. j", "• k",
        ]  # fmt: skip

    def test_upper_levels_stand_in_a_label(self) -> None:
        part = make.numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."))
        body = listed("a") + listed("b", 1) + listed("c", 1) + listed("d") + listed("e", 1)
        assert lines(body, numbering=part) == ["1. a", "1.1. b", "1.2. c", "2. d", "2.1. e"]

    def test_legal_numbers_turn_roman_parents_into_digits(self) -> None:
        part = make.numbering(
            level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", more="<w:isLgl/>")
        )
        assert lines(listed("a") + listed("b", 1), numbering=part) == ["I. a", "1.1 b"]

    def test_a_list_with_its_own_start_begins_again(self) -> None:
        part = make.numbering(level(0, "decimal", "%1."))
        body = listed("a") + listed("b") + listed("c", 0, 2) + listed("d", 0, 2)
        assert lines(body, numbering=part) == ["1. a", "2. b", "1. c", "2. d"]

    def test_number_zero_takes_the_label_away(self) -> None:
        part = make.numbering(level(0, "decimal", "%1."))
        assert lines(listed("a") + listed("b", 0, 0), numbering=part) == ["1. a", "b"]

    def test_labels_that_come_from_a_style(self) -> None:
        styles = (
            f'<w:styles xmlns:w="{make.W}"><w:style w:type="paragraph" w:styleId="Dieu"><w:pPr>'
            '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" '
            'w:styleId="Con"><w:basedOn w:val="Dieu"/></w:style></w:styles>'
        )
        part = make.numbering(level(0, "decimal", "Điều %1.", more='<w:pStyle w:val="Dieu"/>'))
        body = "".join(para(s, properties=f'<w:pStyle w:val="{s}"/>') for s in ("Dieu", "Con"))
        assert lines(body, numbering=part, styles=styles) == ["Điều 1. Dieu", "Điều 2. Con"]

    def test_a_label_in_an_old_font(self) -> None:
        font = f"<w:rPr>{TCVN3}</w:rPr>"
        template = level(0, "decimal", "\xa7iÒu %1.").replace("</w:lvl>", font + "</w:lvl>")
        assert lines(listed("a"), numbering=make.numbering(template)) == ["Điều 1. a"]

    @pytest.mark.parametrize(
        ("number", "form", "label"),
        [
            (1, "lowerLetter", "a"), (26, "lowerLetter", "z"), (27, "lowerLetter", "aa"),
            (0, "lowerLetter", "0"), (4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"),
            (4000, "lowerRoman", "4000"), (7, "decimalZero", "07"), (10, "decimalZero", "10"),
            (21, "vietnameseCounting", "hai mươi mốt"), (15, "vietnameseCounting", "mười lăm"),
            (10, "vietnameseCounting", "mười"), (3, "none", ""), (9, "hebrew1", "9"),
        ],
    )  # fmt: skip
    def test_forms_of_numbers(self, number: int, form: str, label: str) -> None:
        assert numbering.number_in_words(number, form=form) == label

    @pytest.mark.parametrize(
        ("text", "font", "label"),
        [
            ("-", None, "-"), ("–", "Times New Roman", "-"), ("\uf02d", "Symbol", "-"),
            ("+", "Wingdings", "+"), ("\uf0b7", "Symbol", "•"), ("o", "Courier New", "•"),
            ("", None, "•"), ("*", None, "*"), ("§", "Wingdings", "•"),
        ],
    )  # fmt: skip
    def test_bullets(self, text: str, font: str | None, label: str) -> None:
        assert numbering.bullet(text, font=font) == label


class TestOldFonts:
    def test_tcvn3(self) -> None:
        out = read(para("Céng hßa x· héi chñ nghÜa ViÖt Nam", run=TCVN3))
        assert out.text == "Cộng hòa xã hội chủ nghĩa Việt Nam\n"
        assert out.notes == (Note.LEGACY_ENCODING,)

    def test_tcvn3_of_capitals(self) -> None:
        assert lines(para("ñy ban nh©n d©n", run=TCVN3_CAPITALS)) == ["ỦY BAN NHÂN DÂN"]

    def test_vni_cut_into_runs_within_a_letter(self) -> None:
        runs = "".join(
            f"<w:r><w:rPr>{VNI}</w:rPr><w:t>{text}</w:t></w:r>"
            for text in ("Vie", "ät Nam Ñoä", "c")
        )
        assert lines(f"<w:p>{runs}</w:p>") == ["Việt Nam Độc"]

    def test_unicode_typed_in_an_old_font_is_left_alone(self) -> None:
        out = read(para("Độc lập – Tự do", run=TCVN3) + para("bà và má", run=TCVN3))
        assert out.text == "Độc lập – Tự do\nbà và má\n"
        assert out.notes == ()

    def test_old_letters_beside_unicode(self) -> None:
        assert lines(para("Kính gửi") + para("Së Y tÕ tØnh", run=TCVN3)) == [
            "Kính gửi",
            "Sở Y tế tỉnh",
        ]


def test_text_that_is_not_plain_runs() -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r>"
        "<w:hyperlink><w:r><w:t>d</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText>"
        '</w:r><w:fldSimple w:instr="DATE"><w:r><w:t>e</w:t></w:r></w:fldSimple>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
        f"<w:sdt><w:sdtContent>{para('f')}</w:sdtContent></w:sdt>"
    )
    assert lines(body) == ["a\tb", "c-de☒", "f"]


def test_tracked_changes_hidden_text_and_capitals() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>mới </w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r>"
        "</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        "<w:r><w:rPr><w:caps/></w:rPr><w:t>hỏa tốc</w:t></w:r></w:p>"
    )
    out = read(body)
    assert out.text == "mới HỎA TỐC\n"
    assert set(out.notes) == {Note.TRACKED_CHANGES, Note.HIDDEN_TEXT}


def test_a_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{para('KHẨN')}</w:txbxContent>"
    both = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing>' + box + "</w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    out = read(f"<w:p><w:r><w:t>Số: 1</w:t>{both}</w:r></w:p>" + para("hết"))
    assert out.text == "Số: 1\nKHẨN\nhết\n"
    assert out.notes == (Note.TEXT_BOXES,)


def test_footnotes_stand_at_the_end() -> None:
    part = (
        f'<w:footnotes xmlns:w="{make.W}"><w:footnote w:type="separator" w:id="0">{para("x")}'
        f'</w:footnote><w:footnote w:id="1">{para("theo báo cáo")}</w:footnote></w:footnotes>'
    )
    body = "<w:p><w:r><w:t>Số ca</w:t><w:footnoteReference w:id='1'/></w:r></w:p>" + para("hết")
    out = read(body, footnotes=part)
    assert out.text == "Số ca\nhết\n\n[1] theo báo cáo\n"
    assert out.notes == (Note.FOOTNOTES,)


def test_page_header_counts_only_when_the_motto_stands_there() -> None:
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    header = f'<w:hdr xmlns:w="{make.W}">{para(motto)}</w:hdr>'
    assert read(para("Kính gửi"), header=header).text == f"{motto}\nKính gửi\n"
    assert read(para(motto), header=header).text == f"{motto}\n"


def test_what_is_embedded_or_linked_is_never_opened() -> None:
    raw = make.package(
        {
            "[Content_Types].xml": make.types(),
            "word/document.xml": make.document(para("Kính gửi")),
            "word/settings.xml": f'<w:settings xmlns:w="{make.W}"/>',
            "word/_rels/settings.xml.rels": make.relations(
                attachedTemplate="http://127.0.0.1:9/x.dotm"
            ),
            "word/embeddings/a.zip": make.package({"b.zip": make.package({"c": "c" * 10_000})}),
        }
    )
    out = extract_text(raw, filename="a.docx")
    assert out.text == "Kính gửi\n"
    assert set(out.notes) == {Note.EMBEDDED_IGNORED, Note.LINKS_IGNORED}


def test_strict_files_and_styles_in_a_circle() -> None:
    styles = (
        f'<w:styles xmlns:w="{make.W}"><w:style w:type="paragraph" w:styleId="A"><w:basedOn '
        'w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    raw = make.docx(para("Kính gửi", properties='<w:pStyle w:val="A"/>'), styles=styles)
    assert extract_text(raw, filename="a.docx").text == "Kính gửi\n"
    strict = make.document(para("Kính gửi")).replace(
        make.W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert extract_text(make.docx_with("word/document.xml", strict), filename="a.docx").text
