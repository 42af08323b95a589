"""A report is filed, by whatever channel, in one transaction: revision, figures, trail, receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import transaction

from phaodai.engines.forms.checking import Filled, Finding, check, is_blank
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.registers.reports import definitions, policies, publishing
from phaodai.registers.reports.models import FormVersion, Report, Submission
from phaodai.registers.reports.operations import keeping
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.queries.past import past_of
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Circumstances,
    Conflict,
    Fault,
    Kept,
    Outcome,
    Replayed,
)
from phaodai.registers.reports.rules.receipts import content_hash
from phaodai.registers.reports.states import Channel, HoldReason, SubmissionState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.events import ReportFiled
from phaodai.vocabulary.refs import BodyRef, UnitRef

SYSTEM = Actor(name="system:reports", is_operator=True)
LONGEST = 200_000  # characters of all values and comments of one submission


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
    """

    id: UUID
    version: int
    base: UUID | None
    values: Mapping[str, str]
    comments: Mapping[str, str]
    channel: Channel
    filled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it. Only an answer that says `Accepted` is a receipt.

    Attributes:
        report: the report it belongs to; None where the id was used for something else.
        findings: what the form's rules say of it; empty where they were not asked.
    """

    outcome: Outcome
    report: UUID | None
    findings: tuple[Finding, ...] = ()


@transaction.atomic
def file_report(
    *, actor: Actor, body: BodyRef, form: str, day: date, sending: Sending, now: datetime
) -> Filed:
    """File a report of a body for a period.

    Raises:
        NotFound: There is no such body in the actor's sight.
        NotAllowed: The actor sees it and files nothing for it.
        Refused: The form is not asked of that body or day, or it is not the version of that day.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    policies.check_can_file(actor, place)
    content = content_hash(
        unit=place.unit.ref,
        form=form,
        version=sending.version,
        day=day,
        base=sending.base,
        values=sending.values,
        comments=sending.comments,
    )
    if (before := _sent_before(sending.id)) is not None:
        is_same = before.content == content  # the hash says unit, form and day too
        if is_same:
            return Filed(Replayed(keeping.read(before)), before.report.ref)
        return Filed(Conflict(before.content), None)
    version = _version(form, day, sending)
    _check_asked(_definition(version), place, day)
    report, _ = Report.objects.get_or_create(
        unit=place.unit, form=version.form, day=day, defaults={"body": place}
    )
    desk = _Desk.of(report, version)
    new = desk.lay_down(actor, sending, content, now)
    outcome, after = acceptance.receive(
        keeping.kept(each for each in desk.rows.values() if each.pk is not None),
        keeping.submission(new),
        desk.circumstances(now),
    )
    if not isinstance(outcome, Conflict | Replayed):
        desk.write(actor, after, now)
    return Filed(outcome, report.ref, desk.findings.get(sending.id, ()))


@transaction.atomic
def release_waiting(*, actor: Actor, report: UUID, now: datetime) -> int:
    """Answer what waits for a report and need wait no longer, such as a day that had not begun.

    Args:
        actor: The clock, or who looks after what waits.
        report: Which.
        now: The present moment.

    Returns:
        How many answers changed.

    Raises:
        NotFound: There is no such report in the actor's sight.
    """
    row = Report.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(ref=report).first()
    if row is None:
        raise NotFound(str(report))
    waiting = row.submissions.filter(state=SubmissionState.HELD).select_related("version__form")
    first = waiting.first()
    if first is None:
        return 0
    desk = _Desk.of(row, version_on(first.version.form.code, row.day) or first.version)
    after = acceptance.release(keeping.kept(desk.rows.values()), desk.circumstances(now))
    return desk.write(actor, after, now)


def release_begun(*, now: datetime) -> int:
    """Take up the reports that were sent before their period had begun, each on its own.

    Returns:
        How many answers changed.
    """
    waiting = (
        Submission.objects.filter(
            state=SubmissionState.HELD,
            hold_reason=HoldReason.FUTURE_DAY,
            report__day__lte=(now.astimezone(HERE).date() + timedelta(days=7)),
        )
        .select_related("report", "version")
        .defer("version__definition")
        .order_by("pk")
    )
    begun = {
        row.report.ref: None
        for row in waiting
        if _definition(row.version).schedule.begins_at(row.report.day) <= now
    }
    return sum(release_waiting(actor=SYSTEM, report=ref, now=now) for ref in begun)


