"""Letters on a phone and on a desk: listed, looked at, settled."""

import os
from pathlib import Path

from tests.browser.test_pages import check
from tests.browser.test_tasks import both
from tests.phaodai.conftest import NOW
from tests.phaodai.factories.letters import letter, queue
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.test_letters import take


def shoot(page, name):
    if folder := os.environ.get("PHAODAI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@both
def test_a_letter_is_settled(open_page, places, duty_officer, monkeypatch, width, language):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    make_version()
    enclosed = queue(places.commune_committee.ref, an_id(1))
    take(
        letter(enclosed, ("anh-chup.exe", b"MZ"), sender="xa.phuochai.bao-cao@thu.example.vn"),
        keeper=places.committee,
    )
    page = open_page("/reports/letters/", user=duty_officer, width=width, language=language)
    check(page)
    shoot(page, f"letters-{language}-{width}")
    page.locator("main table a").first.click()
    page.wait_for_selector("#settle")
    check(page)
    shoot(page, f"letter-{language}-{width}")
    page.locator("[name=note]").fill("xong")
    page.locator("form[action$='/settle/'] button").click()
    page.wait_for_selector("[data-errors]")
    check(page)
    page.locator("[name=note]").fill("đã gọi xã, xã gửi lại từ hộp thư cơ quan")
    page.locator("form[action$='/settle/'] button").click()
    page.wait_for_url("**/reports/letters/")
    check(page)
