"""New rows of the table of facts, thousands at a time.

One statement run over all rows: `bulk_create` builds an object and a piece of SQL for each of
them and takes several times as long, while every other writer waits.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from phaodai.indicators.facts import Key
from phaodai.indicators.models import Basis, Value

_FIELDS: Final = (
    "unit",
    "day",
    "indicator",
    "disease",
    "stratum",
    "amount",
    "source",
    "basis",
    "revision_ref",
    "published_at",
    "superseded_at",
)


def insert(
    amounts: Mapping[Key, int],
    *,
    source: int,
    basis: Basis,
    revision: UUID | None,
    moment: datetime,
) -> None:
    """Add one row for each key; the caller has closed those that they replace."""
    if not amounts:
        return
    meta = Value._meta  # noqa: SLF001 - documented by Django, whatever its name says
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in _FIELDS]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    same = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(
            fields[6:], (source, int(basis), revision, moment, None), strict=True
        )
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608 - names of the model
            [(*key, amount, *same) for key, amount in amounts.items()],
        )
