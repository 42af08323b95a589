"""The morning of the play at twenty to ten: about half of the communes have filed, each its way."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from functools import cache, partial
from random import Random
from typing import Final
from uuid import UUID

from phaodai.delivery.demo import hours, waves
from phaodai.delivery.demo.figures import COVID, Commune
from phaodai.delivery.demo.reports import FORM, OFFLINE, Reports, sending
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact
from phaodai.registers.reports.operations.drafts import save_draft
from phaodai.registers.reports.operations.returning import return_report
from phaodai.registers.reports.rules.acceptance import Accepted, Held
from phaodai.registers.reports.states import Channel

CURTAIN: Final = time(9, 38)
EARLY_ENOUGH: Final = time(9, 20)  # for what is still to be corrected or sent back


class Part(Enum):
    """What a commune has done by then."""

    FILED = auto()
    CORRECTED = auto()
    RETURNED = auto()
    HELD = auto()  # it builds on a report that has not come
    DRAFT = auto()
    NOTHING = auto()


PARTS: Final[Mapping[str, Part]] = {
    "22870": Part.NOTHING,  # Phước Dân, for the newcomer
    "22876": Part.DRAFT,
    "22879": Part.CORRECTED,
    "22882": Part.FILED,
    "22888": Part.NOTHING,  # An Hải, always here by half past eight
    "22891": Part.RETURNED,
    "22894": Part.NOTHING,
    "22912": Part.HELD,
    "22744": Part.CORRECTED,
    "22855": Part.RETURNED,
    "22801": Part.HELD,
}
REASON: Final = {
    "22891": "F0 khỏi trong ngày lệch với danh sách của trạm y tế; đối chiếu rồi gửi lại.",
    "22855": "Số F0 đang quản lý thấp hơn số của trung tâm y tế huyện 3 ca; rà soát lại.",
}
# Of Tân Hải the district's health centre and police say something else than the commune.
DISPUTED: Final = ("22855", 3, 5)
OTHERS_SPEAK: Final = 3  # days
_DISTRICT: Final = "586"


@cache
def part_of(code: str, today: date) -> Part:
    """Return the part that a commune plays in the morning."""
    if code in PARTS:
        return PARTS[code]
    at = hours.reported_at(code, today)
    if at is not None and at <= hours.on(today, CURTAIN):
        return Part.FILED
    is_begun = Random(f"draft {code}").random() < 0.5  # noqa: S311 - a demo
    return Part.DRAFT if is_begun else Part.NOTHING


def has_filed(code: str, today: date) -> bool:
    """Say whether a report of the day has come, even if it was sent back."""
    return part_of(code, today) in {Part.FILED, Part.CORRECTED, Part.RETURNED}


def acted_at(code: str, today: date) -> datetime:
    """Return when a commune does its part."""
    at = hours.reported_at(code, today)
    latest = CURTAIN if part_of(code, today) is Part.FILED else EARLY_ENOUGH
    return hours.on(today, latest) if at is None else min(at, hours.on(today, latest))


def tell(reports: Reports, today: date) -> None:
    """Put the morning on the stage, and what was late or disputed on the days before."""
    stage = reports.stage
    for commune in reports.communes():
        code = commune.unit.code
        if not stage.has_officer(code):
            continue
        if code == OFFLINE[0]:
            at = hours.on(OFFLINE[1], time(10, 20))
            stage.at(at, partial(_file_offline, reports, commune, OFFLINE[1]))
        part, at = part_of(code, today), acted_at(code, today)
        if has_filed(code, today):
            stage.at(at, partial(_file, reports, commune, today, part))
        elif part is Part.HELD:
            stage.at(at, partial(_build_on_nothing, reports, commune, today))
        elif part is Part.DRAFT:
            stage.at(at, partial(_begin, reports, commune, today))
    for n in range(1, OTHERS_SPEAK + 1):
        day = today - timedelta(days=n)
        stage.at(hours.on(day, time(14)), partial(_speak_beside, reports, day))


def _file(reports: Reports, commune: Commune, day: date, part: Part) -> None:
    code, stage = commune.unit.code, reports.stage
    values = reports.values(commune, day)
    sent, filed = reports.send(code, day, values)
    if not isinstance(filed.outcome, Accepted) or filed.report is None:
        raise RuntimeError(f"{code}: {filed}")
    if part is Part.CORRECTED:
        stage.at(stage.now + timedelta(minutes=9), partial(_correct, reports, code, day, sent))
    elif part is Part.RETURNED:
        officer = stage.officer(commune.district)
        back = partial(_give_back, reports, officer, filed.report, REASON[code])
        stage.at(stage.now + timedelta(minutes=12), back)


def _correct(reports: Reports, code: str, day: date, base: UUID) -> None:
    """Add a case that was forgotten."""
    before = reports.latest[code]
    more = ("f0_community", "f0_current", "f0_total", "care_home", "f0_reached")
    values = dict(before) | {name: str(int(before[name]) + 1) for name in more}
    reports.send(code, day, values, base=base)


def _give_back(reports: Reports, officer: str, report: UUID, reason: str) -> None:
    stage = reports.stage
    return_report(actor=stage.who(officer), report=report, number=1, reason=reason, now=stage.now)


def _build_on_nothing(reports: Reports, commune: Commune, day: date) -> None:
    code = commune.unit.code
    lost = sending(code, day, {}, reports.stage.now - timedelta(minutes=30)).id
    values = reports.values(commune, day)
    _, filed = reports.send(code, day, values, base=lost, channel=Channel.QUEUE)
    if filed.outcome.__class__ is not Held:
        raise RuntimeError(f"{code}: {filed}")


def _begin(reports: Reports, commune: Commune, day: date) -> None:
    code, stage = commune.unit.code, reports.stage
    values = reports.values(commune, day)
    n = Random(f"begun {code}").randrange(8, len(values) - 4)  # noqa: S311 - a demo
    save_draft(
        actor=reports.reporter(code),
        body=stage.body(code),
        form=FORM,
        day=day,
        sending=sending(code, day, dict(list(values.items())[:n]), stage.now),
        now=stage.now,
    )


def _file_offline(reports: Reports, commune: Commune, day: date) -> None:
    filled_at = hours.on(day, time(9, 41))
    values = reports.values(commune, day)
    reports.send(commune.unit.code, day, values, channel=Channel.QUEUE, filled_at=filled_at)


def _speak_beside(reports: Reports, day: date) -> None:
    """Let a district's health centre and police say what they know of its communes."""
    ill, watched = [], []
    for commune in reports.communes():
        if commune.district != _DISTRICT:
            continue
        code, unit = commune.unit.code, int(commune.unit.path.rstrip("/").rpartition("/")[2])
        n = waves.in_care(code, commune.district, commune.wave, day)
        more, fewer = DISPUTED[1:] if code == DISPUTED[0] else (0, 0)
        at_home = 2 * n - 2 * n // 4 - 2 * n // 10
        ill.append(Fact(unit, day, "cases.current", n + more, COVID))
        watched.append(
            Fact(
                unit, day, "contacts.current", max(0, at_home - fewer), COVID, "place=home;rank=f1"
            )
        )
    for source, facts in (("reports:health_centre", ill), ("reports:police", watched)):
        publishing.publish(source=source, basis=Basis.STATED, facts=facts, now=reports.stage.now)
