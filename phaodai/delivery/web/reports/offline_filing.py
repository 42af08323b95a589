"""A queued report is filed, and what came of it is said to the device that kept it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phaodai.delivery.intake.queue_files import Queued
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.ids import new_id
from phaodai.engines.forms.checking import Finding
from phaodai.engines.forms.definition import Text
from phaodai.registers.reports import sentences
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.drafts import renew_draft
from phaodai.registers.reports.operations.filing import file_report
from phaodai.registers.reports.queries.heirs import heirs_of_held
from phaodai.registers.reports.queries.sent import findings_of
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.states import Channel, Timeliness
from phaodai.vocabulary.access import Actor, NotAllowed


@dataclass(frozen=True, slots=True)
class Said:
    """What a device is told of one report.

    Attributes:
        status: of the answer.
        outcome: "accepted", "held", "stale", "conflict", "refused", "version" or "unknown".
        message: the same for a person, and what to do.
        more: keys that only this outcome has.
    """

    id: UUID
    status: int
    outcome: str
    message: str
    more: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as it travels."""
        return {
            "service": "phaodai",
            "id": str(self.id),
            "outcome": self.outcome,
            "message": self.message,
            **self.more,
        }


def file_queued(*, actor: Actor, queued: Queued, channel: Channel, now: datetime) -> Said:
    """File one report of a queue by the one way in which reports are filed."""
    sending = Sending(
        id=queued.id,
        version=queued.version,
        base=queued.base,
        values=queued.values,
        comments=queued.comments,
        channel=channel,
        filled_at=queued.filled_by(now),
        clock_offset=queued.clock_offset,
    )
    try:
        filed = file_report(
            actor=actor,
            body=queued.body,
            form=queued.form,
            day=queued.day,
            sending=sending,
            now=now,
        )
    except (NotFound, NotAllowed):
        return Said(queued.id, 404, "unknown", _nobody(), {})
    except Refused as error:
        return Said(queued.id, 409, "version", words.said(error), {})
    outcome = filed.outcome
    is_replayed = isinstance(outcome, acceptance.Replayed)
    answer = outcome.answer if isinstance(outcome, acceptance.Replayed) else outcome
    if isinstance(answer, acceptance.Conflict | acceptance.Refused):
        renew_draft(actor=actor, submission=queued.id, successor=new_id())
    findings = filed.findings
    if is_replayed and isinstance(answer, acceptance.Refused):
        findings = findings_of(actor=actor, submission=queued.id)
    return _said(queued, answer, findings, sending.filled_at)


def _said(
    queued: Queued,
    answer: acceptance.Answer | acceptance.Conflict,
    findings: tuple[Finding, ...],
    filled_at: datetime | None,
) -> Said:
    page = reverse("reports:sent", args=[queued.id])
    match answer:
        case acceptance.Accepted(number, receipt, lateness, received_at):
            return Said(
                queued.id,
                200,
                "accepted",
                lateness_words(lateness, filled_at),
                {
                    "receipt": receipt,
                    "number": number,
                    "lateness": lateness.value,
                    "received_at": received_at.isoformat(),
                    "address": page,
                },
            )
        case acceptance.Held(reason, since):
            more = {"reason": reason.value, "since": since.isoformat(), "address": page}
            why = words.said(sentences.held(reason, heirs_of_held(queued.body, reason)))
            return Said(queued.id, 202, "held", why, more)
        case acceptance.Stale():
            message = _(
                "Đã có bản mới hơn của báo cáo này trên máy chủ. Mở để so sánh hai bản rồi chọn."
            )
            return Said(queued.id, 409, "stale", message, {"address": page})
        case acceptance.Refused():
            message = _("Máy chủ chưa nhận vì còn chỗ cần xem lại. Mở để sửa rồi gửi lại.")
            told = [_found(found) for found in findings if found.stops]
            told += [_fault(fault, said) for fault, said in sentences.of_the_sending(answer)]
            return Said(queued.id, 422, "refused", message, {"findings": told, "address": page})
        case acceptance.Conflict():
            message = _("Mã gửi này đã dùng cho nội dung khác. Mở để sửa; máy sẽ gửi bằng mã mới.")
            return Said(queued.id, 409, "conflict", message, {})


def lateness_words(lateness: Timeliness, filled_at: datetime | None) -> str:
    """Say whether a report came in time, by the server's clock."""
    if lateness is Timeliness.FILLED_OFFLINE and filled_at is not None:
        here = timezone.localtime(filled_at)
        return _("trễ (điền %(time)s khi mất mạng)") % {"time": f"{here:%H:%M %d/%m}"}
    return str(words.LATENESS[lateness][0])


def _nobody() -> str:
    return _(
        "Tài khoản này không nộp báo cáo cho cơ quan ấy. Đăng nhập bằng tài khoản đã điền, hoặc "
        "xuất tệp gửi cấp trên."
    )


def _fault(fault: acceptance.Fault, said: Text) -> dict[str, Any]:
    return {"rule": fault.code, "field": fault.field, "vi": said.vi, "en": said.en}


def _found(found: Finding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "field": found.field,
        "vi": found.text.vi,
        "en": found.text.en,
    }
