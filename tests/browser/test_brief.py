"""The page of a chairman in a browser: on one sheet of paper, and on three screens of a phone."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest

from phaodai.decisions.discrepancies.models import Finding
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from tests.browser.test_pages import check
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.factories.accounts import make_body
from tests.phaodai.factories.discrepancies import COVID, find_one
from tests.phaodai.factories.indicators import say
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.watching import make_watch

PAGE = "/brief/"
SCREENS, SCREEN = 3, 800  # px
LAST = TODAY - timedelta(days=1)
LONG = "Phước Trung Đông Bắc Thượng"


@pytest.fixture
def full(places, monkeypatch):
    """A district with more of everything than the page has room for."""
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    make_watch(places)
    for n in range(14):
        unit = UnitFactory(name=f"{LONG} {n}", parent=places.district)
        body = make_body(unit, f"Ủy ban nhân dân xã {LONG} {n}", general=True)
        Body.objects.filter(pk=body.pk).update(kind="people_committee")
    communes = list(Unit.objects.filter(parent=places.district))
    for back, factor in ((0, 9), (7, 4)):
        day = LAST - timedelta(days=back)
        for code in ("cases.confirmed", "cases.current", "cases.severe", "deaths.count",
                     "cases.unreached", "vaccination.doses"):  # fmt: skip
            told = {unit: n * factor for n, unit in enumerate(communes[:12])}
            say(told, indicator=code, day=day, disease=COVID)
    say(dict.fromkeys(communes, 9000), indicator="population.count", day=LAST,
        source="census2019")  # fmt: skip
    first = find_one(communes[0], LAST, now=NOW - timedelta(hours=5))
    for n, unit in enumerate(communes[1:8]):
        Finding.objects.filter(pk=first.pk).update(head_name="Chamaléa Thị Mỹ Phương Thùy")
        first.pk, first.ref, first.unit, first.key = None, None, unit, f"copy {n}"
        first.ref = Finding._meta.get_field("ref").get_default()
        first.save()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_one_sheet_of_paper_and_three_screens(open_page, full, commander, language):
    page = open_page(PAGE, user=commander, width=360, language=language)
    check(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * SCREEN
    page.set_viewport_size({"width": 1280, "height": SCREEN})
    page.goto(PAGE)
    check(page)
    sheets = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(sheets) == 1
    width, height = sheets[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    page.goto(f"{PAGE}new/")
    check(page)
