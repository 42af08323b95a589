"""Looking ahead: the one write of this room. The same figures again change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from django.db import transaction

from phaodai.decisions.forecasts import rules
from phaodai.decisions.forecasts.gathering import Gathered, gather
from phaodai.decisions.forecasts.models import Outlook, Run
from phaodai.decisions.forecasts.states import State
from phaodai.engines.forecasting.forecasts import LEVELS, Forecast, forecast
from phaodai.engines.forecasting.intervals import gamma_interval
from phaodai.engines.forecasting.reproduction import Reproduction, estimate
from phaodai.engines.forecasting.series import Basis, Counts, Standing

BATCH: Final = 500
KEPT: Final = [LEVELS.index(level) for level in (0.025, 0.25, 0.5, 0.75, 0.975)]
WEEK: Final = 7


class NothingToForesee(LookupError):
    """Nobody has stated or counted a case of the disease in the weeks that are looked at."""


class UnknownInterval(LookupError):
    """No serial interval of the disease stands in the rules, so nothing is foreseen of it."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What one look ahead did.

    Args:
        last_day: The last day of the figures.
        n_units: How many units had cases and got an outlook.
        is_new: Whether it was kept; the same figures again, and a look back, are not.
        outlooks: What was foreseen.
    """

    last_day: date
    n_units: int
    is_new: bool
    outlooks: tuple[Outlook, ...]


def renew(
    *, disease: str, now: datetime, last: date | None = None, as_of: datetime | None = None
) -> Renewed:
    """Estimate R and the next two weeks of every unit that had a case in four weeks.

    Args:
        disease: Code; its serial interval stands in the rules.
        now: The present moment of business.
        last: Last day of the figures; yesterday if not said.
        as_of: Look back: use what was known at that moment, and keep nothing.

    Raises:
        UnknownInterval: The rules know no serial interval of the disease.
        NothingToForesee: There are no figures.
    """
    if disease not in rules.INTERVALS:
        raise UnknownInterval(disease)
    last = last or rules.last_whole_day(as_of or now)
    found = gather(disease=disease, last=last, now=now, as_of=as_of)
    if found is None:
        raise NothingToForesee(disease)
    standing = Run.objects.filter(disease=disease, last_day=last).order_by("-estimated_at", "-pk")
    if as_of is None and (old := standing.first()) is not None and old.digest == found.digest:
        kept = tuple(old.outlooks.order_by("pk"))
        return Renewed(last, len(kept), is_new=False, outlooks=kept)
    run, outlooks = _foresee(found, disease, now)
    if as_of is None:
        with transaction.atomic():
            run.save()
            Outlook.objects.bulk_create(outlooks, batch_size=BATCH)
    return Renewed(last, len(outlooks), is_new=as_of is None, outlooks=tuple(outlooks))


def _foresee(found: Gathered, disease: str, now: datetime) -> tuple[Run, list[Outlook]]:
    values = found.counts.values
    with_cases = np.flatnonzero(np.nansum(values[:, -rules.QUIET_DAYS :], axis=1) > 0)
    study = rules.INTERVALS[disease]
    interval = gamma_interval(study.mean_days, study.sd_days, study.source)
    ahead = forecast(found.counts, interval)
    bases = [ahead.basis]
    outlooks: list[Outlook] = []
    run = Run(
        disease=disease,
        indicator=found.measure.indicator,
        source=found.measure.source,
        basis=found.measure.basis,
        last_day=found.counts.last_day,
        digest=found.digest,
        rules_version=rules.VERSION,
        estimated_at=now,
    )
    if len(with_cases):
        some = Counts(
            values[with_cases], found.counts.last_day, found.counts.as_of, found.counts.source
        )
        now_r = estimate(some, interval, window=WEEK)
        bases.append(now_r.basis)
        outlooks = [
            _outlook(run, found.units[unit], now_r, row, ahead, int(unit), some)
            for row, unit in enumerate(with_cases)
        ]
    run.assumed = {basis.method: _plain(basis) for basis in bases}
    return run, outlooks


def _outlook(
    run: Run, unit_id: int, now_r: Reproduction, row: int, ahead: Forecast, place: int, some: Counts
) -> Outlook:
    r_state = _state(now_r.standing[row, -1])
    ahead_state = _state(ahead.standing[place, 0])
    is_given, is_foreseen = r_state is State.ESTIMATED, ahead_state is State.ESTIMATED
    quantiles = now_r.quantiles[:, row, -1]
    return Outlook(
        run=run,
        unit_id=unit_id,
        n_cases=int(np.nansum(some.values[row, -WEEK:])),
        r_state=r_state,
        r_mean=float(now_r.mean[row, -1]) if is_given else None,
        r_low=float(quantiles[0]) if is_given else None,
        r_high=float(quantiles[-1]) if is_given else None,
        rising=float(now_r.above_one[row, -1]) if is_given else None,
        ahead_state=ahead_state,
        ahead=[
            [*span, *ahead.quantiles[KEPT, place, at].astype(int).tolist()]
            for at, span in enumerate(ahead.targets)
        ]
        if is_foreseen
        else [],
    )


def _state(standing: np.int8) -> State:
    return State[Standing(int(standing)).name]


def _plain(basis: Basis) -> Mapping[str, object]:
    return {
        "literature": basis.literature,
        "data": basis.data,
        "as_of": basis.as_of.isoformat(),
        **basis.assumed,
    }
