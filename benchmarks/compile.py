"""How fast a day is compiled, with its documents: a district of 30 communes, a province of 700.

Every commune has filed. The district compiles, reads the edition back and writes its documents,
.docx, .pdf and .xlsx; the province does the same with 700 parts. The page of its edition is asked
for through the server. Beside them stands the plain way: one report after the other read through
the ORM and added up, whose sums have to be the same.

    python benchmarks/compile.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.boards import FORM, NOW, TODAY, claim, new_id, start

COMMUNES, QUICK_COMMUNES, DISTRICT, ROUNDS = 700, 100, 30, 3
GOAL_DISTRICT, GOAL_PROVINCE, GOAL_PAGE = 3.0, 10.0, 0.300


def fill(n: int) -> tuple[Any, Any]:
    """Make a province of n communes, 30 of them in one district, which all filed for two days."""
    from phaodai.registers.reports.models import Report, Submission
    from phaodai.registers.reports.operations import forms
    from phaodai.registers.reports.queries.forms import version_on
    from tests.phaodai.conftest import OPERATOR
    from tests.phaodai.factories.cascades import committee, many
    from tests.phaodai.factories.units import UnitFactory

    forms.install_builtin(actor=OPERATOR, now=NOW)
    province = committee(UnitFactory(province=True, name="Tỉnh Thử"))
    district, rest = (
        committee(UnitFactory(district=True, name=f"Huyện Thử {i}", parent=province.unit))
        for i in range(2)
    )
    bodies = [*many([district], DISTRICT)[0], *many([rest], n - DISTRICT)[0]]
    version = version_on(FORM, TODAY)
    assert version is not None
    from phaodai.registers.reports.operations.desk import definition_of
    from phaodai.registers.reports.queries.gathering import SUMMED

    fields = [each.code for each in definition_of(version).fields() if each.kind in SUMMED]
    for days in (1, 0):
        at = NOW - timedelta(days=days, minutes=40)
        reports = Report.objects.bulk_create(
            (
                Report(unit_id=body.unit_id, body=body, form=version.form, head=1,
                       day=TODAY - timedelta(days), first_received_at=at, lateness="ON_TIME")
                for body in bodies
            ),
            batch_size=500,
        )  # fmt: skip
        Submission.objects.bulk_create(
            (
                Submission(submission=new_id(), report=report, version=version, content="0" * 64,
                           values={name: str((i + j) % 9) for j, name in enumerate(fields)},
                           comments={}, channel="PAGE", sent_by="thử", received_at=at,
                           accepted_at=at, state="ACCEPTED", number=1, receipt="AAAA-AAAA-A",
                           lateness="ON_TIME")
                for i, report in enumerate(reports)
            ),
            batch_size=500,
        )  # fmt: skip
    return district, province


def compile_with_papers(body: Any) -> tuple[Any, int]:
    """Compile a day, read it back and write its documents; return the edition and their bytes."""
    from phaodai.delivery.documents import editions
    from phaodai.delivery.documents.compiled import Known, paper_of
    from phaodai.engines.papers import pdf, word
    from phaodai.registers.reports import wording
    from phaodai.registers.reports.operations.compiling import compile_day
    from phaodai.registers.reports.queries.editions import as_known, get_edition
    from tests.phaodai.conftest import OPERATOR

    made = compile_day(actor=OPERATOR, body=body.ref, form=FORM, day=TODAY, now=NOW)
    today = get_edition(actor=OPERATOR, edition=made.edition, now=NOW)
    before = as_known(
        actor=OPERATOR, body=body.ref, form=FORM, day=TODAY - timedelta(days=1), moment=NOW
    )
    known = Known(body.name, today, before)
    content = dict(wording.builtin())[FORM]
    paper = paper_of(content, known, parent="", place="Thử", number=7, day=TODAY)
    files = [word.write(paper, now=NOW), pdf.write(paper, now=NOW), editions.write(known)]
    return today, sum(map(len, files))


def plainly(body: Any) -> dict[str, int]:
    """Add the same up, one report after the other, in hundredths."""
    from phaodai.registers.reports.models import Report
    from phaodai.registers.reports.operations.desk import definition_of
    from phaodai.registers.reports.queries.gathering import Amounts, summed_of

    found: dict[str, int] = {}
    for report in Report.objects.filter(day=TODAY, unit__path__startswith=body.unit.path):
        row = report.submissions.get(number=report.head)
        for name, amount in Amounts(summed_of(definition_of(row.version)), row.values).items():
            found[name] = found.get(name, 0) + amount
    return found


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """Return what an act returns, and its seconds."""
    begun = time.perf_counter()
    return act(), time.perf_counter() - begun


def measure(n: int) -> list[dict[str, object]]:
    """Measure everything; return what is claimed and whether it holds."""
    from phaodai.registers.reports.models import Edition, EditionPart

    district, province = fill(n)
    claims = []
    for words, body, goal, size in (
        ("a district", district, GOAL_DISTRICT, DISTRICT),
        ("a province", province, GOAL_PROVINCE, n),
    ):
        EditionPart.objects.all().delete()  # a district's edition would speak for its communes
        Edition.objects.all().delete()
        busy = time.process_time()
        (today, n_bytes), seconds = timed(lambda body=body: compile_with_papers(body))
        busy = time.process_time() - busy
        sums, plain = timed(lambda body=body: plainly(body))
        same = sums == {name: one.amount for name, one in today.sums.items() if one.n}
        print(
            f"{words}, {len(today.parts)} units: compiled with documents ({n_bytes} bytes) in "
            f"{seconds:.2f} s ({busy:.2f} s of one processor); report by report the sums alone "
            f"{plain:.2f} s"
        )
        assert len(today.parts) == size
        claims += [
            claim(f"{words} of {size} communes with its documents, seconds", goal, seconds),
            {"claim": f"{words}: the sums are those of its reports", "goal": True,
             "measured": same, "holds": same},
        ]  # fmt: skip
    return [*claims, claim("the page of that edition, median, seconds", GOAL_PAGE, page(today))]


def page(today: Any) -> float:
    """Return the seconds in which the server answers with the page of an edition."""
    from django.test import Client

    from phaodai.delivery import clock
    from phaodai.foundation.agencies.models import Body
    from phaodai.vocabulary.access import Role
    from tests.phaodai.factories.accounts import make_user

    body = Body.objects.get(ref=today.edition.body)
    client = Client()
    client.force_login(make_user("truc.ban", at=body, role=Role.DUTY_OFFICER))
    clock.now = lambda: NOW
    answers = [
        timed(lambda: client.get(f"/compiled/{today.edition.edition}/", HTTP_HOST="localhost"))
        for _ in range(ROUNDS + 1)
    ]
    assert {answer.status_code for answer, _ in answers} == {200}
    return statistics.median(seconds for _, seconds in answers[1:])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and print the claims as the last line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a seventh of the communes")
    quick = parser.parse_args(arguments).quick
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        start(Path(folder))
        claims = measure(QUICK_COMMUNES if quick else COMMUNES)
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(each["holds"] for each in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
