"""A sheet that was looked through, in the words of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.reports import words
from phaodai.engines.forms.definition import Form
from phaodai.engines.sheets.layout import CODE, DAY, NOTE, PLACE, Column, Layout, Way
from phaodai.engines.sheets.wordings import SKIPS
from phaodai.registers.reports.queries.importing import OpenRow, RowView, WorkbookView
from phaodai.registers.reports.states import RowState, WorkbookState
from phaodai.registers.reports.workbookrows import Part, Verdict

SHOWN = 300  # columns, or rows that were skipped
SAID = 3  # faults of a row that are said without being asked
SPECIAL = (
    (PLACE, gettext_lazy("Tên đơn vị")),
    (CODE, gettext_lazy("Mã đơn vị")),
    (DAY, gettext_lazy("Ngày")),
    (NOTE, gettext_lazy("Giải trình")),
)
VERDICTS = {  # words, tone, glyph
    Verdict.NEW: (gettext_lazy("mới"), "done", "done"),
    Verdict.CHANGED: (gettext_lazy("khác bản đã gửi"), "late", "late"),
    Verdict.SAME: (gettext_lazy("như đã gửi"), "none", "none"),
    Verdict.REJECTED: (gettext_lazy("không nhận"), "over", "back"),
}
FATES = {
    RowState.WANTED: (gettext_lazy("chờ ghi"), "none", "none"),
    RowState.FILED: (gettext_lazy("đã nhận"), "done", "done"),
    RowState.REFUSED: (gettext_lazy("không nhận"), "over", "back"),
}
STATES = {
    WorkbookState.CHOOSING: (gettext_lazy("chờ chọn trang tính"), "late", "late"),
    WorkbookState.JUDGING: (gettext_lazy("đang xem từng dòng"), "none", "none"),
    WorkbookState.READY: (gettext_lazy("chờ bấm gửi"), "late", "late"),
    WorkbookState.FILING: (gettext_lazy("đang gửi"), "none", "none"),
    WorkbookState.DONE: (gettext_lazy("đã xong"), "done", "done"),
    WorkbookState.UNFIT: (gettext_lazy("không dùng được"), "over", "back"),
    WorkbookState.CANCELLED: (gettext_lazy("đã bỏ, không gửi gì"), "none", "none"),
}


def open_row(row: OpenRow, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a workbook of one's list of unfinished ones."""
    return {"row": row, "title": titles.get(row.form, row.form), "state": STATES[row.state]}


def columns(seen: WorkbookView, part: Part) -> dict[str, Any]:
    """Return the columns of a sheet, those that nobody has given a meaning first."""
    layout = part.layout
    asked = {each.index for each in layout.open}
    shown = [each for each in layout.columns if each.has_values and each.heading][:SHOWN]
    return {
        "part": part,
        "open": [_column(seen, layout, each) for each in shown if each.index in asked],
        "taken": [_column(seen, layout, each) for each in shown if each.index not in asked],
        "meanings": meanings(seen.form),
        "says_rows": layout.way is Way.UNITS_ACROSS,
    }


def meanings(form: Form) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a column may mean, in groups."""
    return [
        (_("Về dòng"), [(key, str(label)) for key, label in SPECIAL]),
        *(
            (words.said(section.title), [(f.code, words.said(f.label)) for f in section.fields])
            for section in form.sections
        ),
    ]


def row(seen: WorkbookView, view: RowView) -> dict[str, Any]:
    """Return one row of a workbook with what would come of it, or has."""
    line = view.line
    fields = {words.said(each.label): each for each in seen.form.fields()}

    def shown(label: str, text: str) -> str:
        return words.shown(fields[label], text) if label in fields else text

    changes = [
        (said := words.said(label), shown(said, was), shown(said, now))
        for label, was, now in line.changes
    ]
    told = [words.said(each) for each in ([view.problem] if view.problem else line.problems)]
    return {
        "line": line,
        "tab": seen.parts[line.part].name if len(seen.chosen) > 1 else "",
        "unit": line.filer.unit_name if line.filer else line.named,
        "verdict": FATES.get(view.state) or VERDICTS[line.verdict],
        "receipt": view.receipt,
        "is_filed": view.state is RowState.FILED,
        "problems": told[:SAID],
        "more": told[SAID:],
        "changes": changes if line.verdict is Verdict.CHANGED else [],
        "carried": [words.said(each) for each in line.carried],
        "n_values": len(line.values),
    }


def skipped(seen: WorkbookView) -> list[tuple[str, str]]:
    """Return the rows that speak of no unit, with the reason."""
    at = 0 if words.language() == "vi" else 1
    found = []
    for part in seen.taken():
        tab = f"{part.name} " if len(seen.chosen) > 1 else ""
        found += [(f"{tab}{number}", SKIPS[why][at]) for number, why in part.skipped.items()]
    return found[:SHOWN]


def hidden(seen: WorkbookView) -> list[tuple[str, str]]:
    """Return what was hidden in each sheet and read all the same."""
    many = len(seen.chosen) > 1
    return [
        (part.name if many else "", words.said(part.hidden)) for part in seen.taken() if part.hidden
    ]


def sums(seen: WorkbookView) -> list[tuple[str, str, str]]:
    """Return where the row of totals says something else than the rows make."""
    return [
        (words.said(label), said, makes)
        for part in seen.taken()
        for label, said, makes in part.sums
    ]


def _column(seen: WorkbookView, layout: Layout, column: Column) -> dict[str, Any]:
    labels = {each.code: words.said(each.label) for each in seen.form.fields()}
    offer = next((labels[each.key] for each in column.offers if each.key in labels), "")
    return {
        "index": column.index,
        "name": layout.name_of(column),
        "heading": column.heading,
        "meaning": column.meaning,
        "offer": offer,
    }
