"""The one sealer: links committed rows into the chain, so that no writer waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from phaodai.foundation.audit import anchors, rows, rules
from phaodai.foundation.audit.models import AuditEvent, AuditRoot, AuditSeal

BATCH = 500
# Any number will do, as long as nobody else takes it: the first bytes of "phaodai".
ADVISORY_LOCK = int.from_bytes(b"phaod")
HOUR = timedelta(hours=1)
# How far behind the head to look for rows that were committed late (PostgreSQL).
LATE_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run of the sealer did, and where the chain ends now."""

    rows: int
    roots: int
    seq: int
    hash: str


def anchor_file() -> Path:
    """Return where the chain is written down outside the database."""
    return Path(settings.DATA_DIR) / "audit-anchors.log"


def stamp_keys() -> dict[str, bytes]:
    """Return the keys an event may be stamped with now, by name; the present one first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [rules.stamp_key(str(secret)) for secret in secrets]
    return {rules.key_name(key): key for key in keys}


def seal(*, now: datetime, everywhere: bool = False) -> Sealed:
    """Link every committed row, close hours that are over, write the anchors.

    May be called by anyone at any time: two sealers cannot both lay a link, and a run that was
    cut off is finished by the next.

    Args:
        now: The moment written on the new links.
        everywhere: Look for late rows in the whole trail, not only near its end.
    """
    _begin_anchors(rules.moment(now))
    count = 0
    while laid := _seal_batch(now, everywhere=everywhere):
        count += laid
    closed = _close_hours(now)
    last = AuditSeal.objects.order_by("-seq").first()
    seq, link_hash = (last.seq, last.hash) if last else (0, rules.FIRST_PREV_HASH)
    _write_anchors(seq, link_hash, rules.moment(now))
    return Sealed(rows=count, roots=closed, seq=seq, hash=link_hash)


def _seal_batch(now: datetime, *, everywhere: bool) -> int:
    """Compute outside the lock and write inside it; 0 when nothing is left."""
    last = AuditSeal.objects.order_by("-seq").first()
    behind = 0 if last is None or everywhere else last.event_id
    if behind and not rows.ids_are_dense():
        behind = max(0, behind - LATE_ROWS)
    events = list(rows.unsealed(after=behind, limit=BATCH))
    links = _link(events, last, now)
    if not links:
        return 0
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            head = AuditSeal.objects.order_by("-seq").values_list("seq", flat=True).first()
            if head == (last.seq if last else None):
                AuditSeal.objects.bulk_create(links)
    except IntegrityError:  # somebody else laid these links; go on from there
        return 1
    return len(links)


def _link(events: Sequence[rows.Event], last: AuditSeal | None, now: datetime) -> list[AuditSeal]:
    seq, head = (last.seq, last.hash) if last else (0, rules.FIRST_PREV_HASH)
    sealed_at, links = rules.moment(now), []
    for event in events:
        if event.form is None:
            continue  # no event can be read from it; a check names it
        seq += 1
        form = rules.SealForm(seq, event.id, event.stamp, sealed_at)
        link_hash = rules.seal_hash(head, rules.event_line(event.form), form)
        links.append(
            AuditSeal(seq=seq, event_id=event.id, prev_hash=head, hash=link_hash, sealed_at=now)
        )
        head = link_hash
    return links


def _close_hours(now: datetime) -> int:
    """Store the root of every hour that is over; return how many."""
    last_closed = AuditRoot.objects.order_by("-first_seq").first()
    first = last_closed.last_seq + 1 if last_closed else 1
    links = AuditSeal.objects.filter(seq__gte=first).order_by("seq")
    closed: list[AuditRoot] = []
    running: AuditRoot | None = None
    tree = rules.MerkleTree()
    for seq, link_hash, sealed_at in links.values_list("seq", "hash", "sealed_at").iterator():
        hour = _hour(sealed_at)
        if running is None or running.hour != hour:
            if running is not None:
                running.root = tree.root()
                closed.append(running)
            running = AuditRoot(hour=hour, first_seq=seq, last_seq=seq)
            tree = rules.MerkleTree()
        running.last_seq = seq
        tree.add(link_hash)
    if running is not None and running.hour != _hour(now):
        running.root = tree.root()
        closed.append(running)
    if closed:
        try:
            with transaction.atomic():
                AuditRoot.objects.bulk_create(closed)
        except IntegrityError:  # another sealer closed them
            return 0
    return len(closed)


def _begin_anchors(at: str) -> None:
    """Write the first line before the first link, so that a lost file is told from a new one."""
    path = anchor_file()
    if path.exists() or AuditSeal.objects.exists() or not AuditEvent.objects.exists():
        return
    anchors.append(path, [anchors.key(name=next(iter(stamp_keys())), seq=0, at=at)])


def _write_anchors(seq: int, link_hash: str, at: str) -> None:
    """Bring the file up to the database, whatever was cut off before."""
    if seq == 0:
        return
    path = anchor_file()
    there = anchors.read_end(path)
    fresh = AuditRoot.objects.filter(last_seq__gt=there.last_rooted).order_by("first_seq")
    entries: list[dict[str, object]] = [
        anchors.root(first=r.first_seq, last=r.last_seq, value=r.root, at=at) for r in fresh
    ]
    if link_hash not in there.heads.get(seq, ()):
        entries.append(anchors.head(seq=seq, link_hash=link_hash, at=at))
    name = next(iter(stamp_keys()))
    if there.key != name:
        entries.append(anchors.key(name=name, seq=seq, at=at))
    if entries:
        anchors.append(path, entries)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
