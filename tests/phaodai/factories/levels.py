"""Packs in force and figures of communes, for tests of levels."""

from datetime import date, datetime, timedelta
from uuid import UUID

from phaodai.decisions.levels import packbook
from phaodai.decisions.levels.operations import packs
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor
from tests.phaodai.factories.indicators import say

NQ = "nq128-4800"
COVID = "COVID-19"
ON = date(2021, 12, 23)
ANALYST = Actor(name="operator:analyst", is_operator=True)
APPROVER = Actor(name="operator:approver", is_operator=True)


def confirmations(code: str = NQ) -> dict[str, str]:
    """Return a word about each number that has to be confirmed."""
    pack = packbook.read(packbook.builtin()[code])
    return {each.key: "đã đối chiếu công báo" for each in pack.unconfirmed}


def bring_into_force(*, now: datetime, code: str = NQ) -> UUID:
    """Propose a pack with all numbers confirmed, and approve it."""
    ref = packs.propose(
        actor=ANALYST,
        text=packbook.builtin()[code],
        confirmed=confirmations(code),
        reason="Áp dụng từ hôm nay.",
        now=now,
    )
    packs.decide(actor=APPROVER, proposal=ref, is_approved=True, now=now)
    return ref


def publish(unit: Unit, *, cases: int = 3, residents: int = 10_000, share: int = 90) -> None:
    """Say of a commune what Decision 4800 asks for: a week of cases, people, doses."""
    by_day = [cases // 7] * 6 + [cases - 6 * (cases // 7)]
    for back, n in enumerate(reversed(by_day)):
        say({unit: n}, day=ON - timedelta(days=back), disease=COVID, stratum="found=community")
    say({unit: residents}, indicator="population.count", day=ON)
    for age, people in (("18+", 7 * residents // 10), ("50+", residents // 4)):
        say({unit: people}, indicator="population.count", day=ON, stratum=f"age={age}")
        for dose in ("1", "2"):
            say(
                {unit: people * share // 100},
                indicator="vaccination.people", day=ON, disease=COVID,
                stratum=f"age={age};dose={dose}",
            )  # fmt: skip
