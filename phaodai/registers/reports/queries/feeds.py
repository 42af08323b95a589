"""Reports as long lists that machines read page by page, and one with all that was sent for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.foundation.access.keyset import Key, after
from phaodai.registers.reports import definitions
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.queries.sent import find_sent
from phaodai.registers.reports.states import Channel, HoldReason, SubmissionState, Timeliness
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

KEYS = (Key("day", is_descending=True), Key("ref"))
Position = tuple[date, UUID]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report.

    Attributes:
        number: of the latest revision; 0 where nothing was accepted.
        lateness: of the first revision; None before it.
        due_at: the cut-off.
    """

    ref: UUID
    form: str
    day: date
    body: BodyRef
    body_name: str
    unit: UnitRef
    unit_name: str
    number: int
    lateness: Timeliness | None
    first_received_at: datetime | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """One thing that was sent, and what became of it.

    Attributes:
        id: that the sender gave it.
        report: for which it was sent.
        number: of the revision that it is; None where it is none.
        receipt: empty where it was not accepted.
    """

    id: UUID
    report: UUID
    base: UUID | None
    form_version: int
    state: SubmissionState
    number: int | None
    receipt: str
    lateness: Timeliness | None
    hold_reason: HoldReason | None
    channel: Channel
    sent_by: str
    filled_at: datetime | None
    received_at: datetime
    values: Mapping[str, str]
    comments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """A report with all that was sent for it, in the order in which it came."""

    row: ReportRow
    submissions: Sequence[SubmissionRow]


def feed_reports(
    *,
    actor: Actor,
    limit: int,
    form: str = "",
    body: BodyRef | None = None,
    first: date | None = None,
    last: date | None = None,
    position: Position | None = None,
) -> list[ReportRow]:
    """Return reports in sight, the latest day first; two queries and one for each new version.

    Args:
        actor: Who asks.
        limit: How many at most.
        form: Of this form alone.
        body: Of this body alone.
        first: Of this day or later.
        last: Of this day or earlier.
        position: Begin after the row of this position.
    """
    found = Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
    narrowed = {"form__code": form, "body__ref": body, "day__gte": first, "day__lte": last}
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    if position is not None:
        found = found.filter(after(KEYS, position))
    rows = found.select_related("unit", "body", "form").order_by(*(key.order for key in KEYS))
    return _rows(list(rows[:limit]))


def position_of(row: ReportRow) -> Position:
    """Return where a row stands in the list."""
    return row.day, row.ref


def get_report(*, actor: Actor, ref: UUID) -> ReportDetail:
    """Return one report with all that was sent for it.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
    report = seen.select_related("unit", "body", "form").filter(ref=ref).first()
    if report is None:
        raise NotFound(str(ref))
    sent = report.submissions.select_related("version", "report").order_by("pk")
    return ReportDetail(_rows([report])[0], [_submission(row) for row in sent])


def get_submission(*, actor: Actor, submission: UUID) -> SubmissionRow:
    """Return what came under an id, and what became of it since.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    return _submission(find_sent(actor, submission))


def _rows(reports: Sequence[Report]) -> list[ReportRow]:
    versions = {
        row.report_id: row.version
        for row in Submission.objects.filter(report__in=reports)
        .select_related("version")
        .defer("values", "comments", "answer", "version__definition")
        .order_by("pk")
    }
    return [
        ReportRow(
            ref=report.ref,
            form=report.form.code,
            day=report.day,
            body=BodyRef(report.body.ref),
            body_name=report.body.name,
            unit=UnitRef(report.unit.ref),
            unit_name=report.unit.full_name,
            number=report.head,
            lateness=Timeliness(report.lateness) if report.lateness else None,
            first_received_at=report.first_received_at,
            due_at=definitions.stored(versions[report.pk]).schedule.due_at(report.day),
        )
        for report in reports
    ]


def _submission(row: Submission) -> SubmissionRow:
    return SubmissionRow(
        id=row.submission,
        report=row.report.ref,
        base=row.base,
        form_version=row.version.number,
        state=SubmissionState(row.state),
        number=row.number,
        receipt=row.receipt,
        lateness=Timeliness(row.lateness) if row.lateness else None,
        hold_reason=HoldReason(row.hold_reason) if row.hold_reason else None,
        channel=Channel(row.channel),
        sent_by=row.sent_by,
        filled_at=row.filled_at,
        received_at=row.received_at,
        values=row.values,
        comments=row.comments,
    )
