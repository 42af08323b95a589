"""A spreadsheet looked through: its rows, and what would come of each."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from phaodai.engines.forms.definition import Form, Text
from phaodai.engines.sheets.layout import Layout, Rows, Way, turned
from phaodai.engines.sheets.records import Skip
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

    def of(self, verdict: Verdict) -> list[Line]:
        """Return the rows of one verdict."""
        return [line for line in self.lines if line.verdict is verdict]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows of each verdict there are."""
        return {verdict.value: len(self.of(verdict)) for verdict in Verdict}

    @property
    def seen(self) -> str:
        """Return a digest of what would be filed on what; another one means: look again."""
        said = [
            [str(line.id), str(line.base), line.verdict.value]
            for line in self.lines
            if line.verdict is not Verdict.REJECTED
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


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


def rejected_rows(
    rows: Rows, seen: Inspection, problems: Mapping[int, str]
) -> tuple[list[list[str]], list[tuple[list[str], str]]]:
    """Return the rows to be sent back: everything above them, and each with its faults.

    Args:
        rows: The sheet as it came; one that lies across is sent back turned.
        seen: What was found in it.
        problems: Number of a row -> what came up only when it was filed.
    """
    if seen.layout is None:
        return [], [(list(row), "") for row in rows]
    if seen.layout.way is Way.UNITS_ACROSS:
        rows = turned(rows)
    told = {
        line.number: " ".join(each.vi for each in line.problems)
        for line in seen.of(Verdict.REJECTED)
    } | dict(problems)
    return (
        [list(row) for row in rows[: seen.layout.first]],
        [(list(rows[number - 1]), told[number]) for number in sorted(told)],
    )
