"""The demo's units, bodies, heads and accounts; what is there already is left alone."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from phaodai.delivery.demo.names import person, slug
from phaodai.delivery.demo.people import (
    COMMITTEE,
    DEMO_ACCOUNTS,
    DEMO_DISTRICT,
    DEMO_PASSWORD,
    DEMO_PROVINCE,
    DEMO_TOWN,
    HEALTH_CENTRE,
    NAMED_HEADS,
    OTHERS,
    Account,
    Place,
)
from phaodai.foundation.accounts import operations as accounts
from phaodai.foundation.accounts import queries as users
from phaodai.foundation.agencies import operations as agencies
from phaodai.foundation.agencies import queries as bodies
from phaodai.foundation.agencies.rows import BodyRow
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.editions.loading import load_builtin
from phaodai.foundation.units.rows import UnitRow
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from phaodai.vocabulary.units import UnitLevel

EDITION = "2024"
IN_OFFICE_SINCE = date(2021, 7, 1)  # after the elections of May
BASIS = "Tài khoản dùng thử"
# Whoever heads the first also heads the others of the same unit.
SAME_HEAD = (
    (COMMITTEE, "steering_committee", "command_centre", "natural_disaster_command"),
    ("party_committee", "party_standing_committee", "party_permanent_board"),
)


@dataclass(frozen=True, slots=True)
class Province:
    """The units of the demo with their bodies.

    Attributes:
        units: Units by code: the province, its districts, its communes.
        bodies: Bodies by code of the unit and kind.
    """

    units: dict[str, UnitRow]
    bodies: dict[tuple[str, str], BodyRow]

    def communes_of(self, code: str) -> list[UnitRow]:
        """Return the communes of a district, by code."""
        path = self.units[code].path
        return [
            unit
            for unit in self.units.values()
            if unit.level is UnitLevel.COMMUNE and unit.path.startswith(path)
        ]

    @property
    def districts(self) -> list[UnitRow]:
        """The districts, by code."""
        return [unit for unit in self.units.values() if unit.level is UnitLevel.DISTRICT]

    def body(self, code: str, kind: str = COMMITTEE) -> BodyRef:
        """Return a body of a unit."""
        return self.bodies[code, kind].ref


def load_units(*, actor: Actor, now: datetime) -> None:
    """Load the edition of units on which the demo rests, where there is none."""
    try:
        units.country()
    except units.UnknownUnit:
        load_builtin(EDITION, actor=actor, now=now)


def load_bodies(*, actor: Actor, now: datetime, day: date) -> None:
    """Give the country, the provinces and all units of the demo's province their bodies."""
    home = units.unit_by_code(DEMO_PROVINCE, on=day, level=UnitLevel.PROVINCE)
    if bodies.bodies_of(home.ref):
        return
    wanted = [*units.tree_on(day, depth=1), *units.tree_on(day, home.ref)]
    agencies.fill_standard_bodies(
        actor=actor, units=list({row.unit.ref: None for row in wanted}), now=now
    )


def read_province(day: date) -> Province:
    """Return the demo's units and bodies as of a day."""
    home = units.unit_by_code(DEMO_PROVINCE, on=day, level=UnitLevel.PROVINCE)
    rows = {row.unit.code: row.unit for row in units.tree_on(day, home.ref)}
    code_of = {row.ref: row.code for row in rows.values()}
    found = bodies.find_bodies(on=day, under_path=home.path, limit=100_000).rows
    return Province(
        units=dict(sorted(rows.items())),
        bodies={(code_of[body.unit], body.kind): body for body in found if body.kind},
    )


def everybody(province: Province, *, is_quick: bool) -> list[Account]:
    """Return all accounts of the demo, in the same order with the same names each time.

    Args:
        province: Its units.
        is_quick: The communes of one district alone.
    """
    chance = Random(DEMO_PROVINCE)  # noqa: S311 - names of a demo
    made = {account.username: account for account in (*DEMO_ACCOUNTS, *OTHERS)}
    for unit in province.districts:
        for account in _of_district(unit, chance):
            made.setdefault(account.username, account)
    for district in province.districts:
        for unit in province.communes_of(district.code):
            name = slug(unit.name)
            # Two communes may sound alike once their accents are gone.
            if f"chutich.{name}" in made and unit.code != DEMO_TOWN:
                name += slug(district.name)
            for word, role in (("chutich", Role.COMMANDER), ("baocao", Role.REPORTER)):
                who = Account(
                    f"{word}.{name}", person(chance, unit.code), (Place(role, unit.code),)
                )
                if not is_quick or district.code == DEMO_DISTRICT:
                    made.setdefault(who.username, who)
    return list(made.values())


def _of_district(unit: UnitRow, chance: Random) -> list[Account]:
    code, name = unit.code, slug(unit.name)
    head = NAMED_HEADS.get((code, COMMITTEE)) or person(chance, code)
    return [
        Account(
            f"chutich.{name}",
            head,
            (Place(Role.COMMANDER, code), Place(Role.COMMANDER, code, "steering_committee")),
        ),
        Account(f"trucban.{name}", person(chance, code), (Place(Role.DUTY_OFFICER, code),)),
        Account(
            f"yte.{name}",
            person(chance, code),
            (
                Place(Role.HEALTH_WORKER, code, HEALTH_CENTRE),
                Place(Role.REPORTER, code, HEALTH_CENTRE),
            ),
        ),
        Account(
            f"congan.{name}",
            person(chance, code),
            (Place(Role.TRACER, code, "police"), Place(Role.REPORTER, code, "police")),
        ),
    ]


def add_accounts(
    province: Province, people: list[Account], *, actor: Actor, now: datetime
) -> dict[str, UserRef]:
    """Add the accounts that are missing; all have the demo's one password.

    Returns:
        The reference of every account, by user name.
    """
    today = IN_OFFICE_SINCE
    known: dict[str, UserRef] = {
        row.username: row.ref for row in users.get_users(actor, on=today)[:100_000]
    }
    fresh: list[UserRef] = []
    for account in people:
        if account.username in known:
            continue
        first, *more = account.posts
        ref = accounts.add_user(
            actor=actor,
            username=account.username,
            name=account.name,
            password=None,
            body=province.body(first.unit, first.kind),
            role=first.role,
            basis=BASIS,
            now=now,
            today=today,
        )
        for post in more:
            accounts.post_user(
                actor=actor,
                user=ref,
                body=province.body(post.unit, post.kind),
                role=post.role,
                first_day=today,
                basis=BASIS,
                now=now,
            )
        known[account.username] = ref
        fresh.append(ref)
    accounts.share_password(actor=actor, users=fresh, password=DEMO_PASSWORD, now=now)
    return known


def seat_heads(
    province: Province,
    people: list[Account],
    refs: dict[str, UserRef],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Give every seat of the province's bodies a named holder where it has none.

    Returns:
        How many took office.
    """
    chance = Random(EDITION)  # noqa: S311 - names of a demo
    named: dict[tuple[str, str], tuple[str, UserRef | None]] = {}
    for account in people:
        for post in account.posts:
            if post.role is Role.COMMANDER:
                named[post.unit, post.kind] = account.name, refs[account.username]
    for code, kind in province.bodies:
        first = next((group[0] for group in SAME_HEAD if kind in group), kind)
        head = named.setdefault((code, first), (person(chance, code), None))
        named.setdefault((code, kind), head)
    return agencies.seat_first_heads(
        actor=actor,
        now=now,
        holders={body.ref: named[place] for place, body in province.bodies.items()},
        first_day=IN_OFFICE_SINCE,
    )
