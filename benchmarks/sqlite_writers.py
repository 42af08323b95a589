"""Eight processes that write to one SQLite file: our queue beside Django's own backend.

Both backends write the same rows in the same transactions (a report of 1.5 kB and its row of the
trail), both with WAL, synchronous=FULL and BEGIN IMMEDIATE. Django's waits as it does by default:
SQLite's busy handler, for 5 s, then "database is locked"; such a commit is counted and tried
again, so that both end with the same rows. Rounds alternate; each number is the median of them,
the longest wait the longest of all.

    python benchmarks/sqlite_writers.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}; a goal of null is a
measurement without a limit.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = 8
BACKENDS = {
    "queue": {"ENGINE": "phaodai.project.sqlite"},
    "plain": {
        "ENGINE": "django.db.backends.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    },
}
LONGEST_WAIT = 5.0  # s, goal
P99 = 2.0  # s, goal
LEAST_COMMITS = 360  # per second, goal: twice the national peak with its retries, 180 per second
REPORT, EVENT = "x" * 1_500, "y" * 300


def configure(backend: str, file: str) -> None:
    """Make one backend Django's default database."""
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings

    settings.configure(DATABASES={"default": {**BACKENDS[backend], "NAME": file}}, USE_TZ=True)
    django.setup()


def work(backend: str, file: str, commits: int) -> None:
    """Commit so many times and print how long each took; one process."""
    configure(backend, file)
    from django.db import OperationalError, connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM report")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    waits, locked = [], 0
    for _ in range(commits):
        start = time.perf_counter()
        while True:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("INSERT INTO report (body) VALUES (%s)", [REPORT])
                    cursor.execute("INSERT INTO event (body) VALUES (%s)", [EVENT])
                break
            except OperationalError:
                locked += 1
        waits.append(time.perf_counter() - start)
    sys.stdout.write(json.dumps({"waits": waits, "locked": locked}))


@dataclass
class Round:
    """One run of one backend."""

    seconds: float
    locked: int
    rows: int
    waits: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        """Commits in a second, all processes together."""
        return len(self.waits) / self.seconds

    def quantile(self, share: float) -> float:
        """The time below which that share of commits took."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


def run(backend: str, commits: int) -> Round:
    """Let eight processes write to a new file."""
    import sqlite3

    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        file = str(Path(folder) / "writers.sqlite3")
        database = sqlite3.connect(file)
        database.executescript(
            "PRAGMA journal_mode=WAL;"
            "CREATE TABLE report (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);"
            "CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);"
        )
        processes = [
            subprocess.Popen(
                [sys.executable, __file__, "--work", backend, file, str(commits)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(PROCESSES)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        start = time.perf_counter()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [json.loads(process.communicate(timeout=600)[0]) for process in processes]
        seconds = time.perf_counter() - start
        (rows,) = database.execute(
            "SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM event)"
        ).fetchone()
        database.close()
    return Round(
        seconds=seconds,
        locked=sum(answer["locked"] for answer in answers),
        rows=rows,
        waits=[wait for answer in answers for wait in answer["waits"]],
    )


def summary(rounds: Sequence[Round]) -> dict[str, float]:
    """Put the rounds of one backend together."""
    return {
        "commits/s": statistics.median(r.per_second for r in rounds),
        "p50 ms": 1e3 * statistics.median(r.quantile(0.5) for r in rounds),
        "p99 ms": 1e3 * statistics.median(r.quantile(0.99) for r in rounds),
        "longest ms": 1e3 * max(max(r.waits) for r in rounds),
        "locked": sum(r.locked for r in rounds),
        "rows": sum(r.rows for r in rounds),
    }


def claims(queue: dict[str, float], plain: dict[str, float], rows: int) -> list[dict[str, Any]]:
    """Hold the numbers against the goals."""
    wait = plain["longest ms"] / queue["longest ms"]
    return [
        claim('"database is locked" with 8 writers', 0, queue["locked"], queue["locked"] == 0),
        claim(
            "longest wait of a writer, s (at most)",
            LONGEST_WAIT,
            queue["longest ms"] / 1e3,
            queue["longest ms"] / 1e3 <= LONGEST_WAIT,
        ),
        claim("p99 of a commit, s (at most)", P99, queue["p99 ms"] / 1e3, queue["p99 ms"] < 2e3),
        claim("longest wait, plain backend / queue (at least)", 1.0, wait, wait >= 1.0),
        claim(
            "commits per second (at least)",
            LEAST_COMMITS,
            queue["commits/s"],
            queue["commits/s"] >= LEAST_COMMITS,
        ),
        claim(
            "commits per second, queue / plain backend",
            None,
            queue["commits/s"] / plain["commits/s"],
            True,  # noqa: FBT003 - a measurement without a limit
        ),
        claim(
            "rows in the end, both the same",
            rows,
            queue["rows"],
            queue["rows"] == plain["rows"] == rows,
        ),
    ]


def claim(words: str, goal: float | None, measured: float, holds: bool) -> dict[str, Any]:  # noqa: FBT001
    """Return one line of the answer."""
    return {"claim": words, "goal": goal, "measured": round(measured, 3), "holds": holds}


def main() -> int:
    """Run all rounds and print the table and the claims."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--work", nargs=3, metavar=("BACKEND", "FILE", "COMMITS"))
    options = parser.parse_args()
    if options.work:
        backend, file, commits = options.work
        work(backend, file, int(commits))
        return 0
    commits, times = (100, 3) if options.quick else (500, 5)
    rounds: dict[str, list[Round]] = {backend: [] for backend in BACKENDS}
    for number in range(times):
        for backend in BACKENDS if number % 2 == 0 else reversed(BACKENDS):
            rounds[backend].append(run(backend, commits))
    queue, plain = summary(rounds["queue"]), summary(rounds["plain"])
    print(f"{PROCESSES} processes x {commits} commits x {times} rounds")
    print(f"{'':12}{'queue':>12}{'plain':>12}{'queue/plain':>14}")
    for name in queue:
        ratio = f"{queue[name] / plain[name]:.2f}" if plain[name] else "-"
        print(f"{name:12}{queue[name]:12.1f}{plain[name]:12.1f}{ratio:>14}")
    answer = claims(queue, plain, rows=2 * PROCESSES * commits * times)
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if all(line["holds"] for line in answer) else 1


if __name__ == "__main__":
    sys.exit(main())
