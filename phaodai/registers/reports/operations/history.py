"""Reports of the past are taken over as they were filed elsewhere, a day of many units at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from phaodai.engines.forms.checking import Filled, check
from phaodai.engines.forms.definition import Form, Text
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies, publishing
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.desk import definition_of, tidy
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.rules.acceptance import Submission as Received
from phaodai.registers.reports.rules.acceptance import lateness_of
from phaodai.registers.reports.rules.receipts import content_hash, receipt_code
from phaodai.registers.reports.states import Channel, SubmissionState
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef

MOST_NAMED = 20  # of those that cannot be taken over


@dataclass(frozen=True, slots=True)
class Earlier:
    """One report of the past.

    Attributes:
        id: UUIDv7, new.
        received_at: when it was received where it was filed.
        sent_by: the name that is kept with it.
    """

    id: UUID
    body: BodyRef
    values: Mapping[str, str]
    comments: Mapping[str, str]
    received_at: datetime
    sent_by: str


@transaction.atomic
def import_history(
    *, actor: Actor, form: str, day: date, reports: Sequence[Earlier], now: datetime
) -> int:
    """Take over what many bodies reported of one period; the earliest period first.

    Every report keeps the rules of its form, as if it were filed; nothing is announced, for it is
    no news. The figures of all become known at `now`, in one publication.

    Args:
        actor: The operator.
        form: Code.
        day: Last day of the period.
        reports: At most one of a body; of periods for which nothing is here yet.
        now: From when it is known here.

    Returns:
        How many were taken over.

    Raises:
        NotAllowed: Somebody else asks.
        NotFound: No such form on the day.
        Refused: Some cannot be taken over, each named with the reason; then none is.
    """
    policies.check_is_operator(actor)
    version = version_on(form, day)
    if version is None:
        raise NotFound(form)
    definition = definition_of(version)
    bodies = {
        body.ref: body
        for body in Body.objects.select_related("unit").filter(ref__in=[r.body for r in reports])
    }
    before = _values_on(version.form_id, definition.schedule.before(day))
    _check(definition, version.form_id, day, reports, bodies, before)
    rows = [
        Report(
            unit=bodies[each.body].unit,
            body=bodies[each.body],
            form=version.form,
            day=day,
            head=1,
            first_received_at=each.received_at,
            lateness=lateness_of(
                Received(each.id, None, "", {}),
                received_at=each.received_at,
                due_at=definition.schedule.due_at(day),
            ),
        )
        for each in reports
    ]
    sent = []
    for row, each in zip(Report.objects.bulk_create(rows), reports, strict=True):
        content = content_hash(
            unit=bodies[each.body].unit.ref,
            form=form,
            version=version.number,
            day=day,
            base=None,
            values=each.values,
            comments=each.comments,
        )
        sent.append(
            Submission(
                submission=each.id,
                report=row,
                version=version,
                content=content,
                values=tidy(definition, each.values),
                comments=dict(each.comments),
                channel=Channel.FILE,
                sent_by=each.sent_by,
                received_at=each.received_at,
                accepted_at=each.received_at,
                state=SubmissionState.ACCEPTED,
                number=1,
                receipt=receipt_code(
                    submission=each.id, content=content, received_at=each.received_at
                ),
                lateness=row.lateness,
            )
        )
    Submission.objects.bulk_create(sent)
    publishing.publish_units(units=[row.unit_id for row in rows], day=day, now=now)
    audit.record(
        actor=actor,
        action="report.import",
        subject_kind="form",
        subject_ref=version.form.ref,
        details={"day": day.isoformat(), "reports": len(sent)},
        at=now,
    )
    return len(sent)


def _check(
    form: Form,
    form_id: int,
    day: date,
    reports: Sequence[Earlier],
    bodies: Mapping[UUID, Body],
    before: Mapping[int, Mapping[str, str]],
) -> None:
    """Refuse all where some cannot be taken over, and say of each why."""
    there = set(Report.objects.filter(form=form_id, day=day).values_list("unit", flat=True))
    used = set(
        Submission.objects.filter(submission__in=[each.id for each in reports]).values_list(
            "submission", flat=True
        )
    )
    wrong: list[tuple[str, Text]] = []
    units: set[int] = set()
    for each in reports:
        body = bodies.get(each.body)
        if body is None:
            wrong.append((str(each.body), _NO_BODY))
            continue
        faults = [
            _THERE if body.unit_id in there else None,
            _TWICE if body.unit_id in units else None,
            _USED if each.id in used else None,
        ]
        units.add(body.unit_id)
        used.add(each.id)
        checked = check(form, Filled(each.values, each.comments, before.get(body.unit_id), {}))
        found = [fault for fault in faults if fault is not None]
        found += [finding.text for finding in checked.findings if finding.stops]
        wrong += [(body.name, fault) for fault in found[:1]]
    if wrong:
        when, more = f"{day:%d/%m/%Y}", len(wrong) - MOST_NAMED
        raise Refused(
            f"Kỳ {when}: không nhận {len(wrong)} báo cáo, nên chưa nhận báo cáo nào. "
            + " ".join(f"{name}: {why.vi}" for name, why in wrong[:MOST_NAMED])
            + (f" … và {more} báo cáo nữa." if more > 0 else ""),
            f"Period {when}: {len(wrong)} reports cannot be taken over, so none was. "
            + " ".join(f"{name}: {why.en}" for name, why in wrong[:MOST_NAMED])
            + (f" … and {more} more." if more > 0 else ""),
        )


_NO_BODY = Text("không có cơ quan này; kiểm lại mã.", "there is no such body: check its code.")
_THERE = Text(
    "kỳ này đã có báo cáo ở đây; bỏ dòng này, hoặc sửa báo cáo ấy trên trang của nó.",
    "a report of this period is here: leave this row out, or correct that one on its page.",
)
_TWICE = Text(
    "có hai dòng cho cùng đơn vị; giữ một dòng.", "two rows are about this unit: keep one."
)
_USED = Text(
    "mã gửi đã dùng cho báo cáo khác; tạo mã mới.",
    "its id was used for another report: make a new one.",
)


def _values_on(form: int, day: date) -> dict[int, Mapping[str, str]]:
    """Return by unit what holds of a period."""
    rows = Submission.objects.filter(
        report__form=form, report__day=day, number=F("report__head")
    ).values_list("report__unit", "values")
    return dict(rows)
