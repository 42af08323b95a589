"""Files of rows as pages show them: with the name and post of whoever attached each."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from phaodai.delivery import clock
from phaodai.delivery.web.accounts.signing import signed
from phaodai.foundation.accounts.people import people
from phaodai.foundation.files import queries
from phaodai.foundation.files.queries import FileRow
from phaodai.vocabulary.access import Actor


def files_of(
    *, actor: Actor, owner_kind: str, owner_refs: Collection[UUID]
) -> dict[UUID, list[FileRow]]:
    """List the files of some rows, oldest first, `kept_by` as HTML; in four statements."""
    found = queries.files_of(actor=actor, owner_kind=owner_kind, owner_refs=owner_refs)
    known = people(logins={_login(row) for rows in found.values() for row in rows})
    return {
        owner: [
            replace(
                row,
                kept_by=signed(
                    known.get(_login(row)),
                    recorded=row.kept_by,
                    on=row.kept_at.astimezone(clock.HERE).date(),
                ),
            )
            for row in rows
        ]
        for owner, rows in found.items()
    }


def _login(row: FileRow) -> str:
    """Return what the attacher signs in with; that of a token follows in brackets."""
    return row.kept_by.partition(" (")[0]
