"""What the kill tests of deadlines start: `watch.py KILLS SEED`.

It makes a dispatch with a daily and a dated order, lets children watch its deadlines by a clock
that jumps to and fro, kills each outright at some moment, and says what is left in the end.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from phaodai.foundation.agencies.models import Body  # noqa: E402
from phaodai.foundation.units import grafting  # noqa: E402
from phaodai.foundation.units import operations as units  # noqa: E402
from phaodai.foundation.units.models import Unit  # noqa: E402
from phaodai.registers.directives import lexicon, operations  # noqa: E402
from phaodai.registers.directives.models import Entry, Occurrence, Reminder  # noqa: E402
from phaodai.vocabulary.access import Actor  # noqa: E402
from phaodai.vocabulary.folding import fold  # noqa: E402
from phaodai.vocabulary.refs import BodyRef, UnitRef  # noqa: E402

NOW = datetime(2021, 12, 20, 3, tzinfo=UTC)
SINCE = date(2004, 7, 8)
COMMUNES = 30
LAST = NOW + timedelta(days=6)
OPERATOR = Actor(name="operator:test", is_operator=True)
TEXT = """ỦY BAN NHÂN DÂN TỈNH THỬ

Số: 1/CĐ

Ngày 20 tháng 12 năm 2021

CÔNG ĐIỆN

1. UBND các xã báo cáo kết quả trước 10h00 hằng ngày.

2. UBND các xã rà soát trang thiết bị, hoàn thành trước ngày 22/12/2021."""


def add(parent: Unit, kind: str, name: str) -> Body:
    """Add a unit with its committee."""
    ref = units.add(
        actor=OPERATOR, now=NOW, parent=UnitRef(parent.ref), kind=kind, name=name, valid_from=SINCE
    )
    unit = Unit.objects.get(ref=ref)
    words = f"Ủy ban nhân dân {kind} {name}"
    body = Body.objects.create(
        unit=unit, kind="people_committee", branch="STATE", is_general=True, valid_from=SINCE,
        name=words, name_key=fold(words),
    )  # fmt: skip
    body.path = f"/{body.pk}/"
    body.save()
    return body


def prepare() -> None:
    """Issue both orders to every commune."""
    call_command("migrate", verbosity=0)
    keeper = add(grafting.country(since=SINCE), "tỉnh", "Thử")
    district = add(keeper.unit, "huyện", "Giữa")
    for i in range(COMMUNES):
        add(district.unit, "xã", f"Số {i}")
    kept = operations.import_document(
        actor=OPERATOR, keeper=BodyRef(keeper.ref), reading=lexicon.read_text(TEXT),
        file=TEXT.encode(), file_name="cd.txt", media_type="text/plain", now=NOW,
    )  # fmt: skip
    operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
    operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)


def watch(now: datetime) -> None:
    """Do what the task of each minute does."""
    operations.hand_over_ended(now=now)
    operations.open_occurrences(now=now, until=now + timedelta(days=2))
    operations.raise_reminders(now=now)


def killed(now: datetime, seconds: float) -> bool:
    """Watch in a process of its own, and kill it; say whether it was still at it."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            watch(now)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def left() -> dict[str, object]:
    """Return all that is there, row by row."""
    return {
        "occurrences": [
            [body, day.isoformat()]
            for body, day in Occurrence.objects.values_list("body__name", "day")
        ],
        "reminders": [
            [
                row.body.name,
                row.assignment_id,
                row.kind,
                row.deadline.isoformat(),
                row.occurrence_id,
            ]
            for row in Reminder.objects.select_related("body")
        ],
        "too_early": Reminder.objects.filter(raised_at__lt=django.db.models.F("moment")).count(),
        "escalated": Entry.objects.filter(act="ESCALATE").count(),
    }


def main() -> None:
    """Play, and print what is left after each second watch of the last moment."""
    kills, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    prepare()
    n_inside, longest = 0, 0.1
    for i in range(kills):
        there = NOW + (LAST - NOW) * (i + 1) / (kills + 1)
        back = timedelta(hours=chance.choice((0, 0, 1, 30)))  # somebody sets the clock
        inside = killed(there - back, chance.uniform(0, longest))
        n_inside += inside
        longest *= 1.4 if inside else 0.6  # machines differ: aim at the time that it takes here
    connections.close_all()
    watch(LAST)
    first = left()
    watch(LAST - timedelta(hours=5))
    watch(LAST)
    print(json.dumps({"inside": n_inside, "first": first, "second": left()}))  # noqa: T201


main()
