"""What was filed: one submission with its answer, the versions of a report, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet

from phaodai.engines.forms.checking import Filled, Finding, check
from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.access.scoping import under
from phaodai.registers.reports import definitions, keeping, policies
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Report, Return, Submission
from phaodai.registers.reports.queries.past import past_of
from phaodai.registers.reports.rules.acceptance import Answer
from phaodai.registers.reports.states import Channel, SubmissionState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UserRef

PAGE = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was sent, and what became of it.

    Attributes:
        sent_by: as it was recorded; `sender` is the user, None of a report of the past.
        answer: what the sender was told, or what became of it since.
        head: id of the latest revision of the report; None where there is none.
        n_revisions: how many there are.
        beside: id of the revision that a stale one was laid beside; None for all others.
        returned: why it was sent back and not yet filed anew; "" where it was not.
        may_file: whether the reader may send another one.
        may_watch: whether he is on duty above, and settles what waits.
    """

    submission: UUID
    report: UUID
    body: BodyRef
    body_name: str
    unit_name: str
    form: Definition
    day: date
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    channel: Channel
    sent_by: str
    sender: UserRef | None
    filled_at: datetime | None
    received_at: datetime
    answer: Answer
    head: UUID | None
    n_revisions: int
    beside: UUID | None
    returned: str
    may_file: bool
    may_watch: bool

    @property
    def due_at(self) -> datetime:
        """Return the moment by which it had to be here."""
        return self.form.schedule.due_at(self.day)


@dataclass(frozen=True, slots=True)
class FiledRow:
    """One report of a list, with its latest revision."""

    form: str
    title: Definition
    day: date
    body: BodyRef
    body_name: str
    submission: UUID
    receipt: str
    lateness: str
    first_received_at: datetime | None
    n_revisions: int
    sent_by: str


@dataclass(frozen=True, slots=True)
class FiledPage:
    """A part of a list, the latest period first."""

    rows: Sequence[FiledRow]
    number: int
    total: int
    size: int = PAGE


def get_sent(*, actor: Actor, submission: UUID) -> Sent:
    """Return what became of a submission.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = find_sent(actor, submission)
    return _sent(actor, row, _head(row.report))


def findings_of(*, actor: Actor, submission: UUID) -> tuple[Finding, ...]:
    """Return what the form's rules say of a submission today.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = find_sent(actor, submission)
    form = definitions.stored(row.version)
    past = past_of(row.report, form)
    filled = Filled(row.values, row.comments, previous=past.previous, history=past.history)
    return check(form, filled).findings


def get_versions(
    *, actor: Actor, form: str, day: date, body: BodyRef | None = None
) -> Sequence[Sent]:
    """Return the revisions of a report and what was sent for it beside them, as they came.

    Raises:
        NotFound: Nothing was sent, or nothing that the actor sees.
    """
    seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(
        form__code=form, day=day
    )
    seen = seen.filter(body__ref__in=[p.body for p in actor.posts] if body is None else [body])
    rows = list(_rows(seen).order_by("pk"))
    if not rows or len({row.report_id for row in rows}) > 1:
        raise NotFound(form)
    head = next((row.submission for row in rows if row.number == row.report.head), None)
    return [_sent(actor, row, head) for row in rows]


def list_filed(
    *, actor: Actor, unit_path: str = "", bodies: Sequence[BodyRef] = (), number: int = 1
) -> FiledPage:
    """Return the reports in sight of which something holds, by period.

    Args:
        actor: Whose sight.
        unit_path: Only at or below it.
        bodies: Only of these; none for all.
        number: Of the page, from 1.
    """
    seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(head__gt=0)
    if unit_path:
        seen = seen.filter(under("unit__path", unit_path))
    if bodies:
        seen = seen.filter(body__ref__in=bodies)
    total = seen.count()
    number = max(1, min(number, -(-total // PAGE)))
    part = seen.order_by("-day", "body__name", "pk")[(number - 1) * PAGE : number * PAGE]
    rows = (
        Submission.objects.filter(report__in=[row.pk for row in part], number=F("report__head"))
        .select_related("report__body", "version__form")
        .defer("version__definition", "values", "comments", "answer")
        .order_by("-report__day", "report__body__name", "report__pk")
    )
    return FiledPage([_filed(row) for row in rows], number, total)


def _filed(row: Submission) -> FiledRow:
    report = row.report
    return FiledRow(
        form=row.version.form.code,
        title=definitions.stored(row.version),
        day=report.day,
        body=BodyRef(report.body.ref),
        body_name=report.body.name,
        submission=row.submission,
        receipt=row.receipt,
        lateness=report.lateness,
        first_received_at=report.first_received_at,
        n_revisions=report.head,
        sent_by=row.sent_by,
    )


def find_sent(actor: Actor, submission: UUID) -> Submission:
    """Return what came under an id, in the actor's sight; for this register alone.

    Raises:
        NotFound: There is nothing, or nothing that the actor sees.
    """
    seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
    row = _rows(seen).filter(submission=submission).first()
    if row is None:
        raise NotFound(str(submission))
    return row


def _rows(reports: QuerySet[Report]) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(report__in=reports)
        .select_related("report__body__unit", "version__form")
        .defer("version__definition")
    )


def _head(report: Report) -> UUID | None:
    revisions = report.submissions.filter(number=report.head, state=SubmissionState.ACCEPTED)
    return revisions.values_list("submission", flat=True).first()


def _beside(row: Submission) -> UUID | None:
    if row.state != SubmissionState.STALE:
        return None
    revisions = row.report.submissions.filter(number=row.answer["head"])
    return revisions.values_list("submission", flat=True).first()


def _returned(row: Submission) -> str:
    if row.number is None or row.number != row.report.head:
        return ""
    found = Return.objects.filter(report=row.report, number=row.number, taken_back_at=None)
    return found.values_list("reason", flat=True).first() or ""


def _sent(actor: Actor, row: Submission, head: UUID | None) -> Sent:
    body = row.report.body
    return Sent(
        submission=row.submission,
        report=row.report.ref,
        body=BodyRef(body.ref),
        body_name=body.name,
        unit_name=body.unit.name,
        form=definitions.stored(row.version),
        day=row.report.day,
        base=row.base,
        values=row.values,
        comments=row.comments,
        channel=Channel(row.channel),
        sent_by=row.sent_by,
        sender=None if row.sent_by_ref is None else UserRef(row.sent_by_ref),
        filled_at=row.filled_at,
        received_at=row.received_at,
        answer=keeping.read(row),
        head=head,
        n_revisions=row.report.head,
        beside=_beside(row),
        returned=_returned(row),
        may_file=policies.can_file(actor, body),
        may_watch=policies.can_watch(actor, body.unit.path),
    )
