"""What a browser does with a report by itself: judging it (U7), taking a pasted range (U6)."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from phaodai.engines.forms.dumping import for_browser
from phaodai.engines.forms.loading import load
from tests.browser import test_form_rules as judging
from tests.browser import test_paste as pasting
from tests.engines.forms import sheets as forms
from tests.engines.sheets.clipboards import Cell, Clipboard, clip

ROWS, COLUMNS, REPORTS = 300, 12, 1_000
PROGRAMS = ("excel", "libreoffice", "google")
KINDS: dict[str, list[Cell]] = {
    "whole figures": [0, 3, 12, 4051],
    "thousands as shown": [(1234, "1.234"), (56789, "56,789"), (1000000, "1.000.000")],
    "rounded on the screen": [(12.6, "13"), (0.4, "0"), (1999.5, "2.000")],
    "three decimals": [(1.234, "1,234"), (12.5, "12,5"), (0.125, "0,125")],
    "days": [(44523, "23/11/2021"), (44524, "24/11/2021"), "25/11"],
    "shares": [(0.85, "85%"), (1.0, "100%"), (0.333, "33,3%")],
    "faulty cells": ["#REF!", "###", "n/a", "#DIV/0!"],
    "formulas as text": ["=1+1", "@cmd", "=HYPERLINK(1)", "5"],
    "blanks": ["", 0, "", 7],
    "names": ["An Ha\u0309i", "Phước Hải", "Đắk Nông", " An Hải "],
}


def served(browser: Any, page_name: str, html: str, script: Any, is_ready: str) -> Any:
    """Open a page that holds nothing but one of our scripts."""
    page = browser.new_page()
    page.route(
        f"**/{script.name}",
        lambda route: route.fulfill(path=script, content_type="text/javascript"),
    )
    page.route(f"**/{page_name}", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"http://forms.test/{page_name}")
    page.wait_for_function(is_ready)
    return page


def parity(browser: Any) -> tuple[int, int, int]:
    """Judge generated reports in the browser and on the server.

    Returns:
        Reports, findings of the browser, and reports on which the two differ in a word.
    """
    page = served(browser, "judge.html", judging.PAGE, judging.RULES, "() => Boolean(window.judge)")
    n, n_findings, n_other = 0, 0, 0
    for form in [*forms.builtin(), load(forms.data(), names=forms.NAMES)]:
        reports = list(forms.reports(form, 4, REPORTS))
        asked = {"sheet": for_browser(form), "reports": [asdict(report) for report in reports]}
        answers = json.loads(page.evaluate("(text) => window.judge(text)", json.dumps(asked)))
        for report, answer in zip(reports, answers, strict=True):
            n, n_findings = n + 1, n_findings + len(answer["findings"])
            n_other += answer != judging.on_the_server(form, report)
    page.close()
    return n, n_findings, n_other


def clipboards() -> Iterator[Clipboard]:
    """Yield ranges of 300 × 12, each program with each kind of cell."""
    for kind, cells in KINDS.items():
        rows: list[list[Cell]] = [
            [f"Xã {y}", *(cells[(x + y) % len(cells)] for x in range(COLUMNS - 1))]
            for y in range(ROWS)
        ]
        yield from (clip(kind, program, *rows) for program in PROGRAMS)


def paste(browser: Any) -> tuple[int, int, float]:
    """Paste every range.

    Returns:
        Ranges, cells that are not what was copied, and the longest milliseconds.
    """
    page = served(browser, "paste.html", pasting.PAGE, pasting.PASTE, "() => Boolean(window.paste)")
    n, n_wrong, longest = 0, 0, 0.0
    for each in clipboards():
        took = page.evaluate("([html, text]) => window.paste(html, text)", [each.html, each.text])
        found = page.evaluate("() => JSON.parse(document.querySelector('[data-grid]').value).rows")
        n_wrong += sum(
            mine != theirs
            for row, other in zip(found, each.rows, strict=True)
            for mine, theirs in zip(row, other, strict=True)
        )
        n, longest = n + 1, max(longest, took)
    page.close()
    return n, n_wrong, longest
