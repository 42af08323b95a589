"""Forms and sums of the trail as plain functions of plain values.

Every text that is hashed is JSON in one fixed form (after RFC 8785): keys sorted, UTF-8, no
spaces, moments in UTC with six decimals and a "Z".
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring as quote
from typing import NamedTuple
from uuid import UUID

FIRST_PREV_HASH = "0" * 64  # what the first seal points back to


class EventForm(NamedTuple):
    """One event in the form that is hashed; references are 32 hexadecimal digits."""

    ref: str
    at: str
    actor: str
    user_ref: str | None
    action: str
    subject_kind: str
    subject_ref: str | None
    unit_ref: str | None
    body_ref: str | None
    details: str  # already canonical; goes into the hash as it stands


class SealForm(NamedTuple):
    """What the seal adds to the event it seals."""

    seq: int
    event_id: int
    stamp: str
    sealed_at: str


def moment(at: datetime) -> str:
    """Write an aware moment in the one form that is hashed.

    Raises:
        ValueError: The moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment in the trail needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical(details: Mapping[str, object]) -> str:
    """Write details in the one form that is stored and hashed.

    Raises:
        TypeError: A value has no form here.
        ValueError: A number is not finite, or a moment has no time zone.
    """
    return json.dumps(
        _plain(details), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(inner) for inner in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no form in the trail")


def event_line(event: EventForm) -> bytes:
    """Write the event as the line that is stamped and sealed.

    Put together by hand, keys in order: a generic encoder would take half the time of a check
    of a million rows.
    """
    return (
        f'{{"action":{quote(event.action)},"actor":{quote(event.actor)},"at":"{event.at}",'
        f'"body_ref":{_ref(event.body_ref)},"details":{event.details},"ref":{_ref(event.ref)},'
        f'"subject_kind":{quote(event.subject_kind)},"subject_ref":{_ref(event.subject_ref)},'
        f'"unit_ref":{_ref(event.unit_ref)},"user_ref":{_ref(event.user_ref)}}}'
    ).encode()


def _ref(ref: str | None) -> str:
    return "null" if ref is None else f'"{ref}"'


def stamp(line: bytes, key: bytes) -> str:
    """Return the keyed sum that only the application can make, after the name of its key."""
    return f"{key_name(key)}{hashlib.blake2b(line, key=key, digest_size=28).hexdigest()}"


def stamp_key(secret: str) -> bytes:
    """Derive the key of stamps from the installation's secret."""
    return hashlib.blake2b(b"phaodai audit stamp", key=secret.encode()[:64]).digest()


def key_name(key: bytes) -> str:
    """Return eight digits that tell keys apart and say nothing about them."""
    return hashlib.sha256(key).hexdigest()[:8]


def seal_hash(prev_hash: str, line: bytes, seal: SealForm) -> str:
    """Return the hash of one link: over the link before it, the event and the seal."""
    head = f',"id":{seal.event_id},"sealed_at":"{seal.sealed_at}","seq":{seal.seq}'
    tail = f'{head},"stamp":"{seal.stamp}"}}'
    return hashlib.sha256(
        b'%b{"event":%b%b' % (bytes.fromhex(prev_hash), line, tail.encode())
    ).hexdigest()


def merkle_root(hashes: Iterable[str]) -> str:
    """Return the root over hashes of links, leaves and nodes told apart as in RFC 9162.

    Raises:
        ValueError: There are no hashes.
    """
    tree = MerkleTree()
    for item in hashes:
        tree.add(item)
    return tree.root()


class MerkleTree:
    """A tree that takes leaves one by one and keeps one node per level."""

    def __init__(self) -> None:
        self._full: list[tuple[int, bytes]] = []  # (leaves below, node), from left to right

    def add(self, item: str) -> None:
        """Add the next leaf."""
        size, node = 1, hashlib.sha256(b"\x00" + bytes.fromhex(item)).digest()
        while self._full and self._full[-1][0] == size:
            _, left = self._full.pop()
            size, node = size * 2, hashlib.sha256(b"\x01" + left + node).digest()
        self._full.append((size, node))

    def root(self) -> str:
        """Return the root over all leaves so far.

        Raises:
            ValueError: There are none.
        """
        if not self._full:
            raise ValueError("a tree without leaves has no root")
        *rest, (_, node) = self._full
        for _, left in reversed(rest):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node.hex()
