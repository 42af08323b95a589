"""Confirming by keyboard, and the pages of tasks in both languages on a phone and on a desk."""

import pytest

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Proposal
from phaodai.vocabulary.refs import BodyRef
from tests.browser.test_pages import check
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading

HEALTH, POLICE = "Trung tâm Y tế huyện Ninh Phước", "Công an huyện Ninh Phước"
DAY = due("date", date="2021-12-28", time="17:00", text="trước 17 giờ ngày 28/12/2021")
both = pytest.mark.parametrize(
    ("width", "language"), [(360, "vi"), (1280, "vi"), (360, "en"), (1280, "en")]
)


@pytest.fixture
def kept(places):
    return operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(places.committee.ref),
        reading=reading(
            order(f"{HEALTH} tiêm đủ liều 2.", lead=(HEALTH,), deadline=DAY),
            order(f"{POLICE} lập tổ truy vết.", lead=(POLICE,)),
            issuer="Ủy ban nhân dân huyện Ninh Phước",
        ),
        file=None,
        file_name="",
        media_type="text/plain",
        now=NOW,
    )


@both
def test_pages_of_confirming_and_of_tasks(open_page, commander, kept, width, language):
    base = f"/directives/{kept.ref}/confirm/"
    page = open_page(base, user=commander, width=width, language=language)
    check(page)
    for query in ("?edit=1", "?reject=1", "?split=1", "?add=1"):
        page.goto(base + query)
        check(page)
    page.goto(base + "?reject=1")
    page.locator("#open-form textarea").fill(" ")
    page.locator("#open-form form").evaluate("form => { form.noValidate = true }")
    page.locator("#open-form .btn").first.click()
    page.locator(".em").first.wait_for()
    check(page)
    operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
    page.goto(base + "issue/")
    check(page)
    operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)
    row = Assignment.objects.order_by("pk").first()
    for path in ("/tasks/", "/tasks/?q=xyz", f"/tasks/{row.ref}/", "/"):
        page.goto(path)
        check(page)


def test_a_dispatch_is_confirmed_by_keyboard_alone(open_page, duty_officer, kept):
    page = open_page(f"/directives/{kept.ref}/confirm/#o1", user=duty_officer)
    page.locator("#o1:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("#o2:focus").wait_for()
    page.keyboard.press("z")
    page.locator("#o1:focus").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("không giao")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#open-form").wait_for(state="detached")
    states = Proposal.objects.order_by("ordinal").values_list("state", flat=True)
    assert list(states) == ["PROPOSED", "REJECTED"]
