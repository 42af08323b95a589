"""A spreadsheet looked through: its rows, and what would come of each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from phaodai.engines.forms.definition import Form, Text
from phaodai.engines.sheets.hidden import NOTHING, Hidden, Told
from phaodai.engines.sheets.layout import Column, Layout, Merged, Rows, Way, turned
from phaodai.engines.sheets.records import Skip
from phaodai.engines.sheets.words import Match
from phaodai.vocabulary.refs import BodyRef


class Verdict(StrEnum):
    """What would come of a row."""

    NEW = "NEW"  # nothing was filed for the unit and day
    CHANGED = "CHANGED"  # something else was filed: replaced only where that is said
    SAME = "SAME"  # the same was filed already
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Filer:
    """One body that files the form, with the names by which sheets call its unit."""

    body: BodyRef
    body_name: str
    unit_id: int
    unit_name: str  # with its kind
    short_name: str
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet and what would come of it.

    Attributes:
        number: of the row, from 1; of the column where units lie across.
        filer: None where the unit is not known.
        id: under which it would be sent; the same row of the same sheet has the same.
        base: what holds now; None where nothing was filed.
        changes: label, before, after, of what it would change.
        carried: labels of fields that were taken over from the period before.
        problems: why it is rejected.
        part: position of its sheet in the workbook.
        note: what stands in its column of notes.
    """

    number: int
    named: str
    filer: Filer | None
    day: date | None
    id: UUID | None
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    verdict: Verdict
    changes: tuple[tuple[Text, str, str], ...] = ()
    carried: tuple[Text, ...] = ()
    problems: tuple[Text, ...] = ()
    part: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A sheet looked through.

    Attributes:
        form: the definition that its headings were compared with.
        layout: None where no heading of the form was found.
        lines: rows that speak of a unit.
        skipped: rows that do not, with the reason.
        sums: field, what the row of totals says, what the rows make: where they differ.
        n_lines: rows below the headings: as many as lines and skipped ones.
    """

    form: Form
    layout: Layout | None
    lines: tuple[Line, ...] = ()
    skipped: Mapping[int, Skip] = field(default_factory=dict)
    sums: tuple[tuple[Text, str, str], ...] = ()
    n_lines: int = 0

    @property
    def problems(self) -> dict[int, Text]:
        """Return by row why it is rejected."""
        return {
            line.number: Text(
                " ".join(each.vi for each in line.problems),
                " ".join(each.en for each in line.problems),
            )
            for line in self.of(Verdict.REJECTED)
        }

    def of(self, verdict: Verdict) -> list[Line]:
        """Return the rows of one verdict."""
        return [line for line in self.lines if line.verdict is verdict]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows of each verdict there are."""
        return {verdict.value: len(self.of(verdict)) for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a sheet.

    Attributes:
        day: the period of rows that name none.
        columns: index of a column -> what it means; "" leaves it out.
        carries: whether fields that carry over and have no column take yesterday's figure.
    """

    day: date | None
    columns: Mapping[int, str] = field(default_factory=dict)
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet of a workbook as it came.

    Attributes:
        rows: cells as text.
        merged: ranges that are one cell.
        hidden: what its author hid; it is read like all the rest.
    """

    name: str
    rows: Rows
    merged: Merged = ()
    hidden: Hidden = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """What was found of one sheet of a workbook.

    Attributes:
        at: its position.
        n_hidden, hidden_columns, is_hidden: what its author hid of what is read, as in `Told`.
        first: rows of headings above its rows.
        sums: as in `Inspection`.
    """

    at: int
    name: str
    n_rows: int
    n_hidden: int = 0
    hidden_columns: tuple[str, ...] = ()
    is_hidden: bool = False
    fits: bool = False
    way: Way = Way.UNITS_DOWN
    first: int = 0
    columns: tuple[Column, ...] = ()
    skipped: Mapping[int, Skip] = field(default_factory=dict)
    sums: tuple[tuple[Text, str, str], ...] = ()
    n_lines: int = 0

    @property
    def layout(self) -> Layout:
        """Return how it is read, without what stands above the headings."""
        return Layout(self.way, self.first, self.columns)

    @property
    def hidden(self) -> Told:
        """Return what its author hid of what is read."""
        return Told(self.n_hidden, self.hidden_columns, self.is_hidden)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Part":
        """Return what `dump` wrote."""
        return cls(
            **{
                **data,
                "way": Way(data["way"]),
                "hidden_columns": tuple(data.get("hidden_columns", ())),
                "columns": tuple(
                    Column(**{**each, "offers": tuple(Match(**offer) for offer in each["offers"])})
                    for each in data["columns"]
                ),
                "skipped": {int(number): Skip(why) for number, why in data["skipped"].items()},
                "sums": tuple((Text(**label), said, makes) for label, said, makes in data["sums"]),
            }
        )


def dump_line(line: Line) -> dict[str, Any]:
    """Return a judged row as JSON takes it."""
    return {
        **asdict(line),
        "filer": line.filer and {**asdict(line.filer), "body": str(line.filer.body)},
        "day": line.day and line.day.isoformat(),
        "id": line.id and str(line.id),
        "base": line.base and str(line.base),
    }


def load_line(data: Mapping[str, Any]) -> Line:
    """Return what `dump_line` wrote."""
    filer = data["filer"]
    return Line(
        **{
            **data,
            "filer": filer and Filer(**{**filer, "body": BodyRef(UUID(filer["body"]))}),
            "day": date.fromisoformat(data["day"]) if data["day"] else None,
            "id": UUID(data["id"]) if data["id"] else None,
            "base": UUID(data["base"]) if data["base"] else None,
            "verdict": Verdict(data["verdict"]),
            "changes": tuple((Text(**label), was, now) for label, was, now in data["changes"]),
            "carried": tuple(Text(**each) for each in data["carried"]),
            "problems": tuple(Text(**each) for each in data["problems"]),
        }
    )


def rejected_rows(
    rows: Rows, layout: Layout | None, problems: Mapping[int, str]
) -> tuple[list[list[str]], list[tuple[list[str], str]]]:
    """Return the rows to be sent back: everything above them, and each with its faults.

    Args:
        rows: The sheet as it came; one that lies across is sent back turned.
        layout: How it was read.
        problems: Number of a row -> why it was not taken.
    """
    if layout is None:
        return [], [(list(row), "") for row in rows]
    if layout.way is Way.UNITS_ACROSS:
        rows = turned(rows)
    return (
        [list(row) for row in rows[: layout.first]],
        [(list(rows[number - 1]), problems[number]) for number in sorted(problems)],
    )
