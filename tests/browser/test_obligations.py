"""The page of an obligation and its figures, in both languages, on a phone and on a desk."""

import os
from pathlib import Path

import pytest

from phaodai.delivery import clock
from phaodai.registers.directives import operations
from phaodai.vocabulary.access import Role
from tests.browser.test_pages import check
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.cascades import NOW, OPERATOR, make_cascade, say_coverage

both = pytest.mark.parametrize(
    ("width", "language"), [(320, "vi"), (360, "en"), (360, "vi"), (1280, "en"), (1280, "vi")]
)


@pytest.fixture
def cascade(transactional_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = make_cascade(2, 3)
    first, second = made.communes
    percents = zip([*first, *second], (96, 90, 88, 97, None, 85), strict=True)
    say_coverage(made, dict(percents))
    for body, state in ((first[0], "acknowledge"), (second[0], "submit")):
        row = made.assignment(body)
        act = {"actor": OPERATOR, "assignment": row.ref, "version": row.version, "now": NOW}
        if state == "submit":
            operations.submit(text="Đã tiêm đủ.", **act)
        else:
            operations.acknowledge(**act)
    return made


def picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@both
def test_pages_of_an_obligation(open_page, cascade, width, language):
    officer = make_user("tinh", name="Trần Quốc Nam", at=cascade.province, role=Role.COMMANDER)
    base = f"/obligations/{cascade.obligation.ref}/"
    page = open_page(base, user=officer, width=width, language=language)
    picture(page, f"obligation-{language}-{width}")
    check(page)
    page.locator(".proof + details > summary").click()
    check(page)
    picture(page, f"obligation-open-{language}-{width}")
    page.goto(base + "?as_of=2021-12-10T10:00&page=2")
    check(page)
    district = cascade.districts[0]
    head = make_user("huyen", name="Mai Quốc Thịnh", at=district, role=Role.COMMANDER)
    page = open_page(
        f"/tasks/{cascade.assignment(district).ref}/", user=head, width=width, language=language
    )
    picture(page, f"task-{language}-{width}")
    check(page)
    page = open_page("/design/", user=head, width=width, language=language)
    check(page)


def test_what_is_below_opens_in_its_place(open_page, transactional_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = make_cascade(3, 14)
    officer = make_user("tinh", name="Trần Quốc Nam", at=made.province, role=Role.COMMANDER)
    page = open_page(f"/obligations/{made.obligation.ref}/", user=officer, width=360)
    assert page.locator(".cascade tbody tr").count() == 4
    page.locator(".cascade [aria-expanded=false]").first.press("Enter")
    page.locator(".cascade [aria-expanded=true]:focus").wait_for()
    assert page.locator(".cascade tbody tr").count() == 18
    picture(page, "opened-360")
    check(page)
