"""Take the pictures of the README from the running product, in a data folder of their own.

    .venv/bin/python scripts/screenshots.py [--language en] [--to FOLDER]

Serves a fresh demo on a free port, keeps a few invented dispatches, signs in and photographs
every page at the width it is mostly read at. Everything it starts it ends.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PHAODAI = ROOT / ".venv" / "bin" / "phaodai"
DISPATCHES = sorted((ROOT / "tests" / "engines" / "dispatch" / "texts").glob("*.txt"))
PHONE, DESK = (360, 780), (1280, 900)
# As far as the first marked passages, where the page is long; else one screen of each width.
SIZES = {"document": [PHONE, (1280, 1500)], "confirm": [PHONE, (1280, 1500)]}
COLOURS = 64  # a page has few; the picture is a third of the size
USERNAME, PASSWORD = "trucban.tinh", "phao-dai-2021"
ADMINISTRATOR = "quantri"

# Name of the picture -> address, or words of the link to follow from the page before.
PAGES = {
    "today": "/",
    "tasks": "/tasks/",
    "board": "/directives/board/",
    "documents": "/directives/",
    "import": "/directives/import/",
    "units": "/units/",
    "agencies": "/agencies/?q=ủy ban nhân dân tỉnh",
}
ADMIN_PAGES = {"users": "/users/"}
COMMANDER_PAGES = {"audit": "/audit/"}


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until the site answers.

    Raises:
        TimeoutError: It did not.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 - this machine's own site
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(address)


def sign_in(page: Page, site: str, username: str, language: str) -> None:
    """Sign in as one of the demo's users and choose the language."""
    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action='/accounts/login/'] button[type=submit]")
    page.wait_for_url(f"{site}/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])


def shoot(page: Page, site: str, pages: dict[str, str], folder: Path) -> None:
    """Photograph pages at their widths."""
    for name, address in pages.items():
        for width, height in SIZES.get(name, [PHONE, DESK]):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{site}{address}")
            path = folder / f"{name}-{width}.png"
            page.screenshot(path=path)
            with Image.open(path) as picture:
                picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def first_link(page: Page, site: str, address: str, selector: str) -> str:
    """Return the address of the first link on a page that fits the selector.

    Raises:
        LookupError: The page has none.
    """
    page.goto(f"{site}{address}")
    href = page.locator(selector).first.get_attribute("href")
    if not href:
        raise LookupError(f"no link {selector} on {address}")
    return href


def main() -> None:
    """Serve, photograph, end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--language", choices=["vi", "en"], default="vi")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("dispatches", nargs="*", type=Path, default=DISPATCHES)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    port = free_port()
    site = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="phaodai-screenshots-") as data:
        environment = {**os.environ, "PHAODAI_DATA": data, "PHAODAI_DEMO": "1"}
        for words in (["demo", "load"], ["directive", "import", *map(str, options.dispatches)]):
            done = subprocess.run([PHAODAI, *words], env=environment, check=False)
            if done.returncode not in (0, 3):
                sys.exit(f"phaodai {words[0]} ended with {done.returncode}")
        server = subprocess.Popen([PHAODAI, "serve", "--port", str(port)], env=environment)
        try:
            wait_for(f"{site}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium",
                    args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                )
                page = browser.new_page()
                page.set_viewport_size({"width": 1280, "height": 900})
                page.goto(f"{site}/accounts/login/")
                shoot(page, site, {"sign-in": "/accounts/login/"}, options.to)
                sign_in(page, site, USERNAME, options.language)
                shoot(page, site, PAGES, options.to)
                linked = {
                    "document": first_link(page, site, "/directives/", "main tbody a[href]"),
                    "unit": first_link(page, site, "/units/?q=Ninh Phước", "main tbody a[href]"),
                    "agency": first_link(page, site, PAGES["agencies"], "main tbody a[href]"),
                }
                linked["confirm"] = f"{linked['document']}confirm/"
                shoot(page, site, linked, options.to)
                sign_in(page, site, ADMINISTRATOR, options.language)
                shoot(page, site, ADMIN_PAGES, options.to)
                sign_in(page, site, "chutich.tinh", options.language)
                shoot(page, site, COMMANDER_PAGES, options.to)
                browser.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
