"""One report under lock: what was sent for it, what judges it, and the writing of answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db.models import BigIntegerField, DateField

from phaodai.engines.forms.checking import Filled, Finding, check, is_blank, values_of
from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation import statements
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.foundation.statements import Read, Slot
from phaodai.indicators import publishing as figures
from phaodai.registers.reports import definitions, keeping, publishing
from phaodai.registers.reports.models import FormVersion, Report, Submission
from phaodai.registers.reports.queries.past import recall
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Circumstances,
    Fault,
    Kept,
)
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.registers.reports.states import Channel, SubmissionState
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.events import ReportFiled
from phaodai.vocabulary.refs import UnitRef

_ACTS = {
    SubmissionState.ACCEPTED: "report.file",
    SubmissionState.HELD: "report.hold",
    SubmissionState.STALE: "report.compare",
    SubmissionState.REFUSED: "report.refuse",
}

# What was sent for a unit's day; its reports are locked.
_OF_A_DAY = Read(
    lambda: (
        Submission.objects.select_for_update(of=("report",))
        .select_related("report", "version")
        .defer("version__definition")
        .filter(report__unit=Slot("unit", BigIntegerField()), report__day=Slot("day", DateField()))
    )
)


@dataclass(frozen=True, slots=True)
class Sending:
    """What was sent, as it was sent.

    Attributes:
        id: UUIDv7 that the sender made before the first try.
        version: of the form by which it was filled in.
        base: id of the submission it was built on; None where there was none.
        values: text by field.
        comments: why a warning is right as it stands, by rule.
        channel: how it came.
        filled_at: when the device says it was filled in, corrected by its measured offset.
        clock_offset: that offset, what is to be added to the device's clock; None where nobody
            measured it.
    """

    id: UUID
    version: int
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    channel: Channel
    filled_at: datetime | None = None
    clock_offset: timedelta | None = None


@dataclass(slots=True)
class Desk:
    """One report, locked, with all that was sent for it and the rules that judge it.

    Attributes:
        report: what it is about; not saved before the first answer.
        version: of the form that judges.
        form: what that version asks.
        rows: what was sent, in the order in which it came.
        others: what holds of the unit's other forms of that day.
    """

    report: Report
    version: FormVersion
    form: Definition
    rows: dict[UUID, Submission]
    others: list[Submission]
    findings: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report, version: FormVersion) -> Self:
        """Lock a report; what else is sent for its unit waits.

        Args:
            report: Which; where it is not saved, its unit, form and day say whether it is there.
            version: Of the form that judges.
        """
        figures.take_turns([report.unit_id])
        sent = _OF_A_DAY.rows(unit=report.unit_id, day=report.day)
        rows: dict[UUID, Submission] = {}
        others: list[Submission] = []
        for row in sorted(sent, key=lambda row: row.pk):
            if row.report.form_id == report.form_id:
                rows[row.submission] = row
            elif row.number == row.report.head:
                others.append(row)
        for row in rows.values():
            row.report.unit = report.unit
            return cls(row.report, version, definition_of(version), rows, others)
        return cls(report, version, definition_of(version), rows, others)

    def lay_down(
        self,
        actor: Actor,
        sending: Sending,
        content: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Submission:
        """Return what was sent as a row that is not saved; a row that is there keeps its place."""
        new = Submission(
            submission=sending.id,
            report=self.report,
            version=self.version,
            base=sending.base,
            content=content,
            values=values,
            comments={name: text for name, text in sending.comments.items() if not is_blank(text)},
            channel=sending.channel,
            sent_by=actor.name,
            sent_by_ref=actor.user,
            filled_at=sending.filled_at,
            clock_offset=sending.clock_offset,
            received_at=now,
        )
        self.rows.setdefault(sending.id, new)
        return new

    def circumstances(self, now: datetime) -> Circumstances:
        """Return what else an answer depends on."""
        ended = self.report.unit.valid_to
        return Circumstances(
            received_at=now,
            begins_at=self.form.schedule.begins_at(self.report.day),
            due_at=self.form.schedule.due_at(self.report.day),
            unit_exists=ended is None or self.report.day <= ended,
            is_locked=is_locked(
                accepted=self.report.accepted,
                unlocked_until=self.report.unlocked_until,
                now=now,
            ),
            faults=self._faults,
        )

    def write(self, actor: Actor, after: Kept, now: datetime) -> int:
        """Write every answer that is new, then the figures once; return how many there were."""
        changed = []
        for ref, answered in after.answers.items():
            row = self.rows[ref]
            if row.pk is not None and keeping.read(row) == answered.answer:
                continue
            keeping.write(row, answered.answer)
            if isinstance(answered.answer, Accepted):
                row.accepted_at = now
            changed.append(row)
        is_accepted = any(row.state == SubmissionState.ACCEPTED for row in changed)
        if is_accepted:
            self._bring_forward(after)
        if is_accepted or self.report.pk is None:
            self._save()
        for row in changed:
            row.report = self.report
            if row.pk is None:
                statements.insert(row)
            else:
                row.save()
            self._record(actor, row, now)
        if is_accepted:
            self._publish(after, now)
        return len(changed)

    def _bring_forward(self, after: Kept) -> None:
        report = self.report
        if not report.head:
            first = self.rows[after.revisions[0].id]
            report.first_received_at, report.lateness = first.received_at, first.lateness
        report.head = len(after.revisions)

    def _save(self) -> None:
        """Write the report with one statement, whether or not it is there."""
        names = ["head", "first_received_at", "lateness"]
        if self.report.pk is not None:
            self.report.save(update_fields=names)
            return
        statements.insert(
            self.report,
            unique=["unit", "form", "day"],
            update=["ref", *names],  # one for which nothing is sent is nobody's yet
        )

    def _publish(self, after: Kept, now: datetime) -> None:
        report, head = self.report, after.revisions[-1]
        bus.announce(
            ReportFiled(
                occurred_at=now,
                report=report.ref,
                form=report.form.code,
                unit=UnitRef(report.unit.ref),
                day=report.day,
                number=report.head,
            )
        )
        # Last, because the totals above are rows that everybody's reports grow.
        publishing.publish_day(
            unit_id=report.unit_id,
            day=report.day,
            heads=[*self.others, self.rows[head.id]],
            revision=head.id,
            now=now,
        )

    def _faults(self, each: acceptance.Submission) -> tuple[Fault, ...]:
        """Return what stands in the way of a submission, new or waiting."""
        row = self.rows[each.id]
        past = recall(self.report, self.form)
        checked = check(
            self.form,
            Filled(row.values, row.comments, previous=past.previous, history=past.history),
        )
        self.findings[each.id] = checked.findings
        return tuple(Fault(found.rule, found.field) for found in checked.findings if found.stops)

    def _record(self, actor: Actor, row: Submission, now: datetime) -> None:
        audit.record(
            actor=actor,
            action=_ACTS[SubmissionState(row.state)],
            subject_kind="report",
            subject_ref=self.report.ref,
            unit_ref=self.report.unit.ref,
            body_ref=self.report.body.ref,
            details={
                "submission": str(row.submission),
                "content": row.content,
                "number": row.number,
                "channel": row.channel,
                "receipt": row.receipt,
            },
            at=now,
        )


def tidy(form: Definition, values: Mapping[str, str]) -> dict[str, str]:
    """Return values in their one writing, computed ones filled in, blanks left out."""
    written = {name: text for name, text in values.items() if not is_blank(text)}
    return {**written, **values_of(form, values)}


def definition_of(version: FormVersion) -> Definition:
    """Return what a version asks; read once, however many reports come."""
    return definitions.stored(version)
