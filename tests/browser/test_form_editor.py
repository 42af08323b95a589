"""The editor of forms in a real browser: saved as one goes, moved by keys, judged while typing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from phaodai.foundation.accounts.models import User
from phaodai.registers.reports.models import Sketch, Submission
from phaodai.registers.reports.operations import sketches
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, actor_of
from tests.phaodai.delivery.web.report_pages import FORM, install
from tests.phaodai.factories.accounts import make_user


@pytest.fixture
def analyst(places) -> User:
    install(places.commune_committee)
    return make_user("linh.phu", name="Phú Thị Mỹ Linh", at=places.province_committee,
                     role=Role.ANALYST)  # fmt: skip


@pytest.fixture
def sketch(analyst) -> Sketch:
    sketches.begin(actor=actor_of(analyst), code=FORM, now=NOW)
    return Sketch.objects.get()


def test_what_is_typed_is_saved_and_judged_without_a_button(open_page, analyst, sketch):
    rule = reverse("forms:part", args=[sketch.ref, "r2"])
    page = open_page(rule, user=analyst, width=360)
    page.wait_for_selector("form[data-ready]")
    assert page.locator("#id_expect_raw").is_hidden()
    page.fill("#id_expect_left", "f0_total + 1")
    page.get_by_text("“F0 cộng dồn từ đầu đợt dịch” + 1 không nhỏ hơn").wait_for()
    sketch.refresh_from_db()
    assert sketch.data["rules"][1]["expect"]["at_least"][0] == {"sum": ["f0_total", 1]}

    page.fill("#id_expect_left", "nobody")
    page.locator(".f.err .em", has_text="không có ô số “nobody”").wait_for()
    page.fill("#id_expect_left", "f0_total")
    page.locator(".f.err").wait_for(state="detached")
    page.get_by_role("button", name="Lưu và về danh sách").click()
    page.wait_for_url("**/#r2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sketch.refresh_from_db()
    assert sketch.data["rules"][1]["expect"]["at_least"][0] == "f0_total"


def test_an_indicator_is_found_while_one_types(open_page, analyst, sketch):
    page = open_page(reverse("forms:part", args=[sketch.ref, "s1f2"]), user=analyst)
    page.wait_for_selector("form[data-ready]")
    page.fill("#id_indicator", "ca nang")
    page.locator("#found button[value='cases.severe']").click()
    expect(page.locator("#id_indicator")).to_have_value("cases.severe")
    expect(page.locator("#id_kind")).to_have_value("stock")


def test_parts_are_moved_by_keys_and_stay_in_hand(open_page, analyst, sketch):
    page = open_page(reverse("forms:sketch", args=[sketch.ref]), user=analyst)
    label = "Trong đó phát hiện tại cộng đồng"
    page.locator("#s1f2 .what a").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#s1f3.here", has_text=label).wait_for()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#s1f4.here", has_text=label).wait_for()
    assert page.evaluate("document.activeElement.textContent") == label
    page.locator("#s1f4 [name=up]").click()
    page.locator("#s1f3.here", has_text=label).wait_for()
    sketch.refresh_from_db()
    codes = [field["code"] for field in sketch.data["sections"][0]["fields"][:4]]
    assert codes == ["f0_new", "f0_quarantine", "f0_community", "f0_blocked"]


def test_the_preview_judges_in_the_browser_and_sends_nothing(open_page, analyst, sketch):
    page = open_page(reverse("forms:sketch-preview", args=[sketch.ref]), user=analyst, width=360)
    page.wait_for_selector("#report[data-ready]")
    page.fill("[name=v-f0_community]", "-1")
    page.press("[name=v-f0_community]", "Tab")
    page.locator("#w-f0_community .em", has_text="nhỏ hơn 0").wait_for()
    page.fill("[name=v-f0_community]", "3")
    page.press("[name=v-f0_community]", "Tab")
    page.locator("#w-f0_community .em").wait_for(state="detached")
    assert not Submission.objects.exists()


def test_without_scripts_each_thing_is_a_button(browser, site, analyst, sketch):
    from django.conf import settings

    from tests.browser.conftest import session_of

    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(analyst), "url": site}]
    )
    page = context.new_page()
    page.goto(reverse("forms:sketch", args=[sketch.ref]))
    page.locator("#s1f2 [name=down]").click()
    assert page.locator("#s1f3 .what a").inner_text() == "Trong đó phát hiện tại cộng đồng"
    page.goto(reverse("forms:part", args=[sketch.ref, "s1f2"]))
    page.fill("#id_indicator", "ca nặng")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.locator("button[value='cases.severe']").click()
    assert page.input_value("#id_indicator") == "cases.severe"
    page.fill("#id_label_vi", "Ca nặng")
    page.get_by_role("button", name="Lưu và về danh sách").click()
    assert "Ca nặng" in page.locator("#s1f2").inner_text()
    context.close()
