"""How far the reports of a period below are certified and accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Report, Rigour, Submission
from phaodai.registers.reports.queries.expectations import asked_on, expected, in_sight
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.registers.reports.queries.names import name_of
from phaodai.registers.reports.queries.returns import standing_returns
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.registers.reports.states import Vouching
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef


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


@dataclass(frozen=True, slots=True)
class Vouched:
    """How far one report is vouched for.

    Attributes:
        head: number of the latest revision.
        certified: number of the revision that the head of the unit certified last; 0 for none.
        accepted: number of the one that was accepted above; 0 for none.
        certified_by: who did, and `certified_at` when; "" where nobody did.
    """

    head: int
    certified: int
    certified_by: str
    certified_at: datetime | None
    accepted: int
    accepted_by: str
    accepted_at: datetime | None
    is_locked: bool
    unlocked_until: datetime | None
    may_certify: bool
    may_unlock: bool


def vouched(*, actor: Actor, report: UUID, now: datetime) -> Vouched:
    """Return how far a report is certified and accepted; two queries.

    Raises:
        NotFound: There is no such report in the actor's sight.
    """
    row = (
        Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("body__unit")
        .filter(ref=report)
        .first()
    )
    if row is None:
        raise NotFound(str(report))
    last = {
        act: (number, by, at)
        for act, number, by, at in row.vouchers.annotate(person=name_of("by"))
        .order_by("at", "pk")
        .values_list("act", "number", "person", "at")
    }
    certified, accepted = last.get(Vouching.CERTIFY), last.get(Vouching.ACCEPT)
    return Vouched(
        head=row.head,
        certified=row.certified,
        certified_by=certified[1] if certified else "",
        certified_at=certified[2] if certified else None,
        accepted=row.accepted,
        accepted_by=accepted[1] if accepted else "",
        accepted_at=accepted[2] if accepted else None,
        is_locked=is_locked(accepted=row.accepted, unlocked_until=row.unlocked_until, now=now),
        unlocked_until=row.unlocked_until,
        may_certify=policies.can_certify(actor, row.body),
        may_unlock=policies.can_unlock(actor, row.body.unit.path),
    )


@dataclass(frozen=True, slots=True)
class RigourRow:
    """What a body that the actor heads asks for before it passes anything on."""

    body: BodyRef
    body_name: str
    certified_first: bool
    two_persons: bool


def list_rigour(*, actor: Actor) -> list[RigourRow]:
    """Return what each body that the actor heads asks for, by name."""
    refs = {post.body for post in actor.posts_for(Permission.REPORTS_CERTIFY)}
    bodies = Body.objects.filter(ref__in=refs).order_by("name")
    kept = {row.body_id: row for row in Rigour.objects.filter(body__in=bodies)}
    return [
        RigourRow(
            body=BodyRef(body.ref),
            body_name=body.name,
            certified_first=body.pk in kept and kept[body.pk].certified_first,
            two_persons=body.pk in kept and kept[body.pk].two_persons,
        )
        for body in bodies
    ]
