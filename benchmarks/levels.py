"""How fast a country's communes are graded, beside the same rules row by row.

Communes grown at random, many exactly on a border, are graded by the engine, all at once, and by
the reference of the tests, one by one in fractions; both must give the same levels. Then with
figures missing here and there, and one commune explained with the least changes that would move it.

    python benchmarks/levels.py [--quick] [--seed 128]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from phaodai.engines.levels.explaining import explain  # noqa: E402
from phaodai.engines.levels.grading import Assessment, assess  # noqa: E402
from tests.engines.levels import builtin, reference  # noqa: E402

N_COMMUNES = 10_600
MILLISECONDS, TIMES = 50.0, 100.0


def timed(act: Callable[[], Any], *, times: int) -> tuple[float, float, Any]:
    """Return the median wall and CPU milliseconds of an act, and what it gave."""
    walls, cpus, found = [], [], None
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        found = act()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    return float(np.median(walls)), float(np.median(cpus)), found


def apart(ours: Assessment, theirs: list[tuple[int, int]]) -> int:
    """Return how many units have another range of levels."""
    low, high = np.array(theirs).T
    return int(((ours.low != low) | (ours.high != high)).sum())


def one_day(code: str, on: date, rows: list[reference.Row], times: int) -> tuple[float, ...]:
    """Grade all units of a pack in both ways; return wall, CPU, the peer's CPU, units apart."""
    figures = builtin.figures(code, rows)
    pack = builtin.pack(code)
    assess(pack, figures, on=on)  # tables are laid out once
    wall, cpu, ours = timed(lambda: assess(pack, figures, on=on), times=times)
    rule = reference.RULES[code]
    _, peer, theirs = timed(lambda: [rule(row, on) for row in rows], times=3)
    print(
        f"{code}: {len(rows)} communes in {wall:.1f} ms ({cpu:.1f} CPU); row by row {peer:.0f} ms "
        f"CPU, {peer / cpu:.0f} times as long"
    )
    return wall, cpu, peer, apart(ours, theirs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, fewer unknown units")
    parser.add_argument("--seed", type=int, default=128)
    args = parser.parse_args()
    times, n_unknown = (5, 500) if args.quick else (25, 5_000)

    measured = {}
    for code in builtin.CODES:
        rows = builtin.rows(code, N_COMMUNES, args.seed, unknown=0)
        measured[code] = one_day(code, builtin.DAYS[code][-1], rows, times)

    code, on = "nq128-4800", builtin.DAYS["nq128-4800"][-1]
    missing = builtin.rows(code, n_unknown, args.seed + 1, unknown=0.1)
    figures = builtin.figures(code, missing)
    found = assess(builtin.pack(code), figures, on=on)
    n_apart = apart(found, [reference.grade(code, row, on) for row in missing])
    print(
        f"{n_unknown} with figures missing: {int(found.is_sure.sum())} have a level all the same, "
        f"{n_apart} unlike the reference"
    )
    place = int(np.flatnonzero(found.is_sure)[0])
    wall, cpu, why = timed(lambda: explain(found, place), times=times)
    print(
        f"one commune explained in {wall:.1f} ms ({cpu:.1f} CPU), {len(why.changes)} least changes"
    )

    walls = [wall for wall, _, _, _ in measured.values()]
    ratios = [peer / cpu for _, cpu, peer, _ in measured.values()]
    n_apart += sum(int(each[3]) for each in measured.values())
    claims = [
        (f"ms to grade {N_COMMUNES} communes, slowest pack", MILLISECONDS, max(walls),
         max(walls) <= MILLISECONDS),
        ("times as fast as row by row, by CPU, Decision 4800", TIMES, ratios[0],
         ratios[0] >= TIMES),
        ("units with other levels than the reference", 0, n_apart, n_apart == 0),
    ]  # fmt: skip
    print(
        json.dumps(
            [
                {"claim": claim, "goal": goal, "measured": round(measured, 1), "holds": holds}
                for claim, goal, measured, holds in claims
            ]
        )
    )


if __name__ == "__main__":
    main()
