"""Heads: praise, criticism and breaches, and the papers by which others act for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import Body, Tenure
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events import bus
from phaodai.foundation.files.checking import Examined
from phaodai.foundation.units.models import on_day
from phaodai.registers.directives import policies
from phaodai.registers.directives.models import Assignment, Judgement, Mandate
from phaodai.registers.directives.operations import evidencing, recording
from phaodai.registers.directives.operations.confirming import checked_reason
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.issuing import TooLate
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import Act, JudgementKind
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role
from phaodai.vocabulary.refs import BodyRef, UserRef

LONGEST_BASIS = 300
UNDONE = ("head.judge", "head.withdraw")


@transaction.atomic
def record_judgement(
    *,
    actor: Actor,
    body: BodyRef,
    kind: JudgementKind,
    day: date,
    text: str,
    basis: str,
    evidence: Collection[str] = (),
    files: Sequence[Examined] = (),
    assignment: UUID | None = None,
    now: datetime,
) -> UUID:
    """Put praise, criticism or a breach on record of whoever headed the body on that day.

    Args:
        actor: A commander above the body.
        body: Whose head.
        kind: What it is.
        day: When it happened: who held the seat on that day answers for it.
        text: What happened.
        basis: The decision or clause on which it rests.
        evidence: Documents that show it, by number and symbol.
        files: Files that show it, examined by `files.checking.examine` before this act.
        assignment: The assignment that it is about.
        now: The moment of the act.

    Raises:
        NotFound: There is no such body, or no such assignment of it in sight.
        NotAllowed: The actor is no commander above it.
        Refused: Nobody held the seat, the day is to come, or text or basis are missing.
    """
    headed = _body(body)
    policies.check_can_judge(actor, headed)
    if day > deadlines.local_day(now):
        raise Refused("ngày chưa tới", "the day is to come")
    tenure = Tenure.objects.filter(
        on_day(day, first="first_day", last="last_day"),
        head_post__body=headed,
        head_post__is_deputy=False,
    ).first()
    if tenure is None:
        raise Refused("ngày đó chưa có người giữ chức vụ", "nobody held the seat on that day")
    about = _assignment(actor, assignment, headed) if assignment is not None else None
    row = Judgement.objects.create(
        unit=headed.unit,
        body=headed,
        tenure=tenure,
        assignment=about,
        kind=kind,
        text=checked_reason(text),
        basis=_checked_basis(basis),
        evidence=evidencing.checked_references(evidence),
        day=day,
        at=now,
        actor=actor.name,
        user_ref=actor.user,
        by_body_ref=next((post.body for post in actor.posts_for(Permission.HEADS_JUDGE)), None),
    )
    evidencing.attach(actor, row, files, now)
    if about is not None:
        recording.line(
            actor=actor,
            act=Act.JUDGE,
            at=now,
            document=about.obligation.document_id,
            obligation=about.obligation,
            assignment=about,
            text=row.text,
            details={"kind": str(kind), "judgement": str(row.ref)},
        ).save()
    _record(actor, "head.judge", row.ref, headed, now, {"kind": str(kind), "day": day})
    return row.ref


@transaction.atomic
def withdraw_judgement(*, actor: Actor, judgement: UUID, reason: str, now: datetime) -> None:
    """Take back what was put on record; it stays to be seen, with the reason.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor is no commander above the body.
        Refused: No reason is given, or it was withdrawn before.
    """
    row = _judgement(actor, judgement)
    policies.check_can_judge(actor, row.body)
    if row.withdrawn_at is not None:
        raise Refused("đã thu hồi", "it was withdrawn before")
    row.withdrawn_at, row.withdrawn_reason = now, checked_reason(reason)
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _record(actor, "head.withdraw", row.ref, row.body, now, {})


@transaction.atomic
def undo_judgement(*, actor: Actor, judgement: UUID, now: datetime) -> None:
    """Take back the last word on a judgement within thirty seconds, as if it had not been said.

    One that was put on record goes, with its files; one that was withdrawn stands again.

    Raises:
        NotFound: There is none in sight.
        Refused: The last word was another's.
        TooLate: It was more than thirty seconds ago.
    """
    row = _judgement(actor, judgement)
    said = (
        AuditEvent.objects.filter(subject_ref=row.ref, action__in=[*UNDONE, "head.undo"])
        .order_by("-pk")
        .first()
    )
    if (
        said is None
        or said.action not in UNDONE
        or (said.actor, said.user_ref) != (actor.name, actor.user)
    ):
        raise Refused("không có thao tác nào của bạn để hoàn tác", "nothing of yours to undo")
    if now > said.at + bus.UNDO_HOLD:
        raise TooLate(str(judgement))
    if row.withdrawn_at is not None:
        row.withdrawn_at, row.withdrawn_reason = None, ""
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    else:
        if row.assignment is not None:
            recording.line(
                actor=actor,
                act=Act.REOPEN,
                at=max(now, said.at),
                document=row.assignment.obligation.document_id,
                obligation=row.assignment.obligation,
                assignment=row.assignment,
                details={"undone": str(Act.JUDGE), "judgement": str(row.ref)},
            ).save()
        evidencing.detach_all(actor, row, now)
        row.delete()
    _record(actor, "head.undo", judgement, row.body, now, {"undone": said.action})


@transaction.atomic
def give_mandate(
    *,
    actor: Actor,
    body: BodyRef,
    user: UserRef,
    basis: str,
    first_day: date,
    last_day: date | None = None,
    now: datetime,
) -> UUID:
    """Record the paper by which a duty officer issues, accepts and returns in the head's name.

    Raises:
        NotFound: There is no such body.
        NotAllowed: The actor is no commander at that very body; a delegate delegates no further.
        Refused: The user is no duty officer there, the basis is missing, or it ends before it
            begins.
    """
    headed = _body(body)
    heads = {post.body for post in actor.posts_for(Permission.DIRECTIVES_ISSUE)}
    if not actor.is_operator and headed.ref not in heads:
        raise NotAllowed(f"{actor.name} may not delegate at {body}")
    if last_day is not None and last_day < first_day:
        raise Refused("ngày kết thúc trước ngày bắt đầu", "it ends before it begins")
    posted = Posting.objects.filter(
        Q(last_day=None) | Q(last_day__gte=first_day),
        body=headed,
        user__ref=user,
        user__is_active=True,
        role=Role.DUTY_OFFICER,
    )
    if not posted.exists():
        raise Refused(
            "người này không trực ban ở cơ quan", "this person is no duty officer of the body"
        )
    row = Mandate.objects.create(
        unit=headed.unit,
        body=headed,
        user_ref=user,
        basis=_checked_basis(basis),
        first_day=first_day,
        last_day=last_day,
        given_at=now,
    )
    _record(actor, "mandate.give", row.ref, headed, now, {"user": str(user), "from": first_day})
    return row.ref


@transaction.atomic
def end_mandate(*, actor: Actor, mandate: UUID, now: datetime) -> None:
    """End a written delegation at once.

    Raises:
        NotFound: There is no running one in sight.
        NotAllowed: The actor is no commander at that very body.
    """
    seen = Mandate.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Mandate.objects.select_related("body__unit")
        .filter(ref=mandate, ended_at=None, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(mandate))
    heads = {post.body for post in actor.posts_for(Permission.DIRECTIVES_ISSUE)}
    if not actor.is_operator and row.body.ref not in heads:
        raise NotAllowed(f"{actor.name} may not end a delegation at {row.body.ref}")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    _record(actor, "mandate.end", row.ref, row.body, now, {})


def _body(ref: BodyRef) -> Body:
    body = Body.objects.select_related("unit").filter(ref=ref).first()
    if body is None:
        raise NotFound(str(ref))
    return body


def _judgement(actor: Actor, ref: UUID) -> Judgement:
    seen = Judgement.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Judgement.objects.select_for_update(of=("self",))
        .select_related("body__unit", "assignment__obligation")
        .filter(ref=ref, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    return row


def _assignment(actor: Actor, ref: UUID, body: Body) -> Assignment:
    seen = Assignment.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = seen.select_related("obligation").filter(ref=ref, body=body).first()
    if row is None:
        raise NotFound(str(ref))
    return row


def _checked_basis(basis: str) -> str:
    words = " ".join(basis.split())
    if not 0 < len(words) <= LONGEST_BASIS:
        raise Refused("phải nêu căn cứ", "say on what it rests")
    return words


def _record(
    actor: Actor, action: str, ref: UUID, body: Body, now: datetime, details: dict[str, object]
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind=action.partition(".")[0],
        subject_ref=ref,
        unit_ref=body.unit.ref,
        body_ref=body.ref,
        details=details,
        at=now,
    )
