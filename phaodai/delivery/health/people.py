"""Checks of what people have to set up: units and second factors."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from phaodai.delivery.health.findings import Finding, bad, ok, warn


def units(now: datetime) -> Iterator[Finding]:
    """The tree of units is loaded."""
    if not apps.is_installed("phaodai.foundation.units"):
        return
    from phaodai.foundation.units import queries

    counts = queries.counts_on(timezone.localdate(now))
    if not sum(counts.values()):
        yield warn(
            "units",
            "Chưa có đơn vị hành chính nào: chạy `phaodai init`.",
            "There are no units: run `phaodai init`.",
        )
    else:
        words = ", ".join(f"{level}: {number}" for level, number in counts.items() if number)
        yield ok("units", f"Đơn vị: {words}.", f"Units: {words}.")


def second_factor(_now: datetime) -> Iterator[Finding]:
    """Everybody who may sign in has a second factor."""
    if not apps.is_installed("allauth.mfa"):
        return
    users = get_user_model().objects.filter(is_active=True)
    total = users.count()
    without = users.filter(authenticator__isnull=True).distinct().count()
    if not total:
        yield warn(
            "second-factor",
            "Chưa có người dùng nào: chạy `phaodai user add`.",
            "There are no users: run `phaodai user add`.",
        )
    elif without and not settings.IS_LOOPBACK:
        yield bad(
            "second-factor",
            f"{without}/{total} người chưa có xác thực thứ hai: yêu cầu họ đăng nhập và đặt khóa.",
            f"{without} of {total} users have no second factor: have them sign in and set one.",
        )
    elif without:
        yield warn(
            "second-factor",
            f"{without}/{total} người chưa có xác thực thứ hai.",
            f"{without} of {total} users have no second factor.",
        )
    else:
        yield ok(
            "second-factor",
            f"Cả {total} người có xác thực thứ hai.",
            f"All {total} users have a second factor.",
        )
