"""Scaffold a register with its tests: `python scripts/new_register.py samples sample`.

Writes the files of the template in docs/architecture.md, adds the app to the settings and its
two permissions to the vocabulary, and makes the first migration. The result is a register that
opens and closes rows: rename what does not fit and add what the field needs.
"""

import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]

FILES = {
    "phaodai/registers/$plural/__init__.py": '''\
"""The register of $plural: say in one sentence whose rows these are.

Owns: $plural.
Publishes: nothing yet.
Reacts to: nothing yet.
Announces: nothing yet.
"""
''',
    "phaodai/registers/$plural/states.py": '''\
"""States of a $single and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum


class ${Single}State(StrEnum):
    """Life of a $single; stored as the upper-case value."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


MOVES: Mapping[${Single}State, frozenset[${Single}State]] = {
    ${Single}State.OPEN: frozenset({${Single}State.CLOSED}),
    ${Single}State.CLOSED: frozenset(),
}
''',
    "phaodai/registers/$plural/rules.py": '''\
"""Rules of the register of $plural as plain functions of plain values."""

from phaodai.registers.$plural.states import MOVES, ${Single}State


class IllegalMove(Exception):
    """The $single cannot go from its state to the asked one."""


def check_move(*, current: ${Single}State, target: ${Single}State) -> None:
    """Refuse a move that `MOVES` does not list.

    Raises:
        IllegalMove: The move is not listed.
    """
    if target not in MOVES[current]:
        raise IllegalMove(f"{current} -> {target}")
''',
    "phaodai/registers/$plural/models.py": '''\
"""Tables of the register of $plural."""

import uuid

from django.db import models
from django.db.models import F, Q

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.$plural.states import ${Single}State


class ${Single}QuerySet(ScopedQuerySet["${Single}"]):
    """Filters with a name in the field's own words."""

    grant_kind = "$single"


class ${Single}(models.Model):
    """One $single of one body."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("agencies.Body", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=${Single}State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ${Single}QuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ${Single}State]),
                name="${plural}_known_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="${plural}_closed_after_opened",
            ),
        ]

    def __str__(self) -> str:
        """Identify one row and name nobody."""
        return f"$single {self.ref}"
''',
    "phaodai/registers/$plural/policies.py": '''\
"""Who may do what in the register of $plural."""

from phaodai.vocabulary.access import Actor, NotAllowed, Permission


def check_can_manage(actor: Actor, *, unit_path: str, body_path: str) -> None:
    """Refuse unless a post of the actor covers the body.

    Raises:
        NotAllowed: No post covers it.
    """
    if not can_manage(actor, unit_path=unit_path, body_path=body_path):
        raise NotAllowed(f"{actor.name} may not manage $plural there")


def can_manage(actor: Actor, *, unit_path: str, body_path: str) -> bool:
    """Say whether to offer the button."""
    return actor.may(Permission.${PLURAL}_MANAGE, unit_path=unit_path, body_path=body_path)
''',
    "phaodai/registers/$plural/queries.py": '''\
"""Reads of the register of $plural, already scoped, as plain rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from phaodai.registers.$plural.models import ${Single}
from phaodai.registers.$plural.states import ${Single}State
from phaodai.vocabulary.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class ${Single}Row:
    """What a page or an API shows of a $single."""

    ref: UUID
    unit_name: str
    state: ${Single}State
    opened_at: datetime


def get_open_$plural(*, actor: Actor) -> list[${Single}Row]:
    """Return the open $plural that the actor may see, oldest first."""
    rows = (
        ${Single}.objects.visible_to(actor, Permission.${PLURAL}_VIEW)
        .filter(state=${Single}State.OPEN)
        .select_related("unit")
        .order_by("opened_at", "pk")
    )
    return [
        ${Single}Row(
            ref=row.ref,
            unit_name=row.unit.name,
            state=${Single}State(row.state),
            opened_at=row.opened_at,
        )
        for row in rows
    ]
''',
    "phaodai/registers/$plural/operations.py": '''\
"""Writes of the register of $plural; every function is one whole act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.$plural import policies, rules
from phaodai.registers.$plural.models import ${Single}
from phaodai.registers.$plural.states import ${Single}State
from phaodai.vocabulary.access import Actor, NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef


class NoSuch${Single}(Exception):
    """There is none, or the actor does not see it."""


@transaction.atomic
def open_$single(*, actor: Actor, body: BodyRef, now: datetime) -> UUID:
    """Open a $single at a body.

    Returns:
        The reference of the new row.

    Raises:
        NotAllowed: The actor's posts do not cover the body.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None:
        raise NotAllowed(f"{actor.name} sees no body {body}")
    policies.check_can_manage(actor, unit_path=place.unit.path, body_path=place.path)
    row = ${Single}.objects.create(unit=place.unit, body=place, opened_at=now)
    _record(actor, "$plural.open", row, now)
    return row.ref


@transaction.atomic
def close_$single(*, actor: Actor, ref: UUID, now: datetime) -> None:
    """Close an open $single.

    Raises:
        NoSuch${Single}: There is none, or the actor does not see it.
        NotAllowed: The actor sees it and may not change it.
        IllegalMove: It is closed already.
    """
    row = (
        ${Single}.objects.visible_to(actor, Permission.${PLURAL}_VIEW)
        .select_related("unit", "body")
        .select_for_update(of=("self",))
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise NoSuch${Single}(str(ref))
    policies.check_can_manage(actor, unit_path=row.unit.path, body_path=row.body.path)
    rules.check_move(current=${Single}State(row.state), target=${Single}State.CLOSED)
    row.state, row.closed_at = ${Single}State.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    _record(actor, "$plural.close", row, now)


def _record(actor: Actor, action: str, row: ${Single}, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="$single",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        at=now,
    )
''',
    "phaodai/registers/$plural/apps.py": '''\
"""App registration and wiring."""

from django.apps import AppConfig


class ${Plural}Config(AppConfig):
    """The register of $plural."""

    name = "phaodai.registers.$plural"
''',
    "phaodai/registers/$plural/migrations/__init__.py": "",
    "tests/phaodai/factories/$plural.py": '''\
from datetime import UTC, datetime

import factory

from phaodai.registers.$plural.models import ${Single}


class ${Single}Factory(factory.django.DjangoModelFactory):
    """A row of a body, which the test names."""

    class Meta:
        model = ${Single}

    unit = factory.SelfAttribute("body.unit")
    opened_at = datetime(2021, 12, 20, 1, tzinfo=UTC)

    class Params:
        closed = factory.Trait(state="CLOSED", closed_at=datetime(2021, 12, 21, 1, tzinfo=UTC))
''',
    "tests/phaodai/registers/$plural/test_rules.py": """\
import pytest

from phaodai.registers.$plural import rules
from phaodai.registers.$plural.states import MOVES, ${Single}State


def test_every_state_has_its_moves_listed():
    assert set(MOVES) == set(${Single}State)


def test_an_open_${single}_may_be_closed():
    rules.check_move(current=${Single}State.OPEN, target=${Single}State.CLOSED)


def test_a_closed_${single}_stays_closed():
    with pytest.raises(rules.IllegalMove):
        rules.check_move(current=${Single}State.CLOSED, target=${Single}State.OPEN)
""",
    "tests/phaodai/registers/$plural/test_operations.py": """\
import pytest

from phaodai.foundation.accounts.queries import actor_of
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.$plural import operations, rules
from phaodai.registers.$plural.models import ${Single}
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.$plural import ${Single}Factory


def duty_officer_at(body):
    return actor_of(make_user(at=body, role=Role.DUTY_OFFICER), on=TODAY)


def analyst_at(body):
    return actor_of(make_user(at=body, role=Role.ANALYST), on=TODAY)


def test_open(places):
    ref = operations.open_$single(
        actor=duty_officer_at(places.committee), body=places.committee.ref, now=NOW
    )

    assert ${Single}.objects.get(ref=ref).body == places.committee
    assert AuditEvent.objects.get().action == "$plural.open"


@pytest.mark.parametrize("outsider", ["next_committee", "police", "commune_committee"])
def test_open_is_refused_to_others(outsider, places):
    with pytest.raises(NotAllowed):
        operations.open_$single(
            actor=duty_officer_at(getattr(places, outsider)), body=places.committee.ref, now=NOW
        )
    assert not ${Single}.objects.exists()
    assert not AuditEvent.objects.exists()


def test_open_needs_the_permission(places):
    with pytest.raises(NotAllowed):
        operations.open_$single(
            actor=analyst_at(places.committee), body=places.committee.ref, now=NOW
        )


def test_close(places):
    row = ${Single}Factory(body=places.committee)

    operations.close_$single(actor=duty_officer_at(places.committee), ref=row.ref, now=NOW)

    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("CLOSED", NOW)


def test_close_twice(places):
    row = ${Single}Factory(body=places.committee, closed=True)
    with pytest.raises(rules.IllegalMove):
        operations.close_$single(actor=duty_officer_at(places.committee), ref=row.ref, now=NOW)


@pytest.mark.parametrize("outsider", ["next_committee", "police", "commune_committee"])
def test_what_others_may_not_see_is_missing_to_them(outsider, places):
    row = ${Single}Factory(body=places.committee)
    with pytest.raises(operations.NoSuch${Single}):
        operations.close_$single(
            actor=duty_officer_at(getattr(places, outsider)), ref=row.ref, now=NOW
        )


def test_who_may_only_see_may_not_close(places):
    row = ${Single}Factory(body=places.committee)
    with pytest.raises(NotAllowed):
        operations.close_$single(actor=analyst_at(places.committee), ref=row.ref, now=NOW)
""",
    "tests/phaodai/registers/$plural/test_queries.py": """\
import pytest

from phaodai.foundation.accounts.queries import actor_of
from phaodai.registers.$plural import queries
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import TODAY
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.$plural import ${Single}Factory


def duty_officer_at(body):
    return actor_of(make_user(at=body, role=Role.DUTY_OFFICER), on=TODAY)


@pytest.mark.parametrize("others", [0, 5])
def test_open_$plural(places, others, django_assert_num_queries):
    rows = [${Single}Factory(body=places.committee) for _ in range(1 + others)]
    ${Single}Factory(body=places.committee, closed=True)
    actor = duty_officer_at(places.committee)

    with django_assert_num_queries(1):
        found = queries.get_open_$plural(actor=actor)

    assert [row.ref for row in found] == [row.ref for row in rows]


@pytest.mark.parametrize("outsider", ["next_committee", "police", "commune_committee"])
def test_others_see_none(outsider, places):
    ${Single}Factory(body=places.committee)
    actor = duty_officer_at(getattr(places, outsider))
    assert queries.get_open_$plural(actor=actor) == []
""",
}


