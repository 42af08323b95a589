"""Forecasts from many past days, each with what was known on it, held against what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.forecast_sides.baselines import Ets, naive
from benchmarks.forecast_sides.real import known_by
from phaodai.engines.forecasting.forecasts import DAYS, LEVELS, WEEKS, forecast
from phaodai.engines.forecasting.intervals import SerialInterval
from phaodai.engines.forecasting.scoring import covered, interval_score, place_of
from phaodai.engines.forecasting.series import Floats

TARGETS = (*DAYS, *WEEKS)
SIDES = ("ours", "naive", "ETS")


@dataclass(frozen=True)
class Scores:
    """Of one side: arrays (n_origins, n_units, n_targets)."""

    score: Floats
    score_of_logs: Floats
    places: Floats  # at which level the truth lay
    held: dict[float, Floats]


def run(
    values: Floats, days: list[date], origins: Sequence[int], interval: SerialInterval,
    units: Sequence[int],
) -> dict[str, Scores]:  # fmt: skip
    """Forecast all units from each origin with every side; score these units."""
    ets = Ets(values)
    rng = np.random.default_rng(0)
    told: dict[str, list[Floats]] = {side: [] for side in SIDES}
    truths = []
    for origin in origins:
        past = values[:, : origin + 1]
        ours = forecast(known_by(values, days, origin, "back-test"), interval, targets=TARGETS)
        told["ours"].append(ours.quantiles[:, units])
        told["naive"].append(naive(past[units], TARGETS))
        told["ETS"].append(ets.forecast(origin, TARGETS, seed=1)[:, units])
        ahead = [values[units, origin + a : origin + b + 1].sum(axis=1) for a, b in TARGETS]
        truths.append(np.stack(ahead, axis=1))
    truth = np.stack(truths)
    drawn = rng.random(truth.shape)
    return {side: _scored(np.stack(each, axis=1), truth, drawn) for side, each in told.items()}


def _scored(quantiles: Floats, truth: Floats, drawn: Floats) -> Scores:
    return Scores(
        interval_score(LEVELS, quantiles, truth),
        interval_score(LEVELS, np.log1p(quantiles), np.log1p(truth)),
        place_of(LEVELS, quantiles, truth, drawn),
        {share: covered(LEVELS, quantiles, truth, share) for share in (0.5, 0.95)},
    )


def even_coverage(scores: Scores, share: float, at: slice | list[int]) -> float:
    """Return how often the truth lay in the central part, counts that equal an end shared out."""
    places = scores.places[:, :, at]
    return float(np.mean(np.abs(places - 0.5) < share / 2))


def report(name: str, found: dict[str, Scores]) -> dict[str, float]:
    """Print one back-test and return the ratios of our scores to those of the others."""
    groups = {"days 1-7": slice(0, 7), "days 8-14": slice(7, 14), "week 1": [14], "week 2": [15]}
    n_origins, n_units, _ = found["ours"].score.shape
    print(f"{name}: {n_units} series, {n_origins} days to forecast from")
    print("  side   span        score   of logs   in 50 %  in 95 %   with ends  50 %  95 %")
    for side, told in found.items():
        for group, at in groups.items():
            held = [float(each[:, :, at].mean()) for each in told.held.values()]
            print(
                f"  {side:6s} {group:10s} {told.score[:, :, at].mean():8.2f} "
                f"{told.score_of_logs[:, :, at].mean():8.4f}  "
                f"{even_coverage(told, 0.5, at):7.3f}  {even_coverage(told, 0.95, at):7.3f} "
                f"{held[0]:16.3f} {held[1]:.3f}"
            )
    ratios = {}
    for other in SIDES[1:]:
        for kind in ("score", "score_of_logs"):
            ours, theirs = (float(getattr(found[s], kind).mean()) for s in ("ours", other))
            ratios[f"{other} {kind}"] = ours / theirs
    print("  ratios: " + ", ".join(f"{key} {value:.3f}" for key, value in ratios.items()))
    return ratios
