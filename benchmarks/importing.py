"""A workbook of 10,000 rows is looked through and filed while another commune files too.

One hundred communes and a hundred days each: a row a report, all fields of the daily report. The
workbook is staged, judged and filed as the worker does it; meanwhile a second process files single
reports of a commune that is in no row, one after the other, and measures how long each waits.
cancelling costs is measured on the judged workbook, what a killed worker leaves on the filed half.

    python benchmarks/importing.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
COMMUNES, DAYS, QUICK_DAYS = 100, 100, 5
MOST_SECONDS_WAITED = 1.0
LAST = date(2021, 12, 22)
NOW = datetime(2021, 12, 23, 2, 40, tzinfo=UTC)
FORM = "daily-commune"


def start(folder: Path) -> None:
    """Set up an empty installation."""
    os.environ.setdefault("PHAODAI_DATABASE_URL", f"sqlite:///{folder}/importing.sqlite3")
    os.environ |= {
        "PHAODAI_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
    }
    import django

    django.setup()


def fill() -> tuple[Any, Any, list[Any]]:
    """Make a province; return its officer, a commune that files by itself, and the others."""
    from django.core.management import call_command

    from phaodai.registers.reports.operations import forms
    from phaodai.vocabulary.access import Role
    from tests.phaodai.conftest import OPERATOR
    from tests.phaodai.factories.accounts import make_user
    from tests.phaodai.factories.cascades import committee, many
    from tests.phaodai.factories.units import UnitFactory

    call_command("migrate", verbosity=0)
    forms.install_builtin(actor=OPERATOR, now=NOW - timedelta(days=400))
    province = committee(UnitFactory(province=True, name="Tỉnh Thử"))
    district = committee(UnitFactory(district=True, name="Huyện Thử", parent=province.unit))
    (bodies,) = many([district], COMMUNES + 1)
    officer = make_user("truc.ban", at=province, role=Role.DUTY_OFFICER)
    reporter = make_user("bao.cao", at=bodies[0], role=Role.REPORTER)
    return officer, reporter, bodies


def sheet(bodies: list[Any], days: int) -> list[list[str]]:
    """Write the rows of the workbook, as somebody does who keeps one list for all."""
    from phaodai.engines.forms.definition import FieldKind
    from phaodai.registers.reports import definitions
    from phaodai.registers.reports.queries.forms import version_on

    version = version_on(FORM, LAST)
    assert version is not None
    fields = [
        field
        for field in definitions.stored(version).fields()
        if field.formula is None and field.kind is not FieldKind.TEXT
    ]
    kept = ["same" if field.kind is FieldKind.CHOICE else "0" for field in fields]
    rows = [["Đơn vị", "Ngày", *(field.code for field in fields)]]
    for back in range(days - 1, -1, -1):
        day = LAST - timedelta(days=back)
        rows += [[body.unit.full_name, f"{day:%d/%m/%Y}", *kept] for body in bodies]
    return rows


def bystander(user: str, body: str, stop: Any, told: Any) -> None:
    """File report after report of one commune, and keep how long each took."""
    from uuid import UUID

    import django

    from phaodai.foundation.accounts.queries import find_actor
    from phaodai.registers.reports.operations.desk import Sending
    from phaodai.registers.reports.operations.filing import file_report
    from phaodai.registers.reports.states import Channel
    from phaodai.vocabulary.refs import BodyRef, UserRef

    django.setup()
    actor = find_actor(UserRef(UUID(user)), on=LAST)
    assert actor is not None
    base, waits, n = None, [], 0
    while not stop.is_set():
        n += 1
        sending = Sending(
            id=UUID(int=0x017DE000 << 96 | 7 << 76 | 2 << 62 | n),
            version=1,
            base=base,
            values=VALUES | {"f1_new": str(n % 50)},
            comments={"report.reason": "đếm lại"} if base else {},
            channel=Channel.API,
        )
        begun = time.perf_counter()
        file_report(
            actor=actor, body=BodyRef(UUID(body)), form=FORM, day=LAST, sending=sending, now=NOW
        )
        waits.append(time.perf_counter() - begun)
        base = sending.id
        if n % 20 == 0:
            time.sleep(0.2)
        time.sleep(0.05)
    told.put(waits)


VALUES: dict[str, str] = {}


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 rows")
    days = QUICK_DAYS if parser.parse_args().quick else DAYS
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder))
        measure(days)


def measure(days: int) -> None:
    """Stage, judge, file and cancel; print what it took."""
    from django.db import connections

    from phaodai.registers.reports.models import Submission, WorkbookRow
    from phaodai.registers.reports.operations import importing, importing_rows
    from phaodai.registers.reports.queries.importing import get_workbook
    from phaodai.registers.reports.states import Channel
    from phaodai.registers.reports.workbookrows import Tab
    from tests.phaodai.conftest import actor_of

    officer, reporter, bodies = fill()
    rows = sheet(bodies[1:], days)
    VALUES.update(dict(zip(rows[0][2:], rows[1][2:], strict=True)))
    actor = actor_of(officer)

    def stage() -> Any:
        return importing.stage_workbook(
            actor=actor, form=FORM, day=None, carries=False, tabs=[Tab("Số liệu", rows)],
            name="tong-hop.xlsx", channel=Channel.FILE, now=NOW,
        )  # fmt: skip

    def advance(workbook: Any) -> float:
        begun = time.perf_counter()
        importing_rows.advance(workbook=workbook, now=lambda: NOW, at=lambda: datetime.now(UTC))
        return time.perf_counter() - begun

    dropped = stage()
    alone = advance(dropped)
    begun = time.perf_counter()
    importing.cancel_workbook(actor=actor, workbook=dropped, now=NOW)
    cancelled = time.perf_counter() - begun
    n_left = WorkbookRow.objects.count() + Submission.objects.count()

    connections.close_all()
    fork = multiprocessing.get_context("fork")
    stop, told = fork.Event(), fork.Queue()
    other = fork.Process(target=bystander, args=(str(reporter.ref), str(bodies[0].ref), stop, told))
    other.start()
    workbook = stage()
    judged = advance(workbook)
    importing.file_workbook(actor=actor, workbook=workbook, replaces=False, reason="", now=NOW)
    filed = advance(workbook)
    stop.set()
    waits = sorted(told.get())
    other.join()
    said = get_workbook(actor=actor, workbook=workbook, on=LAST).progress
    n = len(rows) - 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n} rows of {len(rows[0])} columns; memory at most {memory:.0f} MB")
    print(f"looked through in {alone:.1f} s alone, {judged:.1f} s beside another who files")
    print(f"cancelled in {cancelled:.3f} s, {n_left} rows left")
    print(f"filed {said.n_filed} in {filed:.1f} s, {n / filed:.0f} reports/s")
    print(
        f"{len(waits)} reports of another meanwhile: p50 {statistics.median(waits) * 1e3:.0f} ms,"
        f" p99 {waits[int(len(waits) * 0.99)] * 1e3:.0f} ms, longest {waits[-1] * 1e3:.0f} ms"
    )
    claims = [
        ("every row is filed once", n, said.n_filed, said.n_filed == n),
        ("cancelled, rows left", 0, n_left, n_left == 0),
        ("another's report waits at most, s", MOST_SECONDS_WAITED, round(waits[-1], 3),
         waits[-1] <= MOST_SECONDS_WAITED),
    ]  # fmt: skip
    print(json.dumps([dict(zip(("claim", "goal", "measured", "holds"), each, strict=True))
                      for each in claims]))  # fmt: skip


if __name__ == "__main__":
    main()
