"""The small numbers that stand for codes in the table of facts."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from phaodai.indicators.models import Basis, Disease, Indicator, Series, Source, Stratum
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator as Entry
from phaodai.vocabulary.measures import Kind

Cell = tuple[str, str, str]  # indicator, disease, stratum

_SOURCE = re.compile(r"[a-z][a-z0-9_]*(:[a-z0-9_]+)?")


class UnknownIndicator(Exception):
    """No such code in the catalogue, nor a local one."""


class UnknownDisease(Exception):
    """No such disease: a new spelling would split the figures of one disease in two."""


class UnknownStratum(Exception):
    """The indicator is not broken down that way."""


def entries(codes: Iterable[str]) -> dict[str, Entry]:
    """Return what indicators are; local ones are read from their table.

    Raises:
        UnknownIndicator: A code is neither in the catalogue nor local.
    """
    asked = set(codes)
    found = {code: CATALOGUE[code] for code in asked if code in CATALOGUE}
    if missing := asked - found.keys():
        for row in Indicator.objects.filter(code__in=missing, is_local=True):
            found[row.code] = local_entry(row)
    if missing := asked - found.keys():
        raise UnknownIndicator(", ".join(sorted(missing)))
    return found


def is_local(code: str) -> bool:
    """Say whether a code was added by an installation."""
    return code.startswith("local.")


def local_entry(row: Indicator) -> Entry:
    """Return a local indicator in the form of the catalogue: units state it in their reports."""
    return Entry(
        code=row.code,
        label_vi=row.label_vi,
        label_en=row.label_en,
        measure=row.measure,
        kind=Kind(row.kind),
        definition_vi=row.definition_vi,
        definition_en=row.definition_en,
        source=row.defined_in,
        publishers=frozenset({"reports"}),
        of_disease=True,
    )


def indicator_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of codes that must exist.

    Raises:
        UnknownIndicator: One of them does not.
    """
    found = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    if missing := sorted(set(codes) - found.keys()):
        raise UnknownIndicator(", ".join(missing))
    return found


def disease_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of diseases that must exist.

    Raises:
        UnknownDisease: One of them does not.
    """
    found = dict(Disease.objects.filter(code__in=codes).values_list("code", "pk"))
    if missing := sorted(set(codes) - found.keys()):
        raise UnknownDisease(", ".join(missing))
    return found


def source_id(code: str) -> int:
    """Return the number of a source, adding it when it speaks for the first time.

    Raises:
        ValueError: The code is not of small letters, digits and underscores, "reports:dhis2".
    """
    if _SOURCE.fullmatch(code) is None:
        raise ValueError(f"{code!r} is no code of a source")
    return _found_or_added(Source.objects, Source, {code})[code]


def stratum_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of strata, adding those seen for the first time."""
    return _found_or_added(Stratum.objects, Stratum, codes)


def series_ids(cells: Collection[Cell], *, source: int, basis: Basis) -> dict[Cell, int]:
    """Return the numbers of what a source says, adding those it says for the first time.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
    """
    if not cells:
        return {}
    indicators = indicator_ids({indicator for indicator, _, _ in cells})
    diseases = disease_ids({disease for _, disease, _ in cells})
    strata = stratum_ids({stratum for _, _, stratum in cells})
    numbers = {
        (indicators[indicator], diseases[disease], strata[stratum]): (indicator, disease, stratum)
        for indicator, disease, stratum in cells
    }
    found: dict[Cell, int] = {}
    for is_last_try in (False, True):
        rows = Series.objects.filter(
            source_id=source, basis=basis, indicator__in=set(indicators.values())
        )
        for pk, *key in rows.values_list("pk", "indicator_id", "disease_id", "stratum_id"):
            if (cell := numbers.get((key[0], key[1], key[2]))) is not None:
                found[cell] = pk
        missing = [key for key, cell in numbers.items() if cell not in found]
        if not missing or is_last_try:
            break
        # Another writer may add the same one at the same moment: his row serves as well.
        Series.objects.bulk_create(
            [
                Series(indicator_id=i, disease_id=d, stratum_id=s, source_id=source, basis=basis)
                for i, d, s in sorted(missing)
            ],
            ignore_conflicts=True,
        )
    return found


def check_stratum(entry: Entry, stratum: str) -> None:
    """Refuse a part that the indicator is not broken down into.

    Raises:
        UnknownStratum: It is in none of the indicator's sets.
    """
    if not entry.has_stratum(stratum):
        raise UnknownStratum(f"{entry.code} has no stratum {stratum!r}")


def _found_or_added(
    manager: models.Manager[Any], model: type[models.Model], codes: Collection[str]
) -> dict[str, int]:
    found = dict(manager.filter(code__in=codes).values_list("code", "pk"))
    missing = sorted(set(codes) - found.keys())
    if missing:
        # Another writer may add the same code at the same moment: his row serves as well.
        manager.bulk_create([model(code=code) for code in missing], ignore_conflicts=True)
        found |= dict(manager.filter(code__in=missing).values_list("code", "pk"))
    return found
