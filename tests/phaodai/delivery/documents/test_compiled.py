"""The drafted paper of a compiled report: true to its figures, silent where nothing was said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from phaodai.delivery.documents.compiled import Known, contents_of, names_of, paper_of
from phaodai.engines.papers import pdf, word
from phaodai.engines.papers.inspection import inspect
from phaodai.engines.papers.model import Figure, Seal
from phaodai.engines.papers.templates import check, typed_numbers
from phaodai.registers.reports import definitions, wording
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.queries.editions import as_known, get_edition
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

ISSUER = "Ủy ban nhân dân huyện Ninh Phước"


@pytest.fixture
def known(places):
    watch = make_watch(places)
    officer = actor_of(watch.officer)
    send(watch.bodies["hai"], day=TODAY - DAY, now=NOW - DAY)
    send(watch.bodies["dan"], day=TODAY - DAY, now=NOW - DAY)
    send(
        watch.bodies["hai"],
        values=GOOD | {"a": "1203", "now": "1204"},
        now=NOW + timedelta(hours=9),
    )
    made = compile_day(
        actor=officer, body=places.committee.ref, form=FORM, day=TODAY, carries=True,
        now=NOW + timedelta(hours=10),
    )  # fmt: skip
    today = get_edition(actor=officer, edition=made.edition, now=NOW + timedelta(hours=10))
    before = as_known(
        actor=officer, body=places.committee.ref, form=FORM, day=TODAY - DAY, moment=NOW
    )
    return Known(ISSUER, today, before)


def said(runs):
    return "".join(run.text for run in runs)


def test_figures_are_bound_and_silence_is_said(known):
    values = contents_of(known).values
    assert said(values["a"]) == "1.203"
    assert isinstance(values["a"][0], Figure)
    assert values["a"][0].source == "all-things|a|2021-12-23"
    assert values["a"][0].as_of == known.today.as_of
    assert said(values["a_before"]) == "6"
    assert said(values["a_change"]) == "riêng các đơn vị đã báo cáo cả hai kỳ tăng 1.200"
    assert said(values["a_week"]) == "chưa có số liệu"
    assert said(values["missing_names"]) == "xã Phước Dan, xã Phước Hau"
    assert said(values["carried_names"]) == "xã Phước Dan"
    assert said(values["late_names"]) == "xã Phước Hải"
    assert (said(values["n_reported"]), said(values["n_expected"])) == ("1", "3")


def test_units_that_rise_are_named_and_the_table_names_the_silent(known):
    contents = contents_of(known)
    (row,) = contents.lists["rising"]
    assert (said(row["unit"]), said(row["count"])) == ("xã Phước Hải", "1.205")
    table = contents.tables["units"]
    rows = {said(cells[0]): [said(cell) for cell in cells[1:]] for cells in table.rows}
    assert rows["xã Phước Hau (chưa báo cáo)"][0] == "–"
    assert rows["Tổng cộng"] == ["1.205"]  # the first figure of the section
    assert rows["xã Phước Dan"] == ["–"]  # events are not carried forward


def test_whatever_fills_a_template_may_be_named_by_it(known):
    names, contents = names_of(known.today.form), contents_of(known)
    assert set(contents.values) == set(names.values)
    assert set(contents.lists) == set(names.lists)
    assert set(contents.tables) == set(names.tables)


def test_the_wording_of_the_product_names_only_what_its_form_has():
    forms = {form.code: form for form in definitions.builtin()}
    for code, content in wording.builtin():
        assert check(content.parts, names_of(forms[code])) == ()


def test_the_paper_of_the_daily_report_is_as_the_decree_asks_and_has_no_typed_number(known):
    forms = {form.code: form for form in definitions.builtin()}
    content = dict(wording.builtin())["daily-commune"]
    silent = Known(ISSUER, replace(known.today, form=forms["daily-commune"]))
    paper = paper_of(
        content, silent, parent="Ủy ban nhân dân tỉnh Ninh Thuận", place="Ninh Phước", number=7,
        day=TODAY, seal=Seal("ABCDE-FGHJK", "https://phaodai.example/k/A", "Mã kiểm chứng"),
    )  # fmt: skip
    assert typed_numbers(paper) == ()
    assert inspect(word.write(paper, now=NOW)) == ()
    assert pdf.write(paper, now=NOW).startswith(b"%PDF")
