"""Real series by unit and day, from the folder of public data beside the repository."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from phaodai.engines.forecasting.series import Counts, Floats

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
COVID = "covid/covid_province_day_vnexpress.csv"
NATIONAL = "covid/ncsc_national_to_2021-09-27.csv"
EBOLA = "linelists/ebola_sim__linelist.csv"
AS_OF = datetime(2021, 11, 1, tzinfo=UTC)


def provinces() -> tuple[list[str], list[date], Floats]:
    """Return codes, days and cases of COVID-19; shape (n_provinces, n_days)."""
    return _table(COVID, lambda row: (row["province_code"], row["date"], float(row["cases"])))


def country() -> tuple[list[str], list[date], Floats]:
    """Return the whole country's cases by another source, from 27 April 2021 on."""
    codes, days, values = _table(NATIONAL, lambda row: ("VN", row["date"], float(row["cases"])))
    start = days.index(date(2021, 4, 27))
    return codes, days[start:], values[:, start:]


def ebola() -> tuple[list[str], list[date], Floats]:
    """Return onsets of the simulated Ebola outbreak by hospital; its misspellings are mended."""

    def read(row: dict[str, str]) -> tuple[str, str, float]:
        return row["hospital"].replace("Hopital", "Hospital") or "-", row["date_of_onset"], 1.0

    return _table(EBOLA, read)


def _table(name: str, read: Any) -> tuple[list[str], list[date], Floats]:
    """Sum rows by code and day; days in between on which nothing stands are zero."""
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        rows = [read(row) for row in csv.DictReader(file)]
    codes = sorted({code for code, _, _ in rows})
    told = [date.fromisoformat(day[:10]).toordinal() for _, day, _ in rows]
    first = min(told)
    values = np.zeros((len(codes), max(told) - first + 1))
    for (code, _, n), day in zip(rows, told, strict=True):
        values[codes.index(code), day - first] += n
    return codes, [date.fromordinal(first + n) for n in range(values.shape[1])], values


def known_by(values: Floats, days: list[date], origin: int, source: str) -> Counts:
    """Return what was known at the end of a day."""
    return Counts(values[:, : origin + 1], days[origin], AS_OF, source)
