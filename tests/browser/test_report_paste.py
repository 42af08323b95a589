"""A range pasted into the form of a report: what is plain is filled in, the rest is told."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_reports import form, leave, ready, shoot  # noqa: F401 - a fixture
from tests.engines.sheets.clipboards import clip
from tests.phaodai.delivery.web.report_pages import address

PASTE = """([id, html, text]) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    clipboardData.setData('text/plain', text)
    document.getElementById(id).focus()
    document.getElementById(id).dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}"""
LABELLED = "Khẩu trang (cái)\t1.250\nF0 đang ở nhà\t4\nTử vong trong ngày\t-1\nBò sữa\t7"


@pytest.fixture
def page(open_page, reporter, form):  # noqa: F811
    page = open_page(address() + "?start=unchanged", user=reporter, width=360)
    ready(page)
    yield page
    leave(page)


def paste(page: Page, at: str, text: str, html: str = "") -> None:
    page.evaluate(PASTE, [f"v-{at}", html, text])
    page.wait_for_selector(".pasted")


def values(page: Page) -> dict[str, str]:
    found = page.evaluate("""() => JSON.stringify(Object.fromEntries(
        [...document.querySelectorAll('[name^="v-"]')].map((f) => [f.name.slice(2), f.value])))""")
    return dict(json.loads(found))


def label(page: Page, code: str) -> str:
    return str(page.evaluate(f"document.getElementById('v-{code}').labels[0].firstChild.data"))


def test_names_beside_figures(page):
    rows = [[label(page, "masks"), 1250], [label(page, "care_home"), 4],
            [label(page, "f0_died"), -1], ["Bò sữa", 7]]  # fmt: skip
    before = values(page)
    copied = clip("names", "libreoffice", ["STT", "Chỉ tiêu", "Số"],
                  *([str(n), *row] for n, row in enumerate(rows, 1)))  # fmt: skip
    paste(page, "f0_community", copied.text, copied.html)
    assert values(page) == before  # nothing before one agrees
    shoot(page, "pasted-vi-360")
    said = page.locator(".pasted .dots li").all_inner_texts()
    assert len(said) == 2
    assert "nhỏ hơn 0" in said[0] + said[1]
    assert "Bò sữa" in said[0] + said[1]
    page.locator("[data-agree]").click()
    after = values(page)
    changed = {code: text for code, text in after.items() if text != before[code]}
    assert changed == {"masks": "1250", "care_home": "4"}
    page.keyboard.press("Control+z")
    assert values(page) == before


def test_headings_in_any_order_above_one_row(page):
    names = [label(page, code) for code in ("f0_recovered", "f0_community", "masks")]
    paste(page, "f0_died", "\t".join(["Xã", *names]) + "\nPhước Hải\t2\t3\t1.300")
    page.keyboard.press("Enter")
    after = values(page)
    assert (after["f0_recovered"], after["f0_community"], after["masks"]) == ("2", "3", "1.300")
    expect(page.locator("output#v-f0_new")).to_have_text("3")


def test_a_column_of_figures_goes_down_from_where_one_stands(page):
    paste(page, "f0_community", "1\n2\n\n4")
    page.keyboard.press("Enter")
    after = values(page)
    found = [after[code] for code in ("f0_community", "f0_quarantine", "f0_blocked", "f0_hospital")]
    assert found == ["1", "2", "0", "4"]  # a blank cell changes nothing


@pytest.mark.parametrize(
    "text",
    [
        "F0 đang quản lý\t5\t6\nF0 đang ở nhà\t5\t6",  # two columns of figures
        "Xã\tF0 đang quản lý\tF0 đang ở nhà\nAn Hải\t5\t6\nCà Ná\t5\t6",  # two rows
        "1\t2\n3\t4",  # no names at all
    ],
)
def test_where_several_are_meant_nothing_is_guessed(page, text):
    before = values(page)
    paste(page, "f0_community", text)
    assert page.locator("[data-agree]").count() == 0
    assert page.locator(".pasted .dots li").count() > 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "v-f0_community"
    assert values(page) == before


def test_the_day_singles_out_its_column(page):
    day = page.get_attribute("#report", "data-day")
    year, month, date = day.split("-")
    head = f"Chỉ tiêu\t{int(date) - 1:02}/{month}/{year}\t{date}/{month}/{year}"
    paste(page, "f0_community", f"{head}\nF0 đang quản lý\t5\t6\nF0 đang ở nhà\t7\t8")
    page.keyboard.press("Enter")
    assert (values(page)["f0_current"], values(page)["care_home"]) == ("6", "8")


@pytest.mark.parametrize("bad", ["=cmd|' /C calc'!A0", "#REF!", "12,5", "ba", "1e5", "–"])
def test_what_is_no_figure_is_not_filled_in(page, bad):
    paste(page, "f0_community", f"{label(page, 'f0_current')}\t{bad}")
    assert page.locator("[data-agree]").count() == 0
    assert page.locator(".pasted .dots li").count() == 1


def test_changes_are_taken_back_one_by_one(page):
    undo = page.locator("[data-undo]")
    expect(undo).to_be_hidden()
    for code, text in (("masks", "5"), ("f0_community", "2")):
        page.locator(f"#v-{code}").focus()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    before = values(page)
    undo.click()
    assert values(page) == {**before, "f0_community": "0"}
    page.keyboard.press("Control+z")
    assert values(page)["masks"] == "1200"
    expect(undo).to_be_hidden()


def test_a_section_in_which_nothing_is_new(open_page, reporter, form):  # noqa: F811
    page = open_page(address(), user=reporter, width=360)
    ready(page)
    page.locator("button[name=same][value=cases]").click()
    after = values(page)
    assert (after["f0_community"], after["f0_total"], after["oxygen"]) == ("0", "9", "12.5")
    page.locator("[data-undo]").click()
    assert values(page)["f0_community"] == ""
    leave(page)
