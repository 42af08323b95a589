"""What people do with a finding: explain, accept, return."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.decisions.discrepancies import policies, rules
from phaodai.decisions.discrepancies.errors import NotFound, Refused
from phaodai.decisions.discrepancies.models import Finding, Step
from phaodai.decisions.discrepancies.states import OWED, Act, Reached, State
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.files import operations as files
from phaodai.foundation.files.checking import Examined
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

CLOSED = (
    "Vênh này đã khép lại, không nhận trả lời nữa. Xem diễn biến ở cuối trang.",
    "This is closed and takes no answer any more. What happened stands at the end of the page.",
)


def explain(
    *,
    actor: Actor,
    finding: UUID,
    text: str,
    attached: Sequence[Examined] = (),
    seen: int | None = None,
    now: datetime,
) -> None:
    """Explain figures that disagree, signed as the head of the body that answers.

    Args:
        actor: Who heads the body.
        finding: Which.
        text: Why the figures are right as they are; ten signs at least.
        attached: What proves it, examined before.
        seen: How many steps the page showed; None = not looked at.
        now: The moment.

    Raises:
        NotFound: There is none in the actor's sight.
        NotAllowed: The actor does not head the body.
        Refused: It is closed, explained already, changed meanwhile, or the text says nothing.
        UnacceptableFile: There are too many files.
    """
    said = _said(text, what=("Lời giải trình", "An explanation"))
    with transaction.atomic():
        row = _locked(actor, finding, seen, policies.check_may_explain)
        if row.state not in OWED:
            raise Refused(
                "Đã có giải trình, đang chờ cấp trên xem xét.",
                "It is explained already, and waits for the unit above.",
            )
        row.state, row.explanation = State.EXPLAINED, said
        row.explained_at, row.explained_by, row.explained_by_ref = now, actor.name, actor.user
        step = _step(row, Act.EXPLAINED, actor, said, now)
        for file in attached:
            _keep(actor, row, file, now)
        _record(actor, row, "discrepancy.explain", now, step=step, n_files=len(attached))


def accept(
    *, actor: Actor, finding: UUID, text: str = "", seen: int | None = None, now: datetime
) -> None:
    """Believe an explanation; the figures stay as they are and the finding is closed.

    Raises:
        NotFound: There is none in the actor's sight.
        NotAllowed: The actor is not above the unit that answers.
        Refused: There is no explanation to judge, or it changed meanwhile.
    """
    with transaction.atomic():
        row = _judged(actor, finding, seen)
        row.state, row.closed_at = State.ACCEPTED, now
        step = _step(row, Act.ACCEPTED, actor, text.strip()[: rules.LONGEST], now)
        _record(actor, row, "discrepancy.accept", now, step=step)


def send_back(
    *, actor: Actor, finding: UUID, text: str, seen: int | None = None, now: datetime
) -> None:
    """Return an explanation that is not enough; a new term begins.

    Raises:
        NotFound: There is none in the actor's sight.
        NotAllowed: The actor is not above the unit that answers.
        Refused: There is no explanation to judge, it changed meanwhile, or no reason is given.
    """
    said = _said(
        text,
        what=("Lý do trả lại", "A reason"),
        mend=("Nói rõ còn thiếu gì.", "Say what is missing."),
    )
    with transaction.atomic():
        row = _judged(actor, finding, seen)
        row.state = State.RETURNED
        row.asked_at, row.due_at = now, rules.due_at(now, row.hours)
        row.reached, row.reminded_at = Reached.NOBODY, None
        step = _step(row, Act.RETURNED, actor, said, now)
        _record(actor, row, "discrepancy.return", now, step=step)


def _said(
    text: str,
    *,
    what: tuple[str, str],
    mend: tuple[str, str] = (
        "Viết rõ vì sao số liệu như vậy.",
        "Say why the figures are as they are.",
    ),
) -> str:
    try:
        return rules.answered(text)
    except rules.BadAnswer as error:
        vi, en = what
        if str(error) == "long":
            raise Refused(
                f"{vi} dài quá {rules.LONGEST} ký tự. Rút gọn, phần còn lại gửi kèm thành tệp.",
                f"{en} is longer than {rules.LONGEST} signs. Shorten it and attach the rest.",
            ) from error
        raise Refused(
            f"{vi} phải có ít nhất {rules.SHORTEST} chữ, không kể khoảng trắng. {mend[0]}",
            f"{en} has at least {rules.SHORTEST} signs, blanks left out. {mend[1]}",
        ) from error


def _locked(
    actor: Actor, ref: UUID, seen: int | None, check: Callable[[Actor, Finding], None]
) -> Finding:
    """Return a finding under lock, for an actor who may act on it; the rest is nobody else's."""
    found = Finding.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(ref=ref).first()
    if found is None:
        raise NotFound(str(ref))
    row = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("unit", "body")
        .get(pk=found.pk)
    )
    check(actor, row)
    if row.closed_at is not None:
        raise Refused(*CLOSED)
    if seen is not None and seen != row.n_steps:
        raise Refused(
            "Vừa có thay đổi khi ông/bà đang viết: đọc lại số liệu và diễn biến rồi gửi lại.",
            "Something changed while you wrote: read the figures again, then send again.",
        )
    return row


def _judged(actor: Actor, ref: UUID, seen: int | None) -> Finding:
    row = _locked(actor, ref, seen, policies.check_may_judge)
    if row.state != State.EXPLAINED:
        raise Refused("Chưa có giải trình để xem xét.", "There is no explanation to judge yet.")
    return row


def _step(row: Finding, act: Act, actor: Actor, text: str, now: datetime) -> UUID:
    row.n_steps += 1
    row.save()
    return Step.objects.create(finding=row, act=act, at=now, actor=actor.name, text=text).ref


def _keep(actor: Actor, row: Finding, file: Examined, now: datetime) -> None:
    files.keep(
        actor=actor,
        content=file,
        owner_kind="finding",
        owner_ref=row.ref,
        unit_ref=UnitRef(row.unit.ref),
        body_ref=BodyRef(row.body.ref),
        now=now,
    )


def _record(actor: Actor, row: Finding, action: str, now: datetime, **details: object) -> None:
    """Write the trail: never what was explained, which may name persons."""
    audit.record(
        actor=actor,
        action=action,
        subject_kind="finding",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"rule": row.rule, "day": row.day.isoformat()}
        | {key: str(value) for key, value in details.items()},
        at=now,
    )
