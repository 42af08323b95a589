"""Sheets are read by what their headings mean; what may mean two things is never taken."""

import unicodedata
from datetime import date

import pytest

from phaodai.engines.forms.numbers import NumberFault, read_number
from phaodai.engines.sheets import cells
from phaodai.engines.sheets.layout import DAY, NOTE, PLACE, Way, propose
from phaodai.engines.sheets.records import SheetFault, Skip, once, read
from phaodai.engines.sheets.wordings import FAULTS, SKIPS
from phaodai.engines.sheets.words import fold
from tests.engines.sheets import examples

DAY_23 = date(2021, 11, 23)


def look(rows, *, merged=(), **said):
    fields, places = examples.lexicon(), examples.places()
    layout = propose(rows, fields=fields, places=places, merged=merged)
    assert layout is not None
    found = read(rows, layout, fields=fields, places=places, merged=merged,
                 **{"day": DAY_23, **said})  # fmt: skip
    assert len(found.records) + len(found.skipped) == found.n_lines
    return layout, found


@pytest.mark.parametrize("spelling", [list, examples.decomposed])
def test_a_consolidated_table(spelling):
    layout, found = look(spelling(examples.consolidated()))
    assert layout.way is Way.UNITS_DOWN
    assert layout.days == {DAY_23}
    assert set(layout.fields()) >= {"f0_new", "f0_recovered", "f0_died", "f0_total", "f1_new",
                                    "f1_concentrated", "f1_home"}  # fmt: skip
    assert not layout.open
    assert [each.place for each in found.records if each.place] == [c for c, _ in examples.COMMUNES]
    assert not any(each.faults for each in found.records)
    third = found.records[2]
    assert third.day == DAY_23
    assert (third.values["f0_total"], third.values["f1_home"]) == ("1.202", "42")
    assert found.records[0].note == "xã có chợ đầu mối"
    assert list(found.skipped.values()).count(Skip.TOTAL) == 1
    assert found.sums["f1_home"] == "396"


@pytest.mark.parametrize("spelling", [list, examples.decomposed])
def test_fields_down_and_communes_across(spelling):
    layout, found = look(spelling(examples.crosswise()))
    assert layout.way is Way.UNITS_ACROSS
    assert len(found.records) == 9
    assert not any(each.faults for each in found.records)
    assert found.records[3].values == {
        "f0_new": "3", "f0_current": "23", "f0_died": "0", "f1_new": "15", "f2_new": "12",
        "samples_pcr": "1.103",
    }  # fmt: skip
    assert found.records[3].line == 7  # column G


def test_one_unit_with_labels_and_one_column():
    rows = [["Đơn vị: Xã Phước Hải"], ["Chỉ tiêu", "Số liệu"], ["F0 mới trong ngày", "3"],
            ["F1 mới trong ngày", "12"], ["Khó khăn, vướng mắc", "thiếu kit"]]  # fmt: skip
    layout, found = look(rows)
    assert (layout.way, layout.at(PLACE)) == (Way.UNITS_ACROSS, None)
    (record,) = found.records
    assert record.place == "22868"
    assert record.values == {"f0_new": "3", "f1_new": "12", "difficulties": "thiếu kit"}
    rows[0] = ["Đơn vị: Xã Mường Chanh"]
    _, other = look(rows, place="22868")
    assert [fault.code for fault in other.records[0].faults] == [SheetFault.UNKNOWN_PLACE]
    _, own = look(rows[1:], place="22868")
    assert own.records[0].place == "22868"


def sheet(*rows: list[str], head=("Xã", "Ngày", "F0 mới trong ngày", "F1 mới trong ngày")):
    return [list(head), *rows]


def faults(*rows, **said):
    _, found = look(sheet(*rows), **said)
    return [[fault.code for fault in each.faults] for each in found.records]


