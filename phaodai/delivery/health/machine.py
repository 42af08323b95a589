"""Checks of the machine: interpreter, disk, folder, clock, programs."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from phaodai.delivery.health.findings import Finding, bad, info, ok, warn

FREE_SHARE = 0.10
CLOCK_TOLERANCE = timedelta(minutes=2)
VIETNAM_OFFSET = timedelta(hours=7)


def python(_now: datetime) -> Iterator[Finding]:
    """The interpreter is one that the product is tested on, and reads and writes UTF-8."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] != (3, 11):
        yield bad(
            "python",
            f"Python {version}: cần Python 3.11; chạy lại `make run` với PYTHON=python3.11.",
            f"Python {version}: 3.11 is needed; run `make run` with PYTHON=python3.11.",
        )
    elif sys.getfilesystemencoding().lower() != "utf-8":
        yield bad(
            "python",
            "Máy không dùng UTF-8: đặt LANG=C.UTF-8.",
            "The machine does not use UTF-8: set LANG=C.UTF-8.",
        )
    else:
        yield ok("python", f"Python {version}, UTF-8.", f"Python {version}, UTF-8.")


def disk(_now: datetime) -> Iterator[Finding]:
    """The disk of the data folder has room."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    share = usage.free / usage.total
    free = f"{usage.free / 2**30:.1f} GB ({share:.0%})"
    if share < FREE_SHARE:
        yield bad(
            "disk",
            f"Ổ đĩa chỉ còn {free}: xóa bớt hoặc chuyển {settings.DATA_DIR} sang ổ lớn hơn.",
            f"The disk has {free} left: make room, or move {settings.DATA_DIR} to a larger one.",
        )
    else:
        yield ok("disk", f"Ổ đĩa còn {free}.", f"The disk has {free} left.")


def folder(_now: datetime) -> Iterator[Finding]:
    """The data folder can be written, and other users of the machine cannot look in."""
    path = Path(settings.DATA_DIR)
    probe = path / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as failure:
        yield bad(
            "folder",
            f"Không ghi được vào {path}: {failure.strerror}; sửa quyền của thư mục.",
            f"{path} cannot be written: {failure.strerror}; mend its permissions.",
        )
        return
    if path.stat().st_mode & 0o007:
        yield bad(
            "folder",
            f"Người dùng khác của máy vào được thư mục dữ liệu: chạy chmod 750 {path}.",
            f"Other users of the machine can enter the data folder: run chmod 750 {path}.",
        )
    else:
        yield ok("folder", f"Dữ liệu ở {path}.", f"Data is in {path}.")


def timezone(now: datetime) -> Iterator[Finding]:
    """Deadlines are clock times of Vietnam."""
    try:
        offset = now.astimezone(ZoneInfo(settings.TIME_ZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        yield bad(
            "timezone",
            f"Máy không biết múi giờ {settings.TIME_ZONE}: cài gói tzdata.",
            f"The machine does not know the zone {settings.TIME_ZONE}: install tzdata.",
        )
        return
    if offset != VIETNAM_OFFSET:
        yield bad(
            "timezone",
            f"Múi giờ là {settings.TIME_ZONE}, hạn chót sẽ sai: đặt Asia/Ho_Chi_Minh.",
            f"The zone is {settings.TIME_ZONE}, deadlines go wrong: set Asia/Ho_Chi_Minh.",
        )
    else:
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
        yield ok(
            "timezone",
            f"Giờ Việt Nam: {local:%H:%M ngày %d/%m/%Y}.",
            f"Time in Vietnam: {local:%H:%M, %Y-%m-%d}.",
        )


def clock(now: datetime) -> Iterator[Finding]:
    """The clock is not behind what was already written, nor apart from the database's."""
    from django.db import connection

    from phaodai.foundation.audit import queries

    seen: dict[str, datetime] = {}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            theirs = cursor.fetchone()[0]
        if abs(theirs - now) > CLOCK_TOLERANCE:
            yield bad(
                "clock",
                f"Đồng hồ lệch máy chủ cơ sở dữ liệu {_apart(theirs, now)}: bật đồng bộ NTP.",
                f"The clock is {_apart(theirs, now)} off the database server's: turn on NTP.",
            )
            return
    else:
        file = Path(connection.settings_dict["NAME"])
        for path in (file, Path(f"{file}-wal"), Path(settings.DATA_DIR)):
            if path.exists():
                seen[path.name] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    sealed_at = queries.chain_state().sealed_at
    if sealed_at is not None:
        seen["nhật ký / trail"] = sealed_at
    late = {name: at for name, at in seen.items() if at - now > CLOCK_TOLERANCE}
    if late:
        name, at = max(late.items(), key=lambda pair: pair[1])
        yield bad(
            "clock",
            f"Đồng hồ chậm {_apart(at, now)} so với lần ghi cuối ({name}): chỉnh lại, bật NTP.",
            f"The clock is {_apart(at, now)} behind the last write ({name}): set it, turn on NTP.",
        )
    else:
        yield ok("clock", "Đồng hồ không lùi.", "The clock has not gone back.")


def programs(_now: datetime) -> Iterator[Finding]:
    """Programs that only some functions need."""
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        yield info(
            "tesseract",
            "Không có tesseract: không đọc được bản quét (gói tesseract-ocr-vie).",
            "No tesseract: scans cannot be read (package tesseract-ocr-vie).",
        )
    else:
        listed = subprocess.run(  # noqa: S603 - found by which
            [tesseract, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        )
        if "vie" in listed.stdout.split():
            yield ok("tesseract", "Đọc được bản quét tiếng Việt.", "Vietnamese scans can be read.")
        else:
            yield info(
                "tesseract",
                "tesseract thiếu tiếng Việt: cài gói tesseract-ocr-vie.",
                "tesseract has no Vietnamese: install the package tesseract-ocr-vie.",
            )
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None and importlib.util.find_spec("playwright") is not None:
        yield info(
            "chromium",
            "Không có chromium: chỉ các phép thử giao diện cần.",
            "No chromium: only the browser tests need it.",
        )
    if sys.platform != "linux":
        yield warn(
            "system",
            "Chỉ được thử trên Linux.",
            "Only Linux is tested.",
        )


def _apart(one: datetime, other: datetime) -> str:
    seconds = abs((one - other).total_seconds())
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"
