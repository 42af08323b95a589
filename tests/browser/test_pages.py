"""Every page, in both languages, on a phone and on a desk: accessible, and nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

OPEN = ["account_login"]
PAGES = [
    "home",
    "more",
    "look",
    "search:search",
    "account",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "account_change_password",
    "usersessions_list",
    "account_logout",
    "design:components",
]
MANAGED = ["users:list", "users:add"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(page):
    """Fail on what axe finds and on anything wider than the screen; say where."""
    # At full height: what the tab bar covers for a moment is no small target.
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found] == []
    surplus = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert surplus == 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_before_sign_in(open_page, width, language):
    page = open_page("/accounts/login/", width=width, language=language)
    check(page)
    page.locator("[name=login]").fill("khong.co.ai")
    page.locator("[name=password]").fill("sai mật khẩu rồi")
    page.locator("form[action='/accounts/login/'] button").click()
    page.locator(".es").wait_for()
    check(page)
    page.goto("/nothing/")
    check(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_an_officer(open_page, duty_officer, width, language):
    page = open_page("/", user=duty_officer, width=width, language=language)
    for name in PAGES:
        page.goto(reverse(name))
        check(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_an_administrator(open_page, administrator, reporter, width, language):
    page = open_page("/", user=administrator, width=width, language=language)
    base = f"/users/{reporter.ref}/"
    for path in [
        *map(reverse, MANAGED),
        base,
        f"{base}post/",
        f"{base}disable/",
        f"{base}password/",
    ]:
        page.goto(path)
        check(page)


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_wider_than_a_small_phone(open_page, administrator, width):
    page = open_page("/", user=administrator, width=width)
    for path in ("/", "/users/", "/users/add/", "/accounts/", "/accounts/2fa/", "/design/"):
        page.goto(path)
        surplus = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (path, surplus) == (path, 0)


def test_no_page_breaks_the_policy(open_page, administrator):
    page = open_page("/", user=administrator)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/", "/users/", "/design/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/"):
        page.goto(path)
    assert said == []


def test_the_slash_goes_to_the_search(open_page, administrator):
    page = open_page("/users/", user=administrator)
    page.keyboard.press("/")
    assert page.locator("[data-search]").evaluate("field => field === document.activeElement")


def test_errors_get_the_focus(open_page, administrator, reporter):
    page = open_page(f"/users/{reporter.ref}/disable/", user=administrator)
    page.locator("[name=reason]").fill("vì")
    page.locator("main form button").click()
    page.locator(".es").wait_for()
    assert page.locator(".es").evaluate("box => box === document.activeElement")
    assert page.title().startswith("Lỗi:")
    assert page.locator("[name=reason]").input_value() == "vì"


def test_it_works_without_scripts(browser, site, administrator):
    from tests.browser.conftest import session_of

    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session_of(administrator), "url": site}])
    page = context.new_page()
    page.goto("/users/")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith("/users/")
    context.close()
