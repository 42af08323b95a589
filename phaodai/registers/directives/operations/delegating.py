"""A body passes on what it has to do: to its own people, or to bodies below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from phaodai.foundation.access import operations as access
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives import policies, publishing
from phaodai.registers.directives.cascade import is_below
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.operations import proving
from phaodai.registers.directives.operations.acting import (
    Deed,
    check,
    checked_text,
    found,
    no_earlier,
    write,
)
from phaodai.registers.directives.operations.errors import Refused
from phaodai.registers.directives.operations.issuing import BATCH, GRANT_KIND, escalation
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import WORKING, Act, AssignmentState, Part
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, UserRef

DEEPEST = 8  # from a province to a group of households there are five
MOST_SHARES = 20_000
MOST_NAMES = 5  # in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """To whom, and until when; without a deadline that of the whole holds."""

    body: BodyRef | None = None
    user: UserRef | None = None
    due_at: datetime | None = None


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    assignment: UUID,
    version: int | None,
    shares: Sequence[Share],
    text: str = "",
    now: datetime,
) -> list[UUID]:
    """Pass an assignment on; whoever passes it on still answers for it.

    Args:
        actor: Who does it.
        assignment: What is passed on.
        version: As it was shown; None = whatever it is now.
        shares: Bodies below, or persons who hold a post at the body itself.
        text: What to say with it.
        now: The moment of the act.

    Returns:
        The new assignments, in the order of the shares.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: No post of the actor at the body may delegate.
        Stale: Somebody was quicker.
        Refused: It is answered or closed, a body is not below, comes back in a circle or has it
            already, a person holds no post there, or a deadline is later than the body's own.
    """
    if not 0 < len(shares) <= MOST_SHARES:
        raise Refused("chọn nơi nhận", "choose to whom")
    details: dict[str, object] = {"shares": len(shares)}
    deed = Deed(
        act=Act.DELEGATE,
        allowed=lambda row: policies.check_can_delegate(actor, row),
        rule=_still_working,
        text=checked_text(text),
        details=details,
    )
    now = no_earlier([assignment], now)
    row = found(actor, [assignment]).get(assignment)
    check(row, assignment, version, deed)
    assert row is not None  # noqa: S101 - for the type checker: `check` refused it
    children = [_child(row, *share, now) for share in _bodies(row, shares, now)]
    _refuse_twice(row, children)
    details["to"] = [str(child.ref) for child in children]
    if row.state != AssignmentState.IN_PROGRESS:
        deed.target = AssignmentState.IN_PROGRESS
    write(actor, [row], deed, now)
    proving.inherit(row, children, now)
    Assignment.objects.bulk_create(children, batch_size=BATCH)
    publishing.follow_assignments(children, now=now)
    access.give(
        kind=GRANT_KIND,
        subject=row.obligation.document.ref,
        bodies={BodyRef(child.body.ref) for child in children if child.user_ref is None},
        reason="assigned",
        now=now,
    )
    return [child.ref for child in children]


def _still_working(row: Assignment) -> None:
    if row.state not in WORKING:
        raise Refused(
            "việc đã trả lời hoặc đã kết thúc, không giao tiếp được",
            "it is answered or closed and cannot be passed on",
        )
    if row.depth >= DEEPEST:
        raise Refused("đã giao qua quá nhiều cấp", "it was passed on too often")


def _bodies(
    row: Assignment, shares: Sequence[Share], now: datetime
) -> list[tuple[Share, Body, str]]:
    """Return each share with its body and what it is called."""
    today = deadlines.local_day(now)
    wanted = {share.body for share in shares if share.body is not None}
    known: dict[UUID, Body] = {}
    refs = sorted(wanted)
    for start in range(0, len(refs), BATCH // 4):
        some = refs[start : start + BATCH // 4]
        known |= {
            body.ref: body
            for body in Body.objects.valid_on(today).select_related("unit").filter(ref__in=some)
        }
    names = _checked_posts(row, [share for share in shares if share.user is not None], today)
    line = _line(row)
    pairs = []
    for share in shares:
        if share.user is not None:
            if any(share.user == above.user_ref for above in line):
                raise Refused(
                    "người này đang giữ chính việc ấy, giao lại là giao vòng tròn",
                    "this person has the very task; it would come back in a circle",
                )
            pairs.append((share, row.body, names[share.user]))
            continue
        body = known.get(share.body) if share.body is not None else None
        if body is None:
            raise Refused(
                "không có cơ quan này, hoặc cơ quan đã chấm dứt hoạt động",
                "there is no such body, or it has ended",
            )
        if any(above.body_id == body.pk for above in line):
            raise Refused(
                f"việc này từ {body.name} xuống, giao lại là giao vòng tròn",
                f"it came from {body.name}; it would come back in a circle",
            )
        if not is_below(body, row.body):
            raise Refused(
                f"{body.name} không thuộc quyền giao việc", f"{body.name} is not below the body"
            )
        pairs.append((share, body, body.name))
    return pairs


def _checked_posts(row: Assignment, shares: Sequence[Share], today: date) -> dict[UserRef, str]:
    """Return the names of persons; refuse who holds no post at the body today, and say since when.

    Raises:
        Refused: One of them does not.
    """
    held = {
        posting.user.ref: posting
        for posting in Posting.objects.select_related("user")
        .filter(body=row.body, user__ref__in=[share.user for share in shares])
        .order_by(F("last_day").asc(nulls_last=True), "pk")
    }
    for share in shares:
        posting = held.get(share.user) if share.user is not None else None
        if posting is None or share.body not in (None, row.body.ref):
            raise Refused(
                "người này không giữ chức danh ở cơ quan", "this person holds no post at the body"
            )
        name = posting.user.name
        if not posting.user.is_active:
            raise Refused(f"tài khoản của {name} đã khóa", f"the account of {name} is closed")
        if posting.last_day is not None and posting.last_day < today:
            day = f"{posting.last_day:%d/%m/%Y}"
            raise Refused(
                f"{name} thôi giữ chức danh ở cơ quan từ sau ngày {day}",
                f"{name} holds no post at the body since {day}",
            )
        if posting.first_day > today:
            day = f"{posting.first_day:%d/%m/%Y}"
            raise Refused(
                f"{name} giữ chức danh ở cơ quan từ ngày {day}, chưa đến",
                f"{name} holds a post at the body from {day} only",
            )
    return {UserRef(ref): posting.user.name for ref, posting in held.items()}


def _line(row: Assignment) -> list[Assignment]:
    """Return the assignment and those from which it came, up to the top."""
    line = [row]
    while line[-1].parent_id is not None and len(line) <= DEEPEST:
        line.append(
            Assignment.objects.only("body", "user_ref", "parent").get(pk=line[-1].parent_id)
        )
    return line


def _child(row: Assignment, share: Share, body: Body, name: str, now: datetime) -> Assignment:
    due = share.due_at or row.due_at
    if share.due_at is not None and share.due_at <= now:
        raise Refused(f"thời hạn của {name} đã qua", f"the deadline of {name} is past already")
    if due is not None and row.due_at is not None and due > row.due_at:
        raise Refused(
            f"thời hạn của {name} không được sau thời hạn của chính việc này",
            f"the deadline of {name} is later than that of the task itself",
        )
    return Assignment(
        unit=body.unit,
        body=body,
        user_ref=share.user,
        obligation=row.obligation,
        issue_id=row.issue_id,
        parent=row,
        depth=row.depth + 1,
        part=Part.LEAD,
        created_at=now,
        due_at=due,
        escalate_at=escalation(row.obligation, due),
    )


def _refuse_twice(row: Assignment, children: Sequence[Assignment]) -> None:
    keys = {(child.body.pk, child.user_ref) for child in children}
    held: set[tuple[int, UUID | None]] = set(
        Assignment.objects.filter(~Q(state=AssignmentState.WITHDRAWN), parent=row).values_list(
            "body", "user_ref"
        )
    )
    if len(keys) < len(children):
        raise Refused("một nơi được chọn hai lần", "one of them is chosen twice")
    twice = [child for child in children if (child.body.pk, child.user_ref) in held]
    if twice:
        names = "; ".join(sorted({child.body.name for child in twice})[:MOST_NAMES])
        raise Refused(f"đã giao rồi: {names}", f"it was passed on already: {names}")
