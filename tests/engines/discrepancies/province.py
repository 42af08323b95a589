"""A province of the imagination: communes × days of reports that agree, then some that do not.

Counts are overdispersed and follow the week; most communes have hardly a case; some have true
outbreaks, which must not be taken for mistakes. Each mistake that is put in is written down.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from phaodai.engines.discrepancies.claims import Claim
from phaodai.engines.discrepancies.counts import Floats
from phaodai.engines.discrepancies.panels import Panel

NEW = "cases.confirmed"
FOUND = [
    f"{NEW}[found={each}]" for each in ("community", "quarantine", "blocked", "hospital", "entrant")
]
CARE = [f"cases.in_care[care={each}]" for each in ("home", "tier1", "tier2", "tier3")]
TAKEN, ANSWERED = "samples.taken[method=pcr]", "samples.answered[method=pcr]"
POSITIVE, WAITING = "samples.positive[method=pcr]", "samples.waiting[method=pcr]"
F1, F1_ENDED, F1_NOW = (
    "contacts.new[rank=f1]",
    "contacts.ended[rank=f1]",
    "contacts.current[rank=f1]",
)
TOTAL, CURRENT, RECOVERED = "cases.cumulative", "cases.current", "cases.recovered"
REGISTER, HEALTH = f"{NEW}@cases", f"{NEW}@reports:health"
WEEK = np.array([1.1, 1.15, 1.1, 1.05, 1.0, 0.8, 0.6])
GROUP = 23  # communes of a district
PER_DISTRICT_RULE = "f0_levels"


@dataclass
class Province:
    """Communes, districts and claims, with what was put in."""

    communes: Panel
    districts: Panel
    claims: list[Claim]
    planted: list["Planted"] = field(default_factory=list)


@dataclass(frozen=True)
class Planted:
    """One mistake: its kind, whose it is, on which days, and the rules that may tell it."""

    kind: str
    level: str
    unit: int
    days: tuple[int, ...]
    rules: frozenset[str]


def build(rng: np.random.Generator, *, n_units: int = 700, n_days: int = 60) -> Province:
    """Return a province in which everything agrees."""
    v: dict[str, Floats] = {}
    shape = (n_units, n_days)
    size = rng.choice([3.0, 6.0, 15.0], n_units)[:, None]
    week = WEEK[np.arange(n_days) % 7]

    def count(mean: Floats, k: Floats = size) -> Floats:
        k = np.broadcast_to(k, mean.shape)
        return rng.negative_binomial(k, k / (k + np.maximum(mean, 1e-6))).astype(float)

    base = np.exp(rng.normal(-1.0, 1.6, n_units)).clip(0.02, 40)  # most have hardly a case
    drift = np.cumsum(rng.normal(0, 0.04, shape), axis=1)
    mean = base[:, None] * np.exp(drift) * week
    groups = np.arange(n_units) // GROUP
    for _ in range(max(n_units // 25, 2)):  # true outbreaks, some of which spread to neighbours
        unit, start = rng.integers(n_units), rng.integers(16, n_days - 8)
        pace, top = rng.uniform(0.12, 0.4), rng.uniform(20, 150)
        days = np.arange(n_days)
        wave = np.where(
            days >= start, np.minimum(rng.uniform(3, 9) * np.exp(pace * (days - start)), top), 0.0
        )
        mean[unit] += wave * week
        for near in np.flatnonzero(groups == groups[unit]):
            if near != unit and rng.random() < 0.3:
                mean[near, 3:] += 0.3 * wave[:-3]
    v[NEW] = count(mean)
    shares = rng.dirichlet([2, 3, 1, 1, 1], n_units)
    left = v[NEW].copy()
    for place, code in enumerate(FOUND):
        rest = shares[:, place:].sum(axis=1)
        share = np.clip(shares[:, place] / rest, 0, 1)[:, None]
        part = left if place == 4 else rng.binomial(left.astype(int), np.broadcast_to(share, shape))
        v[code] = part.astype(float)
        left = left - v[code]
    v[TOTAL] = rng.integers(0, 400, n_units)[:, None] + np.cumsum(v[NEW], axis=1)
    stock, out, died = rng.poisson(base * 10).astype(float), np.zeros(shape), np.zeros(shape)
    v[CURRENT] = np.zeros(shape)
    for day in range(n_days):
        died[:, day] = rng.binomial(stock.astype(int), 0.001)
        out[:, day] = rng.binomial((stock - died[:, day]).astype(int), 0.08)
        stock = stock + v[NEW][:, day] - out[:, day] - died[:, day]
        v[CURRENT][:, day] = stock
    v[RECOVERED], v["deaths.count"] = out, died
    v["cases.received"], v["cases.sent"] = np.zeros(shape), np.zeros(shape)
    left = v[CURRENT].copy()
    for place, code in enumerate(CARE):
        share = [0.6, 0.6, 0.6, 1.0][place]
        v[code] = left if place == 3 else rng.binomial(left.astype(int), share).astype(float)
        left = left - v[code]
    v["cases.unreached"] = rng.binomial(v[CURRENT].astype(int), 0.02).astype(float)
    v["cases.reached"] = v[CURRENT] - v["cases.unreached"]
    v["cases.severe"] = rng.binomial(v[CURRENT].astype(int), 0.05).astype(float)
    v[F1] = count((4 * v[NEW] + 6) * week, 2 * size)
    v[F1_ENDED], v[F1_NOW] = _queue(rng, v[F1], 0.1, rng.poisson(20 + 40 * base))
    v[TAKEN] = count((6 * v[NEW] + 0.8 * v[F1] + 5) * week, 2 * size)
    v[ANSWERED], v[WAITING] = _queue(rng, v[TAKEN], 0.7, rng.poisson(20, n_units))
    v[POSITIVE] = np.minimum(v[NEW], v[ANSWERED])
    v["vaccination.doses"] = np.where(
        rng.random(shape) < 0.15, rng.poisson(rng.uniform(100, 900, n_units)[:, None], shape), 0.0
    )
    v[REGISTER] = np.where(rng.random(shape) < 0.05, np.nan, v[NEW])  # not every day is entered
    v[HEALTH] = np.where(rng.random(shape) < 0.5, np.nan, v[NEW])
    v["deaths.count@cases"] = v["deaths.count"].copy()
    v["deaths.count@reports:health"] = np.full(shape, np.nan)
    n_groups = int(groups.max()) + 1
    d: dict[str, Floats] = {}
    for code in (NEW, "deaths.count"):
        d[code] = np.stack([v[code][groups == g].sum(axis=0) for g in range(n_groups)])
        d[f"{code}/below"] = d[code].copy()
    claims = [
        Claim(f"BN{unit:04}{day:03}{n}", int(unit), int(day))
        for unit, day in np.argwhere(v[NEW] > 0)
        for n in range(int(min(v[NEW][unit, day], 3)))
    ]
    return Province(
        Panel(v, groups, judged=14), Panel(d, np.zeros(n_groups, dtype=np.int64), judged=14), claims
    )


def _queue(
    rng: np.random.Generator, into: Floats, share: float, start: np.ndarray
) -> tuple[Floats, Floats]:
    """Return what leaves a stock each day and what stays."""
    out, stays = np.zeros_like(into), np.zeros_like(into)
    stock = start.astype(float)
    for day in range(into.shape[1]):
        stock = stock + into[:, day]
        out[:, day] = rng.binomial(stock.astype(int), share)
        stock = stock - out[:, day]
        stays[:, day] = stock
    return out, stays


def make_late(rng: np.random.Generator, province: Province) -> None:
    """Let some reports of the last two days be still to come, and a few single ones never."""
    values = province.communes.values
    n_units, n_days = province.communes.shape
    for unit in rng.choice(n_units, n_units // 12, replace=False):
        for table in values.values():
            table[unit, n_days - int(rng.integers(1, 3)) :] = np.nan
    for unit in rng.choice(n_units, n_units // 10, replace=False):
        day = int(rng.integers(15, n_days - 4))
        for table in values.values():
            table[unit, day] = np.nan


def plant(rng: np.random.Generator, province: Province, *, n: int = 200) -> None:
    """Put in n mistakes of all kinds, each in a commune or a district of its own."""
    free = list(rng.permutation(province.communes.shape[0]))
    districts = list(rng.permutation(province.districts.shape[0]))
    kinds = deque(KINDS)
    while len(province.planted) < n:
        make = kinds[0]
        pool = districts if make is _district else free
        told = next(filter(None, (make(rng, province, int(unit)) for unit in pool)), None)
        if told is None:
            kinds.popleft()  # no commune is left in which such a mistake could be seen
            continue
        pool.remove(told.unit)
        province.planted.append(told)
        kinds.rotate(-1)


Make = Callable[[np.random.Generator, Province, int], Planted | None]


def _day(rng: np.random.Generator, province: Province, unit: int) -> int | None:
    """Return a day whose report, and those around it, are there."""
    table = province.communes.values[NEW][unit]
    days = [
        day for day in range(16, table.size - 4) if not np.isnan(table[day - 2 : day + 3]).any()
    ]
    return int(rng.choice(days)) if days else None


def _told(kind: str, unit: int, days: tuple[int, ...], *rules: str) -> Planted:
    return Planted(kind, "COMMUNE", unit, days, frozenset(rules))


def _change(code: str, kind: str, *rules: str, after: bool = False) -> Make:
    """Return a maker of wrong figures in one column: three or more up or down."""

    def make(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
        table = province.communes.values[code]
        day = _day(rng, province, unit)
        if day is None or np.isnan(table[unit, day]):
            return None
        step = int(rng.integers(1, 6))
        table[unit, day] += step if table[unit, day] < step or rng.random() < 0.7 else -step
        return _told(kind, unit, (day, day + 1) if after else (day,), *rules)

    make.__name__ = kind
    return make


def _falls(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    table = province.communes.values[TOTAL]
    day = _day(rng, province, unit)
    if day is None or table[unit, day - 1] < 10:
        return None
    table[unit, day] = table[unit, day - 1] - rng.integers(1, 9)
    return _told("falls", unit, (day, day + 1), "f0_total_falls", "f0_total_grows")


def _ratio(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    day = _day(rng, province, unit)
    values = province.communes.values
    if day is None:
        return None
    values[POSITIVE][unit, day] = values[ANSWERED][unit, day] + rng.integers(1, 20)
    return _told("ratio", unit, (day,), "positive_share")


def _cases(
    kind: str, wrong: Callable[[Province, int, int], float | None], *, least: float = 0
) -> Make:
    """Return a maker of wrong new cases that agree with all else in the same report.

    The form adds the total, and the officer takes what stands there for yesterday's: only the
    course of the commune and what its neighbours and other figures say can tell.
    """

    def make(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
        values = province.communes.values
        day = _day(rng, province, unit)
        if day is None or values[NEW][unit, day] < least:
            return None
        value = wrong(province, unit, day)
        week = values[NEW][unit, day - 7 : day]
        if value is None or value < max(30, 5 * np.nanmax(week)):
            return None  # nobody could tell it from a bad day
        state(province, unit, day, value)
        return _told(kind, unit, (day,), "f0_unlikely")

    make.__name__ = kind
    return make


def state(province: Province, unit: int, day: int, value: float) -> None:
    """Let a commune state other new cases, and all that hangs together with them."""
    values = province.communes.values
    step = value - values[NEW][unit, day]
    values[FOUND[0]][unit, day] += step
    for code in (NEW, REGISTER, HEALTH):
        values[code][unit, day] += step
    for code in (TOTAL, CURRENT, CARE[0], "cases.reached"):
        values[code][unit, day:] += step
    group = int(province.communes.groups[unit])
    for code in (NEW, f"{NEW}/below"):
        province.districts.values[code][group, day] += step


def _tenfold(province: Province, unit: int, day: int) -> float | None:
    return province.communes.values[NEW][unit, day] * 10


def _doubled(province: Province, unit: int, day: int) -> float | None:
    digits = str(int(province.communes.values[NEW][unit, day]))
    return float(digits[0] + digits) if digits[0] != "1" else None


def _as_total(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    """Put the total since the beginning where the day's figure belongs."""
    values = province.communes.values
    day = _day(rng, province, unit)
    if day is None:
        return None
    total = values[TOTAL][unit, day]
    if np.isnan(total) or total < max(30, 5 * np.nanmax(values[NEW][unit, day - 7 : day])):
        return None
    step = total - values[NEW][unit, day]
    for code in (FOUND[0], NEW, REGISTER, HEALTH):
        values[code][unit, day] += step
    for code in (NEW, f"{NEW}/below"):
        province.districts.values[code][int(province.communes.groups[unit]), day] += step
    return _told("total as day", unit, (day,), "f0_unlikely", "f0_total_grows", "f0_balance")


