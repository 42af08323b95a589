"""What the drills ask of an installation beside the service: `world.py prepare N | verdict FOLDER`.

`prepare` makes a province of so many communes, each with a reporter and the token of a machine of
his. `verdict` compares all that is in the database with all that was acknowledged.
"""
# ruff: noqa: E402 - Django starts first

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.tokens import rules as tokens
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.foundation.audit import queries as audit
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.indicators import rollup
from phaodai.registers.reports import definitions, publishing
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations import forms
from phaodai.registers.reports.queries.forms import version_on
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.delivery.filing_drills.senders import Ledger
from tests.phaodai.factories.cascades import committee, many
from tests.phaodai.factories.units import UnitFactory

FORM = "daily-commune"
TO_A_DISTRICT = 100
BATCH = 500


def prepare(n: int) -> dict[str, Any]:
    """Make an installation with so many communes; return what their senders need to know."""
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    forms.install_builtin(actor=OPERATOR, now=now)
    province = committee(UnitFactory(province=True, name="Tỉnh Thử"))
    districts = [
        committee(UnitFactory(district=True, name=f"Huyện Thử {i}", parent=province.unit))
        for i in range(-(-n // TO_A_DISTRICT))
    ]
    with transaction.atomic():
        bodies = [body for some in many(districts, min(n, TO_A_DISTRICT)) for body in some][:n]
        users = User.objects.bulk_create(
            [
                User(username=f"bao.cao.{i}", name=f"Trần Ngọc Bảo {i}", created_at=now)
                for i in range(n)
            ],
            batch_size=BATCH,
        )
        posts = Posting.objects.bulk_create(
            [
                Posting(user=user, body=body, role=Role.REPORTER, first_day=date(2021, 1, 1))
                for user, body in zip(users, bodies, strict=True)
            ],
            batch_size=BATCH,
        )
        secrets = [tokens.new_secret() for _ in posts]
        Token.objects.bulk_create(
            [
                Token(public_id=secret.public_id, digest=secret.digest, user=post.user,
                      posting=post, purpose="gửi báo cáo", created_at=now,
                      expires_at=now + timedelta(days=30))
                for secret, post in zip(secrets, posts, strict=True)
            ],
            batch_size=BATCH,
        )  # fmt: skip
    today = now.astimezone(HERE).date()
    version = version_on(FORM, today)
    assert version is not None
    form = definitions.stored(version)
    return {
        "today": today.isoformat(),
        "version": version.number,
        "values": {
            field.code: field.choices[0].code if field.choices else "0"
            for field in form.fields()
            if field.is_required and field.source != "computed"
        },
        "communes": [
            {"agency": str(body.ref), "token": secret.text}
            for body, secret in zip(bodies, secrets, strict=True)
        ],
    }


def verdict(folder: str) -> dict[str, Any]:
    """Compare the database with the ledgers of a folder; whatever a list names is a fault."""
    promised = [
        line for path in sorted(Path(folder).glob("*.ledger")) for line in Ledger.read(path)
    ]
    rows = {str(row.submission): row for row in Submission.objects.select_related("report")}
    return {
        "acknowledged": len({line["id"] for line in promised}),
        "kept": len(rows),
        "accepted": sum(row.state == "ACCEPTED" for row in rows.values()),
        "lost": list(_lost(promised, rows)),
        "doubled": list(_doubled(rows.values())),
        "orphans": list(_orphans()),
        "trail": list(_trail(rows.values())),
        "chain": list(_chain()),
        "events": list(_events(rows.values())),
        "figures": list(_figures()),
        "totals": rollup.check().n_wrong,
        "damage": list(_damage()),
    }


def _lost(promised: Iterable[dict[str, Any]], rows: dict[str, Submission]) -> Iterator[str]:
    """Name what was acknowledged and is not there as it was acknowledged."""
    for line in promised:
        row = rows.get(line["id"])
        if row is None:
            yield f"{line['id']} is not there"
        elif (row.receipt, row.number, str(row.report.ref), row.state) != (
            line["receipt"], line["number"], line["report"], "ACCEPTED",
        ):  # fmt: skip
            yield f"{line['id']} has another answer"
        elif any(row.values.get(name) != text for name, text in line["values"].items()):
            yield f"{line['id']} says something else"


def _doubled(rows: Iterable[Submission]) -> Iterator[str]:
    """Name reports whose revisions are not exactly 1, 2, 3 … up to their head."""
    numbers: dict[int, list[int]] = {}
    for row in rows:
        if row.number is not None:
            numbers.setdefault(row.report_id, []).append(row.number)
    for report in Report.objects.all():
        found = sorted(numbers.get(report.pk, []))
        if found != list(range(1, report.head + 1)):
            yield f"{report.ref}: head {report.head}, revisions {found}"


def _orphans() -> Iterator[str]:
    """Name what half an act would leave behind."""
    for report in Report.objects.filter(submissions=None):
        yield f"{report.ref} has nothing that was sent"
    for ref in Submission.objects.filter(state="ACCEPTED", receipt="").values_list("submission"):
        yield f"{ref} was accepted without a receipt"


def _trail(rows: Iterable[Submission]) -> Iterator[str]:
    """Name submissions that stand in the trail not exactly once, and rows of the trail alone."""
    told = Counter(
        json.loads(event.details)["submission"]
        for event in AuditEvent.objects.filter(subject_kind="report")
        if event.action in {"report.file", "report.refuse", "report.compare"}
    )
    answered = Counter(str(row.submission) for row in rows if row.state != "HELD")
    yield from (f"{ref} stands {n} times" for ref, n in (told - answered).items())
    yield from (f"{ref} is missing" for ref in answered - told)


def _chain() -> Iterator[str]:
    """Name what is wrong with the chain of the trail."""
    found = audit.verify()
    if found.fault is not None:
        yield str(found.fault)


def _events(rows: Iterable[Submission]) -> Iterator[str]:
    """Name revisions that were announced not exactly once."""
    announced = Counter(
        (each["report"], each["number"])
        for each in Announcement.objects.filter(name="ReportFiled").values_list(
            "payload", flat=True
        )
    )
    # Several revisions that were taken in one act are announced as one, by the last of them.
    taken = {(str(row.report.ref), row.number) for row in rows if row.number is not None}
    yield from (f"{what} {n} times" for what, n in announced.items() if n > 1)
    yield from (f"{what} of nothing" for what in announced.keys() - taken)
    heads = {(str(report.ref), report.head) for report in Report.objects.filter(head__gt=0)}
    yield from (f"{what} was not announced" for what in heads - announced.keys())


def _figures() -> Iterator[str]:
    """Name units and days of which another publication would change a figure."""
    with transaction.atomic():
        days = Report.objects.filter(head__gt=0).values_list("unit", "day").annotate(Count("pk"))
        for unit, day, _ in days:
            found = publishing.publish_day(unit_id=unit, day=day, now=datetime.now(UTC))
            if found.n_added or found.n_corrected or found.n_withdrawn:
                yield f"{unit} on {day}: {found}"
        transaction.set_rollback(True)


def _damage() -> Iterator[str]:
    """Name what the database itself finds wrong with its file."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for check in ("integrity_check", "foreign_key_check"):
            cursor.execute(f"PRAGMA {check}")
            yield from (str(row) for row in cursor.fetchall() if row != ("ok",))


if __name__ == "__main__":
    act, argument = sys.argv[1:]
    print(json.dumps(prepare(int(argument)) if act == "prepare" else verdict(argument)))  # noqa: T201
