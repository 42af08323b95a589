"""The command and the task by the clock."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from phaodai.decisions.obligations import operations, queries
from phaodai.decisions.obligations.models import Assessment
from phaodai.delivery import clock, tasks
from phaodai.delivery.commands.obligation import obligation
from phaodai.delivery.tasks.assess import assess_obligations
from phaodai.foundation.events import bus
from phaodai.indicators.targets import Comparator, Demand
from phaodai.vocabulary.events import ObligationAssessed
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.factories.indicators import at, say
from tests.phaodai.factories.obligations import ADULTS, FIRST, HUNGRY, ORDER, demand
from tests.phaodai.indicators.conftest import Land


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(60))


def run(*words):
    return CliRunner().invoke(obligation, [str(word) for word in words], catch_exceptions=False)


def test_assess_and_explain(land: Land):
    half = Demand(ADULTS.indicator, Comparator.AT_LEAST, 50, first_day=FIRST, disease="COVID-19",
                  stratum=ADULTS.stratum)  # fmt: skip
    demand(land.communes[:1], half)
    say({land.communes[0]: 1}, indicator="vaccination.people", disease="COVID-19",
        stratum=ADULTS.stratum)  # fmt: skip
    say({land.communes[0]: 3}, indicator="population.count", stratum="age=18+")
    done = run("assess")
    assert done.exit_code == 0
    assert "chưa đạt / not met" in done.output
    row = Assessment.objects.get()
    said = run("explain", row.target_ref)
    assert said.exit_code == 0
    for words in ("33.3333", "1 / 3 × 100", ">= 50 %", "báo cáo / stated", "1 / 1"):
        assert words in said.output
    found = json.loads(run("explain", row.target_ref, "--json").stdout)
    assert (found["state"], found["numerator"], found["is_missed"]) == ("NOT_MET", "1", False)
    assert len(found["history"]) == 1


def test_looking_back(land: Land):
    demand(land.communes, HUNGRY)
    say({land.communes[0]: 4}, indicator=HUNGRY.indicator)
    found = json.loads(run("assess", "--as-of", "2021-12-20 09:30", "--json").stdout)
    assert (found["n_changed"], found["is_stored"], len(found["targets"])) == (0, False, 4)
    assert {each["state"] for each in found["targets"]} == {"NO_FIGURE"}
    found = json.loads(run("assess", "--as-of", "2021-12-20 10:00", "--json").stdout)
    assert sorted(each["state"] for each in found["targets"]) == ["NOT_MET", *["NO_FIGURE"] * 3]
    assert not Assessment.objects.exists()
    assert "nothing was kept" in run("assess", "--as-of", "2021-12-20 10:00").stderr


@pytest.mark.django_db
def test_an_unknown_target_is_a_sentence():
    done = run("explain", "3f1cdd0e-7a55-4b1e-9d0c-0f8f2f0c9a11")
    assert done.exit_code == 1
    assert "phaodai obligation assess" in done.stderr


def test_what_is_shown_when_it_is_old_and_when_sources_differ(land: Land):
    demand(land.communes[:2], HUNGRY)
    say({land.communes[0]: 4}, indicator=HUNGRY.indicator, day=FIRST)
    say({land.communes[1]: 4}, indicator=HUNGRY.indicator)
    say({land.communes[1]: 5}, indicator=HUNGRY.indicator, source="welfare", basis=2)
    run("assess")
    old, differing = Assessment.objects.order_by("unit_id")
    assert "too old" in run("explain", old.target_ref).output
    output = run("explain", differing.target_ref).output
    assert "welfare (đếm / counted)" in output
    assert "reports (báo cáo / stated) 4" in output


def test_the_task(land: Land):
    assert "assess" in tasks.MODULES
    demand(land.communes, HUNGRY)
    assess_obligations.call_local()
    assess_obligations.call_local()
    assert Assessment.objects.count() == 4


def test_from_a_figure_to_whoever_listens(land: Land, monkeypatch):
    heard = []

    def listen(event):
        heard.append((event.unit, event.state, event.value, event.n_reported, event.n_expected))

    monkeypatch.setattr(bus, "_handlers", type(bus._handlers)(dict))
    bus.subscribe(ObligationAssessed, listen)
    demand([land.districts[0]], HUNGRY)
    for minutes, value in ((0, 0), (30, 2)):  # the second is a correction
        say(dict.fromkeys(land.communes[:2], value), indicator=HUNGRY.indicator, minutes=minutes)
        operations.assess(now=at(minutes + 1))
        bus.deliver_due(now=at(minutes + 2))
    unit = land.districts[0].ref
    assert heard == [(unit, "MET", Decimal(0), 2, 2), (unit, "NOT_MET", Decimal(4), 2, 2)]
    (row,) = queries.get_state(actor=OPERATOR, obligation=ORDER)
    assert (row.state, row.value) == ("NOT_MET", 4)
