"""To whom a task may be passed on: the bodies below, whole levels at once, and named persons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.rows import BodyRow
from phaodai.foundation.units import queries as units
from phaodai.registers.directives import queries
from phaodai.registers.directives.states import AssignmentState
from phaodai.registers.directives.taskrows import AssignmentDetail
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, UserRef

MOST_BELOW = 5_000


@dataclass(frozen=True, slots=True)
class Receiver:
    """One line of the form: a person, a body, or all bodies of a place."""

    key: str
    name: str
    note: str = ""
    user: UserRef | None = None
    bodies: tuple[BodyRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Receivers:
    """Everybody who has no share of the task yet."""

    people: Sequence[Receiver] = ()
    groups: Sequence[Receiver] = ()
    bodies: Sequence[Receiver] = ()

    @property
    def by_key(self) -> Mapping[str, Receiver]:
        """Return the lines by what the form sends."""
        return {each.key: each for each in (*self.people, *self.groups, *self.bodies)}

    def __bool__(self) -> bool:
        """Say whether there is anybody."""
        return bool(self.people or self.bodies)


def receivers_of(request: ActorRequest, detail: AssignmentDetail) -> Receivers:
    """Return to whom the reader may pass a task on; nobody where he may not."""
    if not detail.may_delegate or detail.row.user is not None:
        return Receivers()
    taken = {
        child.body
        for child in detail.children
        if child.state is not AssignmentState.WITHDRAWN and child.user is None
    }
    own = agencies.get_body(detail.row.body)
    taken.add(own.ref)
    direct, further = _below(own)
    free = [body for body in direct if body.ref not in taken]
    people = queries.list_people(actor=request.actor, assignment=detail.row.ref, now=clock.now())
    return Receivers(
        people=[
            Receiver(
                key=f"user-{person.ref}",
                name=person.name,
                note=", ".join(str(ROLE_LABELS[role]) for role in person.roles),
                user=person.ref,
            )
            for person in people
        ],
        groups=_groups(own, free, further, taken),
        bodies=[Receiver(key=str(body.ref), name=body.name, bodies=(body.ref,)) for body in free],
    )


def _below(own: BodyRow) -> tuple[list[BodyRow], Mapping[str, list[BodyRow]]]:
    """Return the bodies one level down, and those of the same kind a level further by unit."""
    today = clock.today()
    direct = {body.ref: body for body in agencies.subordinates_of(own.ref, on=today)}
    further: dict[str, list[BodyRow]] = {}
    if own.is_general:
        within = {body.ref: body for body in agencies.bodies_of(own.unit, on=today)}
        direct |= {ref: body for ref, body in within.items() if not body.is_general}
        children = {unit.path: unit for unit in units.children_on(own.unit, today)}
        page = agencies.find_bodies(on=today, under_path=own.unit_path, limit=MOST_BELOW)
        at: dict[UUID, list[BodyRow]] = {}
        for body in page.rows:
            if body.unit_path in children and body.is_general and body.branch == own.branch:
                at.setdefault(body.unit, []).append(body)
            above = body.unit_path.rstrip("/").rpartition("/")[0] + "/"
            if above in children and body.kind == own.kind:
                further.setdefault(children[above].full_name, []).append(body)
        for bodies in at.values():
            alike = [body for body in bodies if body.kind == own.kind] or bodies
            direct |= {body.ref: body for body in alike}
    found = sorted(direct.values(), key=lambda body: (body.unit == own.unit, _in_order(body.name)))
    return found, further


def _in_order(name: str) -> list[tuple[int, str]]:
    """Return a key by which names are read: "Số 9" before "Số 10"."""
    return [
        (int(part), "") if part.isdecimal() else (-1, fold(part))
        for part in re.split(r"(\d+)", name)
    ]


def _groups(
    own: BodyRow,
    free: Sequence[BodyRow],
    further: Mapping[str, Sequence[BodyRow]],
    taken: set[BodyRef],
) -> list[Receiver]:
    below = [body for body in free if body.unit != own.unit and body.is_general]
    found = []
    if len(below) > 1:
        n = len(below)
        name = ngettext("Tất cả %(n)s nơi cấp dưới", "Tất cả %(n)s nơi cấp dưới", n) % {"n": n}
        found.append(Receiver(key="all", name=name, bodies=tuple(body.ref for body in below)))
    for place, bodies in further.items():
        refs = tuple(body.ref for body in bodies if body.ref not in taken)
        if refs:
            name = _("Tất cả %(n)s xã, phường, thị trấn của %(place)s") % {
                "n": len(refs),
                "place": place,
            }
            found.append(Receiver(key=f"all-{bodies[0].ref}", name=name, bodies=refs))
    return found
