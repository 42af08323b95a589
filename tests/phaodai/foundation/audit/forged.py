"""A trail in memory that a forger may do anything to, and the check that looks at it."""

import random
from dataclasses import dataclass, field
from uuid import UUID

from phaodai.foundation.audit import rules
from phaodai.foundation.audit.anchors import Anchors
from phaodai.foundation.audit.rows import EVENT_TEXTS, Event, Link, Root
from phaodai.foundation.audit.verification import Check, Report, Stamps

KEY = rules.stamp_key("the secret of this installation, long enough")
STAMPS = Stamps({rules.key_name(KEY): KEY})
SEALED, WAITING = 60, 5


@dataclass
class Trail:
    events: dict[int, dict] = field(default_factory=dict)
    seals: dict[int, dict] = field(default_factory=dict)
    roots: list[Root] = field(default_factory=list)
    anchors: Anchors = field(default_factory=Anchors)
    last_given_id: int = 0

    def links(self) -> list[Link]:
        joined = []
        for seq in sorted(s for s in self.seals if s > 0):
            seal = self.seals[seq]
            event = self.event(seal["event_id"])
            joined.append(
                Link(
                    seq, seal["event_id"], seal["prev_hash"], seal["hash"], seal["sealed_at"], event
                )
            )
        return joined

    def event(self, event_id: int) -> Event | None:
        row = self.events.get(event_id)
        if row is None:
            return None
        stamp, *form = (row[name] for name in EVENT_TEXTS)
        return Event(event_id, stamp, rules.EventForm(*form))

    def waiting(self) -> list[Event]:
        sealed = {seal["event_id"] for seal in self.seals.values()}
        return [self.event(i) for i in sorted(self.events) if i not in sealed]

    def check(self) -> Report:
        check = Check(stamps=STAMPS, anchors=self.anchors, roots=self.roots, ids_are_dense=True)
        return check.run(self.links(), self.waiting(), self.last_given_id)

    def rechain(self, first: int, last: int | None = None) -> None:
        """Compute hashes anew, as a forger would who knows how."""
        for seq in sorted(self.seals):
            if first <= seq <= (last or max(self.seals)):
                seal = self.seals[seq]
                if seq > 1:
                    seal["prev_hash"] = self.seals[seq - 1]["hash"]
                event = self.event(seal["event_id"])
                form = rules.SealForm(seq, event.id, event.stamp, seal["sealed_at"])
                line = rules.event_line(event.form)
                seal["hash"] = rules.seal_hash(seal["prev_hash"], line, form)


def event_row(rng: random.Random, number: int, key: bytes = KEY) -> dict:
    row = {
        "ref": UUID(int=rng.getrandbits(128)).hex,
        "at": f"2026-03-02T{number % 24:02}:{number % 60:02}:00.{number:06}Z",
        "actor": rng.choice(["Nguyễn Thị Hoà", "operator:root", 'a "quoted" name\n']),
        "user_ref": rng.choice([None, UUID(int=rng.getrandbits(128)).hex]),
        "action": rng.choice(["directive.store", "unit.rename"]),
        "subject_kind": rng.choice(["document", "unit"]),
        "subject_ref": UUID(int=rng.getrandbits(128)).hex,
        "unit_ref": rng.choice([None, UUID(int=rng.getrandbits(128)).hex]),
        "body_ref": rng.choice([None, UUID(int=rng.getrandbits(128)).hex]),
        "details": rules.canonical({"n": number, "note": "Ninh Thuận"}),
    }
    line = rules.event_line(rules.EventForm(**row))
    return {"stamp": rules.stamp(line, key), **row}


def honest_trail() -> Trail:
    """Return 60 sealed events over five hours, five that wait, anchors after every few."""
    rng = random.Random(7)
    trail = Trail(last_given_id=SEALED + WAITING)
    for number in range(1, SEALED + WAITING + 1):
        trail.events[number] = event_row(rng, number)
    for seq in range(1, SEALED + 1):
        trail.seals[seq] = {
            "event_id": seq,
            "prev_hash": rules.FIRST_PREV_HASH,
            "sealed_at": f"2026-03-02T{8 + (seq - 1) // 12:02}:{seq % 60:02}:00.000000Z",
        }
    trail.rechain(1)
    for first in range(1, SEALED - 11, 12):
        hashes = [trail.seals[seq]["hash"] for seq in range(first, first + 12)]
        hour = f"2026-03-02T{8 + first // 12:02}:00:00.000000Z"
        trail.roots.append(Root(first, first + 11, hour, rules.merkle_root(hashes)))
    anchored = [*range(7, SEALED, 7), SEALED]
    trail.anchors = Anchors(
        heads={seq: frozenset({trail.seals[seq]["hash"]}) for seq in anchored},
        roots={(r.first_seq, r.last_seq): frozenset({r.root}) for r in trail.roots},
        lines=len(anchored) + len(trail.roots),
    )
    return trail