def main(plural: str, single: str, root: Path = ROOT) -> None:
    """Write the register, wire it and make its migration.

    Raises:
        SystemExit: A name is no identifier, or the register exists.
    """
    if not all(re.fullmatch(r"[a-z][a-z_]+", name) for name in (plural, single)):
        sys.exit("Two names in lower case: the plural of the register and the singular of a row.")
    if (root / "phaodai" / "registers" / plural).exists():
        sys.exit(f"phaodai/registers/{plural} exists already.")
    names = {
        "plural": plural,
        "single": single,
        "Plural": plural.title().replace("_", ""),
        "Single": single.title().replace("_", ""),
        "PLURAL": plural.upper(),
    }
    for name, text in FILES.items():
        path = root / Template(name).substitute(names)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(names))
    _wire(root, names)
    python = ROOT / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "django", "makemigrations", plural], cwd=root, check=True)
    made = [Template(name).substitute(names) for name in FILES]
    wired = ["phaodai/project/settings.py", "phaodai/vocabulary/access.py"]
    subprocess.run([ROOT / ".venv/bin/ruff", "format", "-q", *made, *wired], cwd=root, check=True)


def _wire(root: Path, names: dict[str, str]) -> None:
    """Add the app to the settings and view and manage to the permissions."""
    settings = root / "phaodai/project/settings.py"
    text = settings.read_text()
    anchor = '    "phaodai.delivery.web",\n'
    settings.write_text(
        text.replace(anchor, f'    "phaodai.registers.{names["plural"]}",\n{anchor}')
    )

    access = root / "phaodai/vocabulary/access.py"
    text = access.read_text()
    members = "".join(
        f'    {names["PLURAL"]}_{act.upper()} = "{names["plural"]}.{act}"\n'
        for act in ("view", "manage")
    )
    text = text.replace("\n\nclass Role(StrEnum)", f"{members}\n\nclass Role(StrEnum)", 1)
    text = re.sub(
        r"(EVERYONE = frozenset\(\s*\{)", rf"\1Permission.{names['PLURAL']}_VIEW, ", text, count=1
    )
    text = text.replace(
        "Role.DUTY_OFFICER: PASSING_ON",
        f"Role.DUTY_OFFICER: PASSING_ON | {{Permission.{names['PLURAL']}_MANAGE}}",
        1,
    )
    access.write_text(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
