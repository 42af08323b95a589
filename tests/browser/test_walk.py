"""Every page that a role can reach by links, in the demo: accessible, nothing cut off, in silence.

The pages are not listed here: whoever links a new one has it walked over.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from phaodai.delivery.demo.people import DEMO_PASSWORD
from tests.browser.test_pages import check

PEOPLE = ["chutich.tinh", "trucban.ninhphuoc", "baocao.phuocdan", "thongke.tinh", "quantri"]
COVERING = [
    ("chutich.tinh", 320, "vi"),
    ("trucban.ninhphuoc", 1280, "en"),
    ("baocao.phuocdan", 360, "en"),
    ("quantri", 1280, "vi"),
]
ALL = sorted(set(product(PEOPLE, [320, 360, 1280], ["vi", "en"])) - set(COVERING))
NO_PAGES = {"files:download", "directives:original", "tasks:table", "obligations:figures"}
KNOWN = set()  # kinds that somebody before has looked over; in the drill everybody does
LINKS = "links => links.filter(link => !link.download).map(link => link.href)"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The address of a demo that is loaded and served as by a newcomer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("walk")
    kept = {name: each for name, each in os.environ.items() if not name.startswith("PHAODAI_")}
    env = kept | {"PHAODAI_DATA": str(folder), "PHAODAI_DEMO": "1"}
    env.pop("DJANGO_SETTINGS_MODULE", None)  # the product's own settings, not those of tests
    command = [sys.executable, "-m", "phaodai.delivery.commands.main"]
    subprocess.run([*command, "demo", "load", "--quick"], env=env, check=True, capture_output=True)
    with (folder / "served").open("wb") as said:
        serve = [*command, "serve", "--port", str(port), "--workers", "1"]
        server = subprocess.Popen(serve, env=env, stdout=said, stderr=said)
        site = f"http://localhost:{port}"
        try:
            wait_for(f"{site}/healthz")
            yield site
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address):
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(address)


@pytest.fixture
def walk(browser, demo):
    """Sign in and visit one page of each kind that links lead to; return what was visited.

    What is `known` is passed through for its links alone.
    """
    contexts = []

    def walk_as(person, width, language, known=()):
        context = browser.new_context(
            base_url=demo, viewport={"width": width, "height": 800}, locale="vi-VN"
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": demo}])
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto("/accounts/login/")
        page.fill("[name=login]", person)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.click("form[action='/accounts/login/'] button[type=submit]")
        page.wait_for_url(f"{demo}/")
        context.add_cookies([{"name": "django_language", "value": language, "url": demo}])
        visited, waiting, wrong = {}, ["/"], []
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind is None or kind in visited:
                continue
            visited[kind] = address
            page.set_viewport_size({"width": width, "height": 800})
            is_known = kind in known and kind != ("home",)
            try:
                answer = page.goto(address)
            except Error as error:
                if "Download is starting" in str(error):
                    continue
                raise
            if not is_known:
                wrong += [f"{address}: {fault}" for fault in faults(page, answer, said, language)]
            said.clear()
            for link in page.eval_on_selector_all("a[href]", LINKS):
                parts = urlsplit(link)
                if link.startswith(demo):
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert not wrong, "\n".join(wrong)
        return visited

    yield walk_as
    for context in contexts:
        context.close()


def kind_of(address):
    """Return the name of the page, with what tells its variants apart; None for what is none."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    if found.view_name in NO_PAGES:
        return None
    words = [str(value) for value in found.kwargs.values() if not re.search(r"\d", str(value))]
    return (found.view_name, *words)


def faults(page, answer, said, language):
    """Yield what is wrong with the page that is open."""
    if answer.status != 200:
        yield f"answers {answer.status}"
        return
    if page.locator("html").get_attribute("lang") != language:
        yield f"is not in {language}"
    if page.locator("h1").count() != 1:
        yield f"has {page.locator('h1').count()} headings of the first rank"
    yield from said
    try:
        check(page)
    except AssertionError as error:
        yield str(error)


@pytest.mark.parametrize(("person", "width", "language"), COVERING)
def test_every_page_that_links_lead_to(walk, person, width, language):
    visited = walk(person, width, language, KNOWN)
    KNOWN.update(visited)
    assert {("home",), ("account",), ("more",)} <= set(visited)


@pytest.mark.drill
@pytest.mark.parametrize(("person", "width", "language"), ALL)
def test_every_page_for_everybody_at_every_width_in_both_languages(walk, person, width, language):
    walk(person, width, language)
