"""How fast the whole trail is checked.

Beside the check runs the plain way, on the first rows of the same trail in the same process:
model instances from the ORM, `json.dumps` of each, SHA-256 over the one before. It checks the
chain alone (no stamps, roots or anchors) and must come to the same hash.

    python benchmarks/audit_verify.py [--quick] [--rows N]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

ROWS, QUICK_ROWS, PLAIN_ROWS = 200_000, 30_000, 20_000
BATCH = 10_000
GOAL = 1_000_000 / 30  # rows per second: a million in half a minute
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def fill(rows: int) -> None:
    """Write and seal so many events over some hours."""
    from django.conf import settings
    from django.db import transaction

    from phaodai.foundation.audit import operations, rules
    from phaodai.foundation.audit.models import AuditEvent

    rng, key = random.Random(1), rules.stamp_key(settings.SECRET_KEY)
    for first in range(0, rows, BATCH):
        events = []
        for number in range(first, min(rows, first + BATCH)):
            at = START + timedelta(seconds=number / 10)
            ref, subject, unit = (UUID(int=rng.getrandbits(128)) for _ in range(3))
            form = rules.EventForm(
                ref=ref.hex,
                at=rules.moment(at),
                actor="Nguyễn Thị Hoà",
                user_ref=None,
                action="report.submit",
                subject_kind="report",
                subject_ref=subject.hex,
                unit_ref=unit.hex,
                body_ref=None,
                details=rules.canonical({"unit": "Phước Hải", "figures": 40, "n": number}),
            )
            line = rules.event_line(form)
            events.append(
                AuditEvent(
                    ref=ref,
                    at=at,
                    actor=form.actor,
                    action=form.action,
                    subject_kind=form.subject_kind,
                    subject_ref=subject,
                    unit_ref=unit,
                    details=form.details,
                    stamp=rules.stamp(line, key),
                )
            )
        with transaction.atomic():
            AuditEvent.objects.bulk_create(events)
        operations.seal(now=at)


def check_plainly(rows: int) -> tuple[float, bool]:
    """Check the first links the plain way; return rows per second and whether they agree."""
    from phaodai.foundation.audit import rules
    from phaodai.foundation.audit.models import AuditSeal

    def ref(value: UUID | None) -> str | None:
        return value.hex if value else None

    start, head, agree = time.perf_counter(), bytes(32), True
    seals = AuditSeal.objects.filter(seq__lte=rows).select_related("event").order_by("seq")
    for seal in seals.iterator(chunk_size=5_000):
        event = seal.event
        body = {
            "event": {
                "ref": event.ref.hex,
                "at": rules.moment(event.at),
                "actor": event.actor,
                "user_ref": ref(event.user_ref),
                "action": event.action,
                "subject_kind": event.subject_kind,
                "subject_ref": ref(event.subject_ref),
                "unit_ref": ref(event.unit_ref),
                "body_ref": ref(event.body_ref),
                "details": json.loads(event.details),
            },
            "id": event.pk,
            "stamp": event.stamp,
            "seq": seal.seq,
            "sealed_at": rules.moment(seal.sealed_at),
        }
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        head = hashlib.sha256(head + text.encode()).digest()
        agree = agree and head.hex() == seal.hash
    return rows / (time.perf_counter() - start), agree


def main() -> int:
    """Fill a trail, check it both ways, forge a row and check again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--rows", type=int)
    options = parser.parse_args()
    rows = options.rows or (QUICK_ROWS if options.quick else ROWS)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        os.environ["PHAODAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from phaodai.foundation.audit import queries, triggers
        from phaodai.foundation.audit.models import AuditSeal

        call_command("migrate", "audit", verbosity=0)
        fill(rows)
        start = time.perf_counter()
        report = queries.verify()
        ours = rows / (time.perf_counter() - start)
        plain, agree = check_plainly(min(rows, PLAIN_ROWS))
        middle = AuditSeal.objects.get(seq=rows // 2)
        triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_auditevent SET actor = 'x' WHERE id = %s", [middle.event_id]
            )
        forged = queries.verify().fault
        connection.close()
    named = forged.seq if forged else None
    print(f"{rows} rows on {connection.vendor}")
    print(f"{'check':10}{ours:12,.0f} rows/s   a million in {1e6 / ours:.1f} s")
    print(f"{'plain':10}{plain:12,.0f} rows/s   a million in {1e6 / plain:.1f} s")
    print(f"{'ratio':10}{ours / plain:12.2f}")
    answer = [
        {
            "claim": "rows checked per second (at least; a million in 30 s)",
            "goal": round(GOAL),
            "measured": round(ours),
            "holds": report.fault is None and report.sealed == rows and ours >= GOAL,
        },
        {
            "claim": "times as fast as the plain way, which agrees on every hash (at least)",
            "goal": 1.0,
            "measured": round(ours / plain, 2),
            "holds": agree and ours >= plain,
        },
        {
            "claim": "a forged row in the middle is named",
            "goal": rows // 2,
            "measured": named,
            "holds": named == rows // 2,
        },
    ]
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if all(line["holds"] for line in answer) else 1


if __name__ == "__main__":
    sys.exit(main())
