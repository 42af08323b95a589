"""Rows of the tables of facts, written thousands at a time.

Each function is one statement run over all its rows: `bulk_create` builds an object and a piece
of SQL for each of them and takes several times as long, while every other writer waits.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from phaodai.indicators.facts import Key
from phaodai.indicators.models import PastValue, Publication, Total, Value


class Current(NamedTuple):
    """What is believed of a key: the amount and who said it."""

    amount: int
    publication: int


class Delta(NamedTuple):
    """How much a total grows or shrinks, in ten-thousandths and in statements."""

    amount: int
    n: int


_VALUE: Final = ("unit_id", "series_id", "day", "amount", "publication_id")
_PAST: Final = (*_VALUE, "closed_by_id")
_TOTAL: Final = ("unit_id", "depth", "series_id", "day", "amount", "n_reported", "known_at")


def open_publication(*, revision: UUID | None, moment: datetime) -> int:
    """Add a publication and return its number."""
    return Publication.objects.create(revision_ref=revision, published_at=moment).pk


def keep_past(rows: Mapping[Key, Current], *, closed_by: int) -> None:
    """Keep what is corrected or withdrawn as it was."""
    _run(
        _insert(PastValue, _PAST),
        [(*key, row.amount, row.publication, closed_by) for key, row in rows.items()],
    )


def remove(keys: Iterable[Key]) -> None:
    """Remove values that are withdrawn; `keep_past` has kept them."""
    _run(
        f"DELETE FROM {_table(Value)} WHERE unit_id = %s AND series_id = %s AND day = %s",  # noqa: S608 - a name of the model
        list(keys),
    )


def put(amounts: Mapping[Key, int], *, publication: int) -> None:
    """Add or replace values; `keep_past` has kept those that are replaced."""
    _run(
        f"{_insert(Value, _VALUE)} ON CONFLICT (unit_id, series_id, day) DO UPDATE SET "
        "amount = excluded.amount, publication_id = excluded.publication_id",
        [(*key, amount, publication) for key, amount in amounts.items()],
    )


def put_new_rows(rows: Sequence[tuple[int, int, int, int, int]]) -> None:
    """Add values of which none is there yet: unit, series, day, amount, publication."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_table(Value)} ({', '.join(_VALUE)}) FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            cursor.executemany(_insert(Value, _VALUE), rows)


def add_to_totals(deltas: Mapping[tuple[int, int, int, int], Delta], *, moment: datetime) -> None:
    """Let totals grow by what their parts grew: unit, depth, series, day -> how much."""
    at = Total._meta.get_field("known_at").get_db_prep_save(moment, connection)  # noqa: SLF001 - documented by Django
    table = _table(Total)
    _run(
        f"{_insert(Total, _TOTAL)} ON CONFLICT (unit_id, depth, series_id, day) DO UPDATE SET "
        f"amount = {table}.amount + excluded.amount, "
        f"n_reported = {table}.n_reported + excluded.n_reported, "
        f"known_at = CASE WHEN {table}.known_at < excluded.known_at "
        f"THEN excluded.known_at ELSE {table}.known_at END",
        # In one order, so that two writers never wait for each other.
        [(*key, deltas[key].amount, deltas[key].n, at) for key in sorted(deltas)],
    )


def _run(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - documented by Django


def _insert(model: type[Model], names: Sequence[str]) -> str:
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_table(model)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of the model
