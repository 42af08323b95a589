"""How fast all running targets are judged.

Beside the judging in batches runs the plain way, in the same process on the same facts: one
target after the other, each with its own questions to the table of facts. Both must come to the
same answers.

    python benchmarks/assessments.py [--quick] [--communes N]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

COMMUNES, QUICK_COMMUNES = 5_000, 500
PLAIN = 200  # targets that the plain way judges
DAYS = 7
DAY = date(2021, 12, 20)
NOW = datetime(2021, 12, 20, 3, tzinfo=UTC)
GOAL_SECONDS = 10.0  # for 10,000 targets: well within the five minutes between two runs
GOAL_RATIO = 10.0


def fill(n: int) -> None:
    """Write a province, its communes, a week of statements and two targets for each commune."""
    from phaodai.foundation.units import closure
    from phaodai.foundation.units.models import ParentLink, Unit
    from phaodai.indicators import publishing, targets
    from phaodai.indicators.publishing import Basis, Fact
    from phaodai.indicators.targets import Comparator, Demand

    since, rng = date(2004, 7, 8), random.Random(1)
    country = Unit.objects.create(level="COUNTRY", kind="nước", name="Việt Nam", name_key="vn",
                                  code="VN", valid_from=since)  # fmt: skip
    country.path = f"/{country.pk}/"
    country.save()
    communes = Unit.objects.bulk_create(
        (
            Unit(level="COMMUNE", kind="xã", name=f"{i}", name_key=f"{i}", code=f"{i:05}",
                 valid_from=since, parent=country)
            for i in range(n)
        ),
        batch_size=1_000,
    )  # fmt: skip
    for unit in communes:
        unit.path = f"{country.path}{unit.pk}/"
    Unit.objects.bulk_update(communes, ["path"], batch_size=500)
    ParentLink.objects.bulk_create(
        (ParentLink(unit=unit, parent=country, first_day=since) for unit in communes),
        batch_size=1_000,
    )
    closure.renew()
    heads = {unit.pk: rng.randint(2_000, 9_000) for unit in communes}
    for days in range(DAYS):
        day = DAY - timedelta(days)
        facts = [
            Fact(unit.pk, day, "welfare.households_hungry", rng.choice((0, 0, 0, 3)))
            for unit in communes
        ]
        facts += [
            Fact(unit.pk, day, "vaccination.people", rng.randint(0, heads[unit.pk]),
                 disease="COVID-19", stratum="age=18+;dose=2")
            for unit in communes
        ]  # fmt: skip
        if days == 0:
            facts += [
                Fact(pk, day, "population.count", count, stratum="age=18+")
                for pk, count in heads.items()
            ]
        publishing.publish(source="reports", basis=Basis.STATED, facts=facts, now=NOW)
    targets.set_targets(
        obligation=UUID(int=1),
        unit_ids=[unit.pk for unit in communes],
        demands=[
            Demand("welfare.households_hungry", Comparator.EQUAL, 0, first_day=DAY),
            Demand("vaccination.coverage", Comparator.AT_LEAST, 80, first_day=DAY,
                   last_day=DAY + timedelta(11), disease="COVID-19", stratum="age=18+;dose=2"),
        ],
        now=NOW,
    )  # fmt: skip


def one_by_one(n: int) -> tuple[dict[UUID, str], float]:
    """Judge some targets, each by itself."""
    from decimal import Decimal

    from phaodai.indicators import reading
    from phaodai.indicators.reading import Basis, Measure

    rows = reading.running_targets(day=DAY)[:n]
    start, answers = time.perf_counter(), {}
    for row in rows:
        if row.indicator == "vaccination.coverage":
            of = reading.ratio_of(row.indicator, source="reports", basis=Basis.STATED,
                                  disease=row.disease, stratum=row.stratum)  # fmt: skip
            figure = reading.ratio(of=of, unit=row.unit, level=row.level, first=DAY, last=DAY)
            value = figure.value
            met = value is not None and value >= row.value
        else:
            measure = Measure(row.indicator, "reports", Basis.STATED, row.disease, row.stratum)
            found = reading.own(measures=[measure], units=[row.unit], day=DAY)
            value = found[row.unit, measure].value
            met = value == Decimal(0)
        answers[row.ref] = "MET" if met else "NOT_MET"
    return answers, time.perf_counter() - start


def timed(now: datetime) -> tuple[Any, float]:
    """Return what one run of all targets gave, and its seconds."""
    from phaodai.decisions.obligations import operations

    start = time.perf_counter()
    given = operations.assess(now=now)
    return given, time.perf_counter() - start


def measure(n_communes: int) -> list[dict[str, object]]:
    """Fill, judge both ways and print the table."""
    fill(n_communes)
    plain, plain_seconds = one_by_one(PLAIN)
    first, first_seconds = timed(NOW)
    again, again_seconds = timed(NOW + timedelta(minutes=5))
    n = len(first.judged)
    states = {each.target.ref: each.judgement.state.value for each in first.judged}
    same = all(states[ref] == state for ref, state in plain.items())
    plain_rate, again_rate = len(plain) / plain_seconds, n / again_seconds
    ratio = again_rate / plain_rate
    print(f"{n} targets of {n_communes} communes, {DAYS} days of statements")
    print(f"{'way':42}{'seconds':>9}{'targets/s':>11}{'ratio':>8}")
    lines = (
        (f"one by one, judging alone ({len(plain)})", plain_seconds, plain_rate, 1.0),
        ("in batches, first run, all announced", first_seconds, n / first_seconds,
         n / first_seconds / plain_rate),
        ("in batches, nothing changed", again_seconds, again_rate, ratio),
    )  # fmt: skip
    for name, seconds, rate, times in lines:
        print(f"{name:42}{seconds:9.2f}{rate:11.0f}{times:8.1f}")
    per_10k = again_seconds * 10_000 / n
    changed = again.n_changed
    return [
        {"claim": "both ways come to the same answers", "goal": True, "measured": same,
         "holds": same},
        {"claim": "seconds for 10,000 targets, nothing changed", "goal": GOAL_SECONDS,
         "measured": round(per_10k, 2), "holds": per_10k <= GOAL_SECONDS},
        {"claim": "times as fast as one by one", "goal": GOAL_RATIO,
         "measured": round(ratio, 1), "holds": ratio >= GOAL_RATIO},
        {"claim": "answers that change when nothing did", "goal": 0, "measured": changed,
         "holds": changed == 0},
    ]  # fmt: skip


def main() -> int:
    """Run on a database of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--communes", type=int)
    options = parser.parse_args()
    n = options.communes or (QUICK_COMMUNES if options.quick else COMMUNES)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        os.environ["PHAODAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        claims = measure(n)
        connection.close()
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(claim["holds"] for claim in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
