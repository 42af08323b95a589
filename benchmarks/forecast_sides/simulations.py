"""Answers held against simulated truth, where nobody has published any."""

import numpy as np

from phaodai.engines.forecasting.ears import ears
from phaodai.engines.forecasting.farrington import farrington
from phaodai.engines.forecasting.nowcasts import LEVELS, nowcast
from phaodai.engines.forecasting.scoring import place_of
from tests.engines.forecasting import simulated

N_LATE = 14
QUIET_WEEKS = 40
OUTBREAK_SD = 6
BINS = np.linspace(0, 1, 6)


def nowcasts(n: int) -> tuple[float, float]:
    """Return how often 50 and 95 % intervals of the last fourteen days held."""
    places = []
    for seed in range(n):
        rng = np.random.default_rng(seed)
        made, truth = simulated.triangle(rng, level=[5.0, 40.0, 400.0][seed % 3])
        told = nowcast(made, n_draws=500, seed=seed).quantiles[:, -N_LATE:]
        places.append(place_of(LEVELS, told, truth[-N_LATE:], rng.random(N_LATE)))
    apart = np.abs(np.array(places) - 0.5)
    half, most = float((apart < 0.25).mean()), float((apart < 0.475).mean())
    print(f"nowcast (simulated): {half:.3f} in 50 %, {most:.3f} in 95 % of {n} triangles")
    return half, most


def seasons(n: int) -> tuple[float, float]:
    """Return shares of quiet weeks that were alarms, and of outbreak weeks that were."""
    rng = np.random.default_rng(1)
    values = simulated.endemic(rng, n)
    quiet = farrington(simulated.counts(values, 7), n_weeks=QUIET_WEEKS)
    sd = np.sqrt(1.8 * quiet.expected[:, -1])
    values[:, -1] += rng.poisson(OUTBREAK_SD * sd)
    told = farrington(simulated.counts(values, 7)).is_alarm.mean()
    false = quiet.is_alarm.mean()
    print(f"Farrington (simulated): {false:.4f} of quiet weeks, {told:.3f} of {OUTBREAK_SD} sd")
    return float(false), float(told)


def days_before(n: int) -> dict[str, tuple[float, float]]:
    """Return by statistic the shares of quiet days and of three-day outbreaks that were alarms."""
    rng = np.random.default_rng(2)
    values = rng.poisson(8.0, (n, 200)).astype(float)
    quiet = ears(simulated.counts(values))
    values[:, -3:] += rng.poisson(12.0, (n, 3))
    told = ears(simulated.counts(values)).is_alarm[:, :, -3:].any(axis=2).mean(axis=1)
    false = quiet.is_alarm[:, :, 11:].mean(axis=(1, 2))
    return {f"C{k + 1}": (float(false[k]), float(told[k])) for k in range(3)}


def targets(n: int) -> tuple[float, float]:
    """Return how often 80 % intervals held, and how far chances lay from what happened."""
    chances, reached, held = [], [], []
    for seed in range(n):
        chance, is_reached, is_held = simulated.completion(seed)
        chances.append(chance)
        reached.append(is_reached)
        held.append(is_held)
    told, came = np.array(chances), np.array(reached)
    place = np.clip(np.digitize(told, BINS) - 1, 0, len(BINS) - 2)
    apart = [
        (np.abs(told[place == at].mean() - came[place == at].mean()), (place == at).mean())
        for at in np.unique(place)
    ]
    for at in np.unique(place):
        here = place == at
        print(
            f"completion (simulated): {here.sum()} chances of {told[here].mean():.2f} came true "
            f"in {came[here].mean():.2f}"
        )
    print(f"completion (simulated): {np.mean(held):.3f} in 80 %")
    return float(np.mean(held)), float(sum(a * b for a, b in apart))
