"""The daily reports of the communes: what they stated, as they would have filed it by the form.

The figures are those of `figures`, with the rest of the form invented so that every rule is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Final
from uuid import UUID

from phaodai.delivery.demo import figures, hours, waves
from phaodai.delivery.demo.figures import Commune
from phaodai.delivery.demo.people import COMMITTEE
from phaodai.delivery.demo.stage import Stage
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.operations.history import Earlier, import_history
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Actor, Role

FORM: Final = "daily-commune"
# Ma Nới sends the same report day after day from this one on.
COPIED: Final = (waves.QUIET, date(2021, 12, 17))
# Phước Sơn fills yesterday's in without a network and sends it after the cut-off: day -> minutes.
OFFLINE: Final = ("22873", date(2021, 12, 22))
# What is in the way, told day after day until it is solved: commune -> first day, words.
DIFFICULTIES: Final = {
    "22910": (date(2021, 12, 12), "Ổ dịch cảng cá: thiếu 2 tổ lấy mẫu, đề nghị huyện tăng cường."),
    "22909": (date(2021, 12, 16), "Có ca liên quan ổ dịch Cà Ná; đang rà soát tàu về từ 10/12."),
    "22801": (date(2021, 11, 29), "Thôn Tà Lú mất sóng điện thoại, phải cử người đi lấy số liệu."),
    "22888": (date(2021, 12, 15), "Hai điểm tiêm thiếu tủ lạnh, đang mượn của xã bên."),
    "22738": (date(2021, 12, 8), "F0 điều trị tại nhà nhiều, trạm y tế chỉ có 5 người."),
}  # fmt: skip
_RECOUNTED: Final = "Bổ sung 1 ca có kết quả xét nghiệm lúc 6 giờ 30."
_TYPED: Final = "Lấy theo sổ theo dõi của trạm y tế."


@dataclass(slots=True)
class Reports:
    """What the communes file, day after day; each report follows from the one before.

    Attributes:
        first: The first day of the play: vaccination counts from it.
    """

    stage: Stage
    first: date
    latest: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def take_over(self, day: date) -> int:
        """Take over what communes reported of a day that is past."""
        earlier = (self._earlier(commune, day) for commune in self.communes())
        return import_history(
            actor=self.stage.operator,
            form=FORM,
            day=day,
            reports=[each for each in earlier if each is not None],
            now=self.stage.now,
        )

    def send(
        self,
        code: str,
        day: date,
        values: Mapping[str, str],
        *,
        base: UUID | None = None,
        channel: Channel = Channel.PAGE,
        filled_at: datetime | None = None,
    ) -> tuple[UUID, Filed]:
        """Let a commune file; return the id of what it sent, and what came of it."""
        one = sending(code, day, values, self.stage.now, base, channel, filled_at)
        filed = file_report(
            actor=self.reporter(code),
            body=self.stage.body(code),
            form=FORM,
            day=day,
            sending=one,
            now=self.stage.now,
        )
        return one.id, filed

    def reporter(self, code: str) -> Actor:
        """Return who reports for a commune."""
        return self.stage.who(self.stage.officer(code, Role.REPORTER))

    def values(self, commune: Commune, day: date) -> Mapping[str, str]:
        """Return a report that follows from the latest one, and remember it."""
        code = commune.unit.code
        if code == COPIED[0] and day > COPIED[1] and code in self.latest:
            return self.latest[code]
        told = figures.told(commune, day, (day - self.first).days)
        found = _values(told, self.latest.get(code), Random(f"form {code} {day}"))  # noqa: S311
        self.latest[code] = found
        since, words = DIFFICULTIES.get(code, (date.max, ""))
        if day >= since:
            found = {**found, "difficulties": words}
        if (code, day) == waves.MISTYPED[:2]:
            found = {**found, "f0_community": str(waves.MISTYPED[3])}
        return found

    def communes(self) -> list[Commune]:
        """Return the communes that report."""
        return figures.communes(self.stage.province)

    def _earlier(self, commune: Commune, day: date) -> Earlier | None:
        code = commune.unit.code
        at = hours.reported_at(code, day)
        if at is None or ((code, day) == OFFLINE and self.stage.has_officer(code)):
            return None
        return Earlier(
            id=_id(code, day, at),
            body=self.stage.body(code, COMMITTEE),
            values=self.values(commune, day),
            comments=_comments(code, day),
            received_at=at,
            sent_by=self._name(code),
        )

    def _name(self, code: str) -> str:
        return self.reporter(code).name if self.stage.has_officer(code) else "Cán bộ báo cáo"


def sending(
    code: str,
    day: date,
    values: Mapping[str, str],
    now: datetime,
    base: UUID | None = None,
    channel: Channel = Channel.PAGE,
    filled_at: datetime | None = None,
) -> Sending:
    """Return what a commune sends at a moment."""
    return Sending(
        id=_id(code, day, now),
        version=1,
        base=base,
        values=values,
        comments=_comments(code, day) | ({} if base is None else {REASON: _RECOUNTED}),
        channel=channel,
        filled_at=filled_at,
    )


def _comments(code: str, day: date) -> dict[str, str]:
    """Return why a warning is right as it stands, as whoever filed it wrote."""
    if (code, day) == waves.MISTYPED[:2]:
        return {"f0_balance": _TYPED, "f0_total_grows": _TYPED}
    return {}


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
    rapid = told["samples.taken", ""] - pcr
    waiting = chance.randrange(4) if current else 0  # where nobody is ill, nobody is in a hurry
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
