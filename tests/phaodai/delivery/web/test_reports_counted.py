"""What registers count stands in the form with its source; what units state never does."""

from datetime import timedelta

import pytest

from phaodai.indicators import publishing
from phaodai.indicators.facts import Fact
from phaodai.indicators.models import Basis
from phaodai.registers.reports.models import Submission
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.web.report_pages import (
    YESTERDAY,
    address,
    fill,
    good,
    hidden,
    install,
)

OUTSIDE, LEFT = "residents_away.outside", "residents_away.left"


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)


@pytest.fixture
def form(places):
    return install(places.commune_committee)


@pytest.fixture
def client(form, reporter, client_of):
    return client_of(reporter)


def count(places, *, basis=Basis.COUNTED, source="residents_away", day=TODAY, **said: int) -> None:
    facts = [
        Fact(places.commune.pk, day, f"residents_away.{name}", value)
        for name, value in said.items()
    ]
    publishing.publish(
        source=source,
        basis=basis,
        facts=facts,
        now=NOW - timedelta(hours=1),
        replaces=[(places.commune.pk, day)],
    )


def value(page: str, code: str) -> str:
    return page.split(f'name="v-{code}"')[1].split('value="')[1].split('"')[0]


def test_a_count_stands_there_with_its_register_and_hour(client, places):
    count(places, outside=41, left=2)
    page = client.get(address()).content.decode()
    assert (value(page, "away_outside"), value(page, "away_left")) == ("41", "2")
    assert "sổ người đi xa về đếm 41, lúc 08:40 23/12" in page
    assert "chưa có sổ nào đếm" in page  # of the others


@pytest.mark.parametrize(
    "said",
    [
        {"basis": Basis.STATED, "source": "reports"},
        {"basis": Basis.STATED},
        {"day": TODAY - timedelta(days=1)},
    ],
)
def test_nothing_else_is_taken_for_a_count(client, places, said):
    count(places, outside=41, **said)
    page = client.get(address()).content.decode()
    assert value(page, "away_outside") == ""
    assert " đếm 41" not in page


def test_what_was_typed_wins_and_the_count_stays_beside_it(client, places):
    fill(client, good(form_of(client), away_outside="40"), do="draft")
    count(places, outside=41)
    page = client.get(address()).content.decode()
    assert value(page, "away_outside") == "40"
    assert "đếm 41" in page


def form_of(client):
    from phaodai.registers.reports import definitions
    from phaodai.registers.reports.models import FormVersion

    return definitions.stored(FormVersion.objects.get(form__code="daily-commune"))


def test_one_press_sends_what_was_counted_and_says_so_first(client, places, form):
    fill(client, good(form), day=YESTERDAY)
    count(places, left=1, returned=1)
    page = client.get(address()).content.decode()
    quick = page.split('class="quick"')[1].split("</section>")[0]
    assert "Gửi – 2 thay đổi" in quick
    assert "Mới đi trong ngày: 0 → <b>1</b>" in quick
    data = {name: hidden(quick, name) for name in ("id", "version", "previous", "counted")}
    count(places, left=3, returned=3)  # meanwhile
    again = client.post(address(), data | {"do": "unchanged"})
    assert again.status_code == 409
    assert "Số do sổ đếm vừa thay đổi" in again.content.decode()
    assert Submission.objects.count() == 1
    quick = client.get(address()).content.decode().split('class="quick"')[1]
    data |= {"counted": hidden(quick.split("</section>")[0], "counted")}
    client.post(address(), data | {"do": "unchanged"})
    sent = Submission.objects.get(report__day=TODAY).values
    assert (sent["away_left"], sent["f0_died"]) == ("3", "0")
