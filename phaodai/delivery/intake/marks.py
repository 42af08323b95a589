"""What a workbook says of its cells beyond their values: what is hidden, which formulas failed.

Found in the confined process; of an old .xls it is not known.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from phaodai.delivery.intake.limits import MIB
from phaodai.engines.sheets.hidden import NOTHING, Hidden

MOST = 65_536  # rows or columns of one sheet that are noted
_MOST_LOOKED_AT = 60 * MIB  # of one part

_YES = frozenset({"1", "true"})
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_SHEET = re.compile(r"<sheet\b[^>]*>")
_ROW = re.compile(r'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_COLUMN = re.compile(r'<col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_FAILED = re.compile(r'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>([^<]{1,20})</v>', re.DOTALL)
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_INVISIBLE = re.compile(
    r'<style:style\b[^>]*\bstyle:name="([^"]*)"[^>]*>\s*<style:table-properties\b[^>]*'
    r'\btable:display="false"'
)
_OF_TABLE = re.compile(r"<table:table(?:-row|-column)?[ >/][^>]*>?|</table:table>")


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one sheet.

    Attributes:
        failed: row and column, from 0, of formulas with an error -> what the cell shows; of an
            .xlsx alone.
    """

    hidden: Hidden = NOTHING
    failed: Mapping[tuple[int, int], str] = field(default_factory=dict)


def marks_of(raw: bytes) -> dict[str, Marks]:
    """Return by sheet of an .xlsx or .ods what its cells do not say."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            if "content.xml" in package.namelist():
                return dict(_of_ods(_text(package, "content.xml")))
            return dict(_of_xlsx(package))
    except (KeyError, zipfile.BadZipFile, zlib.error):
        return {}


def _of_xlsx(package: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    rels = _text(package, "xl/_rels/workbook.xml.rels")
    targets = {_said(tag, "Id"): _said(tag, "Target") for tag in _RELATION.findall(rels)}
    for tag in _SHEET.findall(_text(package, "xl/workbook.xml")):
        part = targets.get(_said(tag, "r:id"), "").lstrip("/")
        try:
            text = _text(package, part if part.startswith("xl/") else f"xl/{part}")
        except KeyError:
            continue
        rows = [_said(row, "r") for row in _ROW.findall(text)]
        spans = [
            (_number(_said(c, "min")), _number(_said(c, "max"))) for c in _COLUMN.findall(text)
        ]
        yield (
            html.unescape(_said(tag, "name")),
            Marks(
                Hidden(
                    rows=[int(row) for row in rows[:MOST] if row.isdecimal()],
                    columns=[n - 1 for low, high in spans for n in range(low, min(high, MOST) + 1)],
                    is_whole=_said(tag, "state") in {"hidden", "veryHidden"},
                ),
                dict(_failed(text)),
            ),
        )


def _of_ods(text: str) -> Iterator[tuple[str, Marks]]:
    invisible = set(_INVISIBLE.findall(text))
    name, is_whole = "", False
    counts = {"row": 0, "column": 0}
    found: dict[str, list[int]] = {"row": [], "column": []}
    for tag in _OF_TABLE.findall(text):
        if tag == "</table:table>":
            rows = [index + 1 for index in found["row"]]
            yield name, Marks(Hidden(rows=rows, columns=found["column"], is_whole=is_whole))
        elif tag.startswith(("<table:table-row", "<table:table-column")):
            kind = "row" if tag.startswith("<table:table-row") else "column"
            n = _number(_said(tag, f"table:number-{kind}s-repeated")) or 1
            if _said(tag, "table:visibility") in {"collapse", "filter"}:
                first = counts[kind]
                found[kind] += range(first, min(first + n, MOST))
            counts[kind] += n
        else:
            name = html.unescape(_said(tag, "table:name"))
            is_whole = _said(tag, "table:style-name") in invisible
            counts, found = {"row": 0, "column": 0}, {"row": [], "column": []}


def _failed(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for tag, shown in _FAILED.findall(text):
        if place := _PLACE.fullmatch(_said(tag, "r")):
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            yield (int(place[2]) - 1, column - 1), html.unescape(shown)


def _text(package: zipfile.ZipFile, path: str) -> str:
    """Return a part as text.

    Raises:
        KeyError: It is not there, or too large to be looked at.
    """
    if package.getinfo(path).file_size > _MOST_LOOKED_AT:
        raise KeyError(path)
    return package.read(path).decode("utf-8", "replace")


def _said(tag: str, name: str) -> str:
    found = re.search(rf'(?<![\w:]){name}="([^"]*)"', tag)
    return found[1] if found else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
