"""Units for tests: a small tree with paths and links as the operations would write them."""

from datetime import date
from typing import Any

import factory

from phaodai.foundation.units import closure, rules
from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.vocabulary.units import UnitLevel

SINCE = date(2004, 7, 8)


def country() -> Unit:
    """Return the root; there is one alone."""
    root = Unit.objects.filter(level=UnitLevel.COUNTRY.value).first()
    if root is None:
        root = Unit.objects.create(
            level=UnitLevel.COUNTRY.value,
            kind="nước",
            name=rules.COUNTRY_NAME,
            name_key=rules.name_key(rules.COUNTRY_NAME),
            code=rules.COUNTRY_CODE,
            valid_from=SINCE,
        )
        root.path = f"/{root.pk}/"
        root.save(update_fields=["path"])
    return root


class UnitFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A commune; traits make the other levels. The parent is the country unless it is given."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    level = UnitLevel.COMMUNE.value
    kind = "xã"
    name = factory.Sequence(lambda n: f"Thử {n}")
    name_key = factory.LazyAttribute(lambda unit: rules.name_key(unit.name))
    code = factory.Sequence(lambda n: f"{90000 + n}")
    valid_from = SINCE
    parent = factory.LazyFunction(country)

    class Params:
        province = factory.Trait(
            level=UnitLevel.PROVINCE.value,
            kind="tỉnh",
            code=factory.Sequence(lambda n: f"P{n}"),
        )
        district = factory.Trait(
            level=UnitLevel.DISTRICT.value,
            kind="huyện",
            code=factory.Sequence(lambda n: f"D{n}"),
        )
        hamlet = factory.Trait(level=UnitLevel.HAMLET.value, kind="bản", code="")

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        unit: Unit = super()._create(model_class, *args, **kwargs)
        assert unit.parent is not None
        unit.path = f"{unit.parent.path}{unit.pk}/"
        unit.save(update_fields=["path"])
        ParentLink.objects.create(
            unit=unit, parent=unit.parent, first_day=unit.valid_from, last_day=unit.valid_to
        )
        closure.renew([unit.pk])
        return unit
