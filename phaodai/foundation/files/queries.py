"""Reads of attachments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from phaodai.foundation.files import policies, rules
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import FileRef


class UnknownFile(LookupError):
    """There is no such file, or the actor does not see its owner."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """What a page shows of one attachment."""

    ref: FileRef
    name: str
    media_type: str
    size: int  # bytes
    sha256: str
    owner_kind: str
    owner_ref: UUID
    kept_at: datetime
    kept_by: str
    keep_until: date | None

    @property
    def is_picture(self) -> bool:
        """Say whether a page may show it as a picture."""
        return self.media_type in rules.PICTURES


def files_of(
    *, actor: Actor, owner_kind: str, owner_refs: Collection[UUID]
) -> dict[UUID, list[FileRow]]:
    """List the files of some rows, oldest first; rows that the actor does not see have none."""
    seen = policies.visible_owners(actor, owner_kind, owner_refs)
    found: dict[UUID, list[FileRow]] = {ref: [] for ref in owner_refs}
    if seen:
        running = _running().filter(owner_kind=owner_kind, owner_ref__in=seen)
        for row in running.order_by("kept_at", "pk"):
            found[row.owner_ref].append(_row(row))
    return found


def get_file(*, actor: Actor, ref: UUID) -> FileRow:
    """Return one attachment without its content.

    Raises:
        UnknownFile: There is none, it was removed, or the actor does not see its owner.
    """
    row = _running().filter(ref=ref).first()
    if row is None:
        raise UnknownFile(str(ref))
    try:
        seen = policies.visible_owners(actor, row.owner_kind, {row.owner_ref})
    except policies.UnknownOwnerKind:
        seen = set()  # of a room that is not installed any more
    if not seen:
        raise UnknownFile(str(ref))
    return _row(row)


def get_content(*, actor: Actor, ref: UUID) -> tuple[FileRow, bytes]:
    """Return one attachment with its content.

    Raises:
        UnknownFile: There is none, it was removed, or the actor does not see its owner.
    """
    row = get_file(actor=actor, ref=ref)
    content = FileContent.objects.values_list("content", flat=True).get(pk=row.sha256)
    return row, bytes(content)


def _running() -> QuerySet[Attachment]:
    return (
        Attachment.objects.filter(removed_at=None)
        .select_related("content")
        .defer("content__content")
    )


def _row(row: Attachment) -> FileRow:
    return FileRow(
        ref=FileRef(row.ref),
        name=row.name,
        media_type=row.media_type,
        size=row.content.size,
        sha256=row.content_id,
        owner_kind=row.owner_kind,
        owner_ref=row.owner_ref,
        kept_at=row.kept_at,
        kept_by=row.kept_by,
        keep_until=row.keep_until,
    )
