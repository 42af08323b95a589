"""The reports of one period are added up into an edition; nothing is typed again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Edition, EditionPart
from phaodai.registers.reports.queries.expectations import Asked, asked_on
from phaodai.registers.reports.queries.gathering import Cited, gather, keys_of, states_of
from phaodai.registers.reports.rules.compiling import add_up, is_locked
from phaodai.registers.reports.states import PartStanding
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of it.

    Attributes:
        edition: its reference.
        is_new: False where nothing had changed since the last one, which is returned.
    """

    edition: UUID
    number: int
    is_new: bool


@transaction.atomic
def compile_day(
    *, actor: Actor, body: BodyRef, form: str, day: date, carries: bool = False, now: datetime
) -> Compiled:
    """Add up what those below a body have reported, as of now.

    Who is late never holds it up: what comes later makes a new edition.

    Args:
        actor: Who compiles for that body.
        body: For which, of general authority over its unit.
        form: Code of the form that those below file.
        day: The last day of the period.
        carries: whether earlier states of those who said nothing are put beside the sums.
        now: The moment as of which the edition knows.

    Raises:
        NotFound: There is no such body in the actor's sight.
        NotAllowed: The actor does not compile for it.
        Refused: The period is not over, nobody below has to report or has, or the last edition
            was accepted above and is locked.
    """
    place = _locked(actor, body)
    asked = _asked(form, day, place, now)
    cited = gather(asked=asked, unit=place.unit, day=day, moment=now, carries=carries)
    _check_something(cited, asked, place, day)
    latest = (
        Edition.objects.filter(body=place, form_id=asked.form_id, day=day)
        .order_by("-number")
        .first()
    )
    if latest is not None and latest.returned_at is None:
        if keys_of(latest) == [each.key for each in cited]:
            return Compiled(latest.ref, latest.number, is_new=False)
        _check_open(latest, now)
    made = _write(actor, place, asked, day, cited, latest.number + 1 if latest else 1, now)
    audit.record(
        actor=actor,
        action="edition.compile",
        subject_kind="edition",
        subject_ref=made.ref,
        unit_ref=place.unit.ref,
        body_ref=place.ref,
        details={
            "form": form,
            "day": day.isoformat(),
            "number": made.number,
            "reported": made.n_reported,
            "expected": made.n_expected,
            "carried": made.n_carried,
        },
        at=now,
    )
    return Compiled(made.ref, made.number, is_new=True)


def _locked(actor: Actor, body: BodyRef) -> Body:
    """Return the body under lock, so that two who compile at once make two editions in turn."""
    place = (
        Body.objects.select_for_update(of=("self",)).select_related("unit").filter(ref=body).first()
    )
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    policies.check_can_compile(actor, place)
    return place


def _asked(form: str, day: date, body: Body, now: datetime) -> Asked:
    asked = asked_on(day, form).get(form)
    if asked is None or not asked.form.schedule.is_period(day):
        raise Refused(
            f"ngày {day:%d/%m/%Y} không có kỳ báo cáo theo mẫu “{form}”; chọn ngày khác",
            f"no period of the form “{form}” ends on {day.isoformat()}; choose another day",
        )
    if now < asked.form.schedule.ends_at(day):
        raise Refused(
            f"kỳ báo cáo ngày {day:%d/%m/%Y} chưa kết thúc, chưa thể tổng hợp",
            f"the period of {day.isoformat()} is not over; it cannot be compiled yet",
        )
    unit = body.unit
    if (unit.valid_from and day < unit.valid_from) or (unit.valid_to and day > unit.valid_to):
        raise Refused(
            f"{unit.full_name} không tồn tại vào ngày {day:%d/%m/%Y} (đã sáp nhập, chia tách hoặc "
            f"chưa thành lập); mở trang của đơn vị có vào ngày ấy để tổng hợp",
            f"{unit.full_name} did not exist on {day.isoformat()} (merged, split or not yet "
            f"founded); compile it for the unit that did",
        )
    return asked


def _check_something(cited: list[Cited], asked: Asked, body: Body, day: date) -> None:
    if not cited:
        raise Refused(
            f"không đơn vị nào thuộc {body.unit.full_name} phải gửi “{asked.form.title.vi}”",
            f"nobody below {body.unit.full_name} has to file “{asked.form.title.en}”",
        )
    if all(each.part.standing is not PartStanding.INCLUDED for each in cited):
        raise Refused(
            f"chưa đơn vị nào gửi báo cáo ngày {day:%d/%m/%Y}; mở bảng trực ban để nhắc",
            f"nobody has reported for {day.isoformat()} yet; the duty board reminds them",
        )


def _check_open(latest: Edition, now: datetime) -> None:
    """Refuse where any edition of the period was accepted and no exception of it runs."""
    accepted = (
        Edition.objects.filter(body=latest.body_id, form=latest.form_id, day=latest.day)
        .exclude(accepted_at=None)
        .order_by("-number")
        .first()
    )
    if accepted is not None and is_locked(
        accepted=accepted.number, unlocked_until=accepted.unlocked_until, now=now
    ):
        raise Refused(
            f"cấp trên đã chấp nhận và khóa lần tổng hợp {accepted.number}; xin cấp trên mở khóa "
            f"rồi tổng hợp lại",
            f"edition {accepted.number} was accepted and locked above; ask them to unlock it, "
            f"then compile again",
        )


def _write(
    actor: Actor,
    body: Body,
    asked: Asked,
    day: date,
    cited: list[Cited],
    number: int,
    now: datetime,
) -> Edition:
    sums = add_up((each.part for each in cited), states=states_of(asked.form))
    made = Edition.objects.create(
        unit=body.unit,
        body=body,
        form_id=asked.form_id,
        day=day,
        number=number,
        compiled_at=now,
        compiled_by=actor.name,
        compiled_by_ref=actor.user,
        sums={name: [one.amount, one.n, one.carried, one.n_carried] for name, one in sums.items()},
        n_expected=sum(each.part.n_expected for each in cited),
        n_reported=sum(each.part.n_reported for each in cited),
        n_carried=sum(each.part.n_carried for each in cited),
    )
    EditionPart.objects.bulk_create(
        EditionPart(
            edition=made,
            unit_id=each.part.unit,
            standing=each.part.standing,
            submission_id=each.submission,
            lower_id=each.lower,
        )
        for each in cited
    )
    return made
