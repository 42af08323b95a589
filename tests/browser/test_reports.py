"""The daily report in a real browser: keys, sums, rules while one types, one press, no network."""

import json
import os
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from phaodai.registers.reports.models import Draft, Submission
from tests.browser.test_pages import check
from tests.phaodai.conftest import NOW
from tests.phaodai.delivery.web.report_pages import (
    YESTERDAY,
    address,
    fill,
    good,
    hidden,
    install,
    written,
)

SEND_UNJUDGED = """() => {
    const act = document.createElement('input')
    Object.assign(act, { type: 'hidden', name: 'do', value: 'send' })
    const form = document.getElementById('report')
    form.append(act)
    HTMLFormElement.prototype.submit.call(form)
}"""
HAS = {"f0_current": "3", "care_home": "3", "f0_reached": "3", "f0_total": "9",
       "masks": "1200", "oxygen": "12,5"}  # fmt: skip
SHOTS = os.environ.get("PHAODAI_SHOTS", "")


@pytest.fixture
def form(places, reporter, monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    form = install(places.commune_committee)
    client = Client()
    client.force_login(reporter)
    fill(client, good(form, **HAS), day=YESTERDAY)
    return form


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def leave(page: Page) -> None:
    """Let a draft that is sent on leaving arrive while there is a database."""
    page.goto("about:blank")
    page.wait_for_timeout(400)


@pytest.fixture
def client_of_filer(reporter):
    client = Client()
    client.force_login(reporter)
    return client


def clash(client, form) -> UUID:
    """Let two windows correct the same figure; return what the second one sent."""
    page = client.get(address()).content.decode()
    held = {name: hidden(page, name) for name in ("id", "base", "version")}
    why = {"report__reason": "đếm lại"}
    fill(
        client,
        good(form, **{**HAS, "masks": "5"}),
        **{f"c_{name}": text for name, text in why.items()},
    )
    client.post(address(), held | written(good(form, **{**HAS, "masks": "7"}), **why))
    return UUID(held["id"])


def look(page: Page, name: str) -> None:
    check(page)
    shoot(page, name)


def ready(page: Page) -> None:
    """Wait until the rules are there."""
    page.wait_for_function("() => document.getElementById('report').dataset.ready")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_pages_fit(open_page, reporter, form, width, language):
    page = open_page("/reports/", user=reporter, width=width, language=language)
    check(page)
    shoot(page, f"list-{language}-{width}")
    page.goto(address())
    ready(page)
    shoot(page, f"form-{language}-{width}")
    check(page)
    page.locator(".quick button").click()
    expect(page.locator(".rec .code")).to_be_visible()
    shoot(page, f"receipt-{language}-{width}")
    check(page)


@pytest.mark.parametrize(("width", "language"), [(320, "vi"), (360, "en"), (1280, "en")])
def test_what_became_of_it_fits(
    open_page, client_of_filer, reporter, duty_officer, form, width, language
):
    client, submission = client_of_filer, Submission.objects.get()
    page = open_page(f"{address()}earlier/", user=reporter, width=width, language=language)
    look(page, f"earlier-{language}-{width}")
    fill(client, good(form, **HAS))
    beside = clash(client, form)
    page.goto(f"/reports/sent/{beside}/")
    look(page, f"conflict-{language}-{width}")
    page.goto(f"{address()}versions/")
    look(page, f"versions-{language}-{width}")
    Submission.objects.filter(pk=submission.pk).update(
        state="HELD", number=None, hold_reason="BASE_UNKNOWN", receipt="", lateness=""
    )
    officer = open_page(
        f"/reports/sent/{submission.submission}/", user=duty_officer, width=width,
        language=language,
    )  # fmt: skip
    look(officer, f"held-{language}-{width}")
    officer.goto("/")
    look(officer, f"home-held-{language}-{width}")


def test_a_clash_is_settled_by_keyboard_alone(open_page, client_of_filer, reporter, form):
    fill(client_of_filer, good(form, **HAS))
    page = open_page(f"/reports/sent/{clash(client_of_filer, form)}/", user=reporter, width=360)
    page.locator("button.big").click()
    expect(page.locator(".es")).to_be_focused()  # nothing was chosen: it says which
    page.locator(".es a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "mine-masks"
    page.keyboard.press("ArrowDown")  # theirs
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#receipt")).to_be_visible()
    latest = Submission.objects.order_by("-number")[0]
    assert (latest.number, latest.values["masks"]) == (3, "7")


def test_two_taps_from_the_list_to_the_receipt(open_page, reporter, form):
    page = open_page("/reports/", user=reporter, width=360)
    page.locator(".duties .btn.pri").first.click()
    page.locator(".quick button").click()
    expect(page.locator("#receipt")).to_have_text(re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]"))


def test_sums_changes_and_keys(open_page, reporter, form):
    page = open_page(address() + "?start=unchanged", user=reporter, width=360)
    ready(page)
    page.locator("#v-f0_community").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "v-f0_quarantine"
    expect(page.locator("output#v-f0_new")).to_have_text("2")
    expect(page.locator("#send-words")).to_contain_text("1 thay đổi")
    expect(page.locator("#changes li")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "v-f0_community"
    leave(page)


def test_rules_speak_before_anything_is_sent(open_page, reporter, form):
    page = open_page(address() + "?start=unchanged", user=reporter, width=360)
    ready(page)
    page.locator("#v-masks").fill("-5")
    page.locator("#v-places_used").fill("4")
    page.locator("[value=send]").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#w-masks")).to_contain_text("nhỏ hơn 0")
    shoot(page, "errors-vi-360")
    assert Submission.objects.count() == 1
    page.locator("#v-masks").fill("1.250")
    page.locator("#c-places_within").fill("mượn thêm nhà văn hóa")
    page.locator("[value=send]").click()
    expect(page.locator("#receipt")).to_be_visible()
    assert Submission.objects.order_by("-pk")[0].values["masks"] == "1250"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_says_what_the_server_says(open_page, reporter, form, language):
    """The same wrong report, judged by the script and by the server: word for word."""
    wrong = {"v-masks": "-5", "v-oxygen": "1,234", "v-f0_died": "", "v-places_used": "4",
             "v-f0_total": "8", "v-care_tier1": "2", "v-households_hungry": "1"}  # fmt: skip

    def said(page: Page) -> object:
        return json.loads(
            page.evaluate("""() => JSON.stringify({
            sum: [...document.querySelectorAll('#errors li')].map((line) => line.innerText),
            at: [...document.querySelectorAll('.whys .em')].map((why) => why.innerText),
        })""")
        )

    page = open_page(address() + "?start=unchanged", user=reporter, language=language)
    ready(page)
    for name, text in wrong.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[value=send]").click()
    expect(page.locator("#errors")).to_be_focused()
    in_the_browser = said(page)
    with page.expect_navigation():
        page.evaluate(SEND_UNJUDGED)
    assert len(in_the_browser["sum"]) == 8
    assert said(page) == in_the_browser
    leave(page)


def test_earlier_periods_are_shown_where_one_asks(open_page, reporter, form):
    page = open_page(address(), user=reporter, width=360)
    ready(page)
    row = page.locator(".v", has=page.locator("#v-masks"))
    row.locator("summary").click()
    expect(row.locator("[data-past] td").last).to_have_text("1.200")


def test_what_was_typed_is_kept_when_one_leaves(open_page, reporter, form):
    page = open_page(address(), user=reporter, width=360)
    ready(page)
    page.locator("#v-masks").fill("77")
    page.goto("/reports/")
    page.wait_for_timeout(300)
    assert Draft.objects.get().values["masks"] == "77"
    page.goto(address())
    expect(page.locator("#v-masks")).to_have_value("77")
    shoot(page, "draft-vi-360")


def test_without_scripts(browser, site, reporter, form):
    from tests.browser.conftest import session_of

    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session_of(reporter), "url": site}])
    page = context.new_page()
    page.goto(address() + "?start=unchanged")
    page.locator("#v-masks").fill("ba")
    page.locator("[value=send]").click()
    assert "không phải là số" in page.locator("#errors").inner_text()
    assert page.locator("#v-masks").input_value() == "ba"
    page.locator("#v-masks").fill("3")
    page.locator("[value=send]").click()
    assert page.locator("#receipt").is_visible()
    context.close()
