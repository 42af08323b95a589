"""Rows of workbooks are judged and filed by a worker that holds a lease; any other may go on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import Q

from phaodai.engines.forms.definition import Form, Text
from phaodai.engines.forms.schedule import HERE
from phaodai.engines.sheets.hidden import Hidden
from phaodai.engines.sheets.records import once
from phaodai.foundation.accounts.queries import find_actor
from phaodai.registers.reports import definitions
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Workbook, WorkbookRow
from phaodai.registers.reports.operations.importing import NO_HEADINGS
from phaodai.registers.reports.operations.workbooks import file_line
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.queries.importing import choices_of, tabs_of
from phaodai.registers.reports.queries.workbooks import Opened, open_sheet, sums_of
from phaodai.registers.reports.states import Channel, RowState, WorkbookState
from phaodai.registers.reports.workbookrows import Part, Tab, dump_line, load_line
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UserRef

LEASE = timedelta(seconds=60)
CHUNK = 100  # rows that are judged, or asked for, at a time
GONE = Refused(
    "Người gửi không còn nộp mẫu này cho đơn vị nào. Đăng nhập lại, hoặc hỏi quản trị.",
    "The sender no longer files this form for any unit. Sign in again, or ask an administrator.",
)
BROKEN = Text(
    "Máy chủ gặp lỗi ở dòng này và đã ghi lại; báo quản trị. Các dòng khác vẫn được gửi.",
    "The server failed at this row and has noted it: tell an administrator. The others are filed.",
)
log = logging.getLogger(__name__)


def advance(
    *,
    workbook: UUID,
    now: Callable[[], datetime],
    at: Callable[[], datetime],
    goes_on: Callable[[], bool] = lambda: True,
) -> bool:
    """Judge or file rows of a workbook until there are none, or until told to pause.

    Args:
        workbook: Which; one that another worker is at is left alone.
        now: The clock of business, by which reports are received.
        at: The real clock, by which a worker's lease ends.
        goes_on: Asked between rows.

    Returns:
        Whether something is left to do and nobody is at it.
    """
    me = uuid4()
    to_do = Workbook.objects.filter(ref=workbook, state__in=_WORK)
    free = Q(leased_until=None) | Q(leased_until__lt=at())
    if not to_do.filter(free).update(worker=me, leased_until=at() + LEASE):
        return False
    row = Workbook.objects.select_related("form").get(ref=workbook)
    try:
        return _WORK[WorkbookState(row.state)](row, me, now, at, goes_on)
    finally:
        Workbook.objects.filter(pk=row.pk, worker=me).update(worker=None, leased_until=None)


def _judge(
    row: Workbook,
    me: UUID,
    now: Callable[[], datetime],
    at: Callable[[], datetime],
    goes_on: Callable[[], bool],
) -> bool:
    try:
        tabs = tabs_of(row)
        opened = _open_all(row, tabs, now())
    except (NotFound, Refused) as error:
        fault = error if isinstance(error, Refused) else GONE
        Workbook.objects.filter(pk=row.pk, worker=me).update(
            state=WorkbookState.UNFIT, fault=[fault.vi, fault.en], changed_at=now()
        )
        return False
    records = [(part, each) for part, sheet in opened for each in sheet.reading.records]
    n_lines = sum(sheet.reading.n_lines for _, sheet in opened)
    Workbook.objects.filter(pk=row.pk, worker=me).update(n_lines=n_lines)
    sheets = dict(opened)
    for start in range(row.rows.count(), len(records), CHUNK):
        if not goes_on():
            return True
        chunk = records[start : start + CHUNK]
        lines = [
            replace(line, part=part)
            for part in dict.fromkeys(part for part, _ in chunk)
            for line in sheets[part].judge([each for of, each in chunk if of == part], now())
        ]
        with transaction.atomic():
            if not _is_mine(row, me, WorkbookState.JUDGING, at()):
                return False  # cancelled, or taken over
            WorkbookRow.objects.bulk_create(
                WorkbookRow(workbook=row, at=k, verdict=line.verdict, line=dump_line(line))
                for k, line in enumerate(lines, start)
            )
    hidden = {part: tabs[part].hidden for part in row.chosen}
    parts = {part["at"]: part for part in row.parts} | {
        part: _found(Part.load(row.parts[part]), sheet, hidden[part]).dump()
        for part, sheet in opened
    }
    Workbook.objects.filter(pk=row.pk, worker=me, state=WorkbookState.JUDGING).update(
        state=WorkbookState.READY,
        parts=[parts[each] for each in sorted(parts)],
        changed_at=now(),
    )
    return False


def _open_all(row: Workbook, tabs: Sequence[Tab], now: datetime) -> list[tuple[int, Opened]]:
    """Return the chosen sheets, no two rows of them about one unit and day."""
    actor = find_actor(UserRef(row.owner), on=now.astimezone(HERE).date())
    if actor is None:
        raise GONE
    opened = [
        (
            at,
            open_sheet(
                actor=actor,
                form=row.form.code,
                rows=tabs[at].rows,
                merged=tabs[at].merged,
                choices=choices_of(row, at),
                title=tabs[at].name,
                now=now,
            ),
        )
        for at in row.chosen
    ]
    if all(sheet.layout is None for _, sheet in opened):
        raise NO_HEADINGS
    if len(opened) == 1:
        return opened
    readings = once([(tabs[at].name, sheet.reading) for at, sheet in opened])
    return [
        (at, replace(sheet, reading=reading))
        for (at, sheet), reading in zip(opened, readings, strict=True)
    ]


def _found(part: Part, sheet: Opened, hidden: Hidden) -> Part:
    if sheet.layout is None:
        return part
    told = hidden.told(sheet.layout)
    return replace(
        part,
        way=sheet.layout.way,
        n_hidden=told.n_rows,
        hidden_columns=told.columns,
        is_hidden=told.is_whole,
        first=sheet.layout.first,
        columns=sheet.layout.columns,
        skipped=sheet.reading.skipped,
        sums=sums_of(sheet),
        n_lines=sheet.reading.n_lines,
    )


def _file(
    row: Workbook,
    me: UUID,
    now: Callable[[], datetime],
    at: Callable[[], datetime],
    goes_on: Callable[[], bool],
) -> bool:
    actor = find_actor(UserRef(row.owner), on=now().astimezone(HERE).date())
    wanted = WorkbookRow.objects.filter(workbook=row, state=RowState.WANTED).order_by("at")
    while chunk := list(wanted[:CHUNK]):
        if not _is_mine(row, me, WorkbookState.FILING, at()):
            return False
        for each in chunk:
            if not goes_on():
                return True
            _file_one(row, each, actor, now())
    Workbook.objects.filter(pk=row.pk, state=WorkbookState.FILING).update(
        state=WorkbookState.DONE, changed_at=now()
    )
    return False


@transaction.atomic
def _file_one(row: Workbook, each: WorkbookRow, actor: Actor | None, now: datetime) -> None:
    """File a row and note what came of it, together or not at all."""
    line = load_line(each.line)
    form = None if line.day is None else _form_on(row, line.day)
    if actor is None or form is None:
        each.state, each.problem = RowState.REFUSED, [GONE.vi, GONE.en]
    else:
        try:
            with transaction.atomic():
                done = file_line(
                    actor=actor, form=form, line=line, reason=row.reason,
                    channel=Channel(row.channel), now=now,
                )  # fmt: skip
        except DatabaseError:  # busy, down, full: this row is filed when that is over
            raise
        except Exception:
            log.exception("row %d of workbook %s", each.at, row.ref)
            each.state, each.problem = RowState.REFUSED, [BROKEN.vi, BROKEN.en]
        else:
            each.state = RowState.FILED if done.problem is None else RowState.REFUSED
            each.receipt = done.receipt
            each.problem = done.problem and [done.problem.vi, done.problem.en]
    each.save(update_fields=["state", "receipt", "problem"])


def _form_on(row: Workbook, day: date) -> Form | None:
    version = version_on(row.form.code, day)
    return None if version is None else definitions.stored(version)


def _is_mine(row: Workbook, me: UUID, state: WorkbookState, moment: datetime) -> bool:
    """Renew the lease; say whether the workbook is still in this worker's hands."""
    mine = Workbook.objects.filter(pk=row.pk, worker=me, state=state)
    return bool(mine.update(leased_until=moment + LEASE))


_WORK = {WorkbookState.JUDGING: _judge, WorkbookState.FILING: _file}
