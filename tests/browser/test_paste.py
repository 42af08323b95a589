"""A pasted range is the range that was copied: exact figures, merged cells, nothing guessed."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from phaodai.engines.forms.numbers import NumberFault, read_number
from phaodai.engines.sheets.cells import exact, is_error, is_formula
from tests.engines.sheets.clipboards import CLIPBOARDS

PASTE = Path(__file__).resolve().parents[2] / "frontend" / "js" / "forms" / "paste.js"
PAGE = """<!doctype html><form><textarea data-paste></textarea><input data-grid>
<div data-preview hidden><span data-size data-words="{rows}×{columns}"></span>
<button type="button" data-undo>x</button><table></table></div></form>
<script type="module">
import { exact, readRange } from './paste.js'
window.exact = exact
window.readRange = readRange
window.paste = (html, text) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/html', html)
  clipboardData.setData('text/plain', text)
  const began = performance.now()
  document.querySelector('textarea').dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  document.body.offsetHeight
  return performance.now() - began
}
</script>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    page = browser.new_page()
    page.route(
        "**/paste.js", lambda route: route.fulfill(path=PASTE, content_type="text/javascript")
    )
    page.route("**/paste.html", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto("http://forms.test/paste.html")
    page.wait_for_function("() => Boolean(window.paste)")
    return page


def test_there_are_enough():
    assert len(CLIPBOARDS) >= 30
    assert len({each.name for each in CLIPBOARDS}) == len(CLIPBOARDS)


@pytest.mark.parametrize("clipboard", CLIPBOARDS, ids=lambda each: each.name)
def test_clipboards(page, clipboard):
    page.evaluate("([html, text]) => window.paste(html, text)", [clipboard.html, clipboard.text])
    sent = json.loads(page.input_value("[data-grid]"))
    assert sent["rows"] == clipboard.rows
    assert {tuple(each) for each in sent["merged"]} == set(clipboard.merged)
    for row in sent["rows"]:
        for cell in row:
            # What is no figure on the sheet is read as none, or asked about.
            if is_error(cell) or is_formula(cell):
                assert isinstance(read_number(cell), NumberFault)


@pytest.mark.parametrize(
    "number", [0, 1, 1234, 1.5, 1.234, 12.25, 0.1 + 0.2, 0.85, 1e20, 123456.789, 99.999]
)
def test_figures_are_written_as_on_the_server(page, number):
    assert page.evaluate("(n) => window.exact(n)", number) == exact(float(number))


def test_words_go_where_they_always_go(page):
    assert page.evaluate("() => window.readRange('<p>một câu</p>', 'một câu')") is None
    assert page.evaluate("() => window.readRange('', 'một cột')") is None


def test_markup_of_a_clipboard_never_runs(page):
    bad = "<img src=x onerror='window.bad=1'>"
    html = f"<table><tr><td>a{bad}</td><td><script>bad=1</script>b</td></tr></table>"
    page.evaluate("([html, text]) => window.paste(html, text)", [html, "a\tb"])
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.bad") is None
    assert page.locator("[data-preview] img").count() == 0


def test_undo(page):
    page.evaluate("([html, text]) => window.paste(html, text)", ["", "a\tb\nc\t1"])
    page.click("[data-undo]")
    assert (page.input_value("[data-grid]"), page.input_value("textarea")) == ("", "")
