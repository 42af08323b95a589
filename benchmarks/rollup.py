"""How fast a country's figures are stored and summed up.

A national day (10,600 communes × 60 figures) is published into a database file of its own, with
its sums at every level; then one commune corrects its report and the country is read again; then
a year is summed anew from arrays, beside DuckDB's cascade over the same rows. Every answer is
compared: the kept totals with a recompute, ours with DuckDB's.

    python benchmarks/rollup.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. `--quick` sums up 30 days
instead of 365.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

N_PROVINCES, N_DISTRICTS, N_COMMUNES, N_FIGURES = 63, 705, 10_600, 60
DAY = date(2021, 12, 23)
NOW = datetime(2021, 12, 23, 3, tzinfo=UTC)
TIMES = 20  # corrections that are timed
INGEST_SECONDS, CHANGE_MS, YEAR_SECONDS, TIMES_DUCKDB = 2.0, 10.0, 2.0, 4.0

Row = tuple[str, str, str]


def start(folder: Path) -> None:
    """Make a database of its own."""
    os.environ["PHAODAI_DATA"] = str(folder)
    os.environ.pop("PHAODAI_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def plant() -> list[int]:
    """Fill the tree: country, provinces, districts, communes; returns the communes."""
    from phaodai.foundation.units import closure
    from phaodai.foundation.units.models import ParentLink, Unit

    since = date(2004, 1, 1)

    def add(level: str, kind: str, parents: list[Any], n: int) -> list[Any]:
        made = [
            Unit(level=level, kind=kind, name=f"{kind} {i}", name_key=f"{kind} {i}",
                 code=f"{level[0]}{i}", valid_from=since,
                 parent=parents[i * len(parents) // n] if parents else None)
            for i in range(n)
        ]  # fmt: skip
        Unit.objects.bulk_create(made, batch_size=2_000)
        for unit in made:
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        Unit.objects.bulk_update(made, ["path"], batch_size=2_000)
        ParentLink.objects.bulk_create(
            [ParentLink(unit=u, parent=u.parent, first_day=since) for u in made if u.parent],
            batch_size=2_000,
        )
        return made

    country = add("COUNTRY", "nước", [], 1)
    provinces = add("PROVINCE", "tỉnh", country, N_PROVINCES)
    districts = add("DISTRICT", "huyện", provinces, N_DISTRICTS)
    communes = add("COMMUNE", "xã", districts, N_COMMUNES)
    closure.renew()
    return [unit.pk for unit in communes]


def cells() -> list[Row]:
    """Return sixty figures that communes may state."""
    from phaodai.vocabulary.indicators import CATALOGUE
    from phaodai.vocabulary.measures import Kind

    found: list[Row] = []
    for code in sorted(CATALOGUE):
        entry = CATALOGUE[code]
        if entry.kind in (Kind.FLOW, Kind.STOCK) and entry.may_be_published_by("reports"):
            for stratum in ["", *(s for each in entry.strata for s in each.strata)]:
                found.append((code, "COVID-19" if entry.of_disease else "", stratum))
    return found[:N_FIGURES]


def said(n_units: int, day: int, figures: Any) -> Any:
    """Return what communes say of a day: the same arithmetic as in DuckDB's query below."""
    unit = np.arange(n_units, dtype=np.int64)[:, None]
    mixed = unit * 7_919 + day * 104_729 + figures * 1_299_709
    return np.where(mixed % 37 == 0, -1, mixed % 1_000 * 10_000)


def ingest(communes: list[int]) -> dict[str, float]:
    """Publish national days with their sums; returns the best of three, and sizes."""
    from django.db import connection

    from phaodai.indicators import rollup
    from phaodai.indicators.blocks import Block, publish_block
    from phaodai.indicators.models import Total, Value
    from phaodai.indicators.publishing import Basis

    figures = cells()
    if len(figures) != N_FIGURES:
        sys.exit(f"the catalogue has {len(figures)} figures for {N_FIGURES}")
    database = Path(connection.settings_dict["NAME"])
    walls, cpus = [], []
    for n in range(3):
        amounts = said(len(communes), n, np.arange(N_FIGURES))
        block = Block(DAY - timedelta(days=n), communes, figures, amounts)
        before = database.stat().st_size
        wall, cpu = time.perf_counter(), time.process_time()
        publish_block(source="reports", basis=Basis.STATED, block=block, now=NOW)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = database.stat().st_size - before
    values = Value.objects.filter(day=(DAY - timedelta(days=2)).toordinal()).count()
    audit = rollup.check()
    if audit.n_wrong:
        sys.exit(f"{audit.n_wrong} of {audit.n_totals} totals are wrong")
    return {
        "wall": min(walls),
        "median": statistics.median(walls),
        "cpu": min(cpus),
        "values": values,
        "totals": Total.objects.count() / 3,
        "bytes": stored / values,
    }


