"""The packs that the product comes with, and units grown at random for them."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from phaodai.engines.levels.figures import LEFT_OUT, MOST, SILENT, Figures, Span
from phaodai.engines.levels.loading import load
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Choice, InputKind
from tests.engines.levels.reference import SHARES, Row

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "phaodai/decisions/levels/builtin"
CODES = ("nq128-4800", "nq128-218", "tt15-2026")
DAYS = {
    "nq128-4800": (date(2021, 10, 20), date(2021, 12, 1)),
    "nq128-218": (date(2022, 3, 1),),
    "tt15-2026": (date(2026, 9, 17),),
}
PAST = {"month_cases": "past_months", "week_cases": "past_weeks"}


def data(code: str) -> dict[str, Any]:
    """Return the data of a pack, to change at will."""
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


@lru_cache
def pack(code: str) -> Pack:
    """Return a pack."""
    return load(data(code))


def rows(code: str, n: int, seed: int, *, unknown: float = 0.08) -> list[Row]:
    """Grow units: many exactly on a border, some with figures that are not known."""
    rng = np.random.default_rng(seed)
    found = [_row(code, rng) for _ in range(n)]
    for row in found:
        names = [name for name in row if not name.startswith("past_") and name != "previous"]
        for name in names:
            if rng.random() < unknown and sum(row[each] is None for each in names) < 3:
                row[name] = None
    return found


def _row(code: str, rng: np.random.Generator) -> Row:
    of = pack(code)
    shares = SHARES[code]
    row: Row = {"previous": int(rng.integers(-1, len(of.grades)))}
    for each in of.inputs:
        if each.kind is InputKind.PEOPLE:
            sizes = (rng.integers(1, 300), rng.integers(300, 40_000), rng.integers(1, 400) * 1_000)
            row[each.code] = int(rng.choice(sizes))
    for each in of.inputs:
        if each.code in shares:
            over, borders, per = shares[each.code]
            edge = -(-int(rng.choice(borders)) * row[over] // per)
            near = edge + int(rng.integers(-1, 2))
            row[each.code] = max(0, int(rng.choice((near, near, rng.integers(0, 2 * edge + 2), 0))))
        elif each.code not in row:
            row[each.code] = int(rng.choice((0, rng.integers(0, 8), rng.integers(0, 60))))
            if each.years:
                row[PAST[each.code]] = _years(each.years, row[each.code], rng)
    for choice in of.choices:
        row[choice.code] = int(rng.integers(0, len(choice.values)))
    return row


def _years(n: int, near: int, rng: np.random.Generator) -> list[int | str | None]:
    """Grow past years: at times such that the count lies exactly on mean + deviations."""
    if rng.random() < 0.3:  # 1, 1, 1, 1, 1 + 5 k: deviations are whole multiples
        base = max(near - int(rng.integers(0, 12)), 0)
        years: list[int | str | None] = [base] * n
        years[int(rng.integers(n))] = base + 5 * int(rng.integers(0, 4))
    else:
        years = [int(each) for each in rng.integers(0, 40, n)]
    for at in range(n):
        draw = rng.random()
        if draw < 0.1:
            years[at] = "epidemic"
        elif draw < 0.12:
            years[at] = None
    return years


def figures(code: str, of: list[Row]) -> Figures:
    """Return the same units as columns."""
    counts, past = {}, {}
    for each in pack(code).asked:
        is_choice = isinstance(each, Choice)
        top = len(each.values) - 1 if is_choice else MOST
        given = [row[each.code] for row in of]
        low = np.array([0 if value is None else value for value in given], dtype=np.int64)
        high = np.array([top if value is None else value for value in given], dtype=np.int64)
        counts[each.code] = Span(low, low if (low == high).all() else high)
        if not is_choice and each.years:
            past[each.code] = np.array([[_year(y) for y in row[PAST[each.code]]] for row in of])
    before = np.array([row["previous"] for row in of], dtype=np.int64)
    return Figures(len(of), counts, past, Span(before, before))


def _year(year: int | str | None) -> int:
    return SILENT if year is None else LEFT_OUT if year == "epidemic" else int(year)
