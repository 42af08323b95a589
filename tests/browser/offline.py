"""Shared by the tests of reports without a network: a commune, its form, a browser."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body
from tests.browser.conftest import session_of
from tests.phaodai.factories.reports import make_version

FILLED = {"a": "3", "b": "1,5", "now": "4,5"}
FORM = "all-things"


def prepare(body: Body) -> Body:
    """Let a body be one that has to file the small form, with rules that look at one day alone."""
    Body.objects.filter(pk=body.pk).update(kind="people_committee")
    make_version(rules=[])
    body.refresh_from_db()
    return body


def sign_in(context: BrowserContext, address: str, user: User, language: str = "vi") -> None:
    cookies = {"django_language": language, settings.SESSION_COOKIE_NAME: session_of(user)}
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )


def install(page: Page) -> None:
    """Open the reports once with a network: worker and forms are on the device after it."""
    page.goto("/reports/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    wait_kept(page, "packs", lambda packs: bool(packs))
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


def open_form(page: Page) -> None:
    """Open the page and its form where there is no network."""
    page.goto("/reports/")
    page.wait_for_selector("html[data-ready]")
    page.locator("[data-open]").first.click()
    page.wait_for_selector("#v-a")


def fill_in(page: Page, values: dict[str, str] = FILLED) -> None:
    for code, text in values.items():
        page.locator(f"#v-{code}").fill(text)
    page.locator("#v-trend").select_option("same")


def put_in_queue(page: Page) -> None:
    page.locator("[data-form] button[type=submit]").click()
    page.wait_for_selector("[data-queue] li[data-id]")


def kept(page: Page, table: str) -> list[dict[str, Any]]:
    """Return what lies in a table of the device."""
    found = page.evaluate(
        """async (table) => {
          const { all } = await import('/static/js/offline/store.js')
          return JSON.stringify(await all(table))
        }""",
        table,
    )
    return list(json.loads(found))


def wait_kept(
    page: Page, table: str, is_so: Callable[[list[dict[str, Any]]], bool], seconds: float = 20
) -> None:
    """Wait until a table of the device holds what it should."""
    until = time.monotonic() + seconds
    while not is_so(found := kept(page, table)):
        assert time.monotonic() < until, found
        page.wait_for_timeout(50)


def processes_of(folder: Path) -> list[int]:
    """Return the processes of a browser that we started with a profile of our own, by id."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            if f"--user-data-dir={folder}".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found
