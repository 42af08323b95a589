"""How figures are made up rather than counted: round ones too often, a report given again."""

from collections.abc import Iterator
from math import exp, log
from typing import Final

import numpy as np

from phaodai.engines.discrepancies.counts import Floats, log_chance, log_gamma
from phaodai.engines.discrepancies.panels import Disagreement, Panel
from phaodai.engines.discrepancies.rules import Rule

LEAST_COUNTED: Final = 20  # below, last digits are not even by chance either
ENOUGH: Final = 40  # figures, below which nothing is said about digits
DIGITS_CHANCE: Final = 1e-6
COPY_CHANCE: Final = 1e-7
STEP: Final = 5.0  # times as much overnight, and so from then on: no epidemic does that
LEAST_STEPPED: Final = 20.0  # a day, on the larger side five times that


def digit_preference(values: Floats) -> float | None:
    """Return how rarely counting gives so many figures that end in 0 or 5; None = not unusual.

    Args:
        values: Any shape; NaN where nothing was said.
    """
    said = values[~np.isnan(values)]
    large = said[said >= LEAST_COUNTED]
    if len(large) < ENOUGH:
        return None
    n_round = int(np.sum(large % 5 == 0))
    chance = upper_tail(n_round, len(large), 0.2)
    return chance if chance < DIGITS_CHANCE else None


def upper_tail(n: int, of: int, share: float) -> float:
    """Return the chance of at least n out of so many, each with the same share."""
    k = np.arange(n, of + 1, dtype=np.float64)
    logs = (
        log_gamma(np.array(of + 1.0)) - log_gamma(k + 1) - log_gamma(of - k + 1)
        + k * np.log(share) + (of - k) * np.log1p(-share)
    )  # fmt: skip
    return float(min(exp(float(np.logaddexp.reduce(logs))), 1.0))


def level_steps(line: Floats, first: int) -> Iterator[tuple[int, float]]:
    """Yield days from which on figures are counted otherwise: in thousands, or of another area.

    Both the three and the seven days on either side are several times apart; two days that touch
    each other are one step.
    """
    last = 0
    for place in range(7, len(line) - 6):
        sides = [(line[place - n : place], line[place : place + n]) for n in (3, 7)]
        if any(np.isnan(np.concatenate(side)).mean() > 0.3 for side in sides):
            continue
        means = [(float(np.nanmedian(one)), float(np.nanmedian(two))) for one, two in sides]
        low = min(min(pair) for pair in means)
        apart = min(max(a, b) / max(min(a, b), 1e-9) for a, b in means)
        alike = len({a < b for a, b in means}) == 1
        edge = sorted((line[place - 1], line[place]))
        is_sharp = edge[1] >= 0.7 * STEP * max(edge[0], 1e-9)
        if low >= LEAST_STEPPED and apart >= STEP and alike and is_sharp and place - last > 1:
            last = place
            yield first + place, float(line[place])


def silent_runs(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find units that spoke, then said none of the figures for days on end; told on the first."""
    silent = np.all([np.isnan(panel.values[part]) for part in rule.parts], axis=0)
    for unit in np.flatnonzero(silent.any(axis=1) & ~silent.all(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.r_[0, silent[unit], 0].astype(np.int8)))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if start == 0 or end - start < rule.run or start + rule.run - 1 < panel.judged:
                continue
            yield Disagreement(
                rule=rule.code, unit=unit, day=start, left=float(end - start),
                cells=tuple((rule.parts[0], day) for day in range(start, end)),
            )  # fmt: skip


def round_figures(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find units whose figures end in 0 or 5 far too often; told on the last day."""
    said = np.concatenate([panel.values[part] for part in rule.parts], axis=1)
    large = said >= LEAST_COUNTED
    n, n_round = large.sum(axis=1), (large & (said % 5 == 0)).sum(axis=1)
    last = panel.shape[1] - 1
    for unit in np.flatnonzero((n >= ENOUGH) & (n_round > 0.3 * n)).tolist():
        chance = upper_tail(int(n_round[unit]), int(n[unit]), 0.2)
        if chance < DIGITS_CHANCE:
            yield Disagreement(
                rule=rule.code, unit=unit, day=last, left=float(n_round[unit]),
                right=float(n[unit]), chance=chance,
                cells=tuple((part, last) for part in rule.parts),
            )  # fmt: skip


def copied_days(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find days on which all figures are those of one of the seven days before.

    Small figures are alike by chance: the chance of all of them together is told, and few are
    rare enough.
    """
    said = np.stack([panel.values[part] for part in rule.parts])
    known = ~np.isnan(said)
    sizes = np.stack([panel.levels(part).size for part in rule.parts])
    alone = np.where(
        known, log_chance(np.nan_to_num(said), np.fmax(np.nan_to_num(said), 0.3), sizes), 0.0
    )
    told: set[tuple[int, int]] = set()
    for lag in range(1, 8):
        alike = said[:, :, lag:] == said[:, :, :-lag]
        both = known[:, :, lag:] & known[:, :, :-lag]
        whole = ((alike | ~both).all(axis=0)) & (both.sum(axis=0) >= 2)
        chance = np.where(both, alone[:, :, lag:], 0.0).sum(axis=0)
        units, days = np.nonzero(whole & (chance < log(COPY_CHANCE)))
        for unit, day in zip(units.tolist(), (days + lag).tolist(), strict=True):
            if day < panel.judged or (unit, day) in told:
                continue
            told.add((unit, day))
            parts = [part for place, part in enumerate(rule.parts) if known[place, unit, day]]
            yield Disagreement(
                rule=rule.code, unit=unit, day=day, lag=lag, left=float(len(parts)),
                chance=exp(float(chance[unit, day - lag])),
                cells=tuple((part, each) for each in (day, day - lag) for part in parts),
            )  # fmt: skip
