"""The rows of a spreadsheet are filed, each by the one way in which reports are filed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from phaodai.engines.forms.definition import Form, Text
from phaodai.registers.reports import errors
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.rules.acceptance import Accepted, Held, Refused, Replayed
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.sentences import NOT_YOURS, in_the_way
from phaodai.registers.reports.states import Channel
from phaodai.registers.reports.workbookrows import Inspection, Line, Verdict
from phaodai.vocabulary.access import Actor, NotAllowed

MEANWHILE = Text(
    "Báo cáo vừa có người sửa trong lúc nhập. Xem lại bảng rồi nhập lại dòng này.",
    "Somebody changed the report meanwhile. Look through the sheet and import this row again.",
)


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


def file_lines(
    *,
    actor: Actor,
    inspection: Inspection,
    replaces: bool,
    reason: str = "",
    channel: Channel,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[FiledLine]:
    """File what an inspection found fit, each row in a transaction of its own.

    Others file meanwhile. A row has the same id whenever the same sheet is looked through, so
    whatever was broken off is gone on with by doing it again.

    Args:
        actor: Who sends it.
        inspection: What was looked through and shown.
        replaces: Whether rows may replace what was filed for their unit and day.
        reason: Why they do; kept with each.
        channel: How the sheet came.
        now: The present moment.
        progress: Told after each row how many of how many are done; what it raises ends it.

    Returns:
        The rows that were to be filed, in order, each with its answer.
    """
    wanted = {Verdict.NEW, Verdict.CHANGED} if replaces else {Verdict.NEW}
    lines = [line for line in inspection.lines if line.verdict in wanted]
    answers: list[FiledLine] = []
    for done, line in enumerate(lines, 1):
        answers.append(
            file_line(
                actor=actor,
                form=inspection.form,
                line=line,
                reason=reason,
                channel=channel,
                now=now,
            )
        )
        progress(done, len(lines))
    return answers


def file_line(
    *, actor: Actor, form: Form, line: Line, reason: str, channel: Channel, now: datetime
) -> FiledLine:
    """File one row that was judged fit, by the one way in which reports are filed.

    Raises:
        ValueError: It was not.
    """
    if line.filer is None or line.day is None or line.id is None:
        raise ValueError(f"row {line.number} was not judged fit")
    comments = dict(line.comments)
    if reason and line.verdict is Verdict.CHANGED:
        comments[REASON] = reason
    try:
        filed = file_report(
            actor=actor,
            body=line.filer.body,
            form=form.code,
            day=line.day,
            sending=Sending(
                id=line.id,
                version=form.version,
                base=line.base,
                values=line.values,
                comments=comments,
                channel=channel,
            ),
            now=now,
        )
    except errors.Refused as error:
        return FiledLine(line, None, Text(error.vi, error.en))
    except (errors.NotFound, NotAllowed):
        return FiledLine(line, None, NOT_YOURS)
    answer = filed.outcome.answer if isinstance(filed.outcome, Replayed) else filed.outcome
    if isinstance(answer, Accepted | Held):
        return FiledLine(line, filed)
    if isinstance(answer, Refused) and (why := in_the_way(filed.findings, answer)):
        return FiledLine(line, filed, why[0])
    return FiledLine(line, filed, MEANWHILE)
