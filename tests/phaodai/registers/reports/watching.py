"""A district with communes that file a daily report, for the tests of the duty board."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, Places
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_acceptance import an_id

FORM = "all-things"
GOOD = {"a": "3", "b": "1", "now": "4", "trend": "same"}
CUTOFF = datetime.fromisoformat("2021-12-23T03:00:00+00:00")  # 10:00 here
DAY = timedelta(days=1)
_ids = count(10_000)


@dataclass(frozen=True)
class Watch:
    """Three communes of a district, one of the next, and who is on duty."""

    places: Places
    bodies: Mapping[str, Body]
    officer: User


def make_watch(places: Places) -> Watch:
    """Give the communes their committees and bring the form into force."""
    make_version(rules=[])
    bodies = {"hai": places.commune_committee}
    for name, above in (("dan", places.district), ("hau", places.district),
                        ("nam", places.next_district)):  # fmt: skip
        unit = UnitFactory(name=f"Phước {name.title()}", parent=above)
        bodies[name] = make_body(unit, f"Ủy ban nhân dân xã Phước {name.title()}", general=True)
    Body.objects.filter(pk__in=[body.pk for body in bodies.values()]).update(
        kind="people_committee"
    )
    for body in bodies.values():
        body.refresh_from_db()
    make_user(name="Trần Ngọc Bảo", at=bodies["hai"], role=Role.REPORTER)
    officer = make_user(name="Nguyễn Thị Hạnh", at=places.committee, role=Role.DUTY_OFFICER)
    return Watch(places, bodies, officer)


def send(
    body: Body,
    *,
    day: date = TODAY,
    now: datetime = NOW,
    base: Sending | UUID | None = None,
    **changes,
) -> tuple[Sending, Filed]:
    """File a report as the operator."""
    one = Sending(
        id=an_id(next(_ids)),
        version=1,
        base=base.id if isinstance(base, Sending) else base,
        values=GOOD,
        comments={} if base is None else {REASON: "đếm lại"},
        channel=Channel.PAGE,
    )
    one = replace(one, **changes)
    return one, file_report(actor=OPERATOR, body=body.ref, form=FORM, day=day, sending=one, now=now)


def past(body: Body, *, days: int = 10, minutes: int = 60, first: int = 1) -> None:
    """Let a body have filed each day so many minutes after the end of the period, at 7:00."""
    for n in range(first, first + days):
        end = CUTOFF - timedelta(hours=3) - DAY * n
        send(body, day=TODAY - DAY * n, now=end + timedelta(minutes=minutes))
