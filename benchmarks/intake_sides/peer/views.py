"""The one act of the peer: a report is filed."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake_sides import reports
from intake_sides.peer.models import Announcement, AuditEvent, Delivery, Report, Submission
from intake_sides.peer.saving import bulk, series
from intake_sides.peer.serializers import (
    FORM,
    LOOKED_BACK,
    DailyCommuneSerializer,
    EnvelopeSerializer,
)
from phaodai.engines.forms.numbers import PER_ONE, write_number

PER_VALUE = 10_000  # amounts are kept in ten-thousandths, as ours


class FileReport(APIView):
    """Take a report in: checked, kept, audited, announced and added up in one transaction."""

    save: Callable[..., None] = staticmethod(bulk)
    add_up: Callable[..., None] | None = None

    def post(self, request: Request) -> Response:
        """File a report."""
        envelope = EnvelopeSerializer(data=request.data)
        envelope.is_valid(raise_exception=True)
        sent, now = envelope.validated_data, datetime.now(UTC)
        officer = request.user.officer
        if sent["form"] != reports.FORM or sent["form_version"] != FORM.version:
            raise PermissionDenied
        content = _content(request.data, officer.unit.code)
        before = Submission.objects.filter(submission=sent["id"]).first()
        if before is not None:
            if before.content != content:
                return Response({"code": "id_reused"}, status.HTTP_409_CONFLICT)
            return _answer(before, replayed=True)
        report = DailyCommuneSerializer(data=sent["values"], context=_context(officer.unit, sent))
        strange = sent["values"].keys() - report.fields.keys()
        errors = dict.fromkeys(strange, "unknown_field")
        if not report.is_valid():
            errors |= report.errors
        found = {"figures": {}, "words": {}} if errors else report.validated_data
        with transaction.atomic():
            kept = self._keep(officer, sent, content, found, errors, now)
            if not errors:
                numbers = series()
                amounts = {
                    numbers[name]: amount * PER_VALUE // PER_ONE
                    for name, amount in found["figures"].items()
                }
                self.save(officer.unit, sent["day"], amounts, kept)
                if self.add_up is not None:
                    self.add_up(officer.unit, sent["day"], amounts, now)
        if errors:
            raise ValidationError(errors)
        return _answer(kept)

    def _keep(
        self, officer: Any, sent: Any, content: str, found: Any, errors: Any, now: datetime
    ) -> Submission:
        row, _ = Report.objects.get_or_create(unit=officer.unit, form=sent["form"], day=sent["day"])
        lateness = "ON_TIME" if now < FORM.schedule.due_at(sent["day"]) else "LATE"
        kept = Submission.objects.create(
            submission=sent["id"],
            report=row,
            content=content,
            values={
                **{name: write_number(amount) for name, amount in found["figures"].items()},
                **found["words"],
            },
            comments=sent["comments"],
            sent_by=self.request.user.username,
            received_at=now,
            state="REFUSED" if errors else "ACCEPTED",
            number=None if errors else 1,
            receipt="" if errors else _receipt(sent["id"], content, now),
            lateness="" if errors else lateness,
            answer={"faults": sorted(errors)} if errors else {},
        )
        if not errors:
            row.head, row.first_received_at, row.lateness = 1, now, lateness
            row.save(update_fields=["head", "first_received_at", "lateness"])
            event = Announcement.objects.create(
                name="ReportFiled",
                payload={"report": str(row.ref), "form": row.form, "unit": officer.unit.code,
                         "day": row.day.isoformat(), "number": 1},
                occurred_at=now,
            )  # fmt: skip
            Delivery.objects.bulk_create(
                Delivery(announcement=event, handler=name) for name in ("count", "prove")
            )
        details = json.dumps({"submission": str(sent["id"]), "content": content,
                              "receipt": kept.receipt, "number": kept.number})  # fmt: skip
        AuditEvent.objects.create(
            at=now,
            actor=kept.sent_by,
            action="report.refuse" if errors else "report.file",
            subject_ref=row.ref,
            unit_code=officer.unit.code,
            details=details,
            stamp=hashlib.sha256(f"{now}{kept.sent_by}{details}".encode()).hexdigest(),
        )
        return kept


def _context(unit: Any, sent: Any) -> dict[str, Any]:
    """Return the figures of the four weeks before; one query."""
    day = sent["day"]
    rows = list(
        Submission.objects.filter(
            report__unit=unit,
            report__form=sent["form"],
            report__day__gte=day - timedelta(days=reports.HISTORY),
            report__day__lt=day,
            number=1,
        )
        .order_by("report__day")
        .values_list("report__day", "values")
    )
    previous = rows[-1][1] if rows and rows[-1][0] == day - timedelta(days=1) else {}
    return {
        "previous": {
            name: int(text) * PER_ONE for name, text in previous.items() if text.isdecimal()
        },
        "history": {
            name: [int(values[name]) * PER_ONE for _, values in rows if name in values]
            for name in LOOKED_BACK
        },
        "comments": sent["comments"],
    }


def _content(data: Any, unit: str) -> str:
    text = json.dumps({**data, "unit": unit}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _receipt(submission: Any, content: str, now: datetime) -> str:
    return hashlib.sha256(f"{submission}{content}{now}".encode()).hexdigest()[:9].upper()


def _answer(kept: Submission, *, replayed: bool = False) -> Response:
    if kept.state == "REFUSED":
        raise ValidationError(kept.answer)
    body = {
        "id": str(kept.submission),
        "report": str(kept.report.ref),
        "state": kept.state,
        "is_replay": replayed,
        "number": kept.number,
        "receipt": kept.receipt,
        "lateness": kept.lateness,
        "received_at": kept.received_at.isoformat(),
    }
    return Response(body, status.HTTP_200_OK if replayed else status.HTTP_201_CREATED)
