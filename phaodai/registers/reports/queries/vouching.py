"""How far the reports of a period below are certified and accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.queries.expectations import asked_on, expected, in_sight
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.registers.reports.queries.returns import standing_returns
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UnitRef


@dataclass(frozen=True, slots=True)
class VouchedRow:
    """One report.

    Attributes:
        submission: id of the latest revision.
        number: of it.
        certified: number of the revision that the head certified last; 0 for none.
        accepted: number of the revision that was accepted last; 0 for none.
        n_comments: warnings that were answered with a comment.
        unlocked_until: when an exception ends.
    """

    report: UUID
    unit: UnitRef
    unit_name: str
    above: str
    submission: UUID
    number: int
    lateness: str
    received_at: datetime
    certified: int
    accepted: int
    n_comments: int
    is_returned: bool
    is_locked: bool
    unlocked_until: datetime | None

    @property
    def is_certified(self) -> bool:
        """Whether the head certified the latest revision."""
        return self.certified == self.number

    @property
    def is_accepted(self) -> bool:
        """Whether the latest revision is accepted."""
        return self.accepted == self.number

    @property
    def is_clean(self) -> bool:
        """Whether it can be accepted without a second look."""
        return not (self.is_accepted or self.is_returned or self.n_comments)


def list_vouched(
    *, actor: Actor, form: str, day: date, now: datetime, unit_path: str = ""
) -> Sequence[VouchedRow]:
    """Return the reports of a period that were filed below; a constant number of queries.

    Raises:
        UnknownForm: The form does not hold on the day.
    """
    asked = asked_on(day, form).get(form)
    if asked is None:
        raise UnknownForm(form)
    bodies = in_sight(expected(asked.form, day), actor, unit_path)
    reports = (
        Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .filter(form_id=asked.form_id, day=day, head__gt=0, body__in=bodies)
        .select_related("unit__parent")
    )
    heads = {
        report: rest
        for report, *rest in Submission.objects.filter(
            report__in=reports, number=F("report__head")
        ).values_list("report_id", "submission", "number", "received_at", "comments")
    }
    returned = standing_returns(asked.form_id, day)
    found = []
    for row in reports.order_by("unit__path"):
        submission, number, received_at, comments = heads[row.pk]
        found.append(
            VouchedRow(
                report=row.ref,
                unit=UnitRef(row.unit.ref),
                unit_name=row.unit.full_name,
                above=row.unit.parent.full_name if row.unit.parent else "",
                submission=submission,
                number=number,
                lateness=row.lateness,
                received_at=received_at,
                certified=row.certified,
                accepted=row.accepted,
                n_comments=len(comments),
                is_returned=row.unit_id in returned,
                is_locked=is_locked(
                    accepted=row.accepted, unlocked_until=row.unlocked_until, now=now
                ),
                unlocked_until=row.unlocked_until,
            )
        )
    return found
