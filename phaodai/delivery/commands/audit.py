"""`phaodai audit`: check, seal, anchor and read the trail."""

import re
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.runtime import Exit

# What is wrong with the first bad row, in both languages.
SENTENCES = {
    "link_missing": ("mắt xích bị xóa", "the link was deleted"),
    "link_out_of_place": ("mắt xích không đúng chỗ", "the link is out of place"),
    "event_missing": ("sự kiện đã niêm phong bị xóa", "a sealed event was deleted"),
    "event_deleted_unsealed": (
        "sự kiện bị xóa trước khi được niêm phong",
        "an event was deleted before it was sealed",
    ),
    "unreadable": ("nội dung không đọc được", "its bytes cannot be read"),
    "prev_hash": (
        "không nối với mắt xích trước",
        "it does not point to the link before it",
    ),
    "changed": (
        "sự kiện hoặc niêm phong đã bị sửa",
        "the event or its seal was changed",
    ),
    "not_ours": (
        "không phải do phần mềm này ghi",
        "it was not written by this installation",
    ),
    "other_chain": (
        "chuỗi khác với chuỗi đã ghi neo: bị viết lại, hoặc phục hồi từ bản sao lưu cũ",
        "not the chain that was anchored: it was rewritten, or an old backup was restored",
    ),
    "tail_missing": (
        "chuỗi ngắn hơn chuỗi đã ghi neo: bị cắt đuôi, hoặc phục hồi từ bản sao lưu cũ",
        "shorter than the chain that was anchored: cut off, or an old backup was restored",
    ),
    "root": ("gốc theo giờ bị sửa", "the hour's root was changed"),
    "root_missing": ("gốc theo giờ bị xóa", "the hour's root was deleted"),
    "anchors": ("tệp neo đã bị sửa", "the file of anchors was changed"),
    "anchors_missing": (
        "tệp neo mất, hoặc mất phần đầu: chép lại từ bản sao lưu, hoặc dùng --anchor",
        "the anchors, or their beginning, are missing: put the file back, or use --anchor",
    ),
}
HEAD = re.compile(r"\s*(\d+):([0-9a-f]{64})\s*\Z")


