"""To whom a body may pass on what it has to do, among its own people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from phaodai.foundation.accounts.models import Posting
from phaodai.registers.directives import policies
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.queries.tasks import seen
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import AssignmentState
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import UserRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody who holds posts at the body today and has no share of the assignment yet."""

    ref: UserRef
    name: str
    roles: tuple[Role, ...]


def list_people(*, actor: Actor, assignment: UUID, now: datetime) -> Sequence[PersonRow]:
    """Return the persons of the body to whom an assignment can be given by name.

    Whoever may not delegate it is shown nobody: who works where is no public matter.
    """
    row = seen(actor).select_related("body__unit").filter(ref=assignment).first()
    if row is None or not policies.can_delegate(actor, row):
        return []
    taken = Assignment.objects.filter(parent=row, user_ref__isnull=False).exclude(
        state=AssignmentState.WITHDRAWN
    )
    postings = (
        Posting.objects.running(deadlines.local_day(now))
        .filter(body=row.body_id, user__is_active=True)
        .exclude(user__ref__in=taken.values("user_ref"))
        .select_related("user")
        .order_by("user__name", "user_id", "role")
    )
    people: dict[UserRef, tuple[str, list[Role]]] = {}
    for posting in postings:
        _name, roles = people.setdefault(UserRef(posting.user.ref), (posting.user.name, []))
        roles.append(Role(posting.role))
    return [
        PersonRow(ref=ref, name=name, roles=tuple(roles)) for ref, (name, roles) in people.items()
    ]
