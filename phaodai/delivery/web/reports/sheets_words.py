"""A sheet that was looked through, in the words of the page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.reports import words
from phaodai.engines.forms.definition import Form
from phaodai.engines.sheets.layout import CODE, DAY, NOTE, PLACE, Column, Way
from phaodai.engines.sheets.wordings import SKIPS
from phaodai.registers.reports.operations.workbooks import FiledLine
from phaodai.registers.reports.workbookrows import Inspection, Line, Verdict

SHOWN = 300  # rows and columns of one table on the page
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


def columns(seen: Inspection) -> dict[str, Any]:
    """Return the columns, those that nobody has given a meaning first."""
    if seen.layout is None:
        return {}
    asked = {each.index for each in seen.layout.open}
    shown = [each for each in seen.layout.columns if each.has_values and each.heading][:SHOWN]
    return {
        "open": [_column(seen, each) for each in shown if each.index in asked],
        "taken": [_column(seen, each) for each in shown if each.index not in asked],
        "meanings": meanings(seen.form),
        "says_rows": seen.layout.way is Way.UNITS_ACROSS,
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


def lines(seen: Inspection) -> list[dict[str, Any]]:
    """Return the rows: those that are not taken first, then those that differ."""
    order = [Verdict.REJECTED, Verdict.CHANGED, Verdict.NEW, Verdict.SAME]
    ranked = sorted(seen.lines, key=lambda line: (order.index(line.verdict), line.number))
    return [_line(seen, each) for each in ranked[:SHOWN]]


def answers(filed: list[FiledLine]) -> list[dict[str, Any]]:
    """Return what came of the rows that were filed, those that were not taken first."""
    return [
        {
            "line": each.line,
            "receipt": each.receipt,
            "problem": words.said(each.problem) if each.problem else "",
        }
        for each in sorted(filed, key=lambda each: (each.problem is None, each.line.number))
    ]


def skipped(seen: Inspection) -> list[tuple[int, str]]:
    """Return the rows that speak of no unit, with the reason."""
    at = 0 if words.language() == "vi" else 1
    return [(number, SKIPS[why][at]) for number, why in list(seen.skipped.items())[:SHOWN]]


def sums(seen: Inspection) -> list[tuple[str, str, str]]:
    """Return where the row of totals says something else than the rows make."""
    return [(words.said(label), said, makes) for label, said, makes in seen.sums]


def _column(seen: Inspection, column: Column) -> dict[str, Any]:
    assert seen.layout is not None  # noqa: S101 - asked before
    labels = {each.code: words.said(each.label) for each in seen.form.fields()}
    offer = next((labels[each.key] for each in column.offers if each.key in labels), "")
    return {
        "index": column.index,
        "name": seen.layout.name_of(column),
        "heading": column.heading,
        "meaning": column.meaning,
        "offer": offer,
    }


def _line(seen: Inspection, line: Line) -> dict[str, Any]:
    fields = {words.said(each.label): each for each in seen.form.fields()}

    def shown(label: str, text: str) -> str:
        return words.shown(fields[label], text) if label in fields else text

    changes = [
        (said := words.said(label), shown(said, was), shown(said, now))
        for label, was, now in line.changes
    ]
    return {
        "line": line,
        "unit": line.filer.unit_name if line.filer else line.named,
        "verdict": VERDICTS[line.verdict],
        "problems": [words.said(each) for each in line.problems],
        "changes": changes if line.verdict is Verdict.CHANGED else [],
        "carried": [words.said(each) for each in line.carried],
        "n_values": len(line.values),
    }