def _column(province: Province, unit: int, day: int) -> float | None:
    return float(province.communes.values[TAKEN][unit, day])


def _f1_zero(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    values = province.communes.values
    day = _day(rng, province, unit)
    if day is None:
        return None
    weeks = values[F1][unit, day - 14 : day + 1]
    if np.nanmin(weeks) < max(25, 0.3 * np.nanmedian(weeks)):
        return None
    step = values[F1][unit, day]
    values[F1][unit, day] = 0
    values[F1_NOW][unit, day:] -= step
    return _told("zero for silence", unit, (day,), "f1_unlikely")


def _missing(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    day = _day(rng, province, unit)
    if day is None:
        return None
    n = int(rng.integers(3, 6))
    for table in province.communes.values.values():
        table[unit, day : day + n] = np.nan
    return _told("missing", unit, tuple(range(day, day + n)), "report_missing")


def _copied(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    values = province.communes.values
    day = _day(rng, province, unit)
    if day is None or day > province.communes.shape[1] - 6:
        return None
    flows = (NEW, RECOVERED, F1, F1_ENDED, TAKEN, ANSWERED, "vaccination.doses")
    lag = int(rng.integers(1, 3))
    n_large = sum(values[code][unit, day - lag] >= 10 for code in flows)
    if n_large < 3 or np.isnan(values[NEW][unit, day - lag]):
        return None  # a report of zeros again is no copy that anybody could see
    for table in values.values():
        table[unit, day] = table[unit, day - lag]
    # The stocks go on from the copied day.
    rules = ("report_copied", "f0_balance", "f0_total_grows", "f1_balance", "samples_balance")
    return _told("copied", unit, (day, day + 1), *rules, "f0_total_falls", "f0_registers")


def _rounded(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    values = province.communes.values
    if np.nanmedian(values[TAKEN][unit]) < 30:
        return None
    taken = np.round(values[TAKEN][unit] / 10) * 10
    out = np.minimum(np.round(values[ANSWERED][unit] / 10) * 10, values[WAITING][unit] + taken)
    before = values[WAITING][unit, 0]
    stays = before + np.concatenate([[0.0], np.nancumsum((taken - out)[1:])])
    stays -= min(float(np.nanmin(stays)), 0.0)
    blank = np.isnan(taken)
    values[TAKEN][unit], values[ANSWERED][unit] = taken, out
    values[WAITING][unit] = np.where(blank, np.nan, stays)
    values[POSITIVE][unit] = np.minimum(values[POSITIVE][unit], out)
    return _told("round figures", unit, (taken.size - 1,), "round_samples")


def _claimed(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    others = [claim for claim in province.claims if claim.unit != unit]
    other = others[int(rng.integers(len(others)))]
    if any(each.unit == other.unit for each in province.planted):
        return None
    code = other.code.lower() if rng.random() < 0.5 else f"{other.code[:2]}-{other.code[2:]}"
    province.claims.append(Claim(code, unit, min(other.day + 1, 59)))
    return _told("claimed twice", unit, (min(other.day + 1, 59),), "case_claimed_twice")


def _district(rng: np.random.Generator, province: Province, unit: int) -> Planted | None:
    day = int(rng.integers(16, 56))
    province.districts.values[NEW][unit, day] += rng.integers(1, 9)
    return Planted("levels", "DISTRICT", unit, (day,), frozenset({PER_DISTRICT_RULE}))


KINDS: tuple[Make, ...] = (
    _change(NEW, "total", "f0_parts", "f0_total_grows", "f0_balance", "f0_registers"),
    _change(FOUND[1], "part", "f0_parts"),
    _change(CARE[2], "care", "care_parts"),
    _falls,
    _change(
        CURRENT, "stock", "f0_balance", "care_parts", "reach_parts", "severe_share", after=True
    ),
    _change(WAITING, "samples waiting", "samples_balance", after=True),
    _change(REGISTER, "register", "f0_registers"),
    _change(HEALTH, "health service", "f0_registers"),
    _district,
    _ratio,
    _cases("tenfold", _tenfold, least=9),
    _cases("doubled digit", _doubled, least=20),
    _as_total,
    _cases("other column", _column),
    _f1_zero,
    _missing,
    _copied,
    _rounded,
    _claimed,
)
