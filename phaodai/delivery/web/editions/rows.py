"""Compiled figures as a page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.core.paginator import Page, Paginator

from phaodai.delivery.documents.compiled import main_fields, write_amount
from phaodai.delivery.web.reports import words
from phaodai.engines.forms.definition import Field, Form
from phaodai.registers.reports.queries.editions import ChangeRow, Compilation, PartRow
from phaodai.registers.reports.queries.gathering import SUMMED
from phaodai.registers.reports.rules.compiling import Sum
from phaodai.registers.reports.states import PartStanding

PAGE: Final = 100  # units of a table
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of an edition; `text` is "" where nobody said it."""

    code: str
    label: str
    text: str
    n: int
    n_expected: int
    carried: str
    n_carried: int


@dataclass(frozen=True, slots=True)
class FigureSection:
    """Figures that stand together in the form."""

    title: str
    rows: Sequence[FigureRow]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of an edition, with its main figures."""

    part: PartRow
    figures: Sequence[str]
    is_late: bool
    is_carried: bool
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One figure that changed; "" on the side on which nobody said it."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What changed of one unit; the name is "" for the sums.

    Attributes:
        lines: empty where a unit cites another report with the same figures.
        is_new: whether it said nothing before.
        is_gone: whether it says nothing any more.
    """

    unit_name: str
    lines: Sequence[ChangeLine]
    is_new: bool
    is_gone: bool


def summed(form: Form) -> list[Field]:
    """Return the fields that are added, in the form's order."""
    return [each for each in form.fields() if each.kind in SUMMED]


def figure_sections(found: Compilation) -> list[FigureSection]:
    """Return the sums by section of the form."""
    sections = []
    for section in found.form.sections:
        rows = [_figure(each, found) for each in section.fields if each.kind in SUMMED]
        if rows:
            sections.append(FigureSection(words.said(section.title), rows))
    return sections


def _figure(field: Field, found: Compilation) -> FigureRow:
    one = found.sums.get(field.code, Sum())
    return FigureRow(
        code=field.code,
        label=words.said(field.label),
        text=write_amount(one.amount) if one.n else "",
        n=one.n,
        n_expected=found.n_expected,
        carried=write_amount(one.carried) if one.n_carried else "",
        n_carried=one.n_carried,
    )


def units_page(found: Compilation, number: str | None) -> Page[PartRow]:
    """Return a page of the units, those that said nothing first."""
    parts = sorted(found.parts, key=lambda part: part.standing is PartStanding.INCLUDED)
    return Paginator(parts, PAGE).get_page(number)


def unit_rows(form: Form, parts: Iterable[PartRow]) -> list[UnitRow]:
    """Return units with their main figures."""
    fields = main_fields(form)
    return [
        UnitRow(
            part=part,
            figures=[of_part(part.sums, each.code) for each in fields],
            is_late=part.lateness not in ("", "ON_TIME"),
            is_carried=part.standing is PartStanding.CARRIED,
            is_missing=part.standing is PartStanding.MISSING,
        )
        for part in parts
    ]


def change_groups(form: Form, lines: Sequence[ChangeRow]) -> list[ChangeGroup]:
    """Return what changed: the sums first, then unit by unit, figures in the form's order."""
    labels = {each.code: words.said(each.label) for each in form.fields()}
    order = {code: at for at, code in enumerate(labels)}
    groups = []
    for unit_name, found in groupby(lines, key=lambda line: line.unit_name):
        figures = sorted(
            (line for line in found if line.field), key=lambda line: order.get(line.field, 0)
        )
        groups.append(
            ChangeGroup(
                unit_name,
                [_change(labels.get(line.field, line.field), line) for line in figures],
                is_new=bool(figures) and all(line.before is None for line in figures),
                is_gone=bool(figures) and all(line.after is None for line in figures),
            )
        )
    return sorted(groups, key=lambda group: group.unit_name != "")


def _change(label: str, line: ChangeRow) -> ChangeLine:
    before, after = (
        "" if amount is None else write_amount(amount) for amount in (line.before, line.after)
    )
    change = ""
    if line.before is not None and line.after is not None:
        by = line.after - line.before
        change = f"{'+' if by > 0 else MINUS}{write_amount(abs(by))}"
    return ChangeLine(label, before, after, change)


def of_part(sums: Mapping[str, Sum], code: str) -> str:
    """Return what a unit adds to a figure, in brackets where it is carried forward."""
    one = sums.get(code)
    if one is None:
        return ""
    if one.n:
        return write_amount(one.amount)
    return f"({write_amount(one.carried)})" if one.n_carried else ""
