"""A workbook is staged, looked through and filed; between its rows everybody else files too.

Until somebody says "file" nothing of it is on record, and it can be cancelled without a trace.
Then each row is filed in a transaction of its own, whatever breaks in between: rows keep their ids.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from phaodai.engines.forms.schedule import HERE
from phaodai.engines.sheets.layout import propose
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Form, Workbook
from phaodai.registers.reports.queries.importing import MOST_OPEN, OPEN, find_own
from phaodai.registers.reports.queries.workbooks import get_filers, lexicon_of, places_of
from phaodai.registers.reports.states import Channel, RowState, WorkbookState
from phaodai.registers.reports.workbookrows import Part, Tab, Verdict
from phaodai.vocabulary.access import Actor

NO_HEADINGS = Refused(
    "Không tìm thấy tiêu đề nào của mẫu trong bảng. Chọn đúng mẫu, hoặc tải bảng mẫu rồi chép số "
    "vào.",
    "No heading of the form was found in the sheet. Choose the right form, or take its template "
    "and copy the figures into it.",
)


def stage_workbook(
    *,
    actor: Actor,
    form: str,
    day: date | None,
    carries: bool,
    tabs: Sequence[Tab],
    name: str,
    channel: Channel,
    now: datetime,
) -> UUID:
    """Keep a workbook aside, to be looked through; nothing of it is filed.

    Args:
        actor: Whose it is; nobody else sees it.
        form: Code.
        day: The period of rows that name none.
        carries: Whether fields that carry over and have no column take yesterday's figure.
        tabs: Its sheets, one at least.
        name: Of the file.
        channel: How it came.
        now: The present moment.

    Returns:
        Its reference. Where several sheets fit the form a person chooses first.

    Raises:
        NotFound: No such form, or the actor files it for nobody.
        Refused: No sheet has a heading of the form, or too many workbooks lie open.
    """
    if actor.user is None:
        raise NotFound(form)
    on = day or now.astimezone(HERE).date()
    definition, filers = get_filers(actor=actor, form=form, on=on)
    fields, places = lexicon_of(definition), places_of(filers)
    parts = [
        Part(
            at=at,
            name=tab.name,
            n_rows=len(tab.rows),
            fits=propose(tab.rows, fields=fields, places=places, merged=tab.merged) is not None,
        )
        for at, tab in enumerate(tabs)
    ]
    fitting = [part.at for part in parts if part.fits]
    if not fitting:
        raise NO_HEADINGS
    said = json.dumps(
        [[tab.name, tab.rows, tab.merged, asdict(tab.hidden)] for tab in tabs]
    ).encode()
    with transaction.atomic():
        if Workbook.objects.filter(owner=actor.user, state__in=OPEN).count() >= MOST_OPEN:
            raise Refused(
                f"Đang có {MOST_OPEN} bảng làm dở. Gửi hoặc bỏ bớt bảng dở rồi tải lên lại.",
                f"{MOST_OPEN} workbooks lie unfinished. File or drop some, then upload again.",
            )
        row = Workbook.objects.create(
            owner=actor.user,
            form=Form.objects.get(code=form),
            day=day,
            carries=carries,
            name=name[:150],
            sha256=hashlib.sha256(said).hexdigest(),
            content=zlib.compress(said, 1),
            chosen=fitting if len(fitting) == 1 else [],
            parts=[part.dump() for part in parts],
            channel=channel,
            state=WorkbookState.JUDGING if len(fitting) == 1 else WorkbookState.CHOOSING,
            made_at=now,
            changed_at=now,
        )
    return row.ref


def choose_tabs(*, actor: Actor, workbook: UUID, tabs: Sequence[int], now: datetime) -> None:
    """Say which sheets of a workbook are taken.

    Raises:
        NotFound: The actor has no such workbook.
        Refused: None is chosen, or it is past choosing.
    """
    with transaction.atomic():
        row = _lock(actor, workbook, {WorkbookState.CHOOSING})
        fitting = {part["at"] for part in row.parts if part["fits"]}
        chosen = sorted(fitting & set(tabs))
        if not chosen:
            raise Refused(
                "Trang tính: chưa chọn trang nào. Chọn ít nhất một trang.",
                "Sheets: none is chosen. Choose one at least.",
            )
        row.chosen = chosen
        _turn(row, WorkbookState.JUDGING, now)


def decide_columns(
    *,
    actor: Actor,
    workbook: UUID,
    columns: Mapping[int, Mapping[int, str]],
    now: datetime,
) -> None:
    """Say what columns mean; the workbook is looked through anew.

    Args:
        actor: Whose it is.
        workbook: Which.
        columns: Position of a sheet -> index of a column -> what it means; "" leaves it out.
        now: The present moment.

    Raises:
        NotFound: The actor has no such workbook.
        Refused: It is past that.
    """
    with transaction.atomic():
        row = _lock(actor, workbook, {WorkbookState.READY})
        row.columns = {
            str(at): {str(index): meaning for index, meaning in said.items()}
            for at, said in columns.items()
        }
        row.rows.all().delete()
        _turn(row, WorkbookState.JUDGING, now)


def file_workbook(
    *, actor: Actor, workbook: UUID, replaces: bool, reason: str, now: datetime
) -> None:
    """Decide that the rows that were found fit are filed; from here on that happens.

    Args:
        actor: Whose it is.
        workbook: Which.
        replaces: Whether rows may replace what was filed for their unit and day.
        reason: Why they do; kept with each.
        now: The present moment.

    Raises:
        NotFound: The actor has no such workbook.
        Refused: It is not ready, nothing would be filed, or replacing has no reason.
    """
    wanted = [Verdict.NEW, Verdict.CHANGED] if replaces else [Verdict.NEW]
    with transaction.atomic():
        row = _lock(actor, workbook, {WorkbookState.READY})
        if replaces and not reason and row.rows.filter(verdict=Verdict.CHANGED).exists():
            raise Refused(
                "Lý do thay: chưa ghi. Viết một câu, hoặc bỏ chọn thay báo cáo đã gửi.",
                "Reason for replacing: missing. Write a sentence, or do not replace what was "
                "filed.",
            )
        n_wanted = row.rows.filter(verdict__in=wanted).update(state=RowState.WANTED)
        if not n_wanted:
            raise Refused(
                "Không có dòng nào để gửi. Sửa các dòng lỗi rồi tải lên lại, hoặc chọn thay báo "
                "cáo đã gửi.",
                "There is no row to file. Mend the rejected rows and upload again, or replace "
                "what was filed.",
            )
        row.replaces, row.reason = replaces, reason
        _turn(row, WorkbookState.FILING, now)
        audit.record(
            actor=actor,
            action="workbook.file",
            subject_kind="workbook",
            subject_ref=row.ref,
            details={
                "form": row.form.code,
                "sha256": row.sha256,
                "channel": row.channel,
                "rows": n_wanted,
                "replaces": replaces,
            },
            at=now,
        )


def cancel_workbook(*, actor: Actor, workbook: UUID, now: datetime) -> None:
    """Drop a workbook of which nothing was filed.

    Raises:
        NotFound: The actor has no such workbook.
        Refused: Its rows are being filed, or were.
    """
    still = {WorkbookState.CHOOSING, WorkbookState.JUDGING, WorkbookState.READY}
    with transaction.atomic():
        row = _lock(actor, workbook, still | {WorkbookState.UNFIT})
        row.rows.all().delete()
        row.content, row.parts, row.n_lines = b"", [], 0
        _turn(row, WorkbookState.CANCELLED, now)


def sweep_workbooks(*, before: datetime) -> int:
    """Forget workbooks of long ago, unless they are being filed; what they filed stays."""
    old = Workbook.objects.filter(changed_at__lt=before).exclude(state=WorkbookState.FILING)
    return old.delete()[0]


def _lock(actor: Actor, ref: UUID, states: set[WorkbookState]) -> Workbook:
    row = find_own(actor, ref, locks=True)
    if row is None:
        raise NotFound(str(ref))
    if row.state not in states:
        raise Refused(
            "Bảng này đã sang bước khác, có thể ở một cửa sổ khác. Xem tình trạng mới bên dưới.",
            "This workbook has moved on, perhaps in another window. See how it stands below.",
        )
    return row


def _turn(row: Workbook, state: WorkbookState, now: datetime) -> None:
    row.state, row.changed_at, row.worker, row.leased_until = state, now, None, None
    row.save()
