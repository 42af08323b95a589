"""Pages in a real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from phaodai.foundation.accounts.models import User
from tests.phaodai.conftest import (  # noqa: F401 - fixtures
    _no_limits_left_over,
    _static_folder,
    administrator,
    commander,
    duty_officer,
    places,
    reporter,
)

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say clearly why nothing runs where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="needs Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of the site, by the name that passkeys accept."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site; each call is another machine."""
    contexts: list[BrowserContext] = []

    def open_at(path: str = "/", *, user: User | None = None, width: int = 1280,
                language: str = "vi") -> Page:  # fmt: skip
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 800}, locale="vi-VN"
        )
        contexts.append(context)
        cookies = {"django_language": language}
        if user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


def session_of(user: User) -> str:
    """Begin a session as sign-in would."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return str(client.session.session_key)