@dataclass(slots=True)
class _Desk:
    """One report, locked, with all that was sent for it and the rules that judge it."""

    report: Report
    version: FormVersion
    form: Definition
    rows: dict[UUID, Submission]  # in the order in which they came
    findings: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report, version: FormVersion) -> Self:
        """Lock a report; what else is sent for it waits."""
        locked = (
            Report.objects.select_for_update(of=("self",))
            .select_related("unit", "body", "form")
            .get(pk=report.pk)
        )
        sent = locked.submissions.order_by("pk")
        return cls(locked, version, _definition(version), {row.submission: row for row in sent})

    def lay_down(self, actor: Actor, sending: Sending, content: str, now: datetime) -> Submission:
        """Return what was sent as a row that is not saved; a row that is there keeps its place."""
        new = Submission(
            submission=sending.id,
            report=self.report,
            version=self.version,
            base=sending.base,
            content=content,
            values=tidy(self.form, sending.values),
            comments={name: text for name, text in sending.comments.items() if not is_blank(text)},
            channel=sending.channel,
            sent_by=actor.name,
            sent_by_ref=actor.user,
            filled_at=sending.filled_at,
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
            faults=self._faults,
        )

    def write(self, actor: Actor, after: Kept, now: datetime) -> int:
        """Write every answer that is new, then the figures once; return how many there were."""
        changed, accepted = 0, False
        for ref, answered in after.answers.items():
            row = self.rows[ref]
            if row.pk is not None and keeping.read(row) == answered.answer:
                continue
            keeping.write(row, answered.answer)
            row.save()
            changed += 1
            accepted |= isinstance(answered.answer, Accepted)
            self._record(actor, row, now)
        if accepted:
            self._bring_forward(after, now)
        return changed

    def _bring_forward(self, after: Kept, now: datetime) -> None:
        report, head = self.report, after.revisions[-1]
        if not report.head:
            first = self.rows[after.revisions[0].id]
            report.first_received_at, report.lateness = first.received_at, first.lateness
        report.head = len(after.revisions)
        report.save(update_fields=["head", "first_received_at", "lateness"])
        publishing.publish_day(unit_id=report.unit_id, day=report.day, revision=head.id, now=now)
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

    def _faults(self, each: acceptance.Submission) -> tuple[Fault, ...]:
        """Return what stands in the way of a submission, new or waiting."""
        row = self.rows[each.id]
        past = past_of(self.report, self.form)
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
    return {**written, **check(form, Filled(values)).values}


def _definition(version: FormVersion) -> Definition:
    return definitions.stored(version)


def _sent_before(submission: UUID) -> Submission | None:
    """Return what came under an id, for whatever report: most repeats end here, without a lock."""
    return Submission.objects.select_related("report").filter(submission=submission).first()


def _version(form: str, day: date, sending: Sending) -> FormVersion:
    if sum(map(len, (*sending.values.values(), *sending.comments.values()))) > LONGEST:
        raise Refused("báo cáo quá dài", "the report is too long")
    version = version_on(form, day)
    if version is None:
        raise Refused(
            f"ngày {day:%d/%m/%Y} không có mẫu “{form}”; xem danh sách mẫu đang dùng",
            f"no form “{form}” holds on {day.isoformat()}; see the forms in use",
        )
    if version.number != sending.version:
        raise Refused(
            f"ngày {day:%d/%m/%Y} dùng bản {version.number} của mẫu; tải lại mẫu rồi gửi lại",
            f"version {version.number} of the form holds that day; load it again and send anew",
        )
    return version


def _check_asked(definition: Definition, body: Body, day: date) -> None:
    filer = definition.filer
    if (body.unit.level, body.kind) != (filer.level, filer.body):
        raise Refused(
            f"mẫu “{definition.title.vi}” không do cơ quan này gửi",
            f"“{definition.title.en}” is not filed by this body",
        )
    if not definition.schedule.is_period(day):
        raise Refused(
            f"kỳ báo cáo không kết thúc ngày {day:%d/%m/%Y}",
            f"no period ends on {day.isoformat()}",
        )


_ACTS = {
    SubmissionState.ACCEPTED: "report.file",
    SubmissionState.HELD: "report.hold",
    SubmissionState.STALE: "report.compare",
    SubmissionState.REFUSED: "report.refuse",
}
