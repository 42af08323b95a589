"""The command and the task by the clock."""

import json

import pytest
from click.testing import CliRunner

from phaodai.decisions.forecasts.models import Run
from phaodai.delivery import clock, tasks
from phaodai.delivery.commands.forecast import forecast
from phaodai.delivery.tasks.forecasts import renew_forecasts
from tests.phaodai.decisions.forecasts.conftest import state, steady
from tests.phaodai.factories.indicators import DAY, at
from tests.phaodai.indicators.conftest import Land


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(24 * 60))  # the day after


def run(*words):
    return CliRunner().invoke(forecast, [str(word) for word in words], catch_exceptions=False)


def test_renew_list_and_show(land: Land):
    state(land, steady((20, 0.5, 40, 0)))
    done = run("renew")
    assert (done.exit_code, Run.objects.get().last_day) == (0, DAY)
    assert "7 đơn vị / units" in done.stderr
    assert "kept nothing" in run("renew").stderr
    listed = run("list", "--level", "COMMUNE")
    assert listed.exit_code == 0
    assert "quá ít ca / too few cases" in listed.output
    assert len(listed.output.splitlines()) == 4
    shown = run("show", land.communes[0].code)
    assert shown.exit_code == 0
    for words in ("R = ", "95 %", "21/12-27/12", "reports (cases.confirmed)", "interval_mean_days"):
        assert words in shown.output
    found = json.loads(run("show", land.communes[0].code, "--json").stdout)
    assert (found["r_state"], len(found["days"]), len(found["weeks"])) == ("ESTIMATED", 14, 2)
    assert len(json.loads(run("list", "--json").stdout)) == 7
    few = run("show", land.communes[1].code)
    assert "R: quá ít ca / too few cases" in few.output


def test_what_cannot_be_foreseen_is_a_sentence(land: Land):
    for words, why in (
        (("renew",), "There are no figures of COVID-19"),
        (("renew", "--disease", "rabies"), "No serial interval of rabies is known"),
        (("show", land.communes[0].code), "no case in four weeks, or no figures"),
    ):
        found = run(*words)
        assert found.exit_code == 1
        assert why in found.stderr


def test_short_series_give_r_and_no_forecast(land: Land):
    state(land, steady(n_days=10))
    run("renew", "--last", DAY)
    shown = run("show", land.communes[0].code)
    assert "R = " in shown.output
    assert "chuỗi số liệu còn ngắn / the series is too short" in shown.output


def test_the_task_keeps_one_run_of_the_same_figures(land: Land):
    renew_forecasts.call_local()
    assert not Run.objects.exists()
    state(land, steady())
    renew_forecasts.call_local()
    renew_forecasts.call_local()
    assert Run.objects.count() == 1
    assert "forecasts" in tasks.MODULES
