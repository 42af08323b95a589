"""The duty board in a browser: kept fresh, copied without permission, on the wall, by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import check
from tests.phaodai.conftest import NOW
from tests.phaodai.registers.reports.watching import make_watch, past, send

BOARD = "/reports/board/"
both = pytest.mark.parametrize(("width", "language"), [(360, "en"), (1280, "vi")])


@pytest.fixture
def watch(places, monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    return make_watch(places)


@both
def test_pages_of_the_board(open_page, watch, width, language):
    past(watch.bodies["hai"], days=5)
    past(watch.bodies["dan"], days=3)
    send(watch.bodies["hai"])
    page = open_page(BOARD, user=watch.officer, width=width, language=language)
    check(page)
    for path in ("month/", "month/?by=head", "tv/"):
        page.goto(BOARD + path)
        check(page)


def test_a_report_is_seen_without_loading_again_and_the_wall_says_how_old_it_is(open_page, watch):
    page = open_page(f"{BOARD}tv/", user=watch.officer)
    expect(page.locator(".wall-counts")).to_contain_text("0/3")
    send(watch.bodies["hai"])
    expect(page.locator(".wall-counts")).to_contain_text("1/3", timeout=20_000)
    expect(page.locator("[data-clock]")).to_contain_text("09:4")
    page.context.set_offline(True)
    lost = page.locator("[data-lost]")
    expect(lost).to_be_visible(timeout=20_000)
    expect(lost.locator("[data-lost-for]")).to_contain_text("giây")
    send(watch.bodies["dan"])
    page.context.set_offline(False)
    expect(page.locator(".wall-counts")).to_contain_text("2/3", timeout=40_000)
    expect(lost).to_be_hidden()


def test_the_reminder_is_there_to_be_marked_where_nothing_may_be_copied(open_page, watch):
    page = open_page(BOARD, user=watch.officer, width=360)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("[data-copy]").click()
    marked = page.evaluate("document.getSelection().toString()")
    assert marked.startswith("Nhắc: vi all ngày 23/12/2021")
    assert "xã Phước Dan" in marked


def test_the_month_is_walked_by_keyboard(open_page, watch):
    past(watch.bodies["hai"], days=5)
    page = open_page(f"{BOARD}month/", user=watch.officer)
    page.locator("table.heat td[tabindex='0']").focus()
    says = page.locator("[data-heat-says]")
    expect(says).to_contain_text("18/12")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(says).to_contain_text("22/12")
    page.keyboard.press("ArrowLeft")
    expect(says).to_contain_text("21/12")
    page.keyboard.press("Enter")
    day = NOW.date() - timedelta(days=2)
    page.wait_for_url(f"**/reports/board/?*day={day.isoformat()}")
