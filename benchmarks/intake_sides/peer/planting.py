"""The peer's country, officers, tokens and four weeks of reports; and what it stored."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from intake_sides import reports


def plant(folder: Path, blocks: Sequence[reports.Block]) -> None:
    """Make the same as `ours.plant` makes."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework.authtoken.models import Token

    from intake_sides.peer.models import Officer, Series, Unit

    call_command("migrate", "authtoken", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    Series.objects.bulk_create(
        Series(field=each.code, indicator=each.binding.indicator, disease=each.binding.disease,
               stratum=each.binding.stratum)
        for each in reports.form().fields()
        if each.binding is not None
    )  # fmt: skip
    country = Unit.objects.create(code="VN")
    provinces = _below([country], [f"P{i}" for i in range(reports.N_PROVINCES)])
    districts = _below(provinces, [f"D{i}" for i in range(reports.N_DISTRICTS)])
    communes = _below(districts, reports.codes(max(block.communes for block in blocks)))
    users = User.objects.bulk_create(User(username=f"bc.{u.code}") for u in communes)
    Officer.objects.bulk_create(
        Officer(user=user, unit=unit) for user, unit in zip(users, communes, strict=True)
    )
    tokens = Token.objects.bulk_create(Token(user=user, key=Token.generate_key()) for user in users)
    _past(communes, [filing for block in blocks for filing in block.past()])
    texts = [f"Token {token.key}" for token in tokens]
    (folder / "peer.json").write_text(json.dumps(texts))


def dump(days: list[date]) -> dict[str, Any]:
    """Return what is stored of some days, in the form of `ours.dump`."""
    import django

    django.setup()
    from intake_sides.peer.models import (
        Announcement,
        AuditEvent,
        Report,
        Submission,
        Total,
        Value,
    )

    names = ("series__indicator", "series__disease", "series__stratum")
    values = Value.objects.filter(day__in=days).values_list("day", "unit__code", *names, "amount")
    totals = Total.objects.filter(day__in=days).values_list(
        "day", "unit__code", *names, "amount", "n_reported"
    )
    sent = Submission.objects.filter(report__day__in=days)
    depth = _commune_depth()
    return {
        "values": sorted((day.toordinal(), *row) for day, *row in values),
        "totals": sorted((day.toordinal(), code, depth, *row) for day, code, *row in totals),
        "accepted": sent.filter(state="ACCEPTED").count(),
        "refused": sent.filter(state="REFUSED").count(),
        "audit": AuditEvent.objects.filter(
            subject_ref__in=Report.objects.filter(day__in=days).values("ref")
        ).count(),
        "events": Announcement.objects.filter(
            payload__day__in=[day.isoformat() for day in days]
        ).count(),
    }


def _commune_depth() -> int:
    from phaodai.foundation.units.rules import DEPTH
    from phaodai.vocabulary.units import UnitLevel

    return DEPTH[UnitLevel.COMMUNE]


def _below(parents: list[Any], codes: list[str]) -> list[Any]:
    from intake_sides.peer.models import Unit

    over = [parents[i * len(parents) // len(codes)] for i in range(len(codes))]
    return Unit.objects.bulk_create(
        Unit(code=code, above=[*parent.above, parent.pk])
        for code, parent in zip(codes, over, strict=True)
    )


def _past(communes: list[Any], filings: Sequence[reports.Filing]) -> None:
    from intake_sides.peer.models import Report, Submission

    now = datetime.now(UTC)
    rows = Report.objects.bulk_create(
        (
            Report(unit=communes[filing.commune], form=reports.FORM, day=filing.day, head=1,
                   first_received_at=now, lateness="LATE")
            for filing in filings
        ),
        batch_size=2_000,
    )  # fmt: skip
    Submission.objects.bulk_create(
        (
            Submission(submission=filing.id, report=row, content=uuid4().hex,
                       values=filing.tidy(), comments={}, sent_by="benchmark", received_at=now,
                       state="ACCEPTED", number=1, lateness="LATE")
            for row, filing in zip(rows, filings, strict=True)
        ),
        batch_size=2_000,
    )  # fmt: skip
