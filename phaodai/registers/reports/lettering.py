"""What a letter brings, and what came of each report in it; as values and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.states import AsideReason
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Entry:
    """One report that an enclosure holds, as it will be filed."""

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
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Entry":
        """Return what `dump` wrote."""
        offset = data["clock_offset"]
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
        )


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
    """

    name: str
    size: int
    sha256: str
    entries: tuple[Entry, ...] = ()
    fault: Text | None = None


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
    )
