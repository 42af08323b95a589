"""What a letter brings, and what came of each report in it; as values and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.states import AsideReason
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report stands in a spreadsheet.

    Attributes:
        tab: position of the sheet.
        number: of the row, as spreadsheets count.
        unit: as it is called.
    """

    tab: int
    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One report that an enclosure holds, as it will be filed; `place` in a spreadsheet."""

    id: UUID
    body: BodyRef
    form: str
    version: int
    day: date
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    filled_at: datetime | None = None
    clock_offset: timedelta | None = None
    place: Place | None = None

    def dump(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "id": str(self.id),
            "body": str(self.body),
            "form": self.form,
            "version": self.version,
            "day": self.day.isoformat(),
            "base": self.base and str(self.base),
            "values": dict(self.values),
            "comments": dict(self.comments),
            "filled_at": self.filled_at and self.filled_at.isoformat(),
            "clock_offset": self.clock_offset and self.clock_offset.total_seconds(),
            "place": self.place and asdict(self.place),
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Entry":
        """Return what `dump` wrote."""
        offset, place = data["clock_offset"], data.get("place")
        return cls(
            id=UUID(data["id"]),
            body=BodyRef(UUID(data["body"])),
            form=data["form"],
            version=data["version"],
            day=date.fromisoformat(data["day"]),
            base=UUID(data["base"]) if data["base"] else None,
            values=data["values"],
            comments=data["comments"],
            filled_at=datetime.fromisoformat(data["filled_at"]) if data["filled_at"] else None,
            clock_offset=None if offset is None else timedelta(seconds=offset),
            place=Place(**place) if place else None,
        )


@dataclass(frozen=True, slots=True)
class TabBack:
    """One sheet of a spreadsheet as it can be sent back.

    Attributes:
        headings: everything above its rows, as it came.
        rows: by number the cells of rows; once filed, of those alone that were not taken.
    """

    name: str
    headings: Sequence[Sequence[str]]
    rows: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheeted:
    """What else a spreadsheet holds beside the reports in it.

    Attributes:
        n_lines: rows below the headings: those of reports, and all that are counted here.
        n_same: that say what was filed before.
        n_skipped: that speak of no unit.
        rejected: rows that cannot be filed as they are, each with the reason.
        hidden: what its author hid, one sentence for each sheet; it was read all the same.
    """

    n_lines: int
    n_same: int
    n_skipped: int
    rejected: tuple[tuple[Place, Text], ...]
    tabs: tuple[TabBack, ...]
    hidden: tuple[Text, ...] = ()

    def dump(self, results: Sequence["Result"]) -> dict[str, Any]:
        """Return it as JSON takes it, with the cells of rows alone that have to go back."""
        back = {(place.tab, place.number) for place, _ in self.rejected} | {
            (each.entry.place.tab, each.entry.place.number)
            for each in results
            if each.entry.place is not None and not each.is_taken
        }
        return {
            "n_lines": self.n_lines,
            "n_same": self.n_same,
            "n_skipped": self.n_skipped,
            "rejected": [[asdict(place), text.vi, text.en] for place, text in self.rejected],
            "hidden": [[text.vi, text.en] for text in self.hidden],
            "tabs": [
                {
                    "name": tab.name,
                    "headings": [list(row) for row in tab.headings],
                    "rows": {n: list(row) for n, row in tab.rows.items() if (at, int(n)) in back},
                }
                for at, tab in enumerate(self.tabs)
            ],
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Sheeted":
        """Return what `dump` wrote."""
        return cls(
            n_lines=data["n_lines"],
            n_same=data["n_same"],
            n_skipped=data["n_skipped"],
            rejected=tuple((Place(**place), Text(vi, en)) for place, vi, en in data["rejected"]),
            tabs=tuple(
                TabBack(tab["name"], tab["headings"], {int(n): r for n, r in tab["rows"].items()})
                for tab in data["tabs"]
            ),
            hidden=tuple(Text(vi, en) for vi, en in data.get("hidden", ())),
        )

    def back(
        self, results: Sequence["Result"], language: str
    ) -> list[tuple[str, Sequence[Sequence[str]], list[tuple[Sequence[str], str]]]]:
        """Return by sheet its name, what stands above its rows, and the rows that go back."""
        told = {(place.tab, place.number): [text] for place, text in self.rejected} | {
            (each.entry.place.tab, each.entry.place.number): list(each.lines)
            for each in results
            if each.entry.place is not None and not each.is_taken
        }
        return [
            (
                tab.name,
                tab.headings,
                [
                    (tab.rows[number], " ".join(getattr(text, language) for text in texts))
                    for (of, number), texts in sorted(told.items(), key=lambda each: each[0])
                    if of == at and number in tab.rows
                ],
            )
            for at, tab in enumerate(self.tabs)
            if any(of == at for of, _ in told)
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one report.

    Attributes:
        is_taken: filed, or waiting for its turn; otherwise somebody has to look.
        receipt: of an accepted one.
        lines: what to say of it, the first line first.
    """

    entry: Entry
    is_taken: bool
    receipt: str
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One file of a letter.

    Attributes:
        sha256: of its content, in hexadecimal.
        entries: the reports in it.
        fault: why it could not be read; None where it could.
        sheet: of a spreadsheet, what else is in it.
    """

    name: str
    size: int
    sha256: str
    entries: tuple[Entry, ...] = ()
    fault: Text | None = None
    sheet: Sheeted | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it was read from the mailbox.

    Attributes:
        key: tells letters apart, whatever box or copy they come from.
        subject: without the sender's code.
        proofs: what our own server found about where it comes from.
        is_automatic: a machine wrote it: it is never answered.
        reason: why it is put aside unread; None where nothing speaks against it.
    """

    key: str
    message_id: str
    sender: str
    subject: str
    size: int
    proofs: Mapping[str, str] = field(default_factory=dict)
    is_automatic: bool = False
    reason: AsideReason | None = None
    enclosures: Sequence[Enclosed] = ()


def dump_enclosed(enclosed: Enclosed, results: Sequence[Result]) -> dict[str, Any]:
    """Return a file with what came of it, as JSON takes it."""
    return {
        "name": enclosed.name,
        "size": enclosed.size,
        "sha256": enclosed.sha256,
        "fault": enclosed.fault and [enclosed.fault.vi, enclosed.fault.en],
        "sheet": enclosed.sheet and enclosed.sheet.dump(results),
        "reports": [
            {
                "entry": result.entry.dump(),
                "is_taken": result.is_taken,
                "receipt": result.receipt,
                "lines": [[line.vi, line.en] for line in result.lines],
            }
            for result in results
        ],
    }


def load_results(data: Mapping[str, Any]) -> tuple[Result, ...]:
    """Return what came of the reports of a file, from its JSON."""
    return tuple(
        Result(
            Entry.load(each["entry"]),
            each["is_taken"],
            each["receipt"],
            tuple(Text(*line) for line in each["lines"]),
        )
        for each in data["reports"]
    )


def load_enclosed(data: Mapping[str, Any]) -> Enclosed:
    """Return a file from its JSON."""
    return Enclosed(
        name=data["name"],
        size=data["size"],
        sha256=data["sha256"],
        entries=tuple(Entry.load(each["entry"]) for each in data["reports"]),
        fault=Text(*data["fault"]) if data["fault"] else None,
        sheet=load_sheet(data),
    )


def load_sheet(data: Mapping[str, Any]) -> Sheeted | None:
    """Return what else a spreadsheet of a letter holds, from the JSON of the file."""
    return Sheeted.load(data["sheet"]) if data.get("sheet") else None