def test_days_as_text():
    _, found = look(sheet(["An Hải", "22/11/2021", "1", "1"], ["An Hải", "2021-11-21", "1", "1"],
                          ["An Hải", "1.9.2021", "1", "2"]))  # fmt: skip
    assert [each.day for each in found.records] == [
        date(2021, 11, 22), date(2021, 11, 21), date(2021, 9, 1)]  # fmt: skip
    assert faults(["An Hải", "11/23/2021", "1", "1"]) == [[SheetFault.BAD_DAY]]
    assert faults(["An Hải", "44523", "1", "1"]) == [[SheetFault.BAD_DAY]]
    assert faults(["An Hải", "", "1", "1"], day=None) == [[SheetFault.NO_DAY]]


def test_another_day_above_the_table():
    rows = examples.consolidated()
    _, found = look(rows, day=date(2021, 11, 24))
    assert all(SheetFault.OTHER_DAY in {f.code for f in each.faults} for each in found.records
               if each.place)  # fmt: skip


def test_units():
    assert faults(["Xã Lạ Hoắc", "", "1", "1"]) == [[SheetFault.UNKNOWN_PLACE]]
    assert faults(["Phường An Hải", "", "1", "1"]) == [[SheetFault.UNKNOWN_PLACE]]  # a xã
    assert faults(["", "", "1", "1"]) == [[SheetFault.NO_PLACE]]
    assert faults(["AN HẢI", "", "1", "1"], ["x. An Hải", "", "2", "2"]) == [
        [SheetFault.TWICE], [SheetFault.TWICE]]  # fmt: skip
    head = ("Mã đơn vị", "Xã", "F0 mới trong ngày")
    fields = examples.lexicon()
    twins = examples.places([("1", "Xã An Hải"), ("2", "Thị trấn An Hải"), ("3", "Xã Bình")])
    rows = [list(head), ["", "An Hải", "1"], ["2", "An Hải", "1"], ["3", "An Hải", "1"],
            ["", "TT. An Hải", "1"], ["3", "Xã Bình", "1"]]  # fmt: skip
    layout = propose(rows, fields=fields, places=twins)
    found = read(rows, layout, fields=fields, places=twins, day=DAY_23)
    assert [[f.code for f in each.faults] for each in found.records] == [
        [SheetFault.SAME_NAME], [SheetFault.TWICE], [SheetFault.CODE_DIFFERS],
        [SheetFault.TWICE], []]  # fmt: skip


def test_cells_that_are_no_figures():
    assert faults(["An Hải", "", "=cmd|' /C calc'!A0", "1"]) == [[SheetFault.FORMULA]]
    assert faults(["An Hải", "", "@SUM(A1)", "1"]) == [[SheetFault.FORMULA]]
    assert faults(["An Hải", "", "#REF!", "###"]) == [[SheetFault.ERROR_CELL] * 2]
    assert faults(["An Hải", "", "", ""]) == [[SheetFault.NO_VALUES]]
    assert faults(["An Hải", "", "-1", "1"]) == [[]]  # the form says what is wrong with it


def test_a_merged_figure_is_nobodys():
    rows = sheet(["An Hải", "", "4", "1"], ["Phước Hải", "", "", "1"])
    _, found = look(rows, merged=[(1, 2, 2, 2)])
    assert [[f.code for f in each.faults] for each in found.records] == [
        [SheetFault.MERGED_CELL], [SheetFault.MERGED_CELL]]  # fmt: skip


def test_a_merged_day_covers_its_rows():
    rows = sheet(["An Hải", "22/11/2021", "4", "1"], ["Phước Hải", "", "5", "1"])
    _, found = look(rows, merged=[(1, 1, 2, 1)])
    assert {each.day for each in found.records} == {date(2021, 11, 22)}


def test_shares():
    head = ("Xã", "F0 mới trong ngày", "Giường còn trống, %")
    _, found = look(sheet(["An Hải", "1", "85%"], ["Phước Hải", "1", "0,85"],
                          ["Phước Sơn", "1", "85"], head=head))  # fmt: skip
    assert [each.values["beds"] for each in found.records] == ["85", "0,85", "85"]
    assert [[f.code for f in each.faults] for each in found.records] == [
        [], [SheetFault.PERCENT_SCALE], []]  # fmt: skip


