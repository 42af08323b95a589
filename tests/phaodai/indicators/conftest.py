"""A province of two districts with two communes each."""

from dataclasses import dataclass

import pytest

from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.factories.units import UnitFactory


@dataclass(frozen=True)
class Land:
    province: Unit
    districts: tuple[Unit, Unit]
    communes: tuple[Unit, Unit, Unit, Unit]  # two of the first district, two of the second


def ref(unit: Unit) -> UnitRef:
    return UnitRef(unit.ref)


@pytest.fixture
def land(db: None) -> Land:
    province = UnitFactory(province=True, name="Lai Châu")
    first = UnitFactory(district=True, name="Tân Uyên", parent=province)
    second = UnitFactory(district=True, name="Than Uyên", parent=province)
    return Land(
        province=province,
        districts=(first, second),
        communes=tuple(UnitFactory(parent=each) for each in (first, first, second, second)),
    )
