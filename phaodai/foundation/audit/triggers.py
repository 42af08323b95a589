"""The database itself refuses to change the trail.

Used by the migration; removed only by tests that play the forger or empty their database.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_auditevent", "audit_auditseal", "audit_auditroot")
REFUSAL = "the audit trail is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make UPDATE, DELETE and TRUNCATE of the trail fail."""
    _run(connection, list(_install_sql(connection.vendor)))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the refusal away."""
    _run(connection, list(_remove_sql(connection.vendor)))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the tables that do not refuse."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        there = {name for (name,) in cursor.fetchall()}
    verbs = ("update", "delete") if connection.vendor == "sqlite" else ("change",)
    return [t for t in TABLES if not {f"{t}_no_{verb}" for verb in verbs} <= there]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _install_sql(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                yield (
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        return
    yield (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in TABLES:
        yield (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )


def _remove_sql(vendor: str) -> Iterator[str]:
    for table in TABLES:
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {table}_no_update"
            yield f"DROP TRIGGER IF EXISTS {table}_no_delete"
        else:
            yield f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}"
    if vendor != "sqlite":
        yield "DROP FUNCTION IF EXISTS audit_refuse()"
