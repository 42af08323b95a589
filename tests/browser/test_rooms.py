"""The pages of every room: empty, filled, in both languages, on a phone and on a desk."""

from pathlib import Path

import pytest

from tests.browser.test_pages import check

DISPATCH = sorted(
    (Path(__file__).parents[1] / "engines" / "dispatch" / "texts").glob("cong-van-huyen-uy.txt")
)[0]
both = pytest.mark.parametrize(
    ("width", "language"), [(360, "vi"), (1280, "vi"), (360, "en"), (1280, "en")]
)


def visit(page, paths):
    for path in paths:
        answer = page.goto(path)
        assert (path, answer.status) == (path, 200)
        check(page)


@both
def test_units_and_bodies(open_page, duty_officer, places, width, language):
    page = open_page("/", user=duty_officer, width=width, language=language)
    units, bodies = f"/units/{places.district.ref}/", f"/agencies/{places.committee.ref}/"
    visit(page, ["/units/", "/units/?q=phuoc", units, "/agencies/", "/agencies/?q=xyz", bodies])


@both
def test_what_an_administrator_records(open_page, administrator, places, width, language):
    page = open_page("/", user=administrator, width=width, language=language)
    unit, body = f"/units/{places.district.ref}/", f"/agencies/{places.committee.ref}/"
    visit(page, [f"{unit}aliases/add/", f"{body}aliases/add/", f"{body}heads/appoint/"])


@both
def test_documents_and_their_obligations(open_page, duty_officer, width, language):
    page = open_page("/", user=duty_officer, width=width, language=language)
    visit(page, ["/directives/", "/directives/board/", "/directives/import/"])
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator(".es").wait_for()  # nothing was given
    check(page)
    page.goto("/directives/import/")
    page.locator("textarea[name=text]").fill(DISPATCH.read_text())
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator(".doc").wait_for()
    check(page)
    visit(page, ["/directives/", "/directives/board/"])


@both
def test_the_trail(open_page, commander, width, language):
    page = open_page("/", user=commander, width=width, language=language)
    visit(page, ["/audit/", "/audit/?q=xyz"])


def test_a_table_is_printed_as_a_table_and_folds_on_a_phone(open_page, duty_officer):
    page = open_page("/directives/import/", user=duty_officer, width=700)
    page.locator("textarea[name=text]").fill(DISPATCH.read_text())
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator(".doc").wait_for()
    page.goto("/directives/board/")
    row = page.locator(".board tbody tr").first
    assert row.evaluate("e => getComputedStyle(e).display") != "table-row"
    page.emulate_media(media="print")
    assert row.evaluate("e => getComputedStyle(e).display") == "table-row"


@pytest.mark.parametrize(("width", "is_folded"), [(360, True), (1280, False)])
def test_filters_take_no_room_on_a_phone(open_page, duty_officer, width, is_folded):
    page = open_page("/directives/", user=duty_officer, width=width)
    assert page.locator("#id_urgency").is_hidden() == is_folded
    assert page.locator(".filters summary").is_visible() == is_folded
    page.goto("/directives/?urgency=khẩn")
    assert page.locator("#id_urgency").is_visible()
    check(page)


def test_nothing_stays_in_place_where_there_is_no_room(open_page, duty_officer):
    page = open_page("/", user=duty_officer, width=320)
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 px enlarged four times
    assert page.locator("nav.tab").evaluate("e => getComputedStyle(e).position") == "static"
