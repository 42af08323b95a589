"""Take the pictures of the README from the running product, in a data folder of their own.

    .venv/bin/python scripts/screenshots.py [--language en] [--only NAME …] [--to FOLDER]

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
PHONE, DESK, WALL = (360, 780), (1280, 900), (1920, 1080)
# As far as the first marked passages, where the page is long; else one screen of each width.
SIZES = {
    "document": [PHONE, (1280, 1500)],
    "confirm": [PHONE, (1280, 1500)],
    "month": [PHONE, (1280, 1250)],
    "wall": [WALL],
}
COLOURS = 64  # a page has few; the picture is a third of the size
PASSWORD = "phao-dai-2021"  # noqa: S105 - of the demo, and public

# Who looks -> name of the picture -> address; after ">" the links to follow from it.
PAGES = {
    "trucban.ninhphuoc": {
        "today": "/",
        "reports": "/reports/",
        "duty": "/reports/board/",
        "month": "/reports/board/month/",
    },
    "baocao.phuocdan": {"officer": "/"},
    "trucban.tinh": {
        "duty-province": "/reports/board/",
        "wall": "/reports/board/tv/",
        "tasks": "/tasks/",
        "board": "/directives/board/",
        "documents": "/directives/",
        "document": "/directives/ > main tbody a[href]",
        "confirm": "/directives/ > main tbody a[href] > a[href$='/confirm/']",
        "import": "/directives/import/",
        "units": "/units/",
        "unit": "/units/?q=Ninh Phước > main tbody a[href]",
        "agencies": "/agencies/?q=ủy ban nhân dân tỉnh",
        "agency": "/agencies/?q=ủy ban nhân dân tỉnh > main tbody a[href]",
    },
    "chutich.tinh": {
        "brief": "/brief/",
        "commander": "/",
        "task": "/tasks/?proof=NOT_MET > main tbody th a[href]",
        "obligation": "/tasks/?proof=NOT_MET > main tbody th a[href]"
        " > main a[href^='/obligations/']",
        "heads": "/heads/",
        "head": "/heads/ > main tbody a[href]",
        "audit": "/audit/",
    },
    "quantri": {"users": "/users/"},
}


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
    """Photograph pages at their widths.

    Raises:
        LookupError: A page lacks a link that leads on to the next.
    """
    for name, way in pages.items():
        start, *links = way.split(" > ")
        page.goto(f"{site}{start}")
        for link in links:
            href = page.locator(link).first.get_attribute("href")
            if not href:
                raise LookupError(f"no link {link} on {page.url}")
            page.goto(f"{site}{href}")
        address = page.url
        for width, height in SIZES.get(name, [PHONE, DESK]):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            path = folder / f"{name}-{width}.png"
            page.screenshot(path=path)
            with Image.open(path) as picture:
                picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def main() -> None:
    """Serve, photograph, end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--language", choices=["vi", "en"], default="vi")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these pictures alone")
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
                if not options.only or "sign-in" in options.only:
                    shoot(page, site, {"sign-in": "/accounts/login/"}, options.to)
                for person, pages in PAGES.items():
                    wanted = {
                        name: way
                        for name, way in pages.items()
                        if not options.only or name in options.only
                    }
                    if wanted:
                        sign_in(page, site, person, options.language)
                        shoot(page, site, wanted, options.to)
                browser.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