def change(communes: list[int]) -> dict[str, float]:
    """Correct one commune's report again and again; time until the country shows it."""
    from phaodai.foundation.units.models import Unit
    from phaodai.indicators import publishing, reading, rollup
    from phaodai.indicators.publishing import Basis, Fact
    from phaodai.vocabulary.refs import UnitRef
    from phaodai.vocabulary.units import UnitLevel

    country = UnitRef(Unit.objects.get(level="COUNTRY").ref)
    figures = cells()
    measures = [reading.Measure(code, "reports", Basis.STATED, of, part)
                for code, of, part in figures]  # fmt: skip
    asked: dict[str, Any] = {
        "measures": measures, "units": [country], "level": UnitLevel.COMMUNE,
        "first": DAY, "last": DAY,
    }  # fmt: skip
    write, both, cpus = [], [], []
    for n in range(TIMES):
        facts = [Fact(communes[n * 97], DAY, code, n + 7, disease=of, stratum=part)
                 for code, of, part in figures]  # fmt: skip
        begun, cpu = time.perf_counter(), time.process_time()
        publishing.publish(source="reports", basis=Basis.STATED, facts=facts,
                           now=NOW + timedelta(minutes=n))  # fmt: skip
        write.append(time.perf_counter() - begun)
        shown = reading.totals(**asked)
        both.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - cpu)
    if rollup.check(first=DAY, last=DAY).n_wrong:
        sys.exit("a total is wrong after a correction")
    then = reading.totals(**asked, as_of=NOW + timedelta(days=1))
    if any(then[key].value != figure.value for key, figure in shown.items()):
        sys.exit("the present and the recompute from the leaves disagree")
    return {
        "write": statistics.median(write) * 1e3,
        "both": statistics.median(both) * 1e3,
        "cpu": statistics.median(cpus) * 1e3,
    }


