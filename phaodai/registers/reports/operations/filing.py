"""A report is filed, by whatever channel, in one transaction: revision, figures, trail, receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField

from phaodai.engines.forms.checking import Finding
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.statements import Change, Read, Slot
from phaodai.registers.reports import keeping, policies
from phaodai.registers.reports.models import Draft, FormVersion, Report, Submission
from phaodai.registers.reports.operations.desk import Desk, Sending, definition_of, tidy
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Conflict,
    Held,
    Outcome,
    Replayed,
    Stale,
)
from phaodai.registers.reports.rules.receipts import content_hash
from phaodai.registers.reports.rules.texts import fault_of
from phaodai.registers.reports.states import HoldReason, SubmissionState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

SYSTEM = Actor(name="system:reports", is_operator=True)


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


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report that came in and is not filed yet: what can be known of it without a lock.

    Attributes:
        place: The body whose report it is.
        content: The hash of what it says.
        version: Of the form, the one that holds that day.
        values: In their one writing.
        answered: What was answered when it came before; nothing else is looked at then.
    """

    actor: Actor
    place: Body
    day: date
    sending: Sending
    content: str
    version: FormVersion | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    answered: Filed | None = None


def file_report(
    *, actor: Actor, body: BodyRef, form: str, day: date, sending: Sending, now: datetime
) -> Filed:
    """File a report of a body for a period.

    Raises:
        NotFound: There is no such body in the actor's sight.
        NotAllowed: The actor sees it and files nothing for it.
        Refused: The form is not asked of that body or day, or it is not the version of that day.
    """
    arrived = receive(actor=actor, body=body, form=form, day=day, sending=sending)
    with transaction.atomic():
        return file_arrived(arrived, now=now)


def receive(*, actor: Actor, body: BodyRef, form: str, day: date, sending: Sending) -> Arrived:
    """Look at a report before anybody has to wait for it, and write nothing.

    Raises:
        NotFound: See `file_report`.
        NotAllowed: See `file_report`.
        Refused: See `file_report`.
    """
    place = _BODY.row(ref=body)
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
    if (before := _answered(sending.id, content)) is not None:
        return Arrived(actor, place, day, sending, content, answered=before)
    version = _version(form, day, sending)
    definition = definition_of(version)
    _check_asked(definition, place, day)
    return Arrived(actor, place, day, sending, content, version, tidy(definition, sending.values))


def file_arrived(arrived: Arrived, *, now: datetime) -> Filed:
    """File what `receive` has looked at, in the transaction of the caller."""
    answered = arrived.answered or _answered(arrived.sending.id, arrived.content)
    if answered is not None:
        return answered
    version, place = arrived.version, arrived.place
    assert version is not None  # noqa: S101 - what was never answered was looked at whole
    desk = Desk.of(Report(unit=place.unit, body=place, form=version.form, day=arrived.day), version)
    new = desk.lay_down(arrived.actor, arrived.sending, arrived.content, arrived.values, now)
    outcome, after = acceptance.receive(
        keeping.kept(each for each in desk.rows.values() if each.pk is not None),
        keeping.submission(new),
        desk.circumstances(now),
    )
    if isinstance(outcome, Accepted | Held | Stale):
        _DRAFT.run(submission=new.submission)
    if not isinstance(outcome, Conflict | Replayed):
        desk.write(arrived.actor, after, now)
    return Filed(outcome, desk.report.ref, desk.findings.get(new.submission, ()))


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
    desk = Desk.of(row, version_on(first.version.form.code, row.day) or first.version)
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
        if definition_of(row.version).schedule.begins_at(row.report.day) <= now
    }
    return sum(release_waiting(actor=SYSTEM, report=ref, now=now) for ref in begun)


def check_texts(form: Definition, sending: Sending) -> None:
    """Refuse what cannot be kept as it was written.

    Raises:
        Refused: A text holds such signs, or more of them than any report says.
    """
    fault = fault_of(form, sending.values, sending.comments)
    if fault is not None:
        raise Refused(fault.vi, fault.en)


def _answered(submission: UUID, content: str) -> Filed | None:
    """Return what was answered to an id, for whatever report; None where it is new."""
    before = _SENT.row(submission=submission)
    if before is None:
        return None
    if before.content == content:  # the hash says unit, form and day too
        return Filed(Replayed(keeping.read(before)), before.report.ref)
    return Filed(Conflict(before.content), None)


_BODY = Read(lambda: Body.objects.select_related("unit").filter(ref=Slot("ref", UUIDField())))
_SENT = Read(
    lambda: Submission.objects.select_related("report").filter(
        submission=Slot("submission", UUIDField())
    )
)
_DRAFT = Change(lambda: Draft.objects.filter(submission=Slot("submission", UUIDField())))


def _version(form: str, day: date, sending: Sending) -> FormVersion:
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
    check_texts(definition_of(version), sending)
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
