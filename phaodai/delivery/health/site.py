"""Checks of the site: secret, debugging, demo, HTTPS, messages, static files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from phaodai.delivery.health.findings import Finding, bad, info, ok, warn

SECRET_LENGTH = 32
SECRET_LETTERS = 12  # different ones


def secret_key(_now: datetime) -> Iterator[Finding]:
    """Nobody can guess or read the secret."""
    secret = str(settings.SECRET_KEY)
    file = Path(settings.DATA_DIR) / "secret-key"
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LETTERS or "insecure" in secret:
        yield bad(
            "secret-key",
            f"Khóa bí mật dễ đoán: bỏ PHAODAI_SECRET_KEY và xóa {file}, khóa mới sẽ được tạo.",
            f"The secret is easy to guess: unset PHAODAI_SECRET_KEY and delete {file}; a new one "
            "will be made.",
        )
    elif file.exists() and file.stat().st_mode & 0o077:
        yield bad(
            "secret-key",
            f"Người dùng khác của máy đọc được khóa bí mật: chạy chmod 600 {file}.",
            f"Other users of the machine can read the secret: run chmod 600 {file}.",
        )
    else:
        yield ok("secret-key", "Khóa bí mật mạnh và kín.", "The secret is strong and private.")


def debug(_now: datetime) -> Iterator[Finding]:
    """Errors show nothing of the inside."""
    if settings.DEBUG:
        yield bad(
            "debug",
            "DEBUG đang bật, trang lỗi lộ mã nguồn và cấu hình: bỏ PHAODAI_DEBUG.",
            "DEBUG is on, error pages show code and settings: unset PHAODAI_DEBUG.",
        )
    else:
        yield ok("debug", "DEBUG tắt.", "DEBUG is off.")


def demo(_now: datetime) -> Iterator[Finding]:
    """A demo has known passwords."""
    if settings.DEMO:
        yield bad(
            "demo",
            "BẢN THỬ: mật khẩu công khai, tắt xác thực thứ hai, chỉ trên máy này; "
            "bỏ PHAODAI_DEMO và dùng thư mục dữ liệu mới trước khi dùng thật.",
            "DEMO: known passwords, no second factor, on this machine alone; unset PHAODAI_DEMO "
            "and take a new data folder before real use.",
        )
    else:
        yield ok("demo", "Không phải bản thử.", "This is no demo.")


def https(_now: datetime) -> Iterator[Finding]:
    """Whoever comes from outside comes through TLS."""
    hosts = ", ".join(settings.ALLOWED_HOSTS)
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield bad(
            "https",
            f"PHAODAI_HOSTS nhận mọi tên ({hosts}): ghi đúng tên miền.",
            f"PHAODAI_HOSTS takes any name ({hosts}): write the very names.",
        )
    elif settings.IS_LOOPBACK:
        yield ok("https", f"Chỉ phục vụ máy này ({hosts}).", f"This machine alone ({hosts}).")
    elif not (
        settings.SECURE_SSL_REDIRECT
        and settings.SESSION_COOKIE_SECURE
        and settings.CSRF_COOKIE_SECURE
        and settings.SECURE_HSTS_SECONDS
    ):
        yield bad(
            "https",
            f"{hosts} mở ra ngoài mà không buộc HTTPS: bật lại SECURE_SSL_REDIRECT, cookie an toàn "
            "và HSTS.",
            f"{hosts} is open without HTTPS: turn SECURE_SSL_REDIRECT, secure cookies and HSTS "
            "back on.",
        )
    else:
        yield ok("https", f"{hosts} chỉ qua HTTPS.", f"{hosts} through HTTPS alone.")


def locale(_now: datetime) -> Iterator[Finding]:
    """Both languages are there."""
    sources = [po for path in settings.LOCALE_PATHS for po in Path(path).rglob("*.po")]
    stale = [
        po
        for po in sources
        if not po.with_suffix(".mo").exists()
        or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        names = ", ".join(sorted({po.parts[-3] for po in stale}))
        yield bad(
            "locale",
            f"Bản dịch chưa biên dịch ({names}): chạy `make messages`.",
            f"Messages are not compiled ({names}): run `make messages`.",
        )
    elif not sources and not any(
        mo for path in settings.LOCALE_PATHS for mo in Path(path).rglob("*.mo")
    ):
        yield warn(
            "locale",
            "Không có bản dịch: chỉ có tiếng Việt.",
            "There are no messages: Vietnamese alone.",
        )
    else:
        yield ok("locale", "Tiếng Việt và tiếng Anh sẵn sàng.", "Vietnamese and English are ready.")


def static_files_are_stale() -> bool:
    """Say whether a file of the site is missing from, or newer than, the collected ones."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected_at
        for finder in get_finders()
        for name, storage in finder.list(["CVS", ".*", "*~"])
    )


def static(_now: datetime) -> Iterator[Finding]:
    """Styles and scripts are where the server looks."""
    if static_files_are_stale():
        yield info(
            "static",
            "Tệp tĩnh chưa cập nhật: `phaodai serve` sẽ tự gom.",
            "Static files are not up to date: `phaodai serve` will collect them.",
        )
    else:
        yield ok("static", "Tệp tĩnh đã gom.", "Static files are collected.")
