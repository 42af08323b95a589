"""The rows of a spreadsheet are filed: all that can be in one transaction, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.rules.acceptance import Accepted, Held, Replayed
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel
from phaodai.registers.reports.workbookrows import Inspection, Line, Verdict
from phaodai.vocabulary.access import Actor


@dataclass(frozen=True, slots=True)
class FiledLine:
    """A row and what came of it; `problem` is None where it was taken."""

    line: Line
    filed: Filed | None
    problem: Text | None = None

    @property
    def receipt(self) -> str:
        """Return the code of its receipt; "" where it was not taken."""
        outcome = self.filed.outcome if self.filed is not None else None
        answer = outcome.answer if isinstance(outcome, Replayed) else outcome
        return answer.receipt if isinstance(answer, Accepted) else ""


@transaction.atomic
def file_lines(
    *,
    actor: Actor,
    inspection: Inspection,
    replaces: bool,
    reason: str = "",
    channel: Channel = Channel.FILE,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[FiledLine]:
    """File what an inspection found fit, each row by the one way in which reports are filed.

    Args:
        actor: Who sends it.
        inspection: What was looked through and shown.
        replaces: Whether rows may replace what was filed for their unit and day.
        reason: Why they do; kept with each.
        channel: How the sheet came.
        now: The present moment.
        progress: Told after each row how many of how many are done; what it raises takes all
            rows back.

    Returns:
        The rows that were to be filed, in order, each with its answer.
    """
    wanted = {Verdict.NEW, Verdict.CHANGED} if replaces else {Verdict.NEW}
    lines = [line for line in inspection.lines if line.verdict in wanted]
    answers: list[FiledLine] = []
    for done, line in enumerate(lines, 1):
        answers.append(_file(actor, inspection, line, reason, channel, now))
        progress(done, len(lines))
    return answers


def _file(
    actor: Actor, inspection: Inspection, line: Line, reason: str, channel: Channel, now: datetime
) -> FiledLine:
    if line.filer is None or line.day is None or line.id is None:
        raise ValueError(f"row {line.number} was not judged fit")
    comments = dict(line.comments)
    if reason and line.verdict is Verdict.CHANGED:
        comments[REASON] = reason
    try:
        filed = file_report(
            actor=actor,
            body=line.filer.body,
            form=inspection.form.code,
            day=line.day,
            sending=Sending(
                id=line.id,
                version=inspection.form.version,
                base=line.base,
                values=line.values,
                comments=comments,
                channel=channel,
            ),
            now=now,
        )
    except Refused as error:
        return FiledLine(line, None, Text(error.vi, error.en))
    answer = filed.outcome.answer if isinstance(filed.outcome, Replayed) else filed.outcome
    if isinstance(answer, Accepted | Held):
        return FiledLine(line, filed)
    return FiledLine(line, filed, _why(filed))


def _why(filed: Filed) -> Text:
    stops: Sequence[Text] = [each.text for each in filed.findings if each.stops]
    if stops:
        return stops[0]
    return Text(
        "Báo cáo vừa có người sửa trong lúc nhập. Xem lại bảng rồi nhập lại dòng này.",
        "Somebody changed the report meanwhile. Look through the sheet and import this row again.",
    )
