"""Filing a report: the receipt, what holds it up, or what is wrong with it."""

from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import reports
from phaodai.delivery.api.fields import PLAIN, Day, Moment, Plain, SentMoment
from phaodai.delivery.api.problems import Problem, language_of
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.intake.limits import MIB
from phaodai.engines.forms.checking import Finding
from phaodai.registers.reports import sentences
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations import filing
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.queries import feeds
from phaodai.registers.reports.queries.heirs import heirs_of_held
from phaodai.registers.reports.queries.sent import findings_of
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Conflict,
    Held,
    Refused,
    Replayed,
    Stale,
)
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel, HoldReason, SubmissionState, Timeliness
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

room = reports.room  # an address has one room, whatever its method
MOST_BYTES = 1 * MIB  # the text of a report is far shorter; see `rules.texts.LONGEST`
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN)]


class NewReport(Schema):
    """A report as it is filed."""

    model_config = ConfigDict(extra="forbid")

    id: UUID = Field(
        description="UUIDv7 that you make before the first try; sent again it has one effect."
    )
    form: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")
    form_version: int = Field(ge=1, le=2**31 - 1)
    day: Day = Field(description="The last day of the period.")
    agency: UUID | None = Field(
        None, description="Whose report it is; the agency of the token if left out."
    )
    base: UUID | None = Field(
        None, description="Id of the submission that it corrects; left out for the first one."
    )
    values: dict[Key, Plain] = Field(
        max_length=2_000, description="Text by field; what is blank is not known, and not zero."
    )
    comments: dict[Key, Plain] = Field(
        default_factory=dict,
        max_length=2_000,
        description="Why a figure that a rule warns of is right, by rule; under `report.reason`, "
        "why the report is sent again: no correction is taken without it.",
    )
    device_time: SentMoment | None = Field(
        None, description="When it was filled in, its clock corrected; excuses nothing."
    )


class Outcome(Schema):
    """What became of it. Only ACCEPTED, with a receipt, is filed."""

    id: UUID
    report: UUID
    state: SubmissionState
    is_replay: bool = Field(description="It had been answered before.")
    number: int | None = Field(description="Of the revision that it is.")
    receipt: str = ""
    lateness: Timeliness | None = None
    received_at: Moment
    hold_reason: HoldReason | None = None
    explanation_vi: str = ""
    explanation_en: str = ""


NO_AGENCY: Final = (  # alike for what is not there and what is not seen
    (
        "Không có cơ quan này, hoặc mã truy cập không được nộp cho nó. Bỏ agency để nộp cho cơ "
        "quan của mã truy cập, hoặc chép lại mã cơ quan từ /agencies."
    ),
    (
        "There is no such agency, or the token does not file for it. Leave agency out to file for "
        "the token's own, or copy its reference from /agencies."
    ),
)


@room.act(
    "/reports",
    permission=Permission.REPORTS_FILE,
    returns=Outcome,
    name="file_report",
    also=(200, 202),
    most_bytes=MOST_BYTES,
)
def file_report(request: ApiRequest, sent: NewReport) -> HttpResponse:
    """File a report: 201 the receipt, 200 the same once more, 202 where it waits."""
    try:
        arrived = filing.receive(
            actor=request.actor,
            body=BodyRef(sent.agency) if sent.agency else request.bearer.token.body,
            form=sent.form,
            day=sent.day,
            sending=Sending(
                id=sent.id,
                version=sent.form_version,
                base=sent.base,
                values=sent.values,
                comments=sent.comments,
                channel=Channel.API,
                filled_at=sent.device_time,
            ),
        )
    except NotFound as error:
        raise Problem("not_found", errors=[{"at": "body.agency", "message": NO_AGENCY}]) from error

    def act() -> Outcome | Problem:
        return answer_of(request, sent, filing.file_arrived(arrived, now=clock.now()))

    return once(request, act, status=_status)


def answer_of(request: ApiRequest, sent: NewReport, done: filing.Filed) -> Outcome | Problem:
    """Write what became of a submission as an answer, or as a problem."""
    agency = BodyRef(sent.agency) if sent.agency else request.bearer.token.body
    is_replay = isinstance(done.outcome, Replayed)
    outcome = done.outcome.answer if isinstance(done.outcome, Replayed) else done.outcome
    if isinstance(outcome, Conflict):
        return Problem("id_reused", **_kept(request, sent.id))
    assert done.report is not None  # noqa: S101 - only a conflict belongs to none
    match outcome:
        case Accepted(number, receipt, lateness, received_at):
            return Outcome(
                id=sent.id,
                report=done.report,
                state=SubmissionState.ACCEPTED,
                is_replay=is_replay,
                number=number,
                receipt=receipt,
                lateness=lateness,
                received_at=received_at,
            )
        case Held(reason, since):
            words = sentences.held(reason, heirs_of_held(agency, reason))
            return Outcome(
                id=sent.id,
                report=done.report,
                state=SubmissionState.HELD,
                number=None,
                is_replay=is_replay,
                received_at=since,
                hold_reason=reason,
                explanation_vi=words.vi,
                explanation_en=words.en,
            )
        case Stale():
            return _stale(request, done.report, outcome)
        case Refused():
            findings = done.findings
            if is_replay:
                findings = findings_of(actor=request.actor, submission=sent.id)
            return _faulty(request, outcome, findings)


def _status(answer: Outcome) -> int:
    if answer.state is SubmissionState.HELD:
        return 202
    return 200 if answer.is_replay else 201


def _kept(request: ApiRequest, submission: UUID) -> dict[str, Any]:
    """Return what was sent under the id, unless it is out of sight."""
    try:
        row = feeds.get_submission(actor=request.actor, submission=submission)
    except NotFound:
        return {}
    return {"kept": reports.Submission.model_validate(row).model_dump(mode="json")}


def _stale(request: ApiRequest, report: UUID, outcome: Stale) -> Problem:
    sent = feeds.get_report(actor=request.actor, ref=report).submissions
    latest = max((row for row in sent if row.number), key=lambda row: row.number or 0)
    return Problem(
        "built_on_old",
        base=str(latest.id),
        fields=[
            {
                "field": each.field,
                "side": each.side,
                "base": each.base,
                "mine": each.mine,
                "theirs": each.theirs,
            }
            for each in outcome.merge.fields
        ],
        proposal=dict(outcome.merge.proposal),
    )


def _faulty(request: HttpRequest, outcome: Refused, found: tuple[Finding, ...]) -> Problem:
    findings = [
        {
            "rule": each.rule,
            "field": each.field,
            "severity": each.severity,
            "vi": each.text.vi,
            "en": each.text.en,
        }
        for each in found
        if each.stops
    ] + [
        {
            "rule": fault.code,
            "field": fault.field,
            "severity": "error",
            "vi": text.vi,
            "en": text.en,
        }
        for fault, text in sentences.of_the_sending(outcome)
    ]
    language = language_of(request)
    places = [
        {
            "at": _at(each),
            "message": each[language],
        }
        for each in findings
    ]
    return Problem("faulty_report", errors=places, findings=findings)


def _at(finding: dict[str, str]) -> str:
    if finding["rule"] == "reason_missing":
        return f"body.comments.{REASON}"
    return f"body.values.{finding['field']}" if finding["field"] else "body"
