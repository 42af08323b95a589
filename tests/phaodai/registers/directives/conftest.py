"""A province with bodies of the catalogue, so that wordings of dispatches find them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Obligation
from phaodai.vocabulary.access import Actor, Post, Role
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import SINCE, UnitFactory

COMMITTEE, DEPARTMENT, CENTRE, POLICE = (
    "people_committee",
    "health_department",
    "health_centre",
    "police",
)


def make_kind(unit: Unit, code: str) -> Body:
    kind = CATALOGUE[code]
    name = kind.name_vi.format(kind=unit.kind, name=unit.name)
    body = Body.objects.create(
        unit=unit,
        kind=code,
        branch=kind.branch,
        name=name,
        short_name=kind.short_vi.format(kind=unit.kind, name=unit.name),
        name_key=fold(name),
        is_general=kind.is_general,
        valid_from=SINCE,
    )
    body.path = f"/{body.pk}/"
    body.save()
    return body


def post_at(body: Body, role: Role = Role.DUTY_OFFICER, name: str = "someone") -> Actor:
    post = Post(
        role=role,
        body=BodyRef(body.ref),
        unit_path=body.unit.path,
        body_path=body.path,
        is_general=body.is_general,
    )
    return Actor(name=name, posts=(post,))


def named(user: User, body: Body, role: Role = Role.REPORTER) -> Actor:
    """Return the actor that a user is with one post."""
    return Actor(name=user.username, posts=post_at(body, role).posts, user=UserRef(user.ref))


def make_communes(sonla: "Sonla", n: int) -> list[Body]:
    """Add communes with their committees to Mai Sơn, set by set."""
    units = Unit.objects.bulk_create(
        Unit(
            level="COMMUNE",
            kind="xã",
            name=f"Số {i}",
            name_key=f"so {i}",
            code=f"M{i}",
            valid_from=SINCE,
            parent=sonla.district,
            path=f"{sonla.district.path}{10_000 + i}/",
        )
        for i in range(n)
    )
    return Body.objects.bulk_create(
        Body(
            unit=unit,
            kind="people_committee",
            branch="STATE",
            name=f"UBND xã {unit.name}",
            name_key=f"ubnd xa {unit.name_key}",
            is_general=True,
            path=f"/{10_000 + i}/",
            valid_from=SINCE,
        )
        for i, unit in enumerate(units)
    )


@dataclass(frozen=True)
class Sonla:
    """Sơn La: the district Mai Sơn with two communes, and its neighbour Yên Châu."""

    province: Unit
    district: Unit
    commune: Unit
    province_committee: Body
    province_health: Body
    committee: Body  # of Mai Sơn
    health: Body
    police: Body
    commune_committee: Body
    town_committee: Body
    next_committee: Body
    next_commune_committee: Body


@pytest.fixture
def sonla(db: None) -> Sonla:
    province = UnitFactory(province=True, name="Sơn La")
    district = UnitFactory(district=True, name="Mai Sơn", parent=province)
    commune = UnitFactory(name="Chiềng Mung", parent=district)
    town = UnitFactory(name="Hát Lót", kind="thị trấn", parent=district)
    next_district = UnitFactory(district=True, name="Yên Châu", parent=province)
    next_commune = UnitFactory(name="Chiềng Đông", parent=next_district)
    return Sonla(
        province=province,
        district=district,
        commune=commune,
        province_committee=make_kind(province, COMMITTEE),
        province_health=make_kind(province, DEPARTMENT),
        committee=make_kind(district, COMMITTEE),
        health=make_kind(district, CENTRE),
        police=make_kind(district, POLICE),
        commune_committee=make_kind(commune, COMMITTEE),
        town_committee=make_kind(town, COMMITTEE),
        next_committee=make_kind(next_district, COMMITTEE),
        next_commune_committee=make_kind(next_commune, COMMITTEE),
    )


@pytest.fixture
def tenure(sonla: Sonla) -> Tenure:
    """Who heads the commune since the 21st; another one did before."""
    seat = HeadPost.objects.create(body=sonla.commune_committee, title_vi="Chủ tịch")
    Tenure.objects.create(
        head_post=seat, holder="Lò Văn Xưa", first_day=date(2020, 1, 1), last_day=date(2021, 12, 20)
    )
    return Tenure.objects.create(head_post=seat, holder="Cà Thị Nay", first_day=date(2021, 12, 21))


@pytest.fixture
def keep(sonla: Sonla) -> Callable[..., operations.Kept]:
    """Keep a reading at Mai Sơn's committee, or wherever it is said."""

    def act(
        reading: dict[str, Any],
        *,
        keeper: Body | None = None,
        actor: Actor = OPERATOR,
        file: bytes | None = b"original",
    ) -> operations.Kept:
        return operations.import_document(
            actor=actor,
            keeper=BodyRef((keeper or sonla.committee).ref),
            reading=reading,
            file=file,
            file_name="cong-van.txt",
            media_type="text/plain",
            now=NOW,
        )

    return act


@pytest.fixture
def confirmed(keep: Callable[..., operations.Kept]) -> Callable[..., operations.Kept]:
    """Keep orders and confirm all of them."""

    def act(*orders: dict[str, Any], **head: Any) -> operations.Kept:
        kept = keep(reading(*orders, **head))
        operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
        return kept

    return act


@pytest.fixture
def chairman(sonla: Sonla) -> Actor:
    return post_at(sonla.committee, Role.COMMANDER, "quoc")


@pytest.fixture
def commune(sonla: Sonla) -> Actor:
    return post_at(sonla.commune_committee, Role.REPORTER, "bao")


@dataclass(frozen=True)
class Sent:
    """One obligation, due in a week, that went to the commune, the town and (to help) police."""

    document: UUID
    issue: UUID
    obligation: Obligation
    commune: Assignment
    town: Assignment
    police: Assignment


@pytest.fixture
def sent(confirmed: Callable[..., operations.Kept], chairman: Actor, sonla: Sonla) -> Sent:
    kept = confirmed(
        order(
            "UBND các xã, thị trấn hoàn thành chậm nhất ngày 30/12/2021.",
            lead=("UBND các xã, thị trấn",),
            coordinate=("Công an huyện",),
            deadline=due("date", date="2021-12-30"),
        )
    )
    issued = operations.issue(actor=chairman, document=kept.ref, now=NOW)
    return Sent(
        document=kept.ref,
        issue=issued.ref,
        obligation=Obligation.objects.get(),
        commune=Assignment.objects.get(body=sonla.commune_committee),
        town=Assignment.objects.get(body=sonla.town_committee),
        police=Assignment.objects.get(body=sonla.police),
    )
