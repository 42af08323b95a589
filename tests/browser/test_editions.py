"""Compiled reports, their papers and figures that disagree: every page, on a phone and a desk."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Edition, Paper
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.papers import draft_paper, keep_template, number_paper
from phaodai.registers.reports.operations.vouching import accept
from phaodai.vocabulary.access import Role
from tests.browser.test_pages import check
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.discrepancies import find_one
from tests.phaodai.registers.reports.issued import NAMED, make_issued
from tests.phaodai.registers.reports.test_papers import NAMES
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

LONG = "Phước Trung Đông Bắc Thượng"
SMALLEST, DESK = 320, 960  # px
NARROWEST = 96  # px of a row's name on a phone: no word is torn letter by letter
both = pytest.mark.parametrize(("width", "language"), [(360, "en"), (1280, "vi")])


def visit(page, paths):
    for path in paths:
        answer = page.goto(path)
        assert (path, answer.status) == (path, 200)
        check(page)
        narrow = page.evaluate(
            "() => [...document.querySelectorAll('table.fold th[scope=row]')]"
            ".map(e => e.getBoundingClientRect().width).filter(w => w > 1)"
        )
        assert (path, [each for each in narrow if each < NARROWEST]) == (path, [])
        if (width := page.viewport_size["width"]) < DESK:
            page.set_viewport_size({"width": SMALLEST, "height": 800})
            surplus = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            page.set_viewport_size({"width": width, "height": 800})
            assert (path, surplus) == (path, 0)


@pytest.fixture
def watch(places, monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    watch = make_watch(places)
    Unit.objects.filter(pk=watch.bodies["dan"].unit_id).update(name=LONG)
    return watch


@pytest.fixture
def chairman(watch, places):
    return make_user(name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER)


@pytest.fixture
def compiled(watch, places):
    """Two editions of a day, the second with a paper that has its number."""
    officer = actor_of(watch.officer)

    def compile_now():
        return compile_day(
            actor=officer, body=places.committee.ref, form=FORM, day=TODAY, now=NOW
        ).edition

    first, _filed = send(watch.bodies["hai"])
    before = compile_now()
    send(watch.bodies["hai"], base=first, values=GOOD | {"a": "5"})
    send(watch.bodies["dan"])
    edition = compile_now()
    wording = replace(NAMED, copies=("Thường trực Ban Chỉ đạo phòng, chống dịch", "Lưu: VT"))
    keep_template(
        actor=officer, body=places.committee.ref, form=FORM, content=wording, names=NAMES, now=NOW
    )
    paper = draft_paper(actor=officer, edition=edition, now=NOW)
    number_paper(actor=officer, paper=paper, day=TODAY, now=NOW)
    return before, edition, paper


@both
def test_compiled_reports(open_page, watch, chairman, compiled, width, language):
    before, edition, _paper = compiled
    row = Edition.objects.get(ref=edition)
    base = reverse("editions:edition", args=[edition])
    report = row.parts.exclude(submission=None).first().submission
    known = f"body={row.body.ref}&form={FORM}&day={TODAY:%Y-%m-%d}&at=2021-12-23T08:00"
    page = open_page("/", user=watch.officer, width=width, language=language)
    visit(page, ["/compiled/", base, f"{base}changes/{before}/", f"{base}field/a/",
                 f"/compiled/known/?{known}", "/compiled/reports/"])  # fmt: skip
    accept(actor=OPERATOR, reports=[(report.report.ref, report.number)], now=NOW)
    page = open_page("/", user=chairman, width=width, language=language)
    unlock = reverse("editions:unlock-report", args=[report.submission])
    visit(page, [base, "/compiled/rigour/", "/compiled/reports/", unlock])
    page.locator("main form button").click()
    page.locator(".es").wait_for()  # no reason was given
    check(page)


@both
def test_papers(open_page, watch, places, chairman, compiled, width, language):
    *_editions, paper = compiled
    sent = make_issued(watch, actor_of(watch.officer), actor_of(chairman), day_before=True)
    code = Paper.objects.get(ref=sent).code
    page = open_page("/", user=chairman, width=width, language=language)
    wording = reverse("papers:wording", args=[places.committee.ref, FORM])
    visit(page, ["/papers/", f"/papers/{paper}/", f"/papers/{paper}/issue/"])
    visit(page, [f"/papers/{sent}/", f"/papers/{sent}/sign/", f"/papers/{sent}/course/"])
    visit(page, ["/papers/arrivals/", "/papers/wordings/", wording, "/papers/verify/"])
    visit(page, [f"/k/{code}/", "/k/23456789AB/"])
    page.goto(f"/papers/{paper}/")
    is_above = page.evaluate(
        "() => document.querySelector('.printed').getBoundingClientRect().top"
        " < document.querySelector('.writing').getBoundingClientRect().top + 2"
    )
    assert is_above  # whoever only reads scrolls past no editor
    page.locator("[name=p0-text]").fill("Có {không có}")
    page.locator("button[value=save]").last.click()
    page.locator("[role=alert]").first.wait_for()
    check(page)


@both
def test_figures_that_disagree(open_page, watch, places, width, language):
    head = make_user(name="Đạo Văn Thử", at=watch.bodies["hai"], role=Role.COMMANDER)
    found = find_one(places.commune, TODAY, now=NOW)
    find_one(watch.bodies["dan"].unit, TODAY - DAY, now=NOW - timedelta(hours=5))
    address = f"/discrepancies/{found.ref}/"
    page = open_page("/", user=head, width=width, language=language)
    visit(page, ["/discrepancies/", "/discrepancies/?view=closed", address])
    page.locator("#id_text").fill(" " * 10)
    page.locator("#answer ~ form button, form[action$='/explain/'] button").first.click()
    page.locator(".es").wait_for()
    check(page)
    analyst = make_user(name="Phú Thị Linh", at=places.province_committee, role=Role.ANALYST)
    page = open_page("/", user=analyst, width=width, language=language)
    rule = "/discrepancies/rules/f0_parts/"
    visit(page, ["/discrepancies/", address, "/discrepancies/rules/", rule])
    page.locator("button[value=try]").click()  # without a reason: nothing is kept
    page.locator("#trial").wait_for()
    check(page)
