"""Evidence: files that are kept with the act, and documents that are named in it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from phaodai.foundation.files import operations as files
from phaodai.foundation.files import queries as kept
from phaodai.foundation.files.checking import Examined
from phaodai.foundation.files.models import Attachment
from phaodai.foundation.files.rules import UnacceptableFile
from phaodai.registers.directives.models import Assignment, Entry, Issue, Judgement, Occurrence
from phaodai.registers.directives.operations.errors import Refused
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, FileRef, UnitRef

MOST_REFERENCES = 50
LONGEST_REFERENCE = 200
OWNER_KINDS: dict[type[Assignment | Occurrence | Judgement], str] = {
    Assignment: "assignment",
    Occurrence: "occurrence",
    Judgement: "judgement",
}


def attach(
    actor: Actor,
    row: Assignment | Occurrence | Judgement,
    evidence: Sequence[Examined],
    now: datetime,
) -> dict[str, Any]:
    """Keep files with a row, in the transaction of the act.

    Returns:
        What the line of the act says of them; nothing where there are none.

    Raises:
        Refused: The row has as many as a row may have.
    """
    if not evidence:
        return {}
    try:
        refs = [
            files.keep(
                actor=actor,
                content=file,
                owner_kind=OWNER_KINDS[type(row)],
                owner_ref=row.ref,
                unit_ref=UnitRef(row.unit.ref),
                body_ref=BodyRef(row.body.ref),
                now=now,
            )
            for file in evidence
        ]
    except UnacceptableFile as error:
        vi, en = error.message_vi, error.message_en
        raise Refused(vi.removesuffix("."), en.removesuffix(".")) from error
    return {"files": [str(ref) for ref in refs]}


def detach(actor: Actor, last: Entry, earlier: Collection[Entry], now: datetime) -> int:
    """Take off its row what one act attached; the contents stay kept. Return how many.

    Args:
        actor: Who takes his act back.
        last: The line of the act.
        earlier: The lines before it: what one of them attached as well stays.
        now: The moment.
    """
    before = {ref for entry in earlier for ref in entry.details.get("files", ())}
    n_removed = 0
    for ref in last.details.get("files", ()):
        if ref in before:
            continue
        try:
            files.remove(actor=actor, file=FileRef(UUID(ref)), now=now)
        except kept.UnknownFile:  # somebody took it off by itself
            continue
        n_removed += 1
    return n_removed


def detach_all(actor: Actor, row: Issue | Judgement, now: datetime) -> None:
    """Take off the files of a judgement, or of all assignments of an issue, that is about to go."""
    if isinstance(row, Judgement):
        owned = Q(owner_kind=OWNER_KINDS[Judgement], owner_ref=row.ref)
    else:
        rows = Assignment.objects.filter(issue=row)
        times = Occurrence.objects.filter(assignment__in=rows.values("pk"))
        owned = Q(owner_kind=OWNER_KINDS[Assignment], owner_ref__in=rows.values("ref")) | Q(
            owner_kind=OWNER_KINDS[Occurrence], owner_ref__in=times.values("ref")
        )
    running = Attachment.objects.filter(owned, removed_at=None)
    for ref in list(running.values_list("ref", flat=True)):
        files.remove(actor=actor, file=FileRef(ref), now=now)


def has_files(row: Assignment) -> bool:
    """Say whether files are attached to a row."""
    return Attachment.objects.filter(
        owner_kind=OWNER_KINDS[Assignment], owner_ref=row.ref, removed_at=None
    ).exists()


def gathered(known: Sequence[str], more: Sequence[str]) -> list[str]:
    """Return references with those that are added, each once.

    Raises:
        Refused: There are too many.
    """
    return checked_references(list(dict.fromkeys([*known, *more])))


def checked_references(references: Collection[str]) -> list[str]:
    """Return names of documents, as they were written.

    Raises:
        Refused: There are too many, or one is far too long.
    """
    names = [" ".join(str(name).split()) for name in references]
    if len(names) > MOST_REFERENCES or any(
        not 0 < len(name) <= LONGEST_REFERENCE for name in names
    ):
        raise Refused(
            f"tối đa {MOST_REFERENCES} văn bản làm minh chứng, mỗi tên không quá "
            f"{LONGEST_REFERENCE} ký tự",
            f"at most {MOST_REFERENCES} documents as evidence, each name of at most "
            f"{LONGEST_REFERENCE} characters",
        )
    return names
