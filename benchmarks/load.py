"""The last minutes before 10:00: a country files, and all of it is kept.

A service as it is installed (`phaodai serve`, web processes and worker) on a database of its own;
reporters over loopback on connections that are kept, half from the queue of a browser with a
session, half with the token of a machine. The service speaks no TLS, a proxy in front does; so
there is none here. The sender shares the processors with the service.

- L-1: 17.7 reports a second, 88 in the last minute, 5 in 100 sent twice, on PostgreSQL.
- L-2: 5,300 reports in one minute, on SQLite.
- L-3: the curve of L-1 on SQLite with four web processes; 300 communes in one minute; beside it
  Django's own SQLite backend, for its "database is locked".
- L-4: 768 officers look at their boards during L-1.

    python benchmarks/load.py [--quick] [--only L-1]

Alone a part runs at its whole length, L-1 for 240 s; together all but L-2 are shorter. What was
acknowledged is looked for in the database at the end of each. The last line is JSON: a list of
{"claim", "goal", "measured", "holds"}.
"""

import argparse
import json
import math
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.loading.crowd import Curve, Seen  # noqa: E402
from benchmarks.loading.service import CORES, Ground, Verdict, at, ground  # noqa: E402
from tests.phaodai.delivery.filing_drills.postgres import programs  # noqa: E402

MEAN, PEAK = 17.7, 88.3  # reports a second
COUNTRY, PROVINCE = 10_600, 300  # communes
PARTS = ("L-1", "L-2", "L-3", "L-4")
PLAIN = "benchmarks.loading.plain"

Claim = dict[str, object]


@dataclass(frozen=True)
class Lengths:
    """How long each part is.

    Attributes:
        curve: of L-1; seconds and reports a second, part after part.
        spike: seconds of L-2.
        sqlite: the curve of L-3.
        province: seconds in which 300 communes file.
        boards: the curve of L-4.
        communes: of the country.
    """

    curve: Curve = ((180, MEAN), (60, PEAK))
    spike: float = 60
    sqlite: Curve = ((180, MEAN), (60, PEAK))
    province: float = 60
    boards: Curve = ((180, MEAN), (60, PEAK))
    communes: int = COUNTRY


ALONE = Lengths()
TOGETHER = Lengths(
    curve=((90, MEAN), (30, PEAK)),
    sqlite=((30, MEAN), (30, PEAK)),
    boards=((40, MEAN), (20, PEAK)),
)
QUICK = Lengths(((3, MEAN), (3, PEAK)), 3, ((3, MEAN), (3, PEAK)), 6, ((3, MEAN), (3, PEAK)), 500)


def kept(what: str, seen: Seen, found: Verdict, *, may_be_late: bool = False) -> list[Claim]:
    """Claim that nothing was lost and nothing broke; “later” (503) counts unless it may be said."""
    wrong = found["lost"] + found["doubled"] + found["untold"] + found["wrong_totals"]
    later = seen.answers[503] if may_be_late else 0
    broken = sum(n for status, n in seen.answers.items() if status >= 500)
    return [
        claim(f"{what}: acknowledged and not kept, kept twice, untold, or totals wrong", 0, wrong),
        claim(f"{what}: reports without a receipt", 0, found["n"] - found["acknowledged"]),
        claim(f"{what}: answers 5xx", 0, broken - later),
        claim(f"{what}: receipts that changed when asked for again", 0, len(seen.faults)),
    ]


def claim(words: str, most: float, measured: float) -> Claim:
    """Claim that something is at most so much."""
    return {"claim": words, "goal": most, "measured": round(measured, 3), "holds": measured <= most}


