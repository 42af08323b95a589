"""What the benchmark of load asks of an installation: `world.py plant N | verify FILE`.

`plant` makes a country of so many communes, each with a reporter who has signed in and has a token
for a machine of his, and a duty officer who has signed in at each district and province. `verify`
compares all that was acknowledged with what is in the database.
"""
# ruff: noqa: E402 - Django starts first

import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.tokens import rules as tokens
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import closure
from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.indicators import rollup
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations import forms
from phaodai.registers.reports.queries.board import latest_period
from phaodai.registers.reports.queries.forms import version_on
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.folding import fold

OPERATOR = Actor(name="operator:load", is_operator=True)
FORM, KIND = "daily-commune", CATALOGUE["people_committee"]
SINCE = date(2021, 1, 1)
BATCH = 500
SMALL, SMALL_EVERY, LARGE_EVERY = 60, 4, 8  # as the page of a board says
COMMUNES, DISTRICTS, PROVINCES = 10_600, 705, 63  # of 2021; a smaller country keeps the shape


def plant(n: int) -> dict[str, Any]:
    """Make the country; return what its people need to know."""
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    forms.install_builtin(actor=OPERATOR, now=now)
    with transaction.atomic():
        [country] = grow("COUNTRY", "nước", [], 1)
        provinces = grow("PROVINCE", "tỉnh", [country], max(1, n * PROVINCES // COMMUNES))
        districts = grow("DISTRICT", "huyện", provinces, max(2, n * DISTRICTS // COMMUNES))
        communes = grow("COMMUNE", "xã", districts, n)
        closure.renew()
        officers = settle([*provinces, *districts], Role.DUTY_OFFICER, now)
        reporters = settle(communes, Role.REPORTER, now)
        keys = give_tokens(reporters, now)
        cookies = sign_in([post.user for post in (*officers, *reporters)])
    version = version_on(FORM, day := latest_period(_form(now), now))
    assert version is not None
    values = {
        field.code: field.choices[0].code if field.choices else "0"
        for field in definitions.stored(version).fields()
        if field.is_required and field.formula is None
    }
    return {
        "day": day.isoformat(),
        "form": FORM,
        "version": version.number,
        "values": values,
        "watchers": [
            {"cookie": cookie, "every": LARGE_EVERY if n // len(few) > SMALL else SMALL_EVERY}
            for few, some in ((provinces, cookies), (districts, cookies[len(provinces) :]))
            for cookie in some[: len(few)]
        ],
        "communes": [
            {"agency": str(post.body.ref), "token": key, "cookie": cookie}
            for post, key, cookie in zip(reporters, keys, cookies[len(officers) :], strict=True)
        ],
    }


def _form(now: datetime) -> Any:
    version = version_on(FORM, now.date())
    assert version is not None
    return definitions.stored(version)


def grow(level: str, kind: str, above: Sequence[Unit], n: int) -> list[Unit]:
    """Make the units of one level, spread evenly below those above."""
    units = Unit.objects.bulk_create(
        (
            Unit(level=level, kind=kind, name=f"Thử {i}", name_key=fold(f"{kind} thử {i}"),
                 code=f"{level[0]}{i}", valid_from=SINCE,
                 parent=above[i * len(above) // n] if above else None)
            for i in range(n)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    for unit in units:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"], batch_size=BATCH)
    ParentLink.objects.bulk_create(
        (ParentLink(unit=unit, parent=unit.parent, first_day=SINCE) for unit in units if above),
        batch_size=BATCH,
    )
    return units


def settle(units: Sequence[Unit], role: Role, now: datetime) -> list[Posting]:
    """Give each unit its committee, with one person in a role, who has a second factor."""
    bodies = Body.objects.bulk_create(
        (
            Body(unit=unit, kind=KIND.code, branch=KIND.branch, name=f"UBND {unit.full_name}",
                 name_key=fold(f"ubnd {unit.full_name}"), is_general=True, valid_from=SINCE)
            for unit in units
        ),
        batch_size=BATCH,
    )  # fmt: skip
    for body in bodies:
        body.path = f"/{body.pk}/"
    Body.objects.bulk_update(bodies, ["path"], batch_size=BATCH)
    users = User.objects.bulk_create(
        (
            User(username=f"{role}.{body.pk}", name=f"Trần Ngọc Bảo {body.pk}", password="!",
                 search_key="", created_at=now)
            for body in bodies
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Authenticator.objects.bulk_create(
        (Authenticator(user=user, type=Authenticator.Type.TOTP, data={}) for user in users),
        batch_size=BATCH,
    )
    return Posting.objects.bulk_create(
        (
            Posting(user=user, body=body, role=role, first_day=SINCE, basis="QĐ 1")
            for user, body in zip(users, bodies, strict=True)
        ),
        batch_size=BATCH,
    )


def give_tokens(posts: Sequence[Posting], now: datetime) -> list[str]:
    """Give each post a token; return their texts."""
    secrets = [tokens.new_secret() for _ in posts]
    Token.objects.bulk_create(
        (
            Token(public_id=secret.public_id, digest=secret.digest, user=post.user, posting=post,
                  purpose="gửi báo cáo", created_at=now, expires_at=now + timedelta(days=30))
            for secret, post in zip(secrets, posts, strict=True)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return [secret.text for secret in secrets]


def sign_in(users: Sequence[User]) -> list[str]:
    """Sign users in as the page of signing in does; return the keys of their sessions."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    backend, began = settings.AUTHENTICATION_BACKENDS[0], time.time()
    rows = [
        Session(
            session_key=get_random_string(32, VALID_KEY_CHARS),
            session_data=store.encode(
                {
                    "_auth_user_id": str(user.pk),
                    "_auth_user_backend": backend,
                    "_auth_user_hash": user.get_session_auth_hash(),
                    "session_began": began,
                    "session_seen": began,
                }
            ),
            expire_date=datetime.now(UTC) + timedelta(days=30),
        )
        for user in users
    ]
    Session.objects.bulk_create(rows, batch_size=BATCH)
    UserSession.objects.bulk_create(
        (
            UserSession(user=user, ip="127.0.0.1", session_key=row.session_key)
            for user, row in zip(users, rows, strict=True)
        ),
        batch_size=BATCH,
    )
    return [row.session_key for row in rows]


def verify(file: str) -> dict[str, Any]:
    """Compare the database with what was acknowledged: a line of JSON for each receipt."""
    promised = [json.loads(line) for line in Path(file).read_text().splitlines()]
    rows = {
        str(row.submission): row
        for row in Submission.objects.select_related("report__body").iterator(BATCH)
    }
    lost = list(_lost(promised, rows))
    return {
        "acknowledged": len({line["id"] for line in promised}),
        "kept": len(rows),
        "lost": len(lost),
        "examples": lost[:3],
        "doubled": Report.objects.filter(head__gt=1).count()
        + len(rows) - Submission.objects.filter(number=F("report__head")).count(),
        "untold": len(rows) - AuditEvent.objects.filter(action="report.file").count(),
        "wrong_totals": rollup.check().n_wrong,
    }  # fmt: skip


def _lost(promised: Sequence[dict[str, Any]], rows: dict[str, Submission]) -> Iterator[str]:
    """Name what was acknowledged and is not there as it was sent and answered."""
    for line in promised:
        row = rows.get(line["id"])
        if row is None:
            yield f"{line['id']} is not there"
        elif (row.state, row.receipt) != ("ACCEPTED", line["receipt"]):
            yield f"{line['id']} has another answer"
        elif str(row.report.body.ref) != line["agency"]:
            yield f"{line['id']} is another body's"
        elif any(row.values.get(name) != text for name, text in line["values"].items()):
            yield f"{line['id']} says something else"


if __name__ == "__main__":
    act, argument = sys.argv[1:]
    print(json.dumps(plant(int(argument)) if act == "plant" else verify(argument)))
