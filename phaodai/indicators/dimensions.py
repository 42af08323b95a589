"""The small numbers that stand for codes in the table of facts.

A code that was committed keeps its number for ever, so each process asks for it once.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models, transaction

from phaodai.indicators import numbers
from phaodai.indicators.models import Basis, Disease, Indicator, Series, Source, Stratum
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator as Entry
from phaodai.vocabulary.measures import Kind

Cell = tuple[str, str, str]  # indicator, disease, stratum
Numbers = tuple[int, int, int]  # the same in numbers

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
    found = _numbers(Indicator, codes)
    if missing := sorted(set(codes) - found.keys()):
        raise UnknownIndicator(", ".join(missing))
    return found


def disease_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of diseases that must exist.

    Raises:
        UnknownDisease: One of them does not.
    """
    found = _numbers(Disease, codes)
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
    return _found_or_added(Source, {code})[code]


def stratum_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of strata, adding those seen for the first time."""
    return _found_or_added(Stratum, codes)


def series_of(*, source: int, basis: Basis) -> Mapping[Numbers, int]:
    """Return the numbers of all that a source ever said, by those of its parts.

    None of them ever goes, so that many are those that a process knows.
    """
    where, whose = "source_id = %s AND basis = %s", (source, basis)
    known = _said.get(whose)
    ((count,),) = numbers.read(Series, ("count(*)",), where, whose)
    if known is not None and len(known) == count:
        return known
    names = ("id", "indicator_id", "disease_id", "stratum_id")
    rows = numbers.read(Series, names, where, whose)
    found = {(indicator, disease, stratum): pk for pk, indicator, disease, stratum in rows}
    # One of this very transaction may still be undone.
    transaction.on_commit(lambda: _said.update({whose: found}))
    return found


def series_ids(
    cells: Collection[Cell],
    *,
    source: int,
    basis: Basis,
    said: Mapping[Numbers, int] | None = None,
) -> dict[Cell, int]:
    """Return the numbers of what a source says, adding those it says for the first time.

    Args:
        cells: What it says.
        source: Its number.
        basis: Stated or counted.
        said: What it has said before, where that was just read.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
    """
    if not cells:
        return {}
    indicators = indicator_ids({indicator for indicator, _, _ in cells})
    diseases = disease_ids({disease for _, disease, _ in cells})
    strata = stratum_ids({stratum for _, _, stratum in cells})
    parts = {cell: (indicators[cell[0]], diseases[cell[1]], strata[cell[2]]) for cell in cells}
    known = series_of(source=source, basis=basis) if said is None else said
    if missing := set(parts.values()) - known.keys():
        # Another writer may add the same one at the same moment: his row serves as well.
        Series.objects.bulk_create(
            [
                Series(indicator_id=i, disease_id=d, stratum_id=s, source_id=source, basis=basis)
                for i, d, s in sorted(missing)
            ],
            ignore_conflicts=True,
        )
        known = series_of(source=source, basis=basis)
    return {cell: known[part] for cell, part in parts.items()}


def check_stratum(entry: Entry, stratum: str) -> None:
    """Refuse a part that the indicator is not broken down into.

    Raises:
        UnknownStratum: It is in none of the indicator's sets.
    """
    if not entry.has_stratum(stratum):
        raise UnknownStratum(f"{entry.code} has no stratum {stratum!r}")


def forget() -> None:
    """Ask for all numbers again: the tables were filled anew."""
    _committed.clear()
    _said.clear()


def _found_or_added(model: type[Any], codes: Collection[str]) -> dict[str, int]:
    found = _numbers(model, codes)
    missing = sorted(set(codes) - found.keys())
    if missing:
        # Another writer may add the same code at the same moment: his row serves as well.
        model.objects.bulk_create([model(code=code) for code in missing], ignore_conflicts=True)
        found |= _numbers(model, missing)
    return found


def _numbers(model: type[Any], codes: Collection[str]) -> dict[str, int]:
    """Return the numbers of those codes that are there."""
    known = _committed.get(model, {})
    found = {code: known[code] for code in codes if code in known}
    if missing := set(codes) - found.keys():
        read = dict(model.objects.filter(code__in=missing).values_list("code", "pk"))
        # One of this very transaction may still be undone.
        transaction.on_commit(lambda: _committed.setdefault(model, {}).update(read))
        found |= read
    return found


_committed: dict[type[models.Model], dict[str, int]] = {}
_said: dict[tuple[int, Basis], Mapping[Numbers, int]] = {}
