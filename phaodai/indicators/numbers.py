"""Small reads of whole numbers: building such a statement anew would cost more than running it."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Model


def read(
    model: type[Model], names: Sequence[str], where: str, values: Sequence[int]
) -> list[tuple[int, ...]]:
    """Return columns of the rows that fulfil a condition.

    Args:
        model: Whose.
        names: Of the columns, all of whole numbers.
        where: The condition, a mark for each value.
        values: In the order of the marks.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table(model)} WHERE {where}", values)  # noqa: S608 - names of the model
        found: list[tuple[int, ...]] = cursor.fetchall()
    return found


def among(name: str, values: Collection[int]) -> str:
    """Return the condition that a column holds one of some values, of which there is one."""
    return f"{name} IN ({', '.join(['%s'] * len(values))})"


def table(model: type[Model]) -> str:
    """Return the name of a table as it stands in a statement."""
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - documented by Django