def year(n_days: int) -> dict[str, float]:
    """Sum up many days from arrays, beside DuckDB over a table of the same rows."""
    import duckdb

    from phaodai.engines.rollup import Layout, cascade

    unit = np.arange(N_COMMUNES)
    district = unit * N_DISTRICTS // N_COMMUNES
    province = district * N_PROVINCES // N_DISTRICTS
    layout = Layout.of(np.c_[district, province, np.zeros_like(unit)].tolist())
    amounts = np.empty((N_COMMUNES, n_days * N_FIGURES), dtype=np.int64)
    for day in range(n_days):
        part = slice(day * N_FIGURES, (day + 1) * N_FIGURES)
        amounts[:, part] = said(N_COMMUNES, day, np.arange(N_FIGURES))
    amounts = amounts[layout.order]
    ours = []
    for _ in range(3):
        begun = time.process_time()
        sums = cascade(amounts, layout)
        ours.append(time.process_time() - begun)

    peer = duckdb.connect()
    peer.execute("SET threads TO 2")
    peer.execute(
        f"""
        CREATE TABLE units AS SELECT u::INTEGER AS unit,
            (u * {N_DISTRICTS} // {N_COMMUNES})::INTEGER AS district,
            ((u * {N_DISTRICTS} // {N_COMMUNES}) * {N_PROVINCES} // {N_DISTRICTS})::INTEGER
                AS province
        FROM range({N_COMMUNES}) t(u);
        CREATE TABLE facts AS SELECT unit, day, figure, (mixed % 1000 * 10000)::BIGINT AS amount
        FROM (
            SELECT u::INTEGER AS unit, d::SMALLINT AS day, f::SMALLINT AS figure,
                   u * 7919 + d * 104729 + f * 1299709 AS mixed
            FROM range({N_COMMUNES}) a(u), range({n_days}) b(d), range({N_FIGURES}) c(f)
        ) WHERE mixed % 37 <> 0;
        """
    )
    cascaded = """
        CREATE OR REPLACE TABLE by_district AS
            SELECT district, province, day, figure, sum(amount)::BIGINT AS amount, count(*) AS n
            FROM facts JOIN units USING (unit) GROUP BY ALL;
        CREATE OR REPLACE TABLE by_province AS
            SELECT province, day, figure, sum(amount)::BIGINT AS amount, sum(n)::BIGINT AS n
            FROM by_district GROUP BY ALL;
        CREATE OR REPLACE TABLE by_country AS
            SELECT day, figure, sum(amount)::BIGINT AS amount, sum(n)::BIGINT AS n
            FROM by_province GROUP BY ALL;
    """
    theirs, walls = [], []
    for _ in range(3 if n_days <= 60 else 1):
        cpu, wall = time.process_time(), time.perf_counter()
        peer.execute(cascaded)
        theirs.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    for level, table, order in (
        (sums[0], "by_district", "district, day, figure"),
        (sums[1], "by_province", "province, day, figure"),
        (sums[2], "by_country", "day, figure"),
    ):
        found = peer.execute(f"SELECT amount, n FROM {table} ORDER BY {order}").fetchnumpy()
        same = np.array_equal(found["amount"], level.amounts[np.argsort(level.keys)].ravel())
        if not same or not np.array_equal(found["n"], level.counts[np.argsort(level.keys)].ravel()):
            sys.exit(f"DuckDB and ours disagree in {table}")
    return {
        "ours": min(ours),
        "theirs": min(theirs),
        "theirs_wall": min(walls),
        "gigabytes": amounts.nbytes / 1e9,
    }


def main() -> None:
    """Run all three and say what holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="30 days instead of 365")
    n_days = 30 if parser.parse_args().quick else 365
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder))
        communes = plant()
        stored, changed = ingest(communes), change(communes)
    summed = year(n_days)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    ratio = summed["theirs"] / summed["ours"]
    rows = [
        (f"a national day stored: {stored['values']:,} values, {stored['totals']:,.0f} totals",
         f"{stored['wall']:.2f} s",
         f"best of 3; median {stored['median']:.2f}, CPU {stored['cpu']:.2f}"),
        ("bytes on disk per value, totals included", f"{stored['bytes']:.0f}", ""),
        ("one commune's 60 figures corrected: stored", f"{changed['write']:.1f} ms",
         f"median of {TIMES}"),
        ("… and read at national level", f"{changed['both']:.1f} ms",
         f"from act to answer; CPU {changed['cpu']:.1f}"),
        (f"{n_days} days summed up, ours", f"{summed['ours']:.2f} s", "CPU, one core"),
        (f"{n_days} days summed up, DuckDB", f"{summed['theirs']:.2f} s",
         f"CPU, both cores; wall {summed['theirs_wall']:.2f}"),
        ("DuckDB / ours", f"{ratio:.1f} ×", "CPU each"),
        ("memory", f"{peak:.1f} GB", f"of which {summed['gigabytes']:.1f} the leaves"),
    ]  # fmt: skip
    for what, measured, note in rows:
        print(f"{what:<72} {measured:>10}  {note}")
    claims = [
        ("national day stored and rolled up at four levels, s", INGEST_SECONDS, stored["wall"],
         stored["wall"] <= INGEST_SECONDS),
        ("one changed commune visible at national level, ms", CHANGE_MS, changed["both"],
         changed["both"] <= CHANGE_MS),
        (f"{n_days} days rolled up anew, s of compute", YEAR_SECONDS, summed["ours"],
         summed["ours"] <= YEAR_SECONDS),
        ("times faster than DuckDB's cascade", TIMES_DUCKDB, ratio, ratio >= TIMES_DUCKDB),
    ]  # fmt: skip
    print(
        json.dumps(
            [
                {"claim": claim, "goal": goal, "measured": round(measured, 3), "holds": holds}
                for claim, goal, measured, holds in claims
            ]
        )
    )


if __name__ == "__main__":
    main()