class Anchor(click.ParamType[tuple[int, str]]):
    """A head of the chain as `audit anchor` prints it."""

    name = "SEQ:HASH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        """Read the number and the hash."""
        if isinstance(value, tuple):
            return value
        found = HEAD.match(value.lower())
        if found is None:
            self.fail(f"{value!r}: SEQ:HASH, 64 hexadecimal digits", param, ctx)
        return int(found[1]), found[2]


@click.group()
def audit() -> None:
    """The audit trail: who did what, and proof that nothing was changed since.

    \b
    phaodai audit verify                  is every row what it was?
    phaodai audit anchor                  the head of the chain, to be written down elsewhere
    phaodai audit list --action unit.     all acts on units
    """  # noqa: D301
    runtime.start_django()


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option(
    "--anchor", "anchors", type=Anchor(), multiple=True, help="A head that was written down."
)
def verify(*, as_json: bool, anchors: tuple[tuple[int, str], ...]) -> None:
    """Check every row; name the first bad one and end with status 4.

    \b
    phaodai audit verify
    phaodai audit verify --anchor 1042:9f0c…   a head written down on paper
    """  # noqa: D301
    from django.db import DatabaseError

    from phaodai.foundation.audit import queries

    try:
        report = queries.verify(written_down=anchors)
    except DatabaseError as failure:
        runtime.fail(
            f"Không đọc được nhật ký: {failure}",
            f"The trail cannot be read: {failure}",
            status=Exit.BROKEN,
        )
    fault = report.fault
    answer: dict[str, object] = {
        "ok": fault is None,
        "rows": report.rows,
        "sealed": report.sealed,
        "unsealed": report.unsealed,
        "roots": report.roots,
        "anchors": report.anchors,
        "first": report.first_at,
        "last": report.last_at,
        "last_sealed": report.last_sealed_at,
        "head": f"{report.sealed}:{report.head}",
        "stamped_by_unknown_key": report.by_unknown_key,
        "fault": None,
    }
    if fault is not None:
        vi, en = SENTENCES[fault.wrong]
        answer["fault"] = {
            "code": str(fault.wrong),
            "seq": fault.seq,
            "last_seq": fault.last_seq,
            "event_id": fault.event_id,
            "vi": vi,
            "en": en,
        }
    if as_json:
        runtime.write_json(answer)
    elif fault is None:
        click.echo(
            f"Nguyên vẹn: {report.rows} dòng ({report.sealed} đã niêm phong, {report.unsealed} "
            f"đang chờ), {report.roots} gốc theo giờ, {report.anchors} dòng neo."
        )
        click.echo(
            f"Whole: {report.rows} rows ({report.sealed} sealed, {report.unsealed} waiting), "
            f"{report.roots} hourly roots, {report.anchors} lines of anchors."
        )
        click.echo(f"{answer['head']}  {report.first_at or ''}  {report.last_at or ''}".rstrip())
    else:
        place = _place(fault.seq, fault.last_seq, fault.event_id)
        click.echo(f"HỎNG: {place[0]}: {vi}.")
        click.echo(f"BROKEN: {place[1]}: {en}.")
    if fault is not None:
        sys.exit(Exit.BROKEN)


@audit.command()
def anchor() -> None:
    """Print the head of the chain, to be kept where nobody of this machine can reach it.

    Seals first, so that every row so far is behind the head.

    \b
    phaodai audit anchor >> /mnt/usb/phaodai-anchors.txt
    """  # noqa: D301
    from phaodai.foundation.audit import operations

    sealed = operations.seal(now=runtime.real_clock())
    click.echo(f"{sealed.seq}:{sealed.hash}")
    runtime.say("Ghi dòng trên ra nơi khác (sổ trực, cấp trên); `audit verify --anchor` đối chiếu.")
    runtime.say("Keep that line elsewhere; `audit verify --anchor` holds the trail against it.")


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def seal(*, as_json: bool) -> None:
    """Link all rows into the chain now, without waiting for the worker.

    \b
    phaodai audit seal
    """  # noqa: D301
    from phaodai.foundation.audit import operations

    sealed = operations.seal(now=runtime.real_clock(), everywhere=True)
    if as_json:
        answer = {"rows": sealed.rows, "roots": sealed.roots, "head": f"{sealed.seq}:{sealed.hash}"}
        runtime.write_json(answer)
        return
    runtime.say(f"Đã niêm phong {sealed.rows} dòng. Sealed {sealed.rows} rows.")
    click.echo(f"{sealed.seq}:{sealed.hash}")


@audit.command(name="list")
@click.option("--subject", type=click.UUID, help="Acts on this row.")
@click.option("--actor", default="", help="Part of the name of who acted.")
@click.option("--action", default="", help="One act (unit.rename), or all on a noun (unit.).")
@click.option("--since", help="From this day or moment on, e.g. 2026-03-02 or 2026-03-02T15:00.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list.")
def list_(
    *,
    subject: UUID | None,
    actor: str,
    action: str,
    since: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List rows of the trail, newest first.

    \b
    phaodai audit list --action directive. --since 2026-03-01
    phaodai audit list --actor operator --json
    """  # noqa: D301
    from phaodai.foundation.audit import queries

    filters = queries.Filters(
        subject_ref=subject, actor=actor, action=action, since=_moment(since) if since else None
    )
    rows = queries.get_events(unit_refs=None, body_refs=None, filters=filters, limit=limit)
    cells = [
        {
            "seq": row.seq,
            "at": row.at.astimezone(_zone()).isoformat(timespec="seconds"),
            "actor": row.actor,
            "action": row.action,
            "subject": f"{row.subject_kind}:{row.subject_ref}",
            "unit": row.unit_ref,
            "body": row.body_ref,
            "details": row.details,
        }
        for row in rows
    ]
    if as_json:
        runtime.write_json(cells)
    else:
        runtime.write_table(
            [{**cell, "seq": cell["seq"] or "…"} for cell in cells],
            ["seq", "at", "actor", "action", "subject"],
        )


def _place(seq: int | None, last_seq: int | None, event_id: int | None) -> tuple[str, str]:
    if seq is not None and last_seq is not None and last_seq > seq:
        return f"một dòng từ {seq} đến {last_seq}", f"a row from {seq} to {last_seq}"
    parts: list[tuple[str, str]] = []
    if seq is not None:
        parts.append((f"dòng {seq}", f"row {seq}"))
    if event_id is not None:
        parts.append((f"sự kiện {event_id}", f"event {event_id}"))
    if not parts:
        return "tệp audit-anchors.log", "file audit-anchors.log"
    return ", ".join(vi for vi, _ in parts), ", ".join(en for _, en in parts)


def _zone() -> ZoneInfo:
    from django.conf import settings

    return ZoneInfo(settings.TIME_ZONE)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as failure:
        raise click.BadParameter(f"{text!r}: 2026-03-02 or 2026-03-02T15:00") from failure
    return (moment if moment.tzinfo else moment.replace(tzinfo=_zone())).astimezone(UTC)
