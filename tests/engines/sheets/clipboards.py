"""Clipboards as Excel, LibreOffice and Google Sheets fill them, made by code.

Each says what a careful reader would take from it: the exact figure, or a text that no reader of
figures takes for one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from phaodai.engines.sheets.cells import exact


@dataclass(frozen=True)
class Clipboard:
    """What a program puts on the clipboard, and the cells that are to come of it."""

    name: str
    html: str
    text: str
    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


Cell = str | int | float | tuple[float, str]  # a figure with the text that shows it


def shown(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case (_, text):
            return str(text)
    return str(cell)


def wanted(cell: Cell) -> str:
    match cell:
        case str():
            return cell.strip()
        case (number, text):
            is_figure = all(letter in "0123456789.,- \u00a0" for letter in text) and text.strip()
            return exact(float(number)) if is_figure else text
    return exact(float(cell))


def excel(cell: Cell) -> str:
    number = cell[0] if isinstance(cell, tuple) else cell if not isinstance(cell, str) else None
    mark = "" if number is None else f' x:num="{number}"'
    return f"<td height=20 class=xl65{mark}>{escape(shown(cell))}</td>"


def excel_plain(cell: Cell) -> str:
    return f"<td height=20 align=right>{escape(shown(cell))}</td>"


def libre(cell: Cell) -> str:
    number = cell[0] if isinstance(cell, tuple) else cell if not isinstance(cell, str) else None
    mark = "" if number is None else f' sdval="{number}" sdnum="1066;"'
    return f'<td align="right"{mark}><font face="Liberation Sans">{escape(shown(cell))}</font></td>'


def google(cell: Cell) -> str:
    number = cell[0] if isinstance(cell, tuple) else cell if not isinstance(cell, str) else None
    value = {"1": 2, "2": cell} if number is None else {"1": 3, "3": number}
    attribute = escape(json.dumps(value), quote=True)
    return f'<td data-sheets-value="{attribute}">{escape(shown(cell))}</td>'


FRAMES = {
    "excel": (excel, ("<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table>"
              "<!--StartFragment-->{rows}<!--EndFragment--></table></body></html>")),
    "excel without figures": (excel_plain, "<html><body><table>{rows}</table></body></html>"),
    "libreoffice": (libre, '<html><body><table cellspacing="0" border="0">{rows}</table></body>'),
    "google": (google, ("<google-sheets-html-origin><style></style><table><tbody>{rows}</tbody>"
               "</table>")),
}  # fmt: skip


def clip(name: str, program: str, *rows: list[Cell], rows_wanted=None) -> Clipboard:
    write, frame = FRAMES[program]
    body = "".join(f"<tr>{''.join(map(write, row))}</tr>" for row in rows)
    told = rows_wanted
    if told is None:
        is_shown = program == "excel without figures"
        told = [[shown(cell).strip() if is_shown else wanted(cell) for cell in row]
                for row in rows]  # fmt: skip
    text = "\n".join("\t".join(shown(cell) for cell in row) for row in rows)
    return Clipboard(f"{program}: {name}", frame.format(rows=body), text, told)


def of_each(name: str, *rows: list[Cell], programs=("excel", "libreoffice", "google")):
    return [clip(name, program, *rows) for program in programs]


def quoted(text: str, rows: list[list[str]], name: str) -> Clipboard:
    return Clipboard(f"text alone: {name}", "", text, rows)


HEAD: list[Cell] = ["Xã", "F0 mới trong ngày", "F1 mới trong ngày"]
CLIPBOARDS = [
    *of_each("a table with headings", HEAD, ["An Hải", 3, 12], ["Phước Hải", 0, 4]),
    *of_each("thousands shown", HEAD, ["An Hải", (1234, "1.234"), (56789, "56,789")]),
    *of_each("a rounded figure", HEAD, ["An Hải", (12.6, "13"), (0.4, "0")]),
    *of_each("three decimals", HEAD, ["An Hải", (1.234, "1,234"), (1.5, "1,5")]),
    *of_each("days and shares", ["Ngày", "Xã", "Giường"], [(44523, "23/11/2021"), "An Hải",
                                                          (0.85, "85%")]),
    *of_each("faulty cells", HEAD, ["An Hải", "#REF!", "=1+1"], ["Phước Hải", "###", "n/a"]),
    *of_each("blank cells", HEAD, ["An Hải", "", 0], ["", "", ""], ["Phước Hải", 1, ""]),
    *of_each("large table", *[[f"Xã {i}", *(i * j for j in range(11))] for i in range(20)]),
    clip("figures as shown", "excel without figures", HEAD, ["An Hải", (1234, "1.234"), 7]),
    clip("decomposed names", "excel", HEAD, ["An Ha\u0309i", 1, 2],
         rows_wanted=[[*map(str, HEAD)], ["An Ha\u0309i", "1", "2"]]),
    Clipboard(
        "merged headings",
        '<table><tr><td rowspan="2">Xã</td><td colspan="2">F0</td></tr>'
        '<tr><td>F0 mới</td><td>Tử vong</td></tr><tr><td>An Hải</td><td sdval="3">3</td>'
        '<td sdval="0">0</td></tr></table>',
        "Xã\tF0\t\n\tF0 mới\tTử vong\nAn Hải\t3\t0",
        [["Xã", "F0", ""], ["", "F0 mới", "Tử vong"], ["An Hải", "3", "0"]],
        ((0, 0, 1, 0), (0, 1, 0, 2)),
    ),
    Clipboard(
        "a merged figure",
        '<table><tr><td>Xã</td><td>F0 mới</td></tr><tr><td>An Hải</td><td rowspan="2">7</td></tr>'
        "<tr><td>Phước Hải</td></tr></table>",
        "Xã\tF0 mới\nAn Hải\t7\nPhước Hải\t",
        [["Xã", "F0 mới"], ["An Hải", "7"], ["Phước Hải", ""]],
        ((1, 1, 2, 1),),
    ),
    Clipboard(
        "lines in a cell",
        "<table><tr><td>Xã</td><td>Khó khăn</td></tr><tr><td>An Hải</td><td>thiếu kit<br>thiếu "
        "người</td></tr></table>",
        'Xã\tKhó khăn\nAn Hải\t"thiếu kit\nthiếu người"',
        [["Xã", "Khó khăn"], ["An Hải", "thiếu kit\nthiếu người"]],
    ),
    quoted("Xã\tF0 mới\r\nAn Hải\t1.234\r\n", [["Xã", "F0 mới"], ["An Hải", "1.234"]], "Windows"),
    quoted('Xã\tKhó khăn\nAn Hải\t"thiếu ""kit"", \n người"\n',
           [["Xã", "Khó khăn"], ["An Hải", 'thiếu "kit", \n người']], "quotes"),
    quoted("F0 mới trong ngày\t5\nTử vong\t0", [["F0 mới trong ngày", "5"], ["Tử vong", "0"]],
           "two columns"),
]  # fmt: skip

Check = Callable[[Clipboard], None]
