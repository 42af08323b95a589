"""How fast the duty board of a province of 700 communes is, and how little it sends.

Each commune has filed for four weeks, and two in three have today. The board is asked for by the
province's officer through the whole server stack, compressed as a browser takes it; then again,
unchanged; then after one more commune has filed. Beside it stands the same board put together
from one question per commune.

    python benchmarks/boards.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import json
import os
import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
COMMUNES, QUICK_COMMUNES, ROUNDS = 700, 100, 7
DISTRICTS = 10
GOAL_SECONDS, GOAL_BYTES, GOAL_SAME = 0.300, 60_000, 0.100
TODAY = date(2021, 12, 23)
NOW = datetime(2021, 12, 23, 2, 40, tzinfo=UTC)
FORM = "daily-commune"


def start(folder: Path) -> None:
    """Set up an empty installation."""
    os.environ.setdefault("PHAODAI_DATABASE_URL", f"sqlite:///{folder}/board.sqlite3")
    os.environ |= {
        "PHAODAI_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def fill(n: int) -> tuple[Any, list[Any]]:
    """Make the province with its history; return the officer and the communes' bodies."""
    from phaodai.foundation.accounts.models import Posting, User
    from phaodai.registers.reports.models import Closing, Report, Submission
    from phaodai.registers.reports.operations import closing, forms
    from phaodai.registers.reports.queries.forms import version_on
    from phaodai.vocabulary.access import Role
    from tests.phaodai.conftest import OPERATOR
    from tests.phaodai.factories.accounts import make_user
    from tests.phaodai.factories.cascades import committee, many
    from tests.phaodai.factories.units import UnitFactory

    forms.install_builtin(actor=OPERATOR, now=NOW)
    province = committee(UnitFactory(province=True, name="Tỉnh Thử"))
    districts = [
        committee(UnitFactory(district=True, name=f"Huyện Thử {i}", parent=province.unit))
        for i in range(DISTRICTS)
    ]
    bodies = [body for some in many(districts, n // DISTRICTS) for body in some]
    version = version_on(FORM, TODAY)
    assert version is not None
    for days in range(28, -1, -1):
        day = TODAY - timedelta(days)
        filing = bodies if days else bodies[: 2 * len(bodies) // 3]
        at = NOW - timedelta(days, minutes=40)
        reports = Report.objects.bulk_create(
            Report(unit_id=body.unit_id, body=body, form=version.form, day=day, head=1,
                   first_received_at=at, lateness="ON_TIME")
            for body in filing
        )  # fmt: skip
        Submission.objects.bulk_create(
            (
                Submission(submission=new_id(), report=report, version=version, content="0" * 64,
                           values=VALUES | {"f0_community": str(n % 5)}, comments={},
                           channel="PAGE", sent_by="thử", received_at=at, state="ACCEPTED",
                           number=1, receipt="AAAA-AAAA-A", lateness="ON_TIME")
                for n, report in enumerate(reports)
            ),
            batch_size=500,
        )  # fmt: skip
    users = User.objects.bulk_create(
        (
            User(username=f"bao.cao.{body.pk}", name="Trần Ngọc Bảo", search_key="", created_at=NOW)
            for body in bodies
        ),
        batch_size=500,
    )
    Posting.objects.bulk_create(
        (
            Posting(user=user, body=body, role=Role.REPORTER, first_day=date(2021, 1, 1))
            for user, body in zip(users, bodies, strict=True)
        ),
        batch_size=500,
    )
    while closing.close_periods(now=NOW):
        pass
    assert Closing.objects.filter(form=version.form).count() == 28
    return make_user("truc.ban", at=province, role=Role.DUTY_OFFICER), bodies


VALUES = {f"field_{i}": str(i) for i in range(30)}


def new_id() -> UUID:
    """Return an id as a device makes it."""
    bits = secrets.randbits(128) & ~(0xF << 76) & ~(3 << 62)
    return UUID(int=bits | 7 << 76 | 2 << 62)


def ask(client: Any, path: str, **headers: str) -> tuple[Any, float]:
    """Ask for a page as a browser does; return the answer and the seconds in the server."""
    begun = time.perf_counter()
    answer = client.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_HOST="localhost", **headers)
    return answer, time.perf_counter() - begun


def one_by_one(bodies: list[Any]) -> float:
    """Look up the report, the habit and the reporter of each commune on its own."""
    from phaodai.foundation.accounts.models import Posting
    from phaodai.registers.reports.models import Habit, Report

    begun = time.perf_counter()
    for body in bodies:
        Report.objects.filter(unit=body.unit_id, day=TODAY, form__code=FORM).first()
        Habit.objects.filter(body=body).first()
        Posting.objects.filter(body=body).select_related("user").first()
    return time.perf_counter() - begun


def measure(n: int) -> list[dict[str, object]]:
    """Measure everything; return what is claimed and whether it holds."""
    from django.test import Client

    from phaodai.delivery import clock
    from phaodai.registers.reports.models import Report

    officer, bodies = fill(n)
    clock.now = lambda: NOW
    client = Client()
    client.force_login(officer)
    path = f"/reports/board/?form={FORM}"
    pages = [ask(client, path) for _ in range(ROUNDS)]
    assert all(answer.status_code == 200 for answer, _ in pages)
    n_bytes = len(pages[-1][0].content)
    page = statistics.median(seconds for _, seconds in pages[1:])
    tag = ask(client, f"{path}&part=1")[0]["ETag"]
    again = [ask(client, f"{path}&part=1", HTTP_IF_NONE_MATCH=tag) for _ in range(ROUNDS)]
    assert {answer.status_code for answer, _ in again} == {304}
    same = statistics.median(seconds for _, seconds in again)
    row = Report.objects.get(unit=bodies[0].unit_id, day=TODAY)
    Report.objects.filter(pk=row.pk).update(head=0, first_received_at=None, lateness="")
    moved = ask(client, f"{path}&part=1", HTTP_IF_NONE_MATCH=tag)[0].status_code == 200
    plain = one_by_one(bodies)
    print(
        f"{n} communes: page {page * 1000:.0f} ms, {n_bytes} bytes, "
        f"304 in {same * 1000:.0f} ms; one by one the questions alone {plain * 1000:.0f} ms"
    )
    return [
        claim("the board of a province, median, seconds", GOAL_SECONDS, page),
        claim("the board over the wire, bytes", GOAL_BYTES, n_bytes),
        claim("an unchanged board is told so, median, seconds", GOAL_SAME, same),
        {"claim": "a change is seen at the next look", "goal": True, "measured": moved,
         "holds": moved},
    ]  # fmt: skip


def claim(words: str, most: float, measured: float) -> dict[str, object]:
    """Return a claim that something is at most so much."""
    return {"claim": words, "goal": most, "measured": round(measured, 4), "holds": measured <= most}


def main() -> int:
    """Run, and print the claims as the last line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a seventh of the communes")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        start(Path(folder))
        claims = measure(QUICK_COMMUNES if quick else COMMUNES)
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(each["holds"] for each in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
