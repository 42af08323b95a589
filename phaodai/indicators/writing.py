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

from phaodai.foundation import statements
from phaodai.indicators.facts import Key
from phaodai.indicators.models import PastValue, Publication, Total, Value
from phaodai.indicators.numbers import table


class Current(NamedTuple):
    """What is believed of a key: the amount and who said it."""

    amount: int
    publication: int


class Delta(NamedTuple):
    """How much a total grows or shrinks, in ten-thousandths and in statements."""

    amount: int
    n: int

    def plus(self, other: "Delta") -> "Delta":
        """Return both together."""
        return Delta(self.amount + other.amount, self.n + other.n)


_VALUE: Final = ("unit_id", "series_id", "day", "amount", "publication_id")
_PAST: Final = (*_VALUE, "closed_by_id")
_TOTAL: Final = ("unit_id", "depth", "series_id", "day", "amount", "n_reported", "known_at")


def open_publication(*, revision: UUID | None, moment: datetime) -> int:
    """Add a publication and return its number."""
    made = Publication(revision_ref=revision, published_at=moment)
    statements.insert(made)
    return made.pk


def keep_past(rows: Mapping[Key, Current], *, closed_by: int) -> None:
    """Keep what is corrected or withdrawn as it was."""
    _add(
        PastValue,
        _PAST,
        [(*key, row.amount, row.publication, closed_by) for key, row in rows.items()],
    )


def remove(keys: Iterable[Key]) -> None:
    """Remove values that are withdrawn; `keep_past` has kept them."""
    if gone := list(keys):
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {table(Value)} WHERE unit_id = %s AND series_id = %s AND day = %s",  # noqa: S608 - a name of the model
                gone,
            )


def put(amounts: Mapping[Key, int], *, publication: int) -> None:
    """Add or replace values; `keep_past` has kept those that are replaced."""
    _add(
        Value,
        _VALUE,
        [(*key, amount, publication) for key, amount in amounts.items()],
        "ON CONFLICT (unit_id, series_id, day) DO UPDATE SET "
        "amount = excluded.amount, publication_id = excluded.publication_id",
    )


def put_new_rows(rows: Sequence[tuple[int, int, int, int, int]]) -> None:
    """Add values of which none is there yet: unit, series, day, amount, publication."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table(Value)} ({', '.join(_VALUE)}) FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            cursor.executemany(f"{_into(Value, _VALUE)} {_marks(_VALUE)}", rows)


def add_to_totals(deltas: Mapping[tuple[int, int, int, int], Delta], *, moment: datetime) -> None:
    """Let totals grow by what their parts grew: unit, depth, series, day -> how much."""
    at = Total._meta.get_field("known_at").get_db_prep_save(moment, connection)  # noqa: SLF001 - documented by Django
    name = table(Total)
    _add(
        Total,
        _TOTAL,
        # In one order, so that two writers never wait for each other.
        [(*key, deltas[key].amount, deltas[key].n, at) for key in sorted(deltas)],
        "ON CONFLICT (unit_id, depth, series_id, day) DO UPDATE SET "
        f"amount = {name}.amount + excluded.amount, "
        f"n_reported = {name}.n_reported + excluded.n_reported, "
        f"known_at = CASE WHEN {name}.known_at < excluded.known_at "
        f"THEN excluded.known_at ELSE {name}.known_at END",
    )


def _add(
    model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]], conflict: str = ""
) -> None:
    """Add rows: on PostgreSQL by one statement over columns, on SQLite by one made ready once."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = {field.attname: field.db_type(connection) for field in model._meta.fields}  # noqa: SLF001 - documented by Django
            columns = ", ".join(f"%s::{kinds[name]}[]" for name in names)
            cursor.execute(
                f"{_into(model, names)} SELECT * FROM unnest({columns}) {conflict}",  # noqa: S608 - names of the model
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(f"{_into(model, names)} {_marks(names)} {conflict}", rows)


def _into(model: type[Model], names: Sequence[str]) -> str:
    return f"INSERT INTO {table(model)} ({', '.join(names)})"


def _marks(names: Sequence[str]) -> str:
    return f"VALUES ({', '.join(['%s'] * len(names))})"
