"""What a daily report costs its people: presses, bytes, seconds, and what the browser does itself.

A demo is loaded and served; the officer of Phước Dân signs in, files the unchanged report of the
day, then the next one with ten fields changed. Every tap and key is counted by the script that
makes it; what is typed into a field is counted apart. The names on the sign-in page are filled in
by the browser, as password managers do; a code of six signs, where an account asks for one, adds
seven presses. The page is weighed with nothing kept, and again; beside it as a plain server would
send it. Then, on an installation of thirty communes: reports queued without a network and sent
after it, a board that shows what was filed, a reminder copied; and in the browser alone: generated
reports judged as the server judges them, and ranges pasted. That a killed browser loses nothing,
a hundred times of a hundred, is a drill: `tests/browser/test_offline_killed.py`.

    python benchmarks/reporting.py [--quick] [--url URL]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. CHROMIUM names another
browser than /usr/bin/chromium.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from pages import LARGEST, ROOT, WEAK, served

sys.path.insert(0, str(ROOT))

from benchmarks.using import lines, sheets

NAME, DAY, NEXT = "baocao.phuocdan", "2021-12-23", "2021-12-24"
FORM = f"/reports/daily-commune/{DAY}/"
CODE = 7  # presses of a typed code, with its button
CHANGED = {"masks": "350", "disinfectant": "20", "rapid_tests": "310", "protective_suits": "90",
           "concentrators": "4", "ventilators": "2", "compressed_air": "8", "staff_on_duty": "16",
           "tracing_teams": "4", "checkpoints": "1"}  # fmt: skip
MOST_KEYS, MOST_CHANGED, MOST_BYTES, MOST_AGAIN = 12, 60, 70_000, 10_000
MOST_HOME, MOST_REQUESTS = 100_000, 12
COLD, REPEAT = 4.0, 1.5  # seconds
ONLINE, PASTE, BOARD, REMINDER = 10.0, 500.0, 5.0, 3  # s, ms, s, taps
LAUNCHING: dict[str, Any] = {
    "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}


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


def weigh(
    browser: Any, url: str, cookies: list[Any], path: str = FORM, *, plain: bool = False
) -> list[Any]:
    """Open a page cold and once more on a weak line; return bytes, requests and seconds."""
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
        page.goto(f"{url}{path}", wait_until="networkidle")
        loads.append((count["bytes"], count["requests"], float(page.evaluate(LARGEST))))
        page.goto("about:blank")
    context.close()
    return loads


def run(url: str) -> list[dict[str, object]]:
    """Measure everything against a served demo."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCHING)
        context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
        page = context.new_page()
        first, second = Hand(page), Hand(page)
        seconds = unchanged(first, url)
        changed(second, url)
        cookies = context.cookies()
        cold, again = weigh(browser, url, cookies)
        plain, _ = weigh(browser, url, cookies, plain=True)
        home, _ = weigh(browser, url, cookies, "/")
        n_judged, n_findings, n_other = sheets.parity(browser)
        n_pasted, n_wrong, longest = sheets.paste(browser)
        browser.close()
        found = lines.measured(playwright, LAUNCHING)
    print(f"unchanged: {seconds:.1f} s by a script; ten fields: {second.n_typed} signs of values")
    print(f"cold: {cold}, again: {again}, plain: {plain} (bytes, requests, seconds)")
    print(f"{n_judged} reports judged twice with {n_findings} findings, {n_pasted} ranges pasted")
    claims: list[tuple[str, float, float]] = [
        ("U1 presses from sign-in to receipt, no code", MOST_KEYS, first.n_presses),
        ("U1 the same with a typed code", MOST_KEYS, first.n_presses + CODE),
        ("U1 taps when signed in", 3, first.n_presses - 1),
        ("U2 presses for ten changed fields, values apart", MOST_CHANGED, second.n_presses),
        ("U3 bytes of the first page, cold", MOST_HOME, home[0]),
        ("U3 requests of the first page, cold", MOST_REQUESTS, home[1]),
        ("U3 bytes of the page of a report, cold", MOST_BYTES, cold[0]),
        ("U3 bytes of the page of a report, again", MOST_AGAIN, again[0]),
        ("U4 seconds to the largest part, cold", COLD, round(cold[2], 2)),
        ("U4 seconds to the largest part, again", REPEAT, round(again[2], 2)),
        ("U5 queued reports gone after the browser came again", 0, lines.ROUNDS - found["kept"]),
        ("U5 queued reports sent not exactly once", 0, abs(lines.ROUNDS - found["once"])),
        ("U5 seconds from the network to the receipt", ONLINE, round(found["after_online"], 2)),
        ("U6 cells of 30 ranges of 300 × 12 that are wrong", 0, n_wrong),
        ("U6 milliseconds to paste one, at most", PASTE, round(longest, 1)),
        ("U7 reports judged otherwise by the server", 0, n_other),
        ("U9 seconds until a board of thirty shows a report", BOARD, round(found["board"], 2)),
        ("U10 taps from the first page to the copied reminder", REMINDER, found["taps"]),
        ("U10 reminders that do not name all", 0, not found["names_all"]),
        ("bytes packed beside bytes plain, cold", plain[0], cold[0]),
    ]
    return [
        {"claim": claim, "goal": goal, "measured": measured, "holds": measured <= goal}
        for claim, goal, measured in claims
    ]


def of_boards(*, quick: bool) -> list[dict[str, object]]:
    """Return what `boards.py` claims of a province of 700 communes."""
    command = [sys.executable, ROOT / "benchmarks" / "boards.py", *(["--quick"] if quick else [])]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    found: list[dict[str, object]] = json.loads(said.splitlines()[-1])
    return [each | {"claim": f"U9 {each['claim']}"} for each in found]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller demo")
    parser.add_argument("--url", default="", help="a demo that is served already")
    args = parser.parse_args()
    with nullcontext(args.url) if args.url else served(quick=args.quick) as url:
        claims = run(url)
    claims += of_boards(quick=args.quick)
    for each in claims:
        print(f"{'yes' if each['holds'] else 'NO':4} {each['claim']:<58} "
              f"{each['measured']!s:>8} of {each['goal']}")  # fmt: skip
    print(json.dumps(claims, ensure_ascii=False))


if __name__ == "__main__":
    main()
