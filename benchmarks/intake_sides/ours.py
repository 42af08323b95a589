"""Our side: the product as it is, with a country to file for."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from intake_sides import reports

SINCE = date(2004, 1, 1)


def plant(folder: Path, blocks: Sequence[reports.Block]) -> None:
    """Make the tables, the country, its officers with their tokens, and four weeks of reports."""
    import django

    django.setup()
    from django.core.management import call_command

    from phaodai.registers.reports.operations import forms
    from phaodai.vocabulary.access import Actor

    call_command("migrate", verbosity=0)
    operator = Actor(name="operator:benchmark", is_operator=True)
    forms.install_builtin(actor=operator, now=datetime.now(UTC))
    bodies = _bodies(_communes(max(block.communes for block in blocks)))
    _past(bodies, [filing for block in blocks for filing in block.past()])
    tokens = _tokens(bodies)
    (folder / "ours.json").write_text(json.dumps([f"Bearer {text}" for text in tokens]))


def dump(days: list[date]) -> dict[str, Any]:
    """Return what is stored of some days."""
    import django

    django.setup()
    from phaodai.foundation.audit.models import AuditEvent
    from phaodai.foundation.events.models import Announcement
    from phaodai.indicators.models import Total, Value
    from phaodai.registers.reports.models import Submission

    numbers = [day.toordinal() for day in days]
    names = ("series__indicator__code", "series__disease__code", "series__stratum__code")
    values = Value.objects.filter(day__in=numbers)
    totals = Total.objects.filter(day__in=numbers)
    sent = Submission.objects.filter(report__day__in=days)
    return {
        "values": sorted(values.values_list("day", "unit__code", *names, "amount")),
        "totals": sorted(
            totals.values_list("day", "unit__code", "depth", *names, "amount", "n_reported")
        ),
        "accepted": sent.filter(state="ACCEPTED").count(),
        "refused": sent.filter(state="REFUSED").count(),
        "audit": AuditEvent.objects.filter(subject_kind="report").count(),
        "events": Announcement.objects.filter(name="ReportFiled").count(),
    }


def _communes(n: int) -> list[Any]:
    from phaodai.foundation.units import closure
    from phaodai.foundation.units.models import ParentLink, Unit

    def add(level: str, kind: str, parents: list[Any], codes: list[str]) -> list[Any]:
        made = [
            Unit(level=level, kind=kind, name=code, name_key=code, code=code, valid_from=SINCE,
                 parent=parents[i * len(parents) // len(codes)] if parents else None)
            for i, code in enumerate(codes)
        ]  # fmt: skip
        Unit.objects.bulk_create(made, batch_size=2_000)
        for unit in made:
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        Unit.objects.bulk_update(made, ["path"], batch_size=500)
        ParentLink.objects.bulk_create(
            [ParentLink(unit=u, parent=u.parent, first_day=SINCE) for u in made if u.parent]
        )
        return made

    made = add("COUNTRY", "nước", [], ["VN"])
    made = add("PROVINCE", "tỉnh", made, [f"P{i}" for i in range(reports.N_PROVINCES)])
    made = add("DISTRICT", "huyện", made, [f"D{i}" for i in range(reports.N_DISTRICTS)])
    made = add("COMMUNE", "xã", made, reports.codes(n))
    closure.renew()
    return made


def _bodies(communes: list[Any]) -> list[Any]:
    from phaodai.foundation.agencies.models import Body

    made = [
        Body(unit=unit, kind="people_committee", branch="GOVERNMENT", name="UBND", name_key="ubnd",
             is_general=True, valid_from=SINCE)
        for unit in communes
    ]  # fmt: skip
    Body.objects.bulk_create(made)
    for one in made:
        one.path = f"/{one.pk}/"
    Body.objects.bulk_update(made, ["path"], batch_size=500)
    return made


def _tokens(bodies: list[Any]) -> list[str]:
    from phaodai.foundation.accounts.models import Posting, User
    from phaodai.foundation.accounts.tokens import rules
    from phaodai.foundation.accounts.tokens.models import Token

    now = datetime.now(UTC)
    users = User.objects.bulk_create(
        User(username=f"bc.{one.unit.code}", name="Nguyễn Văn A", password="!", created_at=now)
        for one in bodies
    )
    posts = Posting.objects.bulk_create(
        Posting(user=user, body=one, role="reporter", first_day=SINCE, basis="QĐ 1/QĐ-UBND")
        for user, one in zip(users, bodies, strict=True)
    )
    secrets = [rules.new_secret() for _ in posts]
    Token.objects.bulk_create(
        Token(public_id=secret.public_id, digest=secret.digest, user=post.user, posting=post,
              purpose="benchmark", created_at=now, expires_at=now + timedelta(days=30))
        for secret, post in zip(secrets, posts, strict=True)
    )  # fmt: skip
    return [secret.text for secret in secrets]


def _past(bodies: list[Any], filings: Sequence[reports.Filing]) -> None:
    from phaodai.registers.reports.models import FormVersion, Report, Submission

    version = FormVersion.objects.get(form__code=reports.FORM)
    now = datetime.now(UTC)
    rows = Report.objects.bulk_create(
        (
            Report(unit=bodies[filing.commune].unit, body=bodies[filing.commune],
                   form_id=version.form_id, day=filing.day, head=1, first_received_at=now,
                   lateness="LATE")
            for filing in filings
        ),
        batch_size=2_000,
    )  # fmt: skip
    Submission.objects.bulk_create(
        (
            Submission(submission=filing.id, report=row, version=version, content=uuid4().hex,
                       values=filing.tidy(), comments={}, channel="API", sent_by="benchmark",
                       received_at=now, state="ACCEPTED", number=1, lateness="LATE")
            for row, filing in zip(rows, filings, strict=True)
        ),
        batch_size=2_000,
    )  # fmt: skip
