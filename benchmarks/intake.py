"""How many daily reports a second are taken in, beside Django REST framework doing the same.

Both sides get the same requests over loopback HTTP, on 8 connections that stay open, from granian
with as many workers and threads; both check the report by the rules of the form and by the four
weeks before, and keep values, totals at three levels, submission, trail and outbox in one
transaction that is on the disk before the answer. The peer is written once with `bulk_create` and
once with a ModelSerializer that saves row by row; each also without totals, which ours always
keeps. Rounds take turns; a rate is the median of its rounds. In the end the tables are compared.

    python benchmarks/intake.py [--quick] [--database sqlite|postgresql]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}; a goal of null is a
measurement without a limit. PostgreSQL is started by `scripts/with-postgres`, with fsync on.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from intake_sides import load, reports  # noqa: E402
from intake_sides.load import Loaded  # noqa: E402

CONNECTIONS, WORKERS, THREADS = 8, 2, 4
TIMES_BULK = {"sqlite": 3.0, "postgresql": 2.0}
TIMES_ROWS, P95 = 25.0, 25.0  # ms
PEAK = 88.0  # reports a second: a country's in the last minute before the cut-off
TICK = os.sysconf("SC_CLK_TCK")
Claim = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to save.

    Attributes:
        side: "ours" or "peer".
        share: Of the communes that report by it each day: the slow ones would take all day.
    """

    name: str
    side: str
    path: str
    share: float


OURS = Way("ours", "ours", "/api/v1/reports", 1.0)
BULK = Way("bulk_create", "peer", "/bulk", 1.0)
ROWS = Way("ModelSerializer", "peer", "/rows", 0.05)
BULK_ALONE = Way("bulk_create, no totals", "peer", "/bulk-alone", 1.0)
ROWS_ALONE = Way("ModelSerializer, no totals", "peer", "/rows-alone", 0.1)
WAYS = (OURS, BULK, ROWS, BULK_ALONE, ROWS_ALONE)


