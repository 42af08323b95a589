"""The evidence of a task as its page shows it: files, documents, and which act brought them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.files.rows import files_of
from phaodai.foundation.files.queries import FileRow
from phaodai.registers.directives import queries
from phaodai.registers.directives.taskrows import AssignmentDetail, OccurrenceRow, TimelineRow


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that was named; `url` is "" where it is not in the register, or not in sight."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What one line of the timeline brought."""

    files: Sequence[FileRow]
    n_removed: int  # taken off since, with the act that was taken back
    cited: Sequence[Cited]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that shows how a task was done."""

    files: Sequence[FileRow]
    cited: Sequence[Cited]
    by_ref: Mapping[str, FileRow]
    of_occurrence: Mapping[UUID, Sequence[FileRow]]
    urls: Mapping[str, str]

    def brought(self, line: TimelineRow) -> Brought:
        """Return what an act brought."""
        refs = line.details.get("files", ())
        here = [self.by_ref[ref] for ref in refs if ref in self.by_ref]
        names = line.details.get("evidence", ())
        return Brought(here, len(refs) - len(here), self.named(names))

    def named(self, names: Iterable[str]) -> Sequence[Cited]:
        """Return documents with the pages of those that are in sight."""
        return [Cited(name, self.urls.get(name, "")) for name in names]


def evidence_of(
    request: ActorRequest, detail: AssignmentDetail, occurrences: Sequence[OccurrenceRow]
) -> Evidence:
    """Return the evidence of a task and some of its occurrences, in a fixed number of queries."""
    own = files_of(actor=request.actor, owner_kind="assignment", owner_refs=[detail.row.ref])[
        detail.row.ref
    ]
    times = files_of(
        actor=request.actor,
        owner_kind="occurrence",
        owner_refs=list({row.ref for row in (*occurrences, *detail.occurrences)}),
    )
    names = set(detail.evidence)
    names |= {name for line in detail.timeline for name in line.details.get("evidence", ())}
    names |= {name for row in occurrences for name in row.evidence}
    found = queries.find_cited(actor=request.actor, references=names)
    urls = {name: reverse("directives:detail", args=[ref]) for name, ref in found.items()}
    every = [*own, *(file for rows in times.values() for file in rows)]
    return Evidence(
        files=own,
        cited=[Cited(name, urls.get(name, "")) for name in detail.evidence],
        by_ref={str(file.ref): file for file in every},
        of_occurrence=times,
        urls=urls,
    )
