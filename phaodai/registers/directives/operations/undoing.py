"""The last act on an assignment, taken back within thirty seconds by whoever did it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from phaodai.foundation.events import bus
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.operations.acting import Deed, check, found, write
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.issuing import TooLate
from phaodai.registers.directives.states import Act, AssignmentState
from phaodai.vocabulary.access import Actor

UNDONE = {
    Act.ACKNOWLEDGE,
    Act.PROGRESS,
    Act.ASK_EXTENSION,
    Act.GRANT_EXTENSION,
    Act.REFUSE_EXTENSION,
    Act.SUBMIT,
    Act.ACCEPT,
    Act.RETURN,
}
MOMENTS = {"answered_at", "closed_at", "due_at", "escalate_at", "extension_until"}


@transaction.atomic
def undo(*, actor: Actor, assignment: UUID, version: int, now: datetime) -> int:
    """Take back the last act on an assignment.

    Args:
        actor: Who did it.
        assignment: On what.
        version: As the act left it.
        now: At most thirty seconds after the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        Stale: Something was done to it since.
        Refused: The last act was another's, or is none that is taken back this way.
        TooLate: It was more than thirty seconds ago.
    """
    row = found(actor, [assignment]).get(assignment)
    if row is None:
        raise NotFound(str(assignment))
    last = Entry.objects.filter(assignment=row, occurrence=None).order_by("-pk").first()
    check(row, assignment, version, Deed(act=Act.REOPEN, allowed=lambda _row: None))
    if (
        last is None
        or Act(last.act) not in UNDONE
        or (last.actor, last.user_ref) != (actor.name, actor.user)
        or last.details.get("version") != version
    ):
        raise Refused("không có thao tác nào của bạn để hoàn tác", "nothing of yours to undo")
    if now > last.at + bus.UNDO_HOLD:
        raise TooLate(str(assignment))
    fields = {name: _value(name, value) for name, value in last.details["before"].items()}
    _refuse_contradiction(row, fields)
    deed = Deed(
        act=Act.REOPEN,
        allowed=lambda _row: None,
        fields=fields,
        details={"undone": last.act},
    )
    write(actor, [row], deed, now)
    return row.version


def _refuse_contradiction(row: Assignment, fields: Mapping[str, Any]) -> None:
    """Refuse what would leave a child later than its parent, or open below a closed one."""
    parent, due = row.parent, fields.get("due_at")
    if parent is not None and parent.state == AssignmentState.WITHDRAWN:
        raise Refused("việc cấp trên đã thu hồi", "what it came from was withdrawn")
    if due and Assignment.objects.filter(parent=row, due_at__gt=due).exists():
        raise Refused(
            "việc đã giao tiếp có thời hạn muộn hơn", "what was passed on is due later than that"
        )


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in MOMENTS and value else value
