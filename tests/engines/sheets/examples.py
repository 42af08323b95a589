"""Sheets as districts send them, made by code; all names of places are real, figures invented."""

import unicodedata
from collections.abc import Sequence

from phaodai.engines.sheets.places import Places
from phaodai.engines.sheets.words import Lexicon, Named

COMMUNES = (
    ("22861", "Thị trấn Phước Dân"), ("22862", "Xã Phước Sơn"), ("22863", "Xã Phước Thái"),
    ("22864", "Xã Phước Hậu"), ("22865", "Xã Phước Thuận"), ("22866", "Xã An Hải"),
    ("22867", "Xã Phước Hữu"), ("22868", "Xã Phước Hải"), ("22869", "Xã Phước Vinh"),
)  # fmt: skip
FIELDS = (
    Named("f0_new", ("F0 mới trong ngày", "New F0 on the day", "Ca mắc F0 mới"), ("f0_new",)),
    Named("f0_recovered", ("Khỏi bệnh trong ngày", "Recovered on the day"), ("f0_recovered",)),
    Named("f0_died", ("Tử vong trong ngày", "Died on the day"), ("f0_died",)),
    Named("f0_current", ("F0 đang quản lý", "F0 at present"), ("f0_current",)),
    Named("f0_total", ("F0 cộng dồn từ đầu đợt dịch", "F0 since the beginning"), ("f0_total",)),
    Named("f1_new", ("F1 mới trong ngày", "New F1 on the day"), ("f1_new",)),
    Named("f1_concentrated", ("F1 đang cách ly tập trung",), ("f1_concentrated",)),
    Named("f1_home", ("F1 đang cách ly tại nhà", "F1 at home"), ("f1_home",)),
    Named("f2_new", ("F2 mới trong ngày", "New F2 on the day"), ("f2_new",)),
    Named("samples_pcr", ("Mẫu RT-PCR lấy trong ngày", "RT-PCR samples taken"), ("samples_pcr",)),
    Named("beds", ("Giường còn trống, %",), ("beds",), is_percent=True),
    Named(
        "difficulties", ("Khó khăn, vướng mắc", "Difficulties"), ("difficulties",), is_figure=False
    ),
)


def lexicon() -> Lexicon:
    return Lexicon(FIELDS)


def places(communes: Sequence[tuple[str, str]] = COMMUNES) -> Places:
    return Places(Named(code, (name,), (code,)) for code, name in communes)


def consolidated() -> list[list[str]]:
    """A district's table: communes as rows, two rows of headings, totals, a signature."""
    rows = [
        ["ỦY BAN NHÂN DÂN", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["HUYỆN NINH PHƯỚC", "", "", "", "Độc lập - Tự do - Hạnh phúc"],
        [""],
        ["BẢNG TỔNG HỢP TÌNH HÌNH DỊCH COVID-19"],
        ["(Số liệu đến 07 giờ 00 ngày 23/11/2021)"],
        [""],
        ["TT", "Xã, thị trấn", "F0", "", "", "", "F1", "", "", "Ghi chú"],
        ["", "", "Số F0 mới trong ngày", "Khỏi bệnh", "Tử vong", "F0 luỹ kế từ đầu đợt dịch",
         "F1 mới", "Cách ly tập trung", "Cách ly tại nhà", ""],
        ["A", "B", "1", "2", "3", "4", "5", "6", "7", "8"],
    ]  # fmt: skip
    for i, (_, name) in enumerate(COMMUNES):
        short = name.replace("Xã ", "").replace("Thị trấn", "TT")
        rows.append([str(i + 1), short, str(i), "0", "0", f"1.{200 + i}", str(3 * i),
                     str(10 + i), str(40 + i), "" if i else "xã có chợ đầu mối"])  # fmt: skip
    total = ["", "TỔNG CỘNG", "36", "0", "0", "10.836", "108", "126", "396", ""]
    return [*rows, total, [""], ["", "", "", "", "", "", "TM. ỦY BAN NHÂN DÂN"]]


def crosswise() -> list[list[str]]:
    """The other custom: fields as rows, communes as columns, a column of totals."""
    heads = ["STT", "Nội dung", "ĐVT", *(name for _, name in COMMUNES), "Toàn huyện"]
    lines = [
        ("I", "Ca mắc (F0)", "", ""),
        ("1", "F0 mới trong ngày", "ca", "{0}"),
        ("2", "F0 đang quản lý", "ca", "{1}"),
        ("3", "Tử vong trong ngày", "ca", "0"),
        ("II", "Người tiếp xúc", "", ""),
        ("4", "F1 mới trong ngày", "người", "{2}"),
        ("5", "F2 mới trong ngày", "người", "{3}"),
        ("6", "Mẫu RT-PCR lấy trong ngày", "mẫu", "{4}"),
    ]
    rows = [["BÁO CÁO TỔNG HỢP NGÀY 23 THÁNG 11 NĂM 2021"], [""], heads]
    for number, label, unit, text in lines:
        cells = [text.format(i, 20 + i, 5 * i, 9 + i, f"1.{100 + i}") for i in range(len(COMMUNES))]
        rows.append([number, label, unit, *cells, "999" if text else ""])
    return rows


def decomposed(rows: list[list[str]]) -> list[list[str]]:
    """The same sheet with every accent as a letter of its own, as macOS writes names."""
    return [[unicodedata.normalize("NFD", cell) for cell in row] for row in rows]
