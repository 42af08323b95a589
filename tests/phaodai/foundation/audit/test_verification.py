"""A thousand forgeries in memory: each is found, and the first bad row is named."""

import copy
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from phaodai.foundation.audit import rules
from phaodai.foundation.audit.anchors import Anchors
from phaodai.foundation.audit.rows import EVENT_TEXTS
from phaodai.foundation.audit.verification import Fault, Stamps, Wrong
from tests.phaodai.foundation.audit import forged
from tests.phaodai.foundation.audit.forged import SEALED, WAITING, Trail

TRIALS = 1_000
Forgery = Callable[[Trail, random.Random, int], dict[str, int]]


def flipped(rng: random.Random, text: str | None) -> str | None:
    """Change one bit of one byte; an absent value becomes present, sometimes the reverse."""
    if text is None:
        return "0" * 32
    raw = bytearray(text.encode())
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(raw).decode(errors="surrogateescape")


def flip_event(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    column = rng.choice(EVENT_TEXTS)
    trail.events[k][column] = flipped(rng, trail.events[k][column])
    return {"seq": k}


def blank_event(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    columns = [c for c in ("user_ref", "unit_ref", "subject_ref") if trail.events[k][c]]
    trail.events[k][rng.choice(columns)] = None
    return {"seq": k}


def flip_seal(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    column = rng.choice(["prev_hash", "hash", "sealed_at"])
    trail.seals[k][column] = flipped(rng, trail.seals[k][column])
    return {"seq": k}


def renumber_seal(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    trail.seals[rng.choice([-k, SEALED + 1 + k, 0])] = trail.seals.pop(k)
    return {"seq": k}


def repoint_seal(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    trail.seals[k]["event_id"] = rng.choice([SEALED + 1, 1_000, -1])
    return {"seq": k}


def renumber_event(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    trail.events[1_000 + rng.randrange(99)] = trail.events.pop(k)
    return {"seq": k}


def delete_event(trail: Trail, _rng: random.Random, k: int) -> dict[str, int]:
    del trail.events[k]
    return {"seq": k}


def delete_link(trail: Trail, _rng: random.Random, k: int) -> dict[str, int]:
    del trail.seals[k]
    return {"seq": k}


def delete_both(trail: Trail, _rng: random.Random, k: int) -> dict[str, int]:
    del trail.events[k], trail.seals[k]
    return {"seq": k}


def delete_tail(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    for seq in range(k, SEALED + 1):
        del trail.seals[seq]
        if rng.random() < 0.5:
            del trail.events[seq]
    return {"seq": k}


def delete_and_close_ranks(trail: Trail, _rng: random.Random, k: int) -> dict[str, int]:
    """Take a row out, move all links behind it up and compute them anew."""
    del trail.events[k]
    for seq in range(k, SEALED):
        trail.seals[seq] = {**trail.seals[seq + 1], "sealed_at": trail.seals[seq]["sealed_at"]}
    del trail.seals[SEALED]
    if k < SEALED:
        trail.rechain(k)
    return {"seq": k}


def swap_events(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    other = rng.choice([n for n in range(1, SEALED + 1) if n != k])
    trail.events[k], trail.events[other] = trail.events[other], trail.events[k]
    return {"seq": min(k, other)}


def swap_links(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    other = rng.choice([n for n in range(1, SEALED + 1) if n != k])
    trail.seals[k], trail.seals[other] = trail.seals[other], trail.seals[k]
    return {"seq": min(k, other)}


def insert_waiting(trail: Trail, rng: random.Random, _k: int) -> dict[str, int]:
    number = SEALED + WAITING + 1
    trail.events[number] = forged.event_row(rng, number, key=rng.randbytes(64))
    return {"event_id": number}


def insert_link(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    """Put a row of one's own between two others and compute the rest anew."""
    trail.events[1_000] = forged.event_row(rng, 1_000, key=rng.randbytes(64))
    for seq in range(SEALED, k - 1, -1):
        trail.seals[seq + 1] = trail.seals[seq]
    trail.seals[k] = {**trail.seals[k], "event_id": 1_000}
    trail.rechain(k)
    return {"seq": k}


def edit_and_rehash(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    """Edit a value and compute its link anew, sometimes all links to the end."""
    trail.events[k]["details"] = '{"n":999}'
    trail.rechain(k, rng.choice([k, SEALED]))
    return {"seq": k}


def redate_and_rehash(trail: Trail, _rng: random.Random, k: int) -> dict[str, int]:
    """Change when a link was laid and compute all to the end: only anchors can tell."""
    trail.seals[k]["sealed_at"] = trail.seals[k]["sealed_at"][:-2] + "1Z"
    trail.rechain(k)
    return {"seq": k}


def edit_root(trail: Trail, rng: random.Random, _k: int) -> dict[str, int]:
    i = rng.randrange(len(trail.roots))
    root = trail.roots[i]
    trail.roots[i] = rng.choice(
        [
            root._replace(root=flipped(rng, root.root)),
            root._replace(hour=flipped(rng, root.hour)),
            root._replace(first_seq=root.first_seq + rng.choice([-1, 1])),
            root._replace(last_seq=root.last_seq + rng.choice([-1, 1, 100])),
        ]
    )
    return {"seq": root.first_seq}


def delete_root(trail: Trail, rng: random.Random, _k: int) -> dict[str, int]:
    return {"seq": trail.roots.pop(rng.randrange(len(trail.roots))).first_seq}


def touch_waiting(trail: Trail, rng: random.Random, k: int) -> dict[str, int]:
    number = SEALED + 1 + k % WAITING
    if rng.random() < 0.3:
        del trail.events[number]
    else:
        column = rng.choice(EVENT_TEXTS)
        trail.events[number][column] = flipped(rng, trail.events[number][column])
    return {"event_id": number}


FORGERIES: list[Forgery] = [
    *[flip_event] * 6,
    *[flip_seal] * 3,
    blank_event,
    renumber_seal,
    repoint_seal,
    renumber_event,
    delete_event,
    delete_link,
    delete_both,
    delete_tail,
    delete_and_close_ranks,
    swap_events,
    swap_links,
    insert_waiting,
    insert_link,
    edit_and_rehash,
    redate_and_rehash,
    edit_root,
    delete_root,
    touch_waiting,
]


def names(fault: Fault, expected: dict[str, int]) -> bool:
    """Say whether the fault names the row, or the shortest range that can be named."""
    if "event_id" in expected:
        return fault.seq is None and fault.event_id == expected["event_id"]
    if fault.last_seq is None:
        return fault.seq == expected["seq"]
    return fault.seq is not None and fault.seq <= expected["seq"] <= fault.last_seq


def test_an_honest_trail_is_whole():
    report = forged.honest_trail().check()
    assert report.fault is None
    assert (report.sealed, report.unsealed, report.roots) == (SEALED, WAITING, 4)
    assert report.rows == SEALED + WAITING


def test_a_thousand_forgeries_are_found_and_the_first_bad_row_is_named():
    honest, rng, missed = forged.honest_trail(), random.Random(2026), []
    for trial in range(TRIALS):
        trail, forgery = copy.deepcopy(honest), FORGERIES[trial % len(FORGERIES)]
        expected = forgery(trail, rng, rng.randrange(1, SEALED + 1))
        fault = trail.check().fault
        if fault is None or not names(fault, expected):
            missed.append((forgery.__name__, expected, fault))
    assert missed == []


def test_a_range_is_never_wider_than_the_anchors():
    trail = forged.honest_trail()
    redate_and_rehash(trail, random.Random(1), 10)
    fault = trail.check().fault
    assert fault is not None
    assert (fault.wrong, fault.seq, fault.last_seq) == (Wrong.OTHER_CHAIN, 8, 12)


def test_a_head_written_down_elsewhere_is_enough():
    trail = forged.honest_trail()
    written_down = [(SEALED, trail.seals[SEALED]["hash"])]
    trail.seals[30]["sealed_at"] = trail.seals[30]["sealed_at"][:-2] + "1Z"
    trail.rechain(30)
    trail.roots.clear()
    trail.anchors = Anchors(heads={1: frozenset({trail.seals[1]["hash"]})}, lines=1)
    assert trail.check().fault is None  # whoever rules the machine rewrote both
    trail.anchors = trail.anchors.with_heads(written_down)
    fault = trail.check().fault
    assert fault is not None
    assert fault.wrong is Wrong.OTHER_CHAIN
    assert (fault.seq, fault.last_seq) == (2, SEALED)


def test_a_chain_without_any_anchor_is_not_trusted():
    trail = forged.honest_trail()
    trail.anchors = Anchors()
    assert trail.check().fault == Fault(Wrong.ANCHORS_MISSING)


def test_an_old_key_counts_up_to_where_it_was_retired():
    retired = rules.key_name(forged.KEY)
    other = rules.stamp_key("another secret")
    known = Stamps({rules.key_name(other): other}, {retired: 60})
    trail = forged.honest_trail()
    row = trail.events[1]
    line = rules.event_line(rules.EventForm(*[row[n] for n in EVENT_TEXTS[1:]]))
    assert known.check(line, row["stamp"], 60) is None
    assert known.check(line, row["stamp"], 61) is False
    assert replace(known, retired={}).check(line, row["stamp"], 1) is False


@pytest.mark.parametrize("count", range(1, 18))
def test_the_root_is_that_of_rfc_9162(count):
    from hashlib import sha256

    def root(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return sha256(b"\x00" + leaves[0]).digest()
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        return sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()

    leaves = [sha256(bytes([n])).digest() for n in range(count)]
    assert rules.merkle_root(leaf.hex() for leaf in leaves) == root(leaves).hex()
