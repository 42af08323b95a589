"""Answering with files, passing on and answering each time, on a phone and on a desk."""

from datetime import timedelta

import pytest

from phaodai.delivery import clock
from phaodai.foundation.files.models import Attachment
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Occurrence
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.browser.test_pages import check
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.delivery.intake import samples as make
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import UnitFactory

ISSUER = "Ủy ban nhân dân huyện Ninh Phước"
HEALTH = "Trung tâm Y tế huyện Ninh Phước"
both = pytest.mark.parametrize(
    ("width", "language"), [(360, "vi"), (1280, "vi"), (360, "en"), (1280, "en")]
)


def issue(places, *orders):
    now = clock.now()
    kept = operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(places.committee.ref),
        reading=reading(*orders, issuer=ISSUER),
        file=None,
        file_name="",
        media_type="text/plain",
        now=now,
    )
    operations.confirm_all(actor=OPERATOR, document=kept.ref, now=now)
    operations.issue(actor=OPERATOR, document=kept.ref, now=now)
    return list(Assignment.objects.order_by("pk"))


@both
def test_an_answer_with_a_photograph(open_page, places, width, language):
    reporter = make_user("tram", name="Võ Hoài An", at=places.health, role=Role.REPORTER)
    [row] = issue(places, order(f"{HEALTH} tiêm đủ liều 2.", lead=(HEALTH,)))
    page = open_page(f"/tasks/{row.ref}/", user=reporter, width=width, language=language)
    page.locator("#do-submit > summary").click()
    page.locator("#submit-text").fill("Đã tiêm 812 người, có ảnh.")
    photo = {"name": "ảnh điểm tiêm.png", "mimeType": "image/png", "buffer": make.png(40, 30)}
    program = {"name": "danh-sach.exe", "mimeType": "image/png", "buffer": b"MZ\x90\0" + bytes(90)}
    page.locator("#submit-attachments").set_input_files([photo, program])
    page.locator("#do-submit .btn").click()
    page.locator("#submit-attachments_error").wait_for()
    assert "danh-sach.exe: " in page.locator("#submit-attachments_error").inner_text()
    assert page.locator("#submit-text").input_value() == "Đã tiêm 812 người, có ảnh."
    check(page)
    page.locator("#submit-attachments").set_input_files([photo])
    page.locator("#do-submit .btn").click()
    page.locator(".files").wait_for()
    check(page)
    page.locator(".files summary").click()
    picture = page.locator(".files img")
    assert picture.evaluate("async img => { await img.decode(); return img.naturalWidth }") == 40
    with page.expect_download() as saved:
        page.locator(".files a").first.click()
    assert saved.value.suggested_filename == "ảnh điểm tiêm.png"
    page.locator(".undo .btn").click()
    page.locator(".files").wait_for(state="detached")
    assert Attachment.objects.get().removed_at is not None


@both
def test_a_task_is_passed_on(open_page, places, commander, width, language):
    make_user("lan", name="Lò Thị Lan", at=places.committee, role=Role.LOGISTICS)
    for n in range(14):
        unit = UnitFactory(name=f"Phước Số {n}", parent=places.district)
        make_body(unit, f"Ủy ban nhân dân xã Phước Số {n}", general=True)
    deadline = due("date", date=f"{clock.today() + timedelta(days=9):%Y-%m-%d}")
    [row] = issue(places, order(f"{ISSUER} rà soát.", lead=(ISSUER,), deadline=deadline))
    page = open_page(f"/tasks/{row.ref}/#do-delegate", user=commander, width=width,
                     language=language)  # fmt: skip
    page.locator("#do-delegate > summary").click()
    page.get_by_label("Lò Thị Lan").first.check()
    own = page.locator(".who .own").first
    own.fill("1/1/2001")
    check(page)
    page.locator("#delegate-q").fill("so 13")
    page.locator("#delegate-q").press("Enter")
    page.get_by_label("Ủy ban nhân dân xã Phước Số 13").first.check()
    assert page.locator(".who li").count() < 6
    page.locator("#do-delegate form > .btn").click()
    page.locator(".es").first.wait_for()
    check(page)
    page.locator(".who .own").first.fill("")
    page.locator("#do-delegate form > .btn").click()
    page.locator("#below").wait_for()
    check(page)
    assert row.children.count() == 2


@both
def test_each_time_is_answered(open_page, places, width, language):
    reporter = make_user("tram", name="Võ Hoài An", at=places.health, role=Role.REPORTER)
    daily = due("recurring", rrule="FREQ=DAILY", time="23:59")
    [row] = issue(places, order(f"{HEALTH} báo cáo hằng ngày.", lead=(HEALTH,), deadline=daily))
    now = clock.now()
    operations.open_occurrences(now=now, until=now + timedelta(days=40))
    time = Occurrence.objects.order_by("day").first()
    page = open_page(f"/tasks/{row.ref}/", user=reporter, width=width, language=language)
    check(page)
    page.goto(f"/tasks/{row.ref}/times/?page=2")
    check(page)
    page.goto(f"/tasks/{row.ref}/times/{time.ref}/")
    check(page)
    page.locator("#answer-text").fill("12 ca mới")
    page.locator("#answer-attachments").set_input_files(
        [{"name": "a.png", "mimeType": "image/png", "buffer": make.png(9, 9)}]
    )
    page.locator("form.stack .btn").first.click()
    page.locator(".files").wait_for()
    check(page)
