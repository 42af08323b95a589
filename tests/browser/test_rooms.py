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
