"""Rows of the trail as they lie in the database, in the form that is hashed.

Raw SQL for two reasons: a million rows in half a minute leave no time for model instances, and
whoever checks must see what is stored, not what a converter makes of it.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import transaction

from phaodai.foundation.audit.rules import EventForm

BATCH = 5_000


class Event(NamedTuple):
    """One event; `form` is None where its bytes cannot be read as an event."""

    id: int
    stamp: str
    form: EventForm | None


class Link(NamedTuple):
    """One seal with its event, as far as there is one."""

    seq: int
    event_id: int
    prev_hash: str
    hash: str
    sealed_at: str
    event: Event | None


class Root(NamedTuple):
    """One stored root."""

    first_seq: int
    last_seq: int
    hour: str
    root: str


EVENT_TEXTS = ("stamp", *EventForm._fields)
MOMENTS = {"at", "sealed_at", "hour"}
REFS = {"ref", "user_ref", "subject_ref", "unit_ref", "body_ref"}


def links(*, after: int = 0) -> Iterator[Link]:
    """Read all links behind `after`, in order; each batch is a statement of its own."""
    event = ", ".join(_column("e", name) for name in EVENT_TEXTS)
    seal = ", ".join(_column("s", name) for name in ("prev_hash", "hash", "sealed_at"))
    query = (
        f"SELECT s.seq, s.event_id, {seal}, e.id, {event} FROM audit_auditseal s "  # noqa: S608
        "LEFT JOIN audit_auditevent e ON e.id = s.event_id "
        f"WHERE s.seq > %s ORDER BY s.seq LIMIT {BATCH}"
    )
    make = _link_from_blobs if _is_sqlite() else _link
    while rows := _fetch(query, [after]):
        for row in rows:
            yield make(row)
        after = rows[-1][0]


def unsealed(*, after: int | None, limit: int | None = None) -> Iterator[Event]:
    """Read events without a seal, in order; `after` an id, or None to look everywhere.

    Ids are given before commit, so on PostgreSQL a row may appear behind a sealed one.
    """
    event = ", ".join(_column("e", name) for name in EVENT_TEXTS)
    query = (
        f"SELECT e.id, {event} FROM audit_auditevent e "  # noqa: S608
        "LEFT JOIN audit_auditseal s ON s.event_id = e.id "
        f"WHERE e.id > %s AND s.seq IS NULL ORDER BY e.id LIMIT {limit or BATCH}"
    )
    make = _event_from_blobs if _is_sqlite() else _event
    after = after or 0
    while rows := _fetch(query, [after]):
        for row in rows:
            yield make(row)
        after = rows[-1][0]
        if limit:
            return


def roots() -> list[Root]:
    """Read all stored roots, in order."""
    texts = ", ".join(_column("r", name) for name in ("hour", "root"))
    query = f"SELECT r.first_seq, r.last_seq, {texts} FROM audit_auditroot r ORDER BY 1"  # noqa: S608
    rows = _fetch(query, [])
    if _is_sqlite():
        return [Root(a, b, _moment(hour), _text(root)) for a, b, hour, root in rows]
    return [Root(*row) for row in rows]


def last_given_id() -> int:
    """Return the highest id the table ever gave out, where a gap means a deletion; else 0.

    On SQLite a number that was given is taken back when its transaction is; on PostgreSQL not.
    """
    if not _is_sqlite():
        return 0
    rows = _fetch("SELECT seq FROM sqlite_sequence WHERE name = 'audit_auditevent'", [])
    return int(rows[0][0]) if rows else 0


def ids_are_dense() -> bool:
    """Say whether every id between two rows must have a row."""
    return _is_sqlite()


def first_gap(ids: list[int]) -> int | None:
    """Return the first number that is left out, if any is."""
    return next((a + 1 for a, b in pairwise(ids) if b != a + 1), None)


def _is_sqlite() -> bool:
    return bool(transaction.get_connection().vendor == "sqlite")


def _fetch(query: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(query, arguments)
        return list(cursor.fetchall())


def _column(table: str, name: str) -> str:
    column = f"{table}.{name}"
    if _is_sqlite():
        return f"CAST({column} AS BLOB)"  # past all converters, and past bytes that are no UTF-8
    if name in MOMENTS:
        return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    if name in REFS:
        return f"replace({column}::text, '-', '')"
    return column


def _link(row: tuple[Any, ...]) -> Link:
    seq, event_id, prev_hash, link_hash, sealed_at, found, *rest = row
    event = None if found is None else _event((found, *rest))
    return Link(seq, event_id, prev_hash, link_hash, sealed_at, event)


def _event(row: tuple[Any, ...]) -> Event:
    return Event(row[0], row[1], EventForm(*row[2:]))


def _link_from_blobs(row: tuple[Any, ...]) -> Link:
    seq, event_id, prev_hash, link_hash, sealed_at, found, *rest = row
    event = None if found is None else _event_from_blobs((found, *rest))
    return Link(seq, event_id, _text(prev_hash), _text(link_hash), _moment(sealed_at), event)


def _event_from_blobs(row: tuple[Any, ...]) -> Event:
    try:
        texts: list[Any] = [None if v is None else v.decode() for v in row[2:]]
        texts[1] = _moment(row[3])
        form = EventForm(*texts)
    except UnicodeDecodeError:
        return Event(row[0], _text(row[1]), None)
    return Event(row[0], _text(row[1]), form)


def _text(value: bytes) -> str:
    return value.decode(errors="backslashreplace")


def _moment(value: bytes) -> str:
    """Give Django's text of a moment the hashed form; what is not exactly that stays as it is."""
    text = _text(value)
    if len(text) == 19 and text[10] == " ":
        return f"{text[:10]}T{text[11:]}.000000Z"
    if len(text) == 26 and text[10] == " " and text[20:] != "000000":
        return f"{text[:10]}T{text[11:]}Z"
    return f"not a moment: {text}"
