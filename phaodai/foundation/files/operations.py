"""Writes of attachments: always part of the owner's own act, whose policy comes first."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.files import checking, policies, queries, rules
from phaodai.foundation.files.checking import Examined
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, FileRef, UnitRef


def keep(
    *,
    actor: Actor,
    content: bytes | Examined,
    name: str = "",
    owner_kind: str,
    owner_ref: UUID,
    unit_ref: UnitRef | None,
    body_ref: BodyRef | None,
    now: datetime,
    keep_until: date | None = None,
) -> FileRef:
    """Attach a file to a row; the same content for the same row is one attachment.

    Args:
        actor: Who attaches it; must see the row.
        content: The file; inside an act's own transaction, what `checking.examine` made of it
            before, because the examination takes time and other writers would wait.
        name: As the sender gave it; what was examined brings its own.
        owner_kind: Kind of the row, as its room registered it.
        owner_ref: The row.
        unit_ref: The unit under which inspectors find the act.
        body_ref: The body under which they find it.
        now: The moment of the act, aware.
        keep_until: Last day of its retention; None as long as the row.

    Raises:
        UnacceptableFile: The file is not one that is kept; says why and how to mend it.
        NotAllowed: The actor does not see the row.
        UnknownOwnerKind: No room has registered the kind.
    """
    policies.check_sees_owner(actor, owner_kind, owner_ref)
    file = content if isinstance(content, Examined) else checking.examine(content, name=name)
    with transaction.atomic():
        running = Attachment.objects.filter(
            owner_kind=owner_kind, owner_ref=owner_ref, removed_at=None
        )
        if running.exclude(content_id=file.sha256).count() >= rules.MOST_PER_OWNER:
            raise rules.UnacceptableFile(
                "TOO_MANY",
                f"Mục này đã có {rules.MOST_PER_OWNER} tệp. Gỡ bớt, hoặc gộp ảnh vào một tệp PDF.",
                f"There are {rules.MOST_PER_OWNER} files already. Remove some, or put the pictures "
                "into one PDF.",
            )
        _keep_content(file)
        row, is_new = running.get_or_create(
            owner_kind=owner_kind,
            owner_ref=owner_ref,
            content_id=file.sha256,
            removed_at=None,
            defaults={
                "name": file.name,
                "media_type": file.media_type,
                "unit_ref": unit_ref,
                "body_ref": body_ref,
                "kept_at": now,
                "kept_by": actor.name,
                "keep_until": keep_until,
            },
        )
        if is_new:
            _record(actor, "file.keep", row, now, size=len(file.content), sha256=file.sha256)
    return FileRef(row.ref)


@transaction.atomic
def remove(*, actor: Actor, file: FileRef, now: datetime) -> None:
    """Take an attachment off its row; the content stays, for whoever has to prove what was there.

    Raises:
        UnknownFile: There is none, it was removed before, or the actor does not see its owner.
    """
    found = queries.get_file(actor=actor, ref=file)
    row = Attachment.objects.select_for_update().filter(ref=found.ref, removed_at=None).first()
    if row is None:
        raise queries.UnknownFile(str(file))
    row.removed_at, row.removed_by = now, actor.name
    row.save(update_fields=["removed_at", "removed_by"])
    _record(actor, "file.remove", row, now, sha256=row.content_id)


def _keep_content(file: Examined) -> None:
    if not FileContent.objects.filter(pk=file.sha256).exists():
        row = FileContent(sha256=file.sha256, content=file.content, size=len(file.content))
        FileContent.objects.bulk_create([row], ignore_conflicts=True)


def _record(actor: Actor, action: str, row: Attachment, now: datetime, **more: object) -> None:
    """Write the trail: never the name of the file, which may be a person's."""
    audit.record(
        actor=actor,
        action=action,
        subject_kind="file",
        subject_ref=row.ref,
        unit_ref=row.unit_ref,
        body_ref=row.body_ref,
        details={
            "owner_kind": row.owner_kind,
            "owner": row.owner_ref.hex,
            "media_type": row.media_type,
            **more,
        },
        at=now,
    )
