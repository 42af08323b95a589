"""A province that vaccinates: an order down to the communes, and thirty days of figures."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.foundation.units import closure
from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Obligation
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.factories.accounts import SINCE, make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import UnitFactory

OPERATOR = Actor(name="operator:test", is_operator=True)
ISSUED = datetime(2021, 11, 22, 1, tzinfo=UTC)
TODAY = date(2021, 12, 22)
NOW = datetime(2021, 12, 23, 2, 40, tzinfo=UTC)
PEOPLE = 1_000  # adults of each commune
COVERED = {
    "indicator": "vaccination.coverage",
    "disease": "COVID-19",
    "stratum": "age=18+;dose=2",
    "comparator": ">=",
    "value": 95,
    "unit": "percent",
    "by": "2021-12-28",
    "span": [0, 4],
}


@dataclass(frozen=True)
class Cascade:
    """An order of the province, passed on by its districts to their communes."""

    province: Body
    districts: list[Body]
    communes: list[list[Body]]  # of each district
    obligation: Obligation

    def assignment(self, body: Body) -> Assignment:
        """Return what a body got."""
        return Assignment.objects.get(obligation=self.obligation, body=body, user_ref=None)


def committee(unit: Unit, head: str = "") -> Body:
    """Make the people's committee of a unit, with whoever heads it."""
    kind = CATALOGUE["people_committee"]
    name = kind.name_vi.format(kind=unit.kind, name=unit.name)
    body = Body.objects.create(
        unit=unit, kind="people_committee", branch=kind.branch, name=name, name_key=fold(name),
        short_name=kind.short_vi.format(kind=unit.kind, name=unit.name), is_general=True,
        valid_from=SINCE,
    )  # fmt: skip
    body.path = f"/{body.pk}/"
    body.save()
    if head:
        seat = HeadPost.objects.create(body=body, title_vi="Chủ tịch", title_en="Chairperson")
        Tenure.objects.create(head_post=seat, holder=head, first_day=SINCE)
    return body


def many(parents: list[Body], n: int) -> list[list[Body]]:
    """Make n communes with their committees below each parent, set by set."""
    found = []
    kind = CATALOGUE["people_committee"]
    for parent in parents:
        units = Unit.objects.bulk_create(
            Unit(
                level="COMMUNE", kind="xã", name=f"{parent.unit.name} {i}", valid_from=SINCE,
                name_key=fold(f"{parent.unit.name} {i}"), code=f"{parent.pk:03}{i:03}",
                parent=parent.unit,
            )
            for i in range(1, n + 1)
        )  # fmt: skip
        for unit in units:
            unit.path = f"{parent.unit.path}{unit.pk}/"
        Unit.objects.bulk_update(units, ["path"])
        ParentLink.objects.bulk_create(
            ParentLink(unit=unit, parent=parent.unit, first_day=SINCE) for unit in units
        )
        closure.renew([unit.pk for unit in units])
        bodies = Body.objects.bulk_create(
            Body(
                unit=unit, kind="people_committee", branch=kind.branch, name=f"UBND xã {unit.name}",
                name_key=unit.name_key, is_general=True, valid_from=SINCE,
            )
            for unit in units
        )  # fmt: skip
        for body in bodies:
            body.path = f"/{body.pk}/"
        Body.objects.bulk_update(bodies, ["path"])
        found.append(bodies)
    return found


def make_cascade(n_districts: int = 2, n_communes: int = 3, *, measured: bool = True) -> Cascade:
    """Issue the order of the province and pass it on to every commune."""
    province = committee(UnitFactory(province=True, name="Ninh Thuận"), "Trần Quốc Nam")
    districts = [
        committee(
            UnitFactory(district=True, name=name, parent=province.unit), f"Mai Quốc Thịnh {n}"
        )
        for n, name in enumerate(NAMES[:n_districts], start=1)
    ]
    communes = many(districts, n_communes)
    return Cascade(province, districts, communes, send(province, districts, communes, measured))


NAMES = (
    "Ninh Phước", "Thuận Nam", "Ninh Hải", "Thuận Bắc", "Ninh Sơn", "Bác Ái", "Phan Rang",
)  # fmt: skip


def send(
    province: Body, districts: list[Body], communes: list[list[Body]], measured: bool
) -> Obligation:
    kept = operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(province.ref),
        reading=reading(
            order(
                "UBND các huyện tiêm đủ liều 2 cho ít nhất 95 % người từ 18 tuổi trước "
                "17 giờ ngày 28/12/2021.",
                lead=tuple(body.name for body in districts),
                deadline=due("date", date="2021-12-28", time="17:00", text="ngày 28/12/2021"),
                targets=(COVERED,) if measured else (),
            ),
            issuer=province.name,
            number="2611",
        ),
        file=None,
        file_name="",
        media_type="text/plain",
        now=ISSUED,
    )
    operations.confirm_all(actor=OPERATOR, document=kept.ref, now=ISSUED)
    operations.issue(actor=OPERATOR, document=kept.ref, now=ISSUED)
    obligation = Obligation.objects.get(document__ref=kept.ref)
    for district, below in zip(districts, communes, strict=True):
        operations.delegate(
            actor=OPERATOR,
            assignment=Assignment.objects.get(obligation=obligation, body=district).ref,
            version=None,
            shares=[operations.Share(body=BodyRef(body.ref)) for body in below],
            now=ISSUED,
        )
    return obligation


def say_coverage(
    cascade: Cascade, percents: dict[Body, int | None], *, day: date = TODAY, n_days: int = 30,
    per_day: int = 5,
) -> None:  # fmt: skip
    """Publish how many are vaccinated: up to a per cent of each commune on the day.

    Args:
        percents: Of each commune on the last day; None where it never said anything.
        day: The last day.
        n_days: So many days, the earlier ones lower by `per_day` people each.
    """
    told = {body: percent for body, percent in percents.items() if percent is not None}
    publishing.publish(
        source="census2019:interpolated", basis=Basis.STATED, now=ISSUED,
        facts=[
            Fact(body.unit_id, date(2019, 4, 1), "population.count", PEOPLE, stratum="age=18+")
            for body in percents
        ],
    )  # fmt: skip
    for ago in range(n_days):
        at = day - timedelta(days=ago)
        publishing.publish(
            source="vaccination", basis=Basis.COUNTED,
            now=datetime.combine(at, datetime.min.time(), tzinfo=UTC) + timedelta(hours=10),
            facts=[
                Fact(
                    body.unit_id, at, "vaccination.people",
                    max(0, percent * PEOPLE // 100 - ago * per_day),
                    disease="COVID-19", stratum="age=18+;dose=2",
                )
                for body, percent in told.items()
            ],
        )  # fmt: skip


def give_to_person(cascade: Cascade, body: Body, name: str) -> UUID:
    """Let a body give its share to one of its people."""
    user = make_user(name=name, at=body)
    [ref] = operations.delegate(
        actor=OPERATOR,
        assignment=cascade.assignment(body).ref,
        version=None,
        shares=[operations.Share(user=user.ref)],
        now=ISSUED,
    )
    return ref
