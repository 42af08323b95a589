"""A body passes on what it has to do: to its own people, or to bodies below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.access import operations as access
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives import policies
from phaodai.registers.directives.cascade import is_below
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.operations.acting import Deed, check, found, write
from phaodai.registers.directives.operations.errors import Refused
from phaodai.registers.directives.operations.issuing import BATCH, GRANT_KIND, escalation
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import WORKING, Act, AssignmentState, Part, Proof
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, UserRef

DEEPEST = 8  # from a province to a group of households there are five
MOST_SHARES = 20_000


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
    deed = Deed(
        act=Act.DELEGATE,
        allowed=lambda row: policies.check_can_delegate(actor, row),
        rule=_still_working,
        text=text.strip(),
        details={"shares": len(shares)},
    )
    row = found(actor, [assignment]).get(assignment)
    check(row, assignment, version, deed)
    assert row is not None  # noqa: S101 - for the type checker: `check` refused it
    children = [_child(row, share, body, now) for share, body in _bodies(row, shares, now)]
    _refuse_twice(row, children)
    if row.state != AssignmentState.IN_PROGRESS:
        deed.target = AssignmentState.IN_PROGRESS
    write(actor, [row], deed, now)
    Assignment.objects.bulk_create(children, batch_size=BATCH)
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


def _bodies(row: Assignment, shares: Sequence[Share], now: datetime) -> list[tuple[Share, Body]]:
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
    users = {share.user for share in shares if share.user is not None}
    own = set(
        Posting.objects.running(today)
        .filter(body=row.body, user__ref__in=users, user__is_active=True)
        .values_list("user__ref", flat=True)
    )
    line = _line(row)
    pairs = []
    for share in shares:
        if share.user is not None:
            if share.body not in (None, row.body.ref) or share.user not in own:
                raise Refused(
                    "người này không giữ chức danh ở cơ quan",
                    "this person holds no post at the body",
                )
            if any(share.user == above.user_ref for above in line):
                raise Refused("giao vòng tròn", "it would come back in a circle")
            pairs.append((share, row.body))
            continue
        body = known.get(share.body) if share.body is not None else None
        if body is None:
            raise Refused("không có cơ quan này", "there is no such body")
        if any(above.body_id == body.pk for above in line):
            raise Refused("giao vòng tròn", "it would come back in a circle")
        if not is_below(body, row.body):
            raise Refused(
                f"{body.name} không thuộc quyền giao việc", f"{body.name} is not below the body"
            )
        pairs.append((share, body))
    return pairs


def _line(row: Assignment) -> list[Assignment]:
    """Return the assignment and those from which it came, up to the top."""
    line = [row]
    while line[-1].parent_id is not None and len(line) <= DEEPEST:
        line.append(
            Assignment.objects.only("body", "user_ref", "parent").get(pk=line[-1].parent_id)
        )
    return line


def _child(row: Assignment, share: Share, body: Body, now: datetime) -> Assignment:
    due = share.due_at or row.due_at
    if share.due_at is not None and share.due_at <= now:
        raise Refused("thời hạn đã qua", "the deadline is past")
    if due is not None and row.due_at is not None and due > row.due_at:
        raise Refused(
            "thời hạn không được sau thời hạn của cơ quan giao",
            "the deadline is later than the body's own",
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
        proof=Proof.WAITING if row.obligation.is_measured and not share.user else Proof.EVIDENCE,
    )


def _refuse_twice(row: Assignment, children: Sequence[Assignment]) -> None:
    keys = {(child.body.pk, child.user_ref) for child in children}
    held = set(
        Assignment.objects.filter(~Q(state=AssignmentState.WITHDRAWN), parent=row).values_list(
            "body", "user_ref"
        )
    )
    if len(keys) < len(children) or keys & held:
        raise Refused("đã giao cho nơi này rồi", "it was passed on to them already")
