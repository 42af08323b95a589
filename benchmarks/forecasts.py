"""How right forecasts are, beside a naive one and plain ETS, and how fast all of it is.

R is held against EpiEstim's published example. Forecasts are made from past days with what was
known on them: COVID-19 in provinces of Vietnam, the country by another source, an outbreak of Ebola
(simulated by others). What was tuned, was tuned on every second province until 15 August 2021;
reported are the other provinces after it, and the series that no tuning has seen. Where no real
series exist (late reports, seasons of five years, vaccination), truth is simulated and said to be.

    python benchmarks/forecasts.py [--quick]

Public series lie in `shared/data` beside the repository; without them only the simulated part runs.
The last line is JSON: a list of {"claim", "goal", "measured", "holds"}.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.forecast_sides import backtest, real, simulations  # noqa: E402
from benchmarks.forecast_sides.baselines import plain_reproduction  # noqa: E402
from phaodai.engines.forecasting.forecasts import forecast  # noqa: E402
from phaodai.engines.forecasting.intervals import SerialInterval, gamma_interval  # noqa: E402
from phaodai.engines.forecasting.reproduction import estimate  # noqa: E402
from phaodai.engines.forecasting.series import Counts, Standing  # noqa: E402

COVID = gamma_interval(6.3, 4.2, "Bi et al. 2020, doi:10.1016/S1473-3099(20)30287-5")
EBOLA = gamma_interval(15.3, 9.3, "WHO Ebola Response Team 2014, doi:10.1056/NEJMoa1411100")
TUNED_UNTIL = date(2021, 8, 15)
FIRST_ORIGIN = 45  # days of a series before the first forecast
N_COMMUNES = 10_600

Claim = dict[str, Any]


def claim(name: str, goal: float, measured: float, *, up: bool = False) -> Claim:
    """Hold what was measured against its goal."""
    holds = measured >= goal if up else measured <= goal
    return {"claim": name, "goal": goal, "measured": round(measured, 12), "holds": bool(holds)}


def coverage_claims(name: str, half: float, most: float) -> list[Claim]:
    """Say how far the shares held lie from the 50 and 95 % that were promised."""
    return [
        claim(f"{name}: 50 % interval, distance from 0.5", 0.08, abs(half - 0.5)),
        claim(f"{name}: 95 % interval, distance from 0.95", 0.03, abs(most - 0.95)),
    ]


def published() -> list[Claim]:
    """Hold R against EpiEstim's own estimates."""
    told = json.loads((real.DATA / "epiestim/Example1.json").read_text(encoding="utf-8"))
    interval = SerialInterval(np.array(told["si_distr"]["values"]), "EpiEstim, Flu2009")
    series = Counts(np.array([told["I"]]), date(2009, 5, 28), real.AS_OF, "EpiEstim, Flu2009")
    found = estimate(series, interval, widest_cv=inf)
    theirs = [told["R"][key] for key in told["R"] if key.startswith(("Mean", "Std", "Q", "Med"))]
    apart = float(
        np.abs(np.array([found.mean[0], found.sd[0], *found.quantiles[:, 0]]) - theirs).max()
    )
    return [claim("R: distance from EpiEstim's Example 1", 1e-9, apart)]


