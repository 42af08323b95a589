"""Answers to submissions as rows of the table, and back."""

from collections.abc import Iterable

from phaodai.engines.forms.checking import is_blank
from phaodai.registers.reports.models import Submission
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Answer,
    Answered,
    Fault,
    Held,
    Kept,
    Refused,
    Revision,
    Stale,
)
from phaodai.registers.reports.rules.merging import FieldMerge, Merge, Side
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import HoldReason, SubmissionState, Timeliness


def kept(rows: Iterable[Submission]) -> Kept:
    """Return what is kept of a report, from its rows in the order in which they came."""
    found = list(rows)
    taken = sorted((row for row in found if row.number), key=lambda row: row.number or 0)
    return Kept(
        revisions=tuple(Revision(row.submission, row.values) for row in taken),
        answers={row.submission: Answered(row.content, row.base, read(row)) for row in found},
        held=tuple(submission(row) for row in found if row.state == SubmissionState.HELD),
    )


def submission(row: Submission) -> acceptance.Submission:
    """Return what was sent."""
    is_explained = not is_blank(row.comments.get(REASON, ""))
    return acceptance.Submission(
        row.submission, row.base, row.content, row.values, row.filled_at, is_explained
    )


def write(row: Submission, given: Answer) -> None:
    """Write an answer into its row, which is not saved."""
    row.number, row.receipt, row.lateness, row.hold_reason, row.answer = None, "", "", "", {}
    match given:
        case Accepted(number, receipt, lateness, _):
            row.state = SubmissionState.ACCEPTED
            row.number, row.receipt, row.lateness = number, receipt, lateness
        case Held(reason, _):
            row.state, row.hold_reason = SubmissionState.HELD, reason
        case Refused(faults, note):
            row.state = SubmissionState.REFUSED
            row.answer = {"faults": [[fault.code, fault.field] for fault in faults]}
            if note:
                row.answer["note"] = note
        case Stale(head, shown):
            row.state = SubmissionState.STALE
            row.answer = {
                "head": head,
                "fields": [
                    [each.field, each.side.value, each.base, each.mine, each.theirs]
                    for each in shown.fields
                ],
                "proposal": dict(shown.proposal),
            }


def read(row: Submission) -> Answer:
    """Return the answer that a row holds."""
    match SubmissionState(row.state):
        case SubmissionState.ACCEPTED:
            return Accepted(row.number or 0, row.receipt, Timeliness(row.lateness), row.received_at)
        case SubmissionState.HELD:
            return Held(HoldReason(row.hold_reason), row.received_at)
        case SubmissionState.REFUSED:
            faults = tuple(Fault(*each) for each in row.answer["faults"])
            return Refused(faults, row.answer.get("note", ""))
        case SubmissionState.STALE:
            fields = tuple(
                FieldMerge(name, Side(side), *sides) for name, side, *sides in row.answer["fields"]
            )
            return Stale(row.answer["head"], Merge(fields, row.answer["proposal"]))