@dataclass
class Score:
    """What one way did, round by round."""

    rounds: list[Loaded] = field(default_factory=list)
    cpu: list[dict[int, float]] = field(default_factory=list)  # seconds a report, by process
    database_cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Reports a second."""
        return statistics.median(each.per_second for each in self.rounds)

    def quantile(self, share: float) -> float:
        """Milliseconds."""
        return statistics.median(each.quantile(share) for each in self.rounds)


class Side:
    """One server with its own database."""

    def __init__(self, name: str, folder: Path, vendor: str) -> None:
        """Name its database; nothing is started yet."""
        self.name, self.folder, self.vendor = name, folder, vendor
        self.port = _free_port()
        url = f"sqlite:///{folder}/{name}.sqlite3"
        if vendor == "postgresql":
            cluster = urlsplit(os.environ["PHAODAI_DATABASE_URL"])
            url = urlunsplit(cluster._replace(path=f"/{name}"))
            self.sql("phaodai", f"CREATE DATABASE {name}")
        settings = "phaodai.project.settings" if name == "ours" else "intake_sides.peer.settings"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "PHAODAI_DATABASE_URL": url,
            "PEER_DATABASE_URL": url,
            "PHAODAI_DATA": str(folder),
            "PHAODAI_LOG": "ERROR",
        }

    def run(self, *words: str) -> str:
        """Run a step of this script for the side, in a process of its own."""
        done = subprocess.run(
            [sys.executable, __file__, "--step", self.name, str(self.folder), *words],
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def sql(self, database: str, statement: str) -> str:
        """Run a statement on the cluster and return the first value."""
        import psycopg

        cluster = urlsplit(os.environ["PHAODAI_DATABASE_URL"])
        address = urlunsplit(cluster._replace(path=f"/{database}"))
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return str(cursor.fetchone()[0]) if cursor.description else ""

    @contextlib.contextmanager
    def served(self) -> Iterator[int]:
        """Serve for as long as the block lasts; yields the number of the process."""
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                [sys.executable, __file__, "--step", self.name, str(self.folder), "serve",
                 str(self.port)],
                env=self.environment,
                stderr=errors,
                start_new_session=True,
            )  # fmt: skip
            try:
                self._wait(process)
                yield process.pid
            except BaseException:
                errors.seek(0)
                sys.stderr.write(errors.read()[-4_000:])
                raise
            finally:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            if process.poll() is not None:
                sys.exit(f"{self.name}: the server ended with {process.returncode}")
            time.sleep(0.1)
        sys.exit(f"{self.name}: the server does not answer")

    def requests(self, way: Way, filings: Sequence[reports.Filing]) -> list[bytes]:
        """Write reports down as requests of their officers."""
        tokens = json.loads((self.folder / f"{self.name}.json").read_text())
        return [load.request(way.path, tokens[each.commune], each.body()) for each in filings]


def measure(vendor: str, *, quick: bool) -> list[Claim]:
    """Measure one database."""
    n_communes, n_rounds = (100, 1) if quick else (600, 3)
    blocks = _blocks(n_communes, n_rounds + 2)
    with (
        tempfile.TemporaryDirectory(prefix="phaodai-intake-") as name,
        contextlib.ExitStack() as up,
    ):
        os.chmod(name, 0o755)
        sides = {side: Side(side, Path(name), vendor) for side in ("ours", "peer")}
        for side in sides.values():
            side.run("plant", *_words((way for way in WAYS if way.side == side.name), blocks))
        servers = {side: up.enter_context(sides[side].served()) for side in sides}
        claims = [alike(vendor, sides, blocks)]
        scores = {way.name: Score() for way in WAYS}
        for number in range(1, n_rounds + 1):
            for way in WAYS if number % 2 else reversed(WAYS):
                file_day(sides[way.side], servers[way.side], way, blocks[way.name].day(number),
                         scores[way.name])  # fmt: skip
        claims += [*hold(vendor, scores), stored_alike(vendor, sides, blocks, n_rounds)]
        claims += at_the_peak(vendor, sides["ours"], servers["ours"],
                              blocks[OURS.name].day(n_rounds + 1))  # fmt: skip
        return claims


def alike(vendor: str, sides: dict[str, Side], blocks: dict[str, reports.Block]) -> Claim:
    """Send what both must judge alike: good, faulty, sent twice, its id used twice."""
    for way in WAYS:  # what is loaded at the first request is not measured
        side = sides[way.side]
        warm = blocks[way.name].day(0)[-2 * CONNECTIONS :]
        load.run(side.port, side.requests(way, warm), connections=CONNECTIONS)
    said: dict[str, list[object]] = {}
    for way in (OURS, BULK):
        side, found = sides[way.side], said.setdefault(way.side, [])
        for case, filing in zip(CASES, blocks[way.name].day(0), strict=False):
            for changed in case:
                sent = {**filing.body(), "values": filing.values | changed.get("values", {})}
                sent["values"] = {k: v for k, v in sent["values"].items() if v is not None}
                sent["comments"] = changed.get("comments", {})
                token = json.loads((side.folder / f"{side.name}.json").read_text())[filing.commune]
                done = load.run(side.port, [load.request(way.path, token, sent)], connections=1)
                found.append(_outcome(done))
    same = sum(a == b for a, b in zip(said["ours"], said["peer"], strict=True))
    if same < len(said["ours"]):
        print(*zip(said["ours"], said["peer"], strict=True), sep="\n")
    return claim(f"{vendor}: cases that both sides judge alike", len(said["ours"]), same,
                 same == len(said["ours"]))  # fmt: skip


CASES: list[list[dict[str, Any]]] = [
    [{}],
    [{}, {}],
    [{}, {"values": {"masks": "501"}}],
    [{"values": {"masks": "-1"}}],
    [{"values": {"masks": "many"}}],
    [{"values": {"no_such_field": "1"}}],
    [{"values": {"f0_recovered": None}}],
    [{"values": {"f0_current": "7"}}],
    [{"values": {"f0_total": "1"}}],
    [{"values": {"people_18_2": "3"}}],
    [{"values": {"doses_50_1": "900"}}],
    [{"values": {"places_used": "3"}}, {"values": {"places_used": "3"}}],
    [{"values": {"f1_new": "900", "f1_ended": "900"}}],
    [{"values": {"f1_new": "900", "f1_ended": "900"}, "comments": {"f1_unusual": "ổ dịch ở chợ"}}],
]


def _outcome(done: Loaded) -> object:
    """Return what was answered in words that both sides share."""
    (status,) = done.statuses
    if status not in (400, 422):
        return status
    body = json.loads(done.bodies[0])
    if "findings" in body:
        return sorted({each["field"] or "no_such_field" for each in body["findings"]})
    return sorted(body.get("faults", body))


def file_day(
    side: Side, server: int, way: Way, filings: Sequence[reports.Filing], score: Score
) -> None:
    """File one day by one way, and note what it took."""
    before, database = _cpu(server), _database_cpu(side)
    done = load.run(side.port, side.requests(way, filings), connections=CONNECTIONS)
    after, n = _cpu(server), len(filings)
    if done.statuses != {201: n}:
        sys.exit(f"{way.name}: answered {done.statuses}: {done.bodies[-1][:500]!r}")
    score.rounds.append(done)
    score.cpu.append({pid: (after[pid] - before.get(pid, 0)) / n for pid in after})
    score.database_cpu.append((_database_cpu(side) - database) / n)


def hold(vendor: str, scores: dict[str, Score]) -> list[Claim]:
    """Print what was measured, and hold it against the goals."""
    print(f"{vendor}: {CONNECTIONS} connections, {WORKERS} workers of {THREADS} threads")
    print(f"{'':28}{'reports/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
          f"{'CPU ms':>9}{'base ms':>9}")  # fmt: skip
    for name, score in scores.items():
        cpu = statistics.median(sum(each.values()) for each in score.cpu)
        base = statistics.median(score.database_cpu)
        print(f"{name:28}{score.rate:10.1f}{score.quantile(0.5):9.1f}{score.quantile(0.95):9.1f}"
              f"{score.quantile(0.99):9.1f}{1e3 * cpu:9.2f}{1e3 * base:9.2f}")  # fmt: skip
    pids = scores[OURS.name].cpu[-1]
    print("ours, CPU ms a report by process: "
          + ", ".join(f"{pid}: {1e3 * seconds:.2f}" for pid, seconds in pids.items()))  # fmt: skip
    ours = scores[OURS.name]
    times = {name: ours.rate / score.rate for name, score in scores.items()}
    bulk, rows = times[BULK.name], times[ROWS.name]
    return [
        claim(f"{vendor}: times {BULK.name} (at least)", TIMES_BULK[vendor], bulk,
              bulk >= TIMES_BULK[vendor]),
        claim(f"{vendor}: times {ROWS.name} (at least)", TIMES_ROWS, rows, rows >= TIMES_ROWS),
        *(claim(f"{vendor}: times {way.name}, ours with totals", None, times[way.name])
          for way in (BULK_ALONE, ROWS_ALONE)),
        claim(f"{vendor}: reports/s", None, ours.rate),
        claim(f"{vendor}: p95 as fast as {CONNECTIONS} connections go, ms (at most)", P95,
              ours.quantile(0.95), ours.quantile(0.95) <= P95),
    ]  # fmt: skip


def stored_alike(
    vendor: str, sides: dict[str, Side], blocks: dict[str, reports.Block], n_rounds: int
) -> Claim:
    """Compare the tables of both sides, row by row."""
    ours, peer = (
        json.loads(sides[way.side].run("dump", *_words([way], blocks), str(n_rounds)))
        for way in (OURS, BULK)
    )
    different = [name for name in ours if ours[name] != peer[name]]
    n_rows = sum(len(ours[name]) for name in ("values", "totals"))
    print(f"{vendor}: {n_rows} rows of values and totals compared, "
          f"{ours['accepted']} accepted, {ours['refused']} refused; "
          f"different: {different}")  # fmt: skip
    return claim(f"{vendor}: tables that differ between the sides", 0, len(different),
                 not different and n_rows > 0)  # fmt: skip


def at_the_peak(
    vendor: str, ours: Side, server: int, filings: Sequence[reports.Filing]
) -> list[Claim]:
    """File at the pace of a country's last minute, then count the flushes of a few reports."""
    half = len(filings) // 2
    paced = load.run(ours.port, ours.requests(OURS, filings[:half]), connections=CONNECTIONS,
                     rate=PEAK)  # fmt: skip
    errors = sum(n for status, n in paced.statuses.items() if status != 201)
    p95 = paced.quantile(0.95)
    print(f"{vendor}: at {PEAK:g} reports/s p50 {paced.quantile(0.5):.1f} ms, p95 {p95:.1f} ms, "
          f"p99 {paced.quantile(0.99):.1f} ms")  # fmt: skip
    found = [
        claim(f"{vendor}: p95 at {PEAK:g} reports/s, ms (at most)", P95, p95, p95 <= P95),
        claim(f"{vendor}: errors", 0, errors, errors == 0),
    ]
    flushed = flushes(ours, server, filings[half:])
    if flushed is None:
        print("flushes were not counted: strace is absent, or may not attach")
        return found
    return [*found, claim(f"{vendor}: flushes to the disk per report", None, flushed)]


