"""The browser and the server say the same of a report, word for word and in the same order."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from phaodai.engines.forms.checking import Filled, check
from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import for_browser
from phaodai.engines.forms.loading import load
from tests.engines.forms import sheets

RULES = Path(__file__).resolve().parents[2] / "frontend" / "js" / "forms" / "rules.js"
PAGE = """<!doctype html><script type="module">
import { check } from './rules.js'
window.judge = (text) => {
  const { sheet, reports } = JSON.parse(text)
  return JSON.stringify(reports.map((report) => check(sheet, report)))
}
</script>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    page = browser.new_page()
    page.route(
        "**/rules.js", lambda route: route.fulfill(path=RULES, content_type="text/javascript")
    )
    page.route("**/judge.html", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto("http://forms.test/judge.html")
    page.wait_for_function("() => Boolean(window.judge)")
    return page


def on_the_server(form: Form, report: Filled) -> dict[str, object]:
    checked = check(form, report)
    return {
        "findings": [
            {
                "rule": each.rule, "field": each.field, "severity": each.severity.value,
                "is_answered": each.is_answered, "vi": each.text.vi, "en": each.text.en,
            }
            for each in checked.findings
        ],
        "values": dict(checked.values),
    }  # fmt: skip


def agree(page: Page, form: Form, reports: list[Filled]) -> int:
    """Compare both judges on every report; return how many findings there were."""
    asked = {"sheet": for_browser(form), "reports": [asdict(report) for report in reports]}
    answers = json.loads(page.evaluate("(text) => window.judge(text)", json.dumps(asked)))
    for report, answer in zip(reports, answers, strict=True):
        assert answer == on_the_server(form, report), report
    return sum(len(answer["findings"]) for answer in answers)


@pytest.mark.parametrize("form", sheets.builtin(), ids=lambda form: form.code)
def test_a_thousand_reports_on_the_forms_of_the_product(page: Page, form: Form):
    n_reports = {"daily-commune": 600}.get(form.code, 200)
    assert agree(page, form, list(sheets.reports(form, 1, n_reports))) > n_reports


def test_every_operator(page: Page):
    form = load(sheets.data(), names=sheets.NAMES)
    assert agree(page, form, list(sheets.reports(form, 2, 400))) > 400


def test_rules_grown_at_random(page: Page):
    n_findings = 0
    for at, form in enumerate(sheets.random_forms(3, 40)):
        n_findings += agree(page, form, list(sheets.reports(form, at, 25)))
    assert n_findings > 1_000


def test_every_odd_writing_in_every_kind_of_field(page: Page):
    form = load(sheets.data(), names=sheets.NAMES)
    reports = [
        Filled(values={field.code: text, "trend": "same"})
        for field in form.fields()
        for text in sheets.ODD
    ]
    agree(page, form, reports)