def test_what_is_not_sure_is_asked():
    head = ("Xã", "F0 mới trong ngày", "F0 hôm qua", "Dân số", "F1", "F0 mới")
    layout, _ = look(sheet(["An Hải", "1", "2", "3", "4", "5"], head=head))
    # Two columns may be the new cases; the one that says it in full is taken, the other asked.
    assert layout.fields() == {"f0_new": 1}
    assert [each.index for each in layout.open] == [2, 3, 4, 5]
    decided = layout.decided({4: "f1_new"})
    assert decided.fields() == {"f0_new": 1, "f1_new": 4}
    head = ("Xã", "Tử vong", "F0 mới", "Số F0 mới")
    layout, _ = look(sheet(["An Hải", "0", "1", "2"], head=head))
    assert "f0_new" not in layout.fields()


def test_special_columns_and_order():
    head = ("F1 mới", "Ghi chú", "Địa phương", "Ngày báo cáo", "F0 mới")
    layout, found = look(sheet(["2", "đã rà soát", "Xã An Hải", "23/11/2021", "1"], head=head))
    assert (layout.at(PLACE), layout.at(DAY), layout.at(NOTE)) == (2, 3, 1)
    assert found.records[0].values == {"f1_new": "2", "f0_new": "1"}


def test_nothing_to_read():
    fields, places = examples.lexicon(), examples.places()
    for rows in ([], [[""]], [["a", "b"], ["1", "2"]], [["x" * 100_000]]):
        assert propose(rows, fields=fields, places=places) is None


@pytest.mark.parametrize(("number", "text"), [
    (1234.0, "1234"), (1.234, "1,2340"), (1.5, "1,5"), (0.1 + 0.2, "0,3"), (-2.0, "-2"),
    (12.25, "12,25"), (1e20, "1" + "0" * 20), (0.85, "0,85"), (float("nan"), "nan"),
])  # fmt: skip
def test_exact_figures(number, text):
    assert cells.exact(number) == text


def test_all_that_is_said_has_words():
    assert set(FAULTS) == set(SheetFault)
    assert set(SKIPS) == set(Skip)
    assert fold("ĐƠN  VỊ:") == "don vi"


def test_digits_of_other_keyboards_and_words_for_none():
    _, found = look(sheet(["An Hải", "", "１２", "１.２３４"]))
    assert found.records[0].values == {"f0_new": "12", "f1_new": "1.234"}
    for text in ("-", "–", "—", "không", "Không có", decomposed("không"), "ko", "n/a", "."):
        assert faults(["An Hải", "", text, "1"]) == [[SheetFault.DASH]], text
    # Words may say so where words are asked for.
    _, found = look([["Xã", "F0 mới trong ngày", "Khó khăn, vướng mắc"], ["An Hải", "1", "không"]])
    assert found.records[0].values["difficulties"] == "không"
    assert not found.records[0].faults


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_a_quoted_formula_is_no_figure():
    _, found = look(sheet(["An Hải", "", "'=1+1", "1"]))
    assert isinstance(read_number(found.records[0].values["f0_new"]), NumberFault)


def test_one_unit_in_two_sheets():
    _, one = look(sheet(["An Hải", "", "1", "1"], ["An Hải", "", "2", "2"]))
    _, other = look(sheet(["x. An Hải", "", "3", "3"]))
    first, second = once([("Một", one), ("Hai", other)])
    said = [[(fault.code, fault.value) for fault in each.faults] for each in first.records]
    assert said == [[(SheetFault.TWICE, "3, 2 (Hai)")], [(SheetFault.TWICE, "2, 2 (Hai)")]]
    assert second.records[0].faults[0].value == "2 (Một), 3 (Một)"
