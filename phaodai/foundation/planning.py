"""What the planner of the database believes about tables."""

from django.db import connection
from django.db.models import Model


def count_anew(*tables: type[Model]) -> None:
    """Let PostgreSQL look at tables after a load, within its transaction.

    It looks by itself only after the commit and a while later; until then it takes a table that
    was empty for an empty one, and joins a country with itself row by row.
    """
    if connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in tables)  # noqa: SLF001 - documented by Django
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
