"""How heavy the first page is, and how soon it shows on a weak network and a weak phone.

A demo is loaded and served, a commune officer signs in, and Chromium opens his first page cold
and again: 400 kbit/s down, 150 up, 400 ms there and back, a processor four times slower, 360 × 640.
Beside it runs the same page without compression or keeping of files, as a plain server would
send it. Search is timed in the server.

    python benchmarks/pages.py [--quick] [--url URL]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. CHROMIUM names another
browser than /usr/bin/chromium.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PORT = 8877
PEOPLE = ("baocao.phuocdan", "chutich.tinh", "trucban.ninhphuoc")
MOST_BYTES, MOST_REQUESTS, MOST_AGAIN = 100_000, 12, 10_000
COLD, REPEAT, SEARCH = 4.0, 1.5, 0.150  # seconds
WEAK = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8,
        "uploadThroughput": 150_000 / 8}  # fmt: skip
LARGEST = """() => new Promise(done => {
  let at = 0
  new PerformanceObserver(list => { for (const e of list.getEntries()) at = e.startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true })
  setTimeout(() => done(at / 1000), 600)
})"""


@dataclass
class Load:
    """One loading of a page: what went over the wire, and when the largest part showed."""

    n_bytes: int
    n_requests: int
    seconds: float


@contextmanager
def served(*, quick: bool) -> Iterator[str]:
    """Load a demo into a folder of its own and serve it."""
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
        env = kept | {"PHAODAI_DATA": folder, "PHAODAI_DEMO": "1"}
        command = [sys.executable, "-m", "phaodai.delivery.commands.main"]
        load = [*command, "demo", "load", *(["--quick"] if quick else [])]
        subprocess.run(load, check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        url = f"http://localhost:{PORT}"
        serve = [*command, "serve", "--port", str(PORT), "--workers", "1"]
        process = subprocess.Popen(serve, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{url}/healthz", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def sign_in(browser: Any, url: str, name: str) -> list[Any]:
    """Return the cookies of somebody who has signed in."""
    from phaodai.delivery.demo.people import DEMO_PASSWORD

    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/")
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def measure(
    browser: Any, url: str, cookies: list[Any], *, plain: bool = False
) -> tuple[Load, Load]:
    """Open the first page cold and once more; plainly = nothing packed, nothing kept."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    context.add_cookies(cookies)
    if plain:
        context.set_extra_http_headers({"Accept-Encoding": "identity"})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", WEAK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    if plain:
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    count = {"bytes": 0, "requests": 0}
    kept: set[str] = set()
    wire.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))

    def finished(event: Any) -> None:
        count["bytes"] += int(event["encodedDataLength"])
        count["requests"] += event["requestId"] not in kept and event["encodedDataLength"] > 0

    wire.on("Network.loadingFinished", finished)
    loads = []
    for _ in range(2):
        count.update(bytes=0, requests=0)
        kept.clear()
        page.goto(f"{url}/", wait_until="load")
        seconds = page.evaluate(LARGEST)
        loads.append(Load(count["bytes"], count["requests"], seconds))
    context.close()
    return loads[0], loads[1]


def time_search(url: str, cookies: list[Any]) -> float:
    """Return the median of what the server takes for a search, on a fast network."""
    header = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    taken = []
    for words in ("hoa+binh", "phuoc", "tiem", "bao+cao", "ninh+phuoc") * 4:
        request = urllib.request.Request(f"{url}/search/?q={words}", headers={"Cookie": header})
        start = time.perf_counter()
        urllib.request.urlopen(request, timeout=30).read()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    """Measure and print the claims."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a smaller demo")
    parser.add_argument("--url", help="of a demo that is served already")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.url:
        claims = run(options.url)
    else:
        with served(quick=options.quick) as url:
            claims = run(url)
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(claim["holds"] for claim in claims) else 1


def run(url: str) -> list[dict[str, Any]]:
    """Measure each person's first page; return the claims about the worst of them."""
    from playwright.sync_api import sync_playwright

    colds, repeats, plains = [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        print(f"{'first page of':<20} {'':8} {'bytes':>8} {'requests':>8} {'LCP s':>7}")
        for name in PEOPLE:
            cookies = sign_in(browser, url, name)
            measure(browser, url, cookies)  # the server has its templates ready
            cold, repeat = measure(browser, url, cookies)
            plain, _again = measure(browser, url, cookies, plain=True)
            for word, load in (("cold", cold), ("repeat", repeat), ("plain", plain)):
                print(f"{name:<20} {word:8} {load.n_bytes:8} {load.n_requests:8}"
                      f" {load.seconds:7.2f}")  # fmt: skip
            colds.append(cold)
            repeats.append(repeat)
            plains.append(plain)
        search = time_search(url, cookies)
        browser.close()
    ratio = sum(load.n_bytes for load in plains) / sum(load.n_bytes for load in colds)

    def claim(text: str, goal: float, measured: float, *, least: bool = False) -> dict[str, Any]:
        holds = measured >= goal if least else measured <= goal
        return {"claim": text, "goal": goal, "measured": round(measured, 3), "holds": holds}

    return [
        claim("bytes of a first page, cold", MOST_BYTES, max(load.n_bytes for load in colds)),
        claim("requests of a first page, cold", MOST_REQUESTS,
              max(load.n_requests for load in colds)),
        claim("bytes of a first page, again", MOST_AGAIN, max(load.n_bytes for load in repeats)),
        claim("LCP on a weak network, cold (s)", COLD, max(load.seconds for load in colds)),
        claim("LCP on a weak network, again (s)", REPEAT, max(load.seconds for load in repeats)),
        claim("search, median (s)", SEARCH, search),
        claim("lighter than the same page plainly (times)", 2.0, ratio, least=True),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