def flushes(ours: Side, server: int, filings: Sequence[reports.Filing]) -> float | None:
    """Count how often a report makes the disk write; None where nothing can count it."""
    requests = ours.requests(OURS, filings)
    if ours.vendor == "postgresql":
        count = "SELECT wal_sync FROM pg_stat_wal"
        before = int(ours.sql("ours", count))
        load.run(ours.port, requests, connections=CONNECTIONS)
        time.sleep(2)  # backends tell their numbers once a second
        return (int(ours.sql("ours", count)) - before) / len(requests)
    if shutil.which("strace") is None:
        return None
    told = ours.folder / "strace"
    words = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(told)]
    tracer = subprocess.Popen(
        [*words, *(f"--attach={pid}" for pid in _cpu(server))], stderr=subprocess.DEVNULL
    )
    time.sleep(1)
    if tracer.poll() is not None:
        return None
    load.run(ours.port, requests, connections=CONNECTIONS)
    tracer.send_signal(signal.SIGINT)
    tracer.wait(15)
    rows = re.findall(r"(\d+)(?:\s+\d+)?\s+f(?:data)?sync$", told.read_text(), re.MULTILINE)
    return sum(map(int, rows)) / len(requests)


def claim(words: str, goal: float | None, measured: float, holds: bool = True) -> Claim:  # noqa: FBT001, FBT002
    """Return one line of the answer."""
    return {"claim": words, "goal": goal, "measured": round(measured, 2), "holds": holds}


