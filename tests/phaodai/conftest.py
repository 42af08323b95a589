"""The cast: one province, two districts, their bodies, and who holds which post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from phaodai.foundation.accounts import queries
from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, Role
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory

TODAY = date(2021, 12, 23)
NOW = datetime(2021, 12, 23, 2, 40, tzinfo=UTC)
OPERATOR = Actor(name="operator:test", is_operator=True)


@dataclass(frozen=True)
class Places:
    """Units and bodies."""

    province: Unit
    district: Unit
    commune: Unit
    next_district: Unit
    province_committee: Body
    committee: Body  # of the district
    police: Body  # of the district: a sister of its health service
    health: Body
    commune_committee: Body
    next_committee: Body


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Let the server of static files find its folder, empty as it is."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    """Forget who tried to sign in how often."""
    cache.clear()


@pytest.fixture
def places(db: None) -> Places:
    province = UnitFactory(province=True, name="Ninh Thuận")
    district = UnitFactory(district=True, name="Ninh Phước", parent=province)
    commune = UnitFactory(name="Phước Hải", parent=district)
    next_district = UnitFactory(district=True, name="Thuận Nam", parent=province)
    return Places(
        province=province,
        district=district,
        commune=commune,
        next_district=next_district,
        province_committee=make_body(province, "Ủy ban nhân dân tỉnh Ninh Thuận", general=True),
        committee=make_body(district, "Ủy ban nhân dân huyện Ninh Phước", general=True),
        police=make_body(district, "Công an huyện Ninh Phước"),
        health=make_body(district, "Trung tâm Y tế huyện Ninh Phước"),
        commune_committee=make_body(commune, "Ủy ban nhân dân xã Phước Hải", general=True),
        next_committee=make_body(next_district, "Ủy ban nhân dân huyện Thuận Nam", general=True),
    )


def actor_of(user: User, on: date = TODAY) -> Actor:
    return queries.actor_of(user, on=on)


@pytest.fixture
def duty_officer(places: Places) -> User:
    return make_user(
        "hanh.nguyen", name="Nguyễn Thị Hạnh", at=places.committee, role=Role.DUTY_OFFICER
    )


@pytest.fixture
def commander(places: Places) -> User:
    return make_user("quoc.mai", name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER)


@pytest.fixture
def administrator(places: Places) -> User:
    return make_user("quan.le", name="Lê Văn Quản", at=places.committee, role=Role.ADMINISTRATOR)


@pytest.fixture
def reporter(places: Places) -> User:
    return make_user(
        "bao.tran", name="Trần Ngọc Bảo", at=places.commune_committee, role=Role.REPORTER
    )


@pytest.fixture
def stranger(places: Places) -> User:
    """The administrator of the next unit."""
    return make_user(
        "yen.dang", name="Đàng Thị Yến", at=places.next_committee, role=Role.ADMINISTRATOR
    )


@pytest.fixture
def sister(places: Places) -> User:
    """The administrator of a sister body in the same unit."""
    return make_user("ly.huynh", name="Huỳnh Công Lý", at=places.police, role=Role.ADMINISTRATOR)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Sign a user in, both steps done."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
