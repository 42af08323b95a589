"""How many presses a daily report takes, and how heavy its page is on a weak network and phone.

A demo is loaded and served; the officer of Phước Dân signs in, files the unchanged report of the
day, then the next one with ten fields changed. Every tap and key is counted by the script that
makes it; what is typed into a field is counted apart. The names on the sign-in page are filled in
by the browser, as password managers do; a code of six signs, where an account asks for one, adds
seven presses. The page is weighed with nothing kept, and again; beside it as a plain server would
send it.

    python benchmarks/reporting.py [--url URL]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. CHROMIUM names another
browser than /usr/bin/chromium.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

from pages import LARGEST, ROOT, WEAK, served

NAME, DAY, NEXT = "baocao.phuocdan", "2021-12-23", "2021-12-24"
CODE = 7  # presses of a typed code, with its button
CHANGED = {"masks": "350", "disinfectant": "20", "rapid_tests": "310", "protective_suits": "90",
           "concentrators": "4", "ventilators": "2", "compressed_air": "8", "staff_on_duty": "16",
           "tracing_teams": "4", "checkpoints": "1"}  # fmt: skip
MOST_KEYS, MOST_CHANGED, MOST_BYTES, MOST_AGAIN = 12, 60, 70_000, 10_000
COLD, REPEAT = 4.0, 1.5  # seconds


@dataclass
class Hand:
    """A hand on a phone that counts what it does."""

    page: Any
    n_presses: int = 0
    n_typed: int = 0

    def tap(self, selector: str) -> None:
        """Tap on what is there."""
        self.page.locator(selector).first.click()
        self.n_presses += 1

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.n_presses += 1

    def type(self, text: str) -> None:
        """Type a value."""
        self.page.keyboard.type(text)
        self.n_typed += len(text)


def unchanged(hand: Hand, url: str) -> float:
    """Go from the sign-in page to the receipt of an unchanged report; return how long it took."""
    from phaodai.delivery.demo.people import DEMO_PASSWORD

    page = hand.page
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", NAME)  # as the browser does
    page.fill("input[name=password]", DEMO_PASSWORD)
    begun = time.perf_counter()
    page.focus("input[name=password]")
    hand.press("Enter")
    page.wait_for_url(f"{url}/")
    hand.tap("#reports ~ ul .btn, [aria-labelledby=reports] .btn")
    hand.tap(".quick button")
    page.wait_for_selector("#receipt")
    return time.perf_counter() - begun


def changed(hand: Hand, url: str) -> None:
    """File the next report with ten fields changed."""
    page = hand.page
    page.goto(f"{url}/reports/daily-commune/{NEXT}/")
    hand.tap(".quick a.btn")
    page.wait_for_function("() => document.getElementById('report').dataset.ready")
    for code, value in CHANGED.items():
        hand.tap(f"#v-{code}")
        hand.type(value)
    hand.tap("#report [value=send]")
    page.wait_for_selector("#receipt")


def weigh(browser: Any, url: str, cookies: list[Any], *, plain: bool = False) -> list[Any]:
    """Open the form cold and once more on a weak line; return bytes, requests and seconds."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        service_workers="block",  # so that nothing goes past what is counted
    )
    context.add_cookies(cookies)
    if plain:
        context.set_extra_http_headers({"Accept-Encoding": "identity"})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", WEAK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    count = {"bytes": 0, "requests": 0}

    def finished(event: Any) -> None:
        count["bytes"] += int(event["encodedDataLength"])
        count["requests"] += event["encodedDataLength"] > 0

    wire.on("Network.loadingFinished", finished)
    loads = []
    for _ in range(2):
        count.update(bytes=0, requests=0)
        page.goto(f"{url}/reports/daily-commune/{DAY}/", wait_until="networkidle")
        loads.append((count["bytes"], count["requests"], float(page.evaluate(LARGEST))))
        page.goto("about:blank")
    context.close()
    return loads


def run(url: str) -> list[dict[str, object]]:
    """Measure everything against a served demo."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
        page = context.new_page()
        first, second = Hand(page), Hand(page)
        seconds = unchanged(first, url)
        changed(second, url)
        cookies = context.cookies()
        cold, again = weigh(browser, url, cookies)
        plain, _ = weigh(browser, url, cookies, plain=True)
        browser.close()
    print(f"unchanged: {first.n_presses} presses, {seconds:.1f} s by a script")
    print(f"ten fields: {second.n_presses} presses and {second.n_typed} signs of values")
    print(f"cold: {cold}, again: {again}, plain: {plain} (bytes, requests, seconds)")
    claims = [
        ("U1 presses from sign-in to receipt, no code", MOST_KEYS, first.n_presses),
        ("U1 the same with a typed code", MOST_KEYS, first.n_presses + CODE),
        ("U1 taps when signed in", 3, first.n_presses - 1),
        ("U2 presses for ten changed fields, values apart", MOST_CHANGED, second.n_presses),
        ("U3 bytes of the page of a report, cold", MOST_BYTES, cold[0]),
        ("U3 bytes of the page of a report, again", MOST_AGAIN, again[0]),
        ("U4 seconds to the largest part, cold", COLD, round(cold[2], 2)),
        ("U4 seconds to the largest part, again", REPEAT, round(again[2], 2)),
        ("bytes packed beside bytes plain, cold", plain[0], cold[0]),
    ]
    return [
        {"claim": claim, "goal": goal, "measured": measured, "holds": measured <= goal}
        for claim, goal, measured in claims
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller demo")
    parser.add_argument("--url", default="", help="a demo that is served already")
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if args.url:
        print(json.dumps(run(args.url)))
        return
    with served(quick=args.quick) as url:
        print(json.dumps(run(url)))


if __name__ == "__main__":
    main()
