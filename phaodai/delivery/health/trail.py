"""Checks of what runs by itself: worker, sealer, check of the trail, backup."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from phaodai.delivery.health.findings import Finding, bad, ok, warn
from phaodai.foundation.audit import anchors, queries, sealing, triggers
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name

BACKLOG = timedelta(minutes=5)
WHOLE = "whole"


def worker(now: datetime) -> Iterator[Finding]:
    """The worker lives."""
    beat = jobs.get_beat(name=Name.WORKER, now=now)
    if beat is None:
        yield warn(
            "worker",
            "Phần việc nền chưa từng chạy: chạy `phaodai serve`.",
            "The worker has never run: run `phaodai serve`.",
        )
    elif beat.is_silent:
        yield bad(
            "worker",
            f"Phần việc nền im lặng từ {_when(beat.last_at)}: chạy lại `phaodai serve`.",
            f"The worker has been silent since {_when(beat.last_at)}: run `phaodai serve` again.",
        )
    else:
        at = _when(beat.last_at)
        yield ok("worker", f"Phần việc nền chạy, lúc {at}.", f"The worker lives, at {at}.")


def append_only(_now: datetime) -> Iterator[Finding]:
    """The database refuses to change the trail."""
    missing = triggers.missing(connection)
    if missing:
        yield bad(
            "audit-append-only",
            f"Cơ sở dữ liệu cho sửa nhật ký ({', '.join(missing)}): có người đã gỡ khóa; chạy "
            "`phaodai audit verify`, rồi điều tra.",
            f"The database lets the trail be changed ({', '.join(missing)}): somebody removed "
            "the lock; run `phaodai audit verify`, then find out who.",
        )
    else:
        yield ok("audit-append-only", "Nhật ký chỉ ghi thêm.", "The trail is append-only.")


def backlog(now: datetime) -> Iterator[Finding]:
    """The sealer keeps up."""
    state = queries.chain_state()
    oldest = state.oldest_unsealed_at
    beat = jobs.get_beat(name=Name.SEALER, now=now)
    behind = beat is None or now - beat.last_at > BACKLOG
    if oldest is not None and behind:
        yield bad(
            "audit-seal",
            f"{state.unsealed} dòng nhật ký chờ niêm phong: chạy `phaodai serve`, hoặc "
            "`phaodai audit seal`.",
            f"{state.unsealed} rows of the trail wait for their seal: run `phaodai serve`, or "
            "`phaodai audit seal`.",
        )
    else:
        yield ok(
            "audit-seal",
            f"Nhật ký niêm phong đến dòng {state.seq}, {state.unsealed} dòng đang chờ.",
            f"The trail is sealed to row {state.seq}, {state.unsealed} rows wait.",
        )


def anchored(_now: datetime) -> Iterator[Finding]:
    """The end of the chain is the one that was written down outside the database."""
    there = anchors.read(sealing.anchor_file())
    state = queries.chain_state()
    if there.bad_line is not None:
        wrong = f"dòng {there.bad_line} / line {there.bad_line}"
    elif state.seq and not there.is_complete:
        wrong = "mất / missing"
    elif there.last > state.seq:
        wrong = f"{there.last} > {state.seq}"
    elif there.heads.get(state.seq, {state.hash}) != {state.hash}:
        wrong = f"{state.seq}: {state.hash[:16]}…"
    else:
        yield ok(
            "audit-anchors",
            f"Đầu chuỗi khớp tệp neo ({there.lines} dòng).",
            f"The end of the chain agrees with the file of anchors ({there.lines} lines).",
        )
        return
    yield bad(
        "audit-anchors",
        f"Nhật ký không khớp tệp neo ({wrong}): chạy `phaodai audit verify`.",
        f"The trail contradicts the file of anchors ({wrong}): run `phaodai audit verify`.",
    )


def last_check(now: datetime) -> Iterator[Finding]:
    """The last whole check of the trail found nothing."""
    beat = jobs.get_beat(name=Name.AUDIT_CHECK, now=now)
    if beat is None or beat.is_silent:
        yield warn(
            "audit-check",
            "Lâu chưa kiểm tra toàn bộ nhật ký: chạy `phaodai audit verify`.",
            "The whole trail was not checked for long: run `phaodai audit verify`.",
        )
    elif not beat.detail.startswith(WHOLE):
        yield bad(
            "audit-check",
            f"Chuỗi nhật ký hỏng ({beat.detail}, {_when(beat.last_at)}): giữ nguyên máy, chạy "
            "`phaodai audit verify`.",
            f"The chain is broken ({beat.detail}, {_when(beat.last_at)}): keep the machine as it "
            "is and run `phaodai audit verify`.",
        )
    else:
        at = _when(beat.last_at)
        yield ok("audit-check", f"Nhật ký nguyên vẹn lúc {at}.", f"The trail was whole at {at}.")


def backup(now: datetime) -> Iterator[Finding]:
    """A copy of today exists."""
    beat = jobs.get_beat(name=Name.BACKUP, now=now)
    if beat is None:
        yield warn(
            "backup",
            "Chưa có sao lưu nào: chép thư mục dữ liệu ra máy khác mỗi ngày.",
            "There is no backup yet: copy the data folder to another machine every day.",
        )
    elif now - beat.last_at > timedelta(hours=24):
        yield bad(
            "backup",
            f"Sao lưu cuối lúc {_when(beat.last_at)}, quá 24 giờ: sao lưu ngay.",
            f"The last backup is of {_when(beat.last_at)}, over 24 hours ago: make one now.",
        )
    else:
        at = _when(beat.last_at)
        yield ok("backup", f"Sao lưu lúc {at}.", f"Backed up at {at}.")


def _when(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")