def _blocks(n_communes: int, n_days: int) -> dict[str, reports.Block]:
    """Return the days of each way: their own on the peer, ours beside those of `bulk_create`."""
    today, apart = datetime.now(UTC).date(), reports.HISTORY + n_days + 2
    first = {
        way.name: today - timedelta(days=n_days + place * apart)
        for place, way in enumerate(way for way in WAYS if way is not OURS)
    }
    first[OURS.name] = first[BULK.name]
    return {
        way.name: reports.Block(first[way.name], max(int(way.share * n_communes), CONNECTIONS))
        for way in WAYS
    }


def _words(ways: Iterable[Way], blocks: dict[str, reports.Block]) -> list[str]:
    return [f"{blocks[way.name].first}:{blocks[way.name].communes}" for way in ways]


def _block(word: str) -> reports.Block:
    first, _, communes = word.partition(":")
    return reports.Block(date.fromisoformat(first), int(communes))


def _cpu(server: int) -> dict[int, float]:
    """Return the seconds that each process of a server has worked."""
    return {
        pid: seconds for pid, (session, seconds, _) in _processes().items() if session == server
    }


def _database_cpu(side: Side) -> float:
    """Return the seconds that PostgreSQL has worked for a side; nothing of SQLite stands apart."""
    mark = f"postgres: phaodai {side.name} "
    return sum(seconds for _, seconds, name in _processes().values() if name.startswith(mark))


def _processes() -> dict[int, tuple[int, float, str]]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            name = (folder / "cmdline").read_text().replace("\0", " ")
            seconds = (int(words[11]) + int(words[12])) / TICK
            found[int(folder.name)] = (int(words[3]), seconds, name)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def step(side: str, folder: Path, name: str, *words: str) -> None:
    """Do one thing for one side, in its own settings."""
    if name == "serve":
        from intake_sides import serving

        serving.serve(side, int(words[0]), WORKERS, THREADS)
        return
    if side == "ours":
        from intake_sides import ours as made
    else:
        from intake_sides.peer import planting as made
    if name == "plant":
        made.plant(folder, [_block(word) for word in words])
        return
    block, n_rounds = _block(words[0]), int(words[1])
    days = [block.first + timedelta(days=n) for n in range(n_rounds + 1)]
    print(json.dumps(made.dump(days)))


def main() -> None:
    """Measure both databases and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one alone")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        side, folder, *words = options.step
        step(side, Path(folder), *words)
        return
    if options.measure:
        print(json.dumps(measure(options.database, quick=options.quick), ensure_ascii=False))
        return
    claims: list[Claim] = []
    for vendor in [options.database] if options.database else ["sqlite", "postgresql"]:
        words = [sys.executable, __file__, "--measure", "--database", vendor]
        words += ["--quick"] if options.quick else []
        if vendor == "postgresql":
            if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
                print("postgresql: absent, nothing was measured (Debian package: postgresql)")
                continue
            words = [str(ROOT / "scripts" / "with-postgres"), *words]
        environment = {**os.environ, "PHAODAI_POSTGRES_FSYNC": "on"}
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        told, _, last = done.stdout.rstrip().rpartition("\n")
        print(told, flush=True)
        claims += json.loads(last)
    print(json.dumps(claims, ensure_ascii=False))


if __name__ == "__main__":
    main()