def speed(values: np.ndarray[Any, Any], days: list[date]) -> list[Claim]:
    """Time R of all provinces, and a forecast of as many communes as the country has."""
    series = real.known_by(values, days, len(days) - 1, "x")
    wall, cpu, found = timed(lambda: estimate(series, COVID))
    _, plain, told = timed(lambda: plain_reproduction(values, COVID.weights))
    given = found.standing == Standing.ESTIMATED
    apart = np.abs(found.mean - told[:, :, 0])[given].max()
    apart = max(apart, np.abs(np.moveaxis(found.quantiles, 0, 2) - told[:, :, 1:])[given].max())
    print(
        f"R of {values.shape[0]} x {values.shape[1]} days: {wall:.3f} s, CPU {cpu:.3f} s; "
        f"row by row in Python CPU {plain:.3f} s, which is {plain / cpu:.0f} times as much"
    )
    rng = np.random.default_rng(1)
    drawn = values[rng.integers(0, len(values), N_COMMUNES)]
    many = Counts(rng.binomial(drawn.astype(int), 0.05) * 1.0, days[-1], real.AS_OF, "thinned")
    wall_all, cpu_all, _ = timed(lambda: forecast(many, COVID))
    print(f"forecast of {N_COMMUNES} communes: {wall_all:.1f} s, CPU {cpu_all:.1f} s")
    return [claim("R of all provinces, CPU s", 1.0, cpu), claim("R of all provinces, s", 1.0, wall),
            claim("R: distance from the row-by-row reference", 1e-9, float(apart)),
            claim("R: times as fast as row by row", 5, plain / cpu, up=True),
            claim("forecast of 10,600 communes, CPU s", 60.0, cpu_all)]  # fmt: skip


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return wall time, time of the processor, and the answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = act()
    return time.perf_counter() - wall, time.process_time() - cpu, answer


def accuracy(*, is_quick: bool) -> list[Claim]:
    """Back-test on the real series and say what came out."""
    step = 4 if is_quick else 1
    codes, days, values = real.provinces()
    cut = days.index(TUNED_UNTIL) + 1
    unseen = range(1, len(codes), 2)
    last = len(days) - 15
    tests = {
        "COVID-19, unseen provinces after the tuning": backtest.run(
            values, days, range(cut, last, step), COVID, unseen
        ),
        "COVID-19, unseen provinces while others were tuned on": backtest.run(
            values, days, range(FIRST_ORIGIN, cut, step), COVID, unseen
        ),
        "COVID-19, tuned provinces after the tuning": backtest.run(
            values, days, range(cut, last, step), COVID, range(0, len(codes), 2)
        ),
    }
    _, days, values = real.country()
    tests["COVID-19, the country (another source)"] = backtest.run(
        values, days, range(FIRST_ORIGIN, len(days) - 15, step), COVID, [0]
    )
    codes, days, values = real.ebola()
    tests["Ebola (simulated by others), hospitals"] = backtest.run(
        values, days, range(60, len(days) - 15, step), EBOLA, range(len(codes))
    )
    claims = []
    for name, found in tests.items():
        ratios = backtest.report(name, found)
        claims += [claim(f"{name}: ours / {key}", 1.0, round(at, 3)) for key, at in ratios.items()]
        shares = [
            backtest.even_coverage(found["ours"], share, slice(None)) for share in (0.5, 0.95)
        ]
        claims += coverage_claims(name, *(round(share, 3) for share in shares))
    return claims


def simulated(*, is_quick: bool) -> list[Claim]:
    """Say how right the answers are of which only simulated series know the truth."""
    n = 60 if is_quick else 400
    claims = coverage_claims("nowcast (simulated)", *simulations.nowcasts(n))
    false, told = simulations.seasons(n)
    claims.append(claim("Farrington (simulated): false alarms at 0.005", 0.015, false))
    claims.append(claim("Farrington (simulated): weeks of 6 sd told", 0.9, told, up=True))
    for name, (false, told) in simulations.days_before(n).items():
        print(f"EARS {name} (simulated): {false:.4f} of quiet days, {told:.3f} of outbreaks told")
        claims.append(
            claim(f"EARS {name} (simulated): outbreaks of 3 days told", 0.8, told, up=True)
        )
    held, apart = simulations.targets(4 * n)
    claims.append(
        claim("completion (simulated): 80 % interval, distance from 0.8", 0.08, abs(held - 0.8))
    )
    claims.append(claim("completion (simulated): chance and share, mean distance", 0.08, apart))
    return claims


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every fourth day, fewer simulations")
    args = parser.parse_args()
    claims: list[Claim] = []
    if real.DATA.is_dir():
        claims += published()
        _, days, values = real.provinces()
        claims += speed(values, days)
        claims += accuracy(is_quick=args.quick)
    else:
        print(f"{real.DATA} is not there: nothing real is looked at")
    claims += simulated(is_quick=args.quick)
    print(json.dumps(claims))


if __name__ == "__main__":
    main()
