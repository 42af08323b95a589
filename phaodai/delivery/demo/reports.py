"""The daily reports of the communes: what they stated, as they would have filed it by the form.

The figures are those of `figures`, with the rest of the form invented so that every rule is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from phaodai.delivery.demo import figures
from phaodai.delivery.demo.figures import Commune
from phaodai.delivery.demo.people import COMMITTEE
from phaodai.delivery.demo.stage import HERE, Stage
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import file_report
from phaodai.registers.reports.operations.history import Earlier, import_history
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Role

FORM = "daily-commune"
LATE = 0.04  # of the reports of the past


@dataclass(slots=True)
class Reports:
    """What the communes file, day after day; each report follows from the one before.

    Attributes:
        first: The first day of the play: vaccination counts from it.
        answered: When a commune answered the order to report, by code and day: then it filed too.
    """

    stage: Stage
    first: date
    answered: Mapping[tuple[str, date], datetime]
    latest: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def take_over(self, day: date) -> int:
        """Take over what all communes reported of a day that is past."""
        return import_history(
            actor=self.stage.operator,
            form=FORM,
            day=day,
            reports=[self._earlier(commune, day) for commune in self._communes()],
            now=self.stage.now,
        )

    def file(self, commune: Commune, day: date) -> None:
        """Let a commune file on the page."""
        file_report(
            actor=self.stage.who(self.stage.officer(commune.unit.code, Role.REPORTER)),
            body=self.stage.body(commune.unit.code),
            form=FORM,
            day=day,
            sending=Sending(
                id=_id(commune.unit.code, day, self.stage.now),
                version=1,
                base=None,
                values=self.values(commune, day),
                comments={},
                channel=Channel.PAGE,
            ),
            now=self.stage.now,
        )

    def today(self, day: date) -> Iterator[tuple[datetime, Commune]]:
        """Yield who has filed by the hour of the play, and when."""
        for commune in self._communes():
            at = self.answered.get((commune.unit.code, day))
            if at is not None and self.stage.has_officer(commune.unit.code):
                yield at, commune

    def values(self, commune: Commune, day: date) -> Mapping[str, str]:
        """Return a report that follows from the latest one, and remember it."""
        told = figures.told(commune, day, (day - self.first).days)
        code = commune.unit.code
        found = _values(told, self.latest.get(code), Random(f"form {code} {day}"))  # noqa: S311
        self.latest[code] = found
        return found

    def _earlier(self, commune: Commune, day: date) -> Earlier:
        code = commune.unit.code
        chance = Random(f"hour {code} {day}")  # noqa: S311 - a demo
        usual = Random(code).randrange(20, 130)  # noqa: S311 - each has its habit
        at = _on(day, 7) + timedelta(minutes=usual + chance.randrange(0, 25))
        if chance.random() < LATE:
            at = _on(day, 10) + timedelta(minutes=chance.randrange(1, 40))
        at = self.answered.get((code, day), at)
        return Earlier(
            id=_id(code, day, at),
            body=self.stage.body(code, COMMITTEE),
            values=self.values(commune, day),
            comments={},
            received_at=at,
            sent_by=self._name(code),
        )

    def _name(self, code: str) -> str:
        if not self.stage.has_officer(code):
            return "Cán bộ báo cáo"
        return self.stage.who(self.stage.officer(code, Role.REPORTER)).name

    def _communes(self) -> list[Commune]:
        return figures.communes(self.stage.province)


def _values(
    told: Mapping[tuple[str, str], int], before: Mapping[str, str] | None, chance: Random
) -> Mapping[str, str]:
    """Return the values of the form by what the figures say, each sum and balance kept."""

    def was(name: str, start: int) -> int:
        return int(before[name]) if before is not None else start

    cases, current = told["cases.confirmed", ""], told["cases.current", ""]
    unreached, died = told["cases.unreached", ""], told["deaths.count", ""]
    change = was("f0_current", current) + cases - died - current
    tiers = [current // 4, current // 10, current // 30]
    groups: dict[str, int] = {}
    for name, n in {"f1": current * 2, "f2": current * 3}.items():
        n_before = sum(was(f"{name}_{at}", 0) for at in ("concentrated", "at_facility", "home"))
        new = cases * 3 + chance.randrange(6)
        ended = n_before + new - n
        groups |= {
            f"{name}_new": new if ended >= 0 else new - ended,
            f"{name}_ended": max(0, ended),
            f"{name}_concentrated": n // 4,
            f"{name}_at_facility": n // 10,
            f"{name}_home": n - n // 4 - n // 10,
        }
    pcr = told["samples.taken", ""] // 2
    rapid, waiting = told["samples.taken", ""] - pcr, chance.randrange(4)
    answered = was("waiting_pcr", 0) + pcr - waiting
    first, second = (told["vaccination.people", f"age=18+;dose={dose}"] for dose in (1, 2))
    away, alone = told["residents_away.outside", ""], told["residents_away.unreached", ""]
    returned, hungry = chance.randrange(5), told["welfare.households_hungry", ""]
    numbers = {
        "f0_community": cases - cases // 3, "f0_quarantine": cases // 3, "f0_blocked": 0,
        "f0_hospital": 0, "f0_entrant": 0, "f0_died": died, "f0_sent": 0,
        "f0_recovered": max(0, change), "f0_received": max(0, -change),
        "f0_current": current, "f0_total": was("f0_total", current * 6) + cases,
        "care_home": current - sum(tiers), "care_tier1": tiers[0], "care_tier2": tiers[1],
        "care_tier3": tiers[2], "f0_severe": tiers[2],
        "f0_reached": max(0, current - unreached), "f0_unreached": min(unreached, current),
        **groups,
        "samples_pcr": pcr, "samples_rapid": rapid, "samples_pooled": pcr // 5,
        "answered_pcr": answered, "answered_rapid": rapid, "positive_pcr": min(cases, answered),
        "positive_rapid": 0, "waiting_pcr": waiting, "samples_overdue": 0,
        "doses_5_1": 0, "doses_5_2": 0, "doses_12_1": 0, "doses_12_2": chance.randrange(9),
        "doses_18_1": first - was("people_18_1", first), "doses_18_additional": 0,
        "doses_18_2": second - was("people_18_2", second),
        "doses_18_booster1": 0, "doses_50_1": 0, "doses_50_2": 0,
        "people_18_1": first, "people_18_2": second,
        "away_outside": away, "away_left": returned if before is not None else 0,
        "away_returned": returned if before is not None else 0, "away_returned_risk": 0,
        "away_reached": away - alone, "away_unreached": alone, "away_in_need": 0,
        "places_prepared": 60, "places_used": min(60, groups["f1_concentrated"]),
        "oxygen": 12, "oxygen_use": tiers[2], "rapid_tests": 400, "protective_suits": 120,
        "households_helped": hungry, "households_hungry": hungry,
        "staff_on_duty": 14, "tracing_teams": 3, "checkpoints": 2, "breaches_fined": 0,
    }  # fmt: skip
    worse = cases > was("f0_community", cases) + was("f0_quarantine", 0)
    values = {name: str(n) for name, n in numbers.items()} | {"trend": "worse" if worse else "same"}
    if hungry or numbers["f0_unreached"]:
        values["difficulties"] = "Đang phối hợp tổ tự quản xử lý trong ngày."
    return values


def _id(code: str, day: date, at: datetime) -> UUID:
    """Return an id of version 7 that is the same each time."""
    chance = Random(f"id {code} {day}")  # noqa: S311 - a demo
    return UUID(
        int=int(at.timestamp() * 1000) << 80
        | 0x7 << 76
        | chance.getrandbits(12) << 64
        | 0x2 << 62
        | chance.getrandbits(62)
    )


def _on(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=HERE)
