"""Looking ahead: what is read, what is summed, what is kept."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from phaodai.decisions.forecasts import operations, rules
from phaodai.decisions.forecasts.gathering import gather
from phaodai.decisions.forecasts.models import Outlook, Run
from phaodai.engines.forecasting.intervals import gamma_interval
from phaodai.engines.forecasting.reproduction import estimate
from phaodai.engines.forecasting.series import Counts
from tests.phaodai.decisions.forecasts.conftest import DISEASE, state, steady
from tests.phaodai.factories.indicators import DAY, at, say
from tests.phaodai.indicators.conftest import Land

NOW = at(60)


def renew(minutes: int = 60, **rest) -> operations.Renewed:
    return operations.renew(disease=DISEASE, now=at(minutes), last=DAY, **rest)


def of(unit) -> Outlook:
    return Outlook.objects.get(unit=unit)


def test_each_unit_with_cases_and_those_above_it_get_an_outlook(land: Land, told: np.ndarray):
    found = renew()
    assert (found.is_new, found.n_units) == (True, 7)  # 3 communes, 2 districts, province, country
    assert not Outlook.objects.filter(unit=land.communes[3]).exists()  # no case in four weeks
    province = of(land.province)
    assert province.n_cases == told[:, -7:].sum()
    assert (province.r_state, province.ahead_state) == ("ESTIMATED", "ESTIMATED")
    assert province.r_low < 1 < province.r_high
    assert [row[:2] for row in province.ahead][-2:] == [[1, 7], [8, 14]]
    low, lower, median, upper, high = province.ahead[-2][2:]
    assert low <= lower <= median <= upper <= high
    assert low < 7 * 65 < high


def test_r_is_what_the_engine_says_of_the_same_figures(land: Land, told: np.ndarray):
    renew()
    study = rules.INTERVALS[DISEASE]
    interval = gamma_interval(study.mean_days, study.sd_days, study.source)
    before = np.full((1, rules.HISTORY_DAYS - told.shape[1]), np.nan)
    series = np.concatenate([before, told[:1]], axis=1)
    alone = estimate(Counts(series, DAY, NOW, "reports"), interval)
    row = of(land.communes[0])
    assert row.r_mean == pytest.approx(alone.mean[0, -1])
    assert row.rising == pytest.approx(alone.above_one[0, -1])


def test_too_few_cases_get_a_reason_and_no_number(land: Land):
    state(land, steady((20, 0.7, 40, 0)))
    renew()
    row = of(land.communes[1])
    assert row.r_state == "TOO_FEW"
    assert (row.r_mean, row.r_low, row.r_high, row.rising) == (None, None, None, None)


def test_days_of_all_communes_are_summed_up(land: Land, told: np.ndarray):
    found = gather(disease=DISEASE, last=DAY, now=NOW)
    assert found is not None
    rows = dict(zip(found.units, found.counts.values, strict=True))
    for above, some in ((land.districts[0], told[:2]), (land.province, told)):
        np.testing.assert_array_equal(rows[above.pk][-told.shape[1] :], some.sum(axis=0))


def test_silence_is_unknown_above_and_below(land: Land):
    gaps = steady()
    gaps[0, -9:] = np.nan
    state(land, gaps)
    found = gather(disease=DISEASE, last=DAY, now=NOW)
    assert found is not None
    rows = dict(zip(found.units, found.counts.values, strict=True))
    assert np.isnan(rows[land.communes[0].pk][-9:]).all()
    assert np.isnan(rows[land.districts[0].pk][-9:]).all()  # half of it was silent
    assert not np.isnan(rows[land.districts[1].pk][-48:]).any()
    renew()
    assert of(land.communes[0]).r_state == "UNKNOWN"
    assert of(land.communes[0]).ahead == []
    assert of(land.province).ahead_state == "UNKNOWN"
    assert of(land.districts[1]).r_state == "ESTIMATED"


def test_a_few_silent_communes_raise_the_sum_in_proportion(
    land: Land, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("phaodai.decisions.forecasts.gathering.MOST_SILENT", 0.3)
    gaps = steady()
    gaps[3, 30] = np.nan
    state(land, gaps)
    found = gather(disease=DISEASE, last=DAY, now=NOW)
    assert found is not None
    rows = dict(zip(found.units, found.counts.values, strict=True))
    assert rows[land.province.pk][-18] == np.rint(gaps[:3, 30].sum() * 4 / 3)
    assert np.isnan(rows[land.districts[1].pk][-18])


def test_sources_are_never_mixed(land: Land, told: np.ndarray):
    state(land, steady((99, 99, 99, 99), n_days=10), minutes=5, source="cases")
    found = gather(disease=DISEASE, last=DAY, now=NOW)
    assert found is not None
    assert found.measure.source == "reports"  # which says most
    np.testing.assert_array_equal(found.counts.values[:4, -told.shape[1] :], told)


def test_the_same_figures_again_keep_nothing(land: Land, told: np.ndarray):
    first = renew()
    again = renew(90)
    assert (first.is_new, again.is_new) == (True, False)
    assert [row.pk for row in again.outlooks] == list(
        Outlook.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert Run.objects.count() == 1
    say({land.communes[0]: 31}, minutes=95, disease=DISEASE)
    assert renew(100).is_new
    assert Run.objects.count() == 2


def test_a_look_back_uses_what_was_known_and_keeps_nothing(land: Land, told: np.ndarray):
    before = renew()
    say({land.communes[0]: 400}, minutes=95, disease=DISEASE)
    after = renew(100, as_of=at(90))
    assert not after.is_new
    assert Run.objects.count() == 1
    assert [row.r_mean for row in after.outlooks] == [row.r_mean for row in before.outlooks]


def test_a_run_keeps_what_it_assumes(land: Land, told: np.ndarray):
    renew()
    run = Run.objects.get()
    assert (run.source, run.basis, run.last_day, run.rules_version) == ("reports", 1, DAY, 1)
    assert run.assumed["reproduction"]["interval_mean_days"] == pytest.approx(6.3, abs=0.001)
    assert run.assumed["forecast"]["most_r"] == 2.5
    assert run.assumed["forecast"]["data"] == "reports"


def test_a_quiet_land_has_a_run_without_outlooks(land: Land):
    state(land, np.zeros((4, 30)))
    found = renew()
    assert (found.is_new, found.n_units) == (True, 0)
    assert list(Run.objects.get().assumed) == ["forecast"]


def test_without_figures_or_interval_nothing_is_foreseen(land: Land):
    with pytest.raises(operations.NothingToForesee):
        renew()
    with pytest.raises(operations.UnknownInterval):
        operations.renew(disease="rabies", now=NOW)
    assert not Run.objects.exists()


def test_nothing_is_left_behind_after_a_failure(
    land: Land, told: np.ndarray, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_args, **_rest):
        raise OSError

    monkeypatch.setattr(Outlook.objects, "bulk_create", fail)
    with pytest.raises(OSError):
        renew()
    assert not Run.objects.exists()


def test_the_last_day_is_yesterday_here():
    assert rules.last_whole_day(datetime(2021, 12, 20, 16, 59, tzinfo=UTC)) == DAY - timedelta(1)
    assert rules.last_whole_day(datetime(2021, 12, 20, 17, 0, tzinfo=UTC)) == DAY
