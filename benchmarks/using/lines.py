"""Reports between a phone and a board: without a network (U5), seen and reminded of (U9, U10)."""

import asyncio
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.loading.crowd import Seen, plan, send_all
from benchmarks.loading.service import Ground, ground

BOARD_UNITS, ROUNDS = 30, 3
PHONE = {"width": 360, "height": 740}
TEN_YEARS = 3_600 * 24 * 3_650


def measured(playwright: Any, launching: dict[str, Any]) -> dict[str, Any]:
    """Measure U5, U9 and U10 on an installation of thirty communes."""
    with ground("SQLite", BOARD_UNITS, 2) as service:
        sent = [offline(playwright, launching, service, n) for n in range(ROUNDS)]
        found = service.verify(Seen())
        browser = playwright.chromium.launch(**launching)
        ages = board(browser, service)
        taps, is_whole = remind(browser, service)
        browser.close()
    return {
        "kept": sum(each["is_kept"] for each in sent),
        "once": found["kept"] - found["doubled"],
        "after_online": max(each["seconds"] for each in sent),
        "board": max(ages),
        "taps": taps,
        "names_all": is_whole,
    }


def address(service: Ground) -> str:
    """Return where the service is."""
    return f"http://localhost:{service.installation.port}"


def signed_in(context: Any, service: Ground, cookie: str) -> Any:
    """Give a browser the session of somebody; return its page."""
    context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": address(service),
          "expires": time.time() + TEN_YEARS}]
    )  # fmt: skip
    return context.pages[0] if context.pages else context.new_page()


def offline(playwright: Any, launching: dict[str, Any], service: Ground, n: int) -> dict[str, Any]:
    """Fill in and queue without a network, restart the browser, and come back to it.

    Returns:
        Id of the report, whether the queue held it all the time, and the seconds from the
        network's return to the receipt.
    """
    commune = service.world["communes"][-1 - n]
    with tempfile.TemporaryDirectory(prefix="phaodai-phone-", dir="/tmp") as folder:

        def opened() -> Any:
            return playwright.chromium.launch_persistent_context(
                Path(folder) / "profile", base_url=address(service), viewport=PHONE, **launching
            )

        context = opened()
        page = signed_in(context, service, commune["cookie"])
        page.goto("/reports/")
        page.evaluate("async () => { await navigator.serviceWorker.ready }")
        until(page, HAS_FORMS)
        page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
        context.set_offline(True)
        page.goto("/reports/")
        page.wait_for_selector("html[data-ready]")
        page.locator("[data-open]").first.click()
        page.wait_for_selector("[data-form] [id^=v-]")
        for code, text in service.world["values"].items():
            write(page, code, text)
        page.locator("[data-form] button[type=submit]").click()
        page.wait_for_selector("[data-queue] li[data-id]")
        context.close()
        context = opened()
        context.set_offline(True)
        page = context.pages[0]
        page.goto("/reports/")
        page.wait_for_selector("[data-queue] li[data-id]")
        ids = page.eval_on_selector_all(
            "[data-queue] li[data-state=waiting]", "rows => rows.map(row => row.dataset.id)"
        )
        begun = time.perf_counter()
        context.set_offline(False)
        until(page, RECEIVED, ids[0])
        seconds = time.perf_counter() - begun
        context.close()
    return {"id": ids[0], "is_kept": len(ids) == 1, "seconds": seconds}


HAS_FORMS = """async () => {
  const { all } = await import('/static/js/offline/store.js')
  return (await all('packs')).length > 0
}"""
RECEIVED = """async (id) => {
  const { read } = await import('/static/js/offline/store.js')
  return (await read('queue', id))?.state === 'received'
}"""


def until(page: Any, script: str, argument: object = None) -> None:
    """Wait until what a page answers in its own time is true."""
    while not page.evaluate(script, argument):
        page.wait_for_timeout(50)


def write(page: Any, code: str, text: str) -> None:
    """Write into a field of whatever kind."""
    field = page.locator(f"#v-{code}")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(text)
    else:
        field.fill(text)


def board(browser: Any, service: Ground) -> list[float]:
    """Let communes file while an officer looks at the board of all; seconds until he sees it."""
    world = service.world
    context = browser.new_context(
        base_url=address(service), viewport={"width": 1280, "height": 800}
    )
    page = signed_in(context, service, world["watchers"][0]["cookie"])
    page.goto(f"/reports/board/?form={world['form']}&day={world['day']}")
    page.wait_for_timeout(4_500)
    ages = []
    for sending in plan(world, world["communes"][:5], ((1, 5),)):
        before = page.locator("#board .lead b").first.inner_text()
        with ThreadPoolExecutor() as thread:  # Playwright has the loop of this one
            thread.submit(asyncio.run, send_all(service.installation.port, [sending])).result()
        begun = time.perf_counter()
        page.wait_for_function(MOVED, arg=before)
        ages.append(time.perf_counter() - begun)
        page.wait_for_timeout(700)
    context.close()
    return ages


MOVED = "(before) => !document.querySelector('#board .lead b').innerText.startsWith(before)"


def remind(browser: Any, service: Ground) -> tuple[int, bool]:
    """Copy the reminder of all that are missing, from the first page; return taps, and if whole."""
    context = browser.new_context(base_url=address(service), viewport=PHONE, has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = signed_in(context, service, service.world["watchers"][0]["cookie"])
    page.goto("/")
    page.locator("a[href^='/reports/board/']").first.tap()
    page.wait_for_selector("[data-copy]:not([hidden])")
    missing = page.locator("#reminder-text").input_value()
    page.locator("[data-copy]").first.tap()
    page.wait_for_timeout(300)
    copied = page.evaluate("() => navigator.clipboard.readText()")
    context.close()
    return 2, copied.replace("\r", "") == missing and missing.count("\n- ") >= 1
