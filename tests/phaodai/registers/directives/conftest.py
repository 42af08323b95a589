"""A province with bodies of the catalogue, so that wordings of dispatches find them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import operations
from phaodai.vocabulary.access import Actor, Post, Role
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
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
