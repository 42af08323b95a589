"""Checks of the outbox: events arrive, and soon; and of the business clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from phaodai.delivery import clock
from phaodai.delivery.health.findings import Finding, bad, info, ok, warn
from phaodai.foundation.events import queries
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name

LATE = timedelta(minutes=1)


def courier(now: datetime) -> Iterator[Finding]:
    """The thread that delivers events lives."""
    beat = jobs.get_beat(name=Name.COURIER, now=now)
    if beat is None:
        yield warn(
            "courier",
            "Phần giao sự kiện chưa từng chạy: chạy `phaodai serve`.",
            "The courier of events has never run: run `phaodai serve`.",
        )
    elif beat.is_silent:
        yield bad(
            "courier",
            "Phần giao sự kiện im lặng quá lâu: khởi động lại `phaodai serve`.",
            "The courier of events is silent: restart `phaodai serve`.",
        )
    else:
        yield ok("courier", "Phần giao sự kiện đang chạy.", "The courier of events runs.")


def deliveries(_now: datetime) -> Iterator[Finding]:
    """What was announced arrives; nothing was given up."""
    now = clock.now()  # events are dated by business
    outbox = queries.get_outbox(now=now)
    age = now - outbox.oldest_due_at if outbox.oldest_due_at else timedelta(0)
    if outbox.n_given_up:
        yield bad(
            "events",
            f"{outbox.n_given_up} lần giao sự kiện đã bỏ cuộc: xem `phaodai event list --failed`, "
            "sửa nguyên nhân rồi chạy `phaodai event retry`.",
            f"{outbox.n_given_up} deliveries of events were given up: see `phaodai event list "
            "--failed`, mend the cause, then run `phaodai event retry`.",
        )
    elif age > LATE:
        minutes = int(age.total_seconds() // 60)
        yield bad(
            "events",
            f"{outbox.n_due} lần giao sự kiện đang chờ, lâu nhất {minutes} phút: chạy `phaodai "
            "serve`, xem `phaodai event list`.",
            f"{outbox.n_due} deliveries of events wait, the oldest for {minutes} minutes: run "
            "`phaodai serve`, see `phaodai event list`.",
        )
    else:
        yield ok(
            "events",
            f"Sự kiện giao kịp ({outbox.n_due + outbox.n_paused} đang chờ).",
            f"Events arrive ({outbox.n_due + outbox.n_paused} wait).",
        )


def business_clock(_now: datetime) -> Iterator[Finding]:
    """Duties fall due by real time, or everybody knows that they do not."""
    if clock.is_set():
        shown = clock.now().astimezone(clock.HERE)
        yield info(
            "business-clock",
            f"Giờ diễn tập: {shown:%H:%M ngày %d/%m/%Y}; đăng nhập và niêm phong theo giờ thật.",
            f"Exercise clock: {shown:%H:%M, %Y-%m-%d}; sign-in and seals go by real time.",
        )
    elif clock.file().exists() and not settings.DEMO:
        yield warn(
            "business-clock",
            f"Thư mục dữ liệu từng dùng cho diễn tập ({clock.file()}): dùng thư mục mới.",
            f"The data folder was used for an exercise ({clock.file()}): take a new one.",
        )
    else:
        yield ok("business-clock", "Nghiệp vụ theo giờ thật.", "Business goes by real time.")