def on_postgresql(parts: set[str], lengths: Lengths) -> list[Claim]:
    """Run L-1 and L-4."""
    if programs() is None:
        print("PostgreSQL is not installed: L-1 and L-4 are left out", file=sys.stderr)
        return []
    claims: list[Claim] = []
    with ground("PostgreSQL", lengths.communes, 4) as service:
        without = math.inf
        if "L-1" in parts:
            seen, _, found = service.run(lengths.curve)
            without = at(seen.waits, 99)
            claims += [
                *kept("L-1", seen, found),
                claim("L-1: half have their receipt after, ms", 150, at(seen.waits, 50)),
                claim("L-1: 99 of 100 have their receipt after, ms", 1000, without),
                claim("L-1: share of the processors that the service takes", 0.7, found["share"]),
            ]
        if "L-4" in parts:
            if lengths.boards != lengths.curve or "L-1" not in parts:
                seen, _, _ = service.run(lengths.boards)
                without = at(seen.waits, 99)
            seen, watched, found = service.run(lengths.boards, watchers=True)
            same = watched.answers[304] / max(1, sum(watched.answers.values()))
            claims += [
                *kept("L-4", seen, found),
                least("L-4: looks at boards that found nothing new", 0.8, same),
                claim("L-4: age of a board, at most, s", 10, max(watched.ages, default=0.0)),
                claim(
                    "L-4: times the 99th of 100 without boards", 1.1, at(seen.waits, 99) / without
                ),
            ]
    return claims


def on_sqlite(parts: set[str], lengths: Lengths) -> list[Claim]:
    """Run L-2 and L-3."""
    claims: list[Claim] = []
    with ground("SQLite", lengths.communes, 4) as service:
        if "L-2" in parts:
            seen, _, found = service.run(((lengths.spike, PEAK),))
            drained = seen.seconds - lengths.spike
            claims += kept("L-2", seen, found, may_be_late=True)
            claims += [
                claim("L-2: 99 of 100 have their receipt after, ms", 3000, at(seen.waits, 99)),
                claim("L-2: seconds after the minute until all have it", 120, drained),
                claim("L-2: “later” without when", 0, seen.n_without_retry_after),
            ]
        if "L-3" in parts:
            seen, _, found = service.run(lengths.sqlite)
            few, _, same = service.run(((lengths.province, PROVINCE / lengths.province),))
            claims += [
                *kept("L-3", seen, found),
                claim("L-3: 99 of 100 have their receipt after, ms", 2000, at(seen.waits, 99)),
                claim("L-3: the last one after, ms", 5000, at(seen.waits, 100)),
                claim("L-3: “database is locked”", 0, service.n_locked()),
                *kept("L-3 a province", few, same),
                claim("L-3 a province: 99 of 100 after, ms", 500, at(few.waits, 99)),
            ]
            claims += beside_plain(service, lengths)
    return claims


def beside_plain(service: Ground, lengths: Lengths) -> list[Claim]:
    """Run a burst, and the same one on Django's own SQLite backend."""
    burst = ((min(10.0, lengths.spike), PEAK),)
    ours, _, _ = service.run(burst)
    locked = service.n_locked()
    service.serve(PLAIN)
    plain, _, _ = service.run(burst)
    print(f"a burst: the last one after {at(ours.waits, 100):.0f} ms, {locked} times locked")
    print(f"  Django's own: {at(plain.waits, 100):.0f} ms, {service.n_locked() - locked} times")
    return [
        claim("the slowest of a burst, times that on Django's own SQLite backend", 1.0,
              at(ours.waits, 100) / at(plain.waits, 100)),
    ]  # fmt: skip


def least(words: str, goal: float, measured: float) -> Claim:
    """Claim that something is at least so much."""
    return {"claim": words, "goal": goal, "measured": round(measured, 3), "holds": measured >= goal}


def main() -> int:
    """Run, and print the claims as the last line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a small country, seconds")
    parser.add_argument("--only", choices=PARTS, help="one part at its whole length")
    options = parser.parse_args()
    parts = {options.only} if options.only else set(PARTS)
    lengths = QUICK if options.quick else ALONE if options.only else TOGETHER
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection for each device
    print(f"{CORES} processors, shared by the service and its senders; no TLS")
    claims = on_sqlite(parts, lengths) if parts & {"L-2", "L-3"} else []
    claims += on_postgresql(parts, lengths) if parts & {"L-1", "L-4"} else []
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(each["holds"] for each in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
