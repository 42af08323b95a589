"""Checks of the database."""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from phaodai.delivery.health.findings import Finding, Status, bad, ok, warn

FULL = 2  # PRAGMA synchronous


def pending_migrations() -> list[str]:
    """Name the steps that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def what_may_lose_commits(now: datetime) -> Finding | None:
    """Return the setting that lets a power cut take back what was accepted, if there is one."""
    findings = (*sqlite_durability(now), *postgres(now))
    return next((finding for finding in findings if finding.status is Status.BAD), None)


def reachable(_now: datetime) -> Iterator[Finding]:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as failure:
        yield bad(
            "database",
            f"Không mở được cơ sở dữ liệu ({failure}): xem PHAODAI_DATABASE_URL.",
            f"The database cannot be opened ({failure}): see PHAODAI_DATABASE_URL.",
        )
    else:
        yield ok(
            "database", f"{connection.display_name} trả lời.", f"{connection.display_name} answers."
        )


def migrations(_now: datetime) -> Iterator[Finding]:
    """The tables are those of this version."""
    pending = pending_migrations()
    if pending:
        yield bad(
            "migrations",
            f"Cơ sở dữ liệu thiếu {len(pending)} bước (từ {pending[0]}): chạy `phaodai init`.",
            f"The database lacks {len(pending)} steps (from {pending[0]}): run `phaodai init`.",
        )
    else:
        yield ok("migrations", "Cơ sở dữ liệu đúng phiên bản.", "The tables are up to date.")


def sqlite_durability(_now: datetime) -> Iterator[Finding]:
    """What makes SQLite durable is on."""
    if connection.vendor != "sqlite":
        return
    file = Path(connection.settings_dict["NAME"])
    if not file.exists():  # ":memory:", or the name of a test's database in memory
        yield bad(
            "sqlite-file",
            "Cơ sở dữ liệu chỉ nằm trong bộ nhớ: sửa PHAODAI_DATABASE_URL.",
            "The database lies in memory alone: mend PHAODAI_DATABASE_URL.",
        )
        return
    yield _pragma(
        "sqlite-wal",
        "journal_mode",
        "wal",
        "Người đọc phải chờ người ghi: chạy dịch vụ bằng `phaodai serve`, trên ổ đĩa của máy.",
        "Readers wait for writers: run `phaodai serve`, on a disk of this machine.",
    )
    yield _pragma(
        "sqlite-synchronous",
        "synchronous",
        FULL,
        "Mất điện có thể mất báo cáo đã nhận: bỏ tuỳ chọn synchronous trong cấu hình.",
        "A power cut may lose what was accepted: remove the synchronous option from the settings.",
    )


def sqlite_file(_now: datetime) -> Iterator[Finding]:
    """The file is sound and private, and writers can queue for it."""
    file = Path(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not file.exists():
        return
    yield _writer_lock(file)
    yield _private(file)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (answer,) = cursor.fetchone()
    if answer == "ok":
        yield ok("sqlite-integrity", "Tệp dữ liệu không hỏng.", "The file is sound.")
    else:
        yield bad(
            "sqlite-integrity",
            f"Tệp dữ liệu hỏng ({answer}): dừng dịch vụ, phục hồi từ bản sao lưu.",
            f"The file is damaged ({answer}): stop the service and restore a backup.",
        )


def postgres(_now: datetime) -> Iterator[Finding]:
    """What makes PostgreSQL durable is on."""
    if connection.vendor != "postgresql":
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            (value,) = cursor.fetchone()
        code = f"postgres-{name.replace('_', '-')}"
        if value == "off" or (name == "synchronous_commit" and value == "local"):
            yield bad(
                code,
                f"PostgreSQL đặt {name}={value}, mất điện sẽ mất báo cáo: đặt lại thành on.",
                f"PostgreSQL has {name}={value}, a power cut loses reports: set it to on.",
            )
        else:
            yield ok(code, f"PostgreSQL: {name}={value}.", f"PostgreSQL: {name}={value}.")


def _pragma(code: str, name: str, wanted: object, vi: str, en: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        (value,) = cursor.fetchone()
    if value != wanted:
        return bad(code, f"SQLite đặt {name}={value}. {vi}", f"SQLite has {name}={value}. {en}")
    return ok(code, f"SQLite: {name}={value}.", f"SQLite: {name}={value}.")


def _writer_lock(file: Path) -> Finding:
    """The queue of writers works, which some network disks do not do."""
    path = f"{file}-doctor"
    one = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    other = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(one, fcntl.LOCK_EX)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return ok("sqlite-queue", "Hàng chờ ghi hoạt động.", "The queue of writers works.")
    except OSError:
        pass
    finally:
        os.close(one)
        os.close(other)
        Path(path).unlink(missing_ok=True)
    return bad(
        "sqlite-queue",
        "Ổ đĩa không khóa được tệp: đặt dữ liệu trên ổ đĩa của máy, không phải ổ mạng.",
        "The disk cannot lock files: keep the data on a disk of this machine, not a network one.",
    )


def _private(file: Path) -> Finding:
    mode = file.stat().st_mode & 0o777
    if mode & 0o007 and file.parent.stat().st_mode & 0o001:
        return bad(
            "sqlite-permissions",
            f"Người dùng khác của máy đọc được cơ sở dữ liệu: chạy chmod 640 {file}.",
            f"Other users of the machine can read the database: run chmod 640 {file}.",
        )
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        return warn(
            "sqlite-permissions",
            f"Tài khoản này không ghi được {file}: chạy bằng tài khoản của dịch vụ.",
            f"This account cannot write {file}: run as the account of the service.",
        )
    return ok("sqlite-permissions", "Chỉ dịch vụ đọc được dữ liệu.", "The file is private.")
