"""Anchors: what the chain was, written down outside the database.

A file of lines in the data folder, each with a sum over the line before it. The sealer adds
the head of the chain after every run and each root; whoever puts an old database back, or
computes a whole chain anew, contradicts it. Whoever rules the machine can write this file too:
for that, `phaodai audit anchor` prints the head to be written down elsewhere.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

FIRST_SUM = "0" * 64
TAIL = 65_536  # bytes from the end that normally hold more than an hour of lines


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file says."""

    heads: Mapping[int, frozenset[str]] = field(default_factory=dict)  # seq -> hashes
    roots: Mapping[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    keys: Sequence[tuple[str, int]] = ()  # name of a stamp key, last link before it came
    lines: int = 0
    bad_line: int | None = None
    begins_at: int = 0  # last link before the first line: not 0 where an earlier file was lost

    @property
    def is_complete(self) -> bool:
        """Say whether the whole chain is behind anchors."""
        return self.lines > 0 and self.begins_at == 0

    @property
    def last(self) -> int:
        """Return the highest link that was anchored, 0 if none."""
        return max(self.heads, default=0)

    @property
    def last_rooted(self) -> int:
        """Return the last link of the last root that was anchored, 0 if none."""
        return max((last for _, last in self.roots), default=0)

    @property
    def key(self) -> str:
        """Return the name of the key that stamps now, as far as the file knows."""
        return self.keys[-1][0] if self.keys else ""

    @property
    def retired_keys(self) -> dict[str, int]:
        """Return the last link that each former key may have stamped."""
        ends = [begin for _, begin in self.keys[1:]]
        return {name: end for (name, _), end in zip(self.keys, ends, strict=False)}

    def with_heads(self, more: Iterable[tuple[int, str]]) -> "Anchors":
        """Add heads that were written down elsewhere; one of them may stand in for a lost file."""
        heads = dict(self.heads)
        covers = False
        for seq, link_hash in more:
            heads[seq] = heads.get(seq, frozenset()) | {link_hash}
            covers = covers or seq >= max(1, self.begins_at)
        if covers:
            return replace(self, heads=heads, begins_at=0, lines=max(1, self.lines))
        return replace(self, heads=heads)


def head(*, seq: int, link_hash: str, at: str) -> dict[str, object]:
    """Say that the chain ended there."""
    return {"kind": "head", "seq": seq, "hash": link_hash, "at": at}


def root(*, first: int, last: int, value: str, at: str) -> dict[str, object]:
    """Say what the links of one hour came to."""
    return {"kind": "root", "first": first, "last": last, "root": value, "at": at}


def key(*, name: str, seq: int, at: str) -> dict[str, object]:
    """Say that events behind a link are stamped with another key."""
    return {"kind": "key", "key": name, "seq": seq, "at": at}


def read(path: Path) -> Anchors:
    """Read the file and check its sums; a missing file has no lines."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Anchors()
    return _read(content.splitlines(keepends=True), FIRST_SUM)


def read_end(path: Path) -> Anchors:
    """Read the last lines alone, or all if no root is among them: the sealer's every-minute look.

    The sums of what it skips are left to a check.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            lines = file.read().splitlines(keepends=True)
    except FileNotFoundError:
        return Anchors()
    if size > TAIL:
        found = _read(lines[2:], lines[1][-65:-1].decode()) if len(lines) > 2 else Anchors()
        if found.roots and found.keys and found.bad_line is None:
            return found
    return read(path)


def append(path: Path, entries: Iterable[Mapping[str, object]]) -> None:
    """Write entries and wait until the disk has them."""
    is_new = not path.exists()
    with _locked(path) as file:
        last_sum = _cut_half_line(file)
        for entry in entries:
            body = json.dumps(entry, sort_keys=True, separators=(",", ":"))
            last_sum = _sum(last_sum, body)
            os.write(file, f"{body} {last_sum}\n".encode())
        os.fsync(file)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _cut_half_line(file: int) -> str:
    """Cut off a line that a crash left half-written; return the sum of the last whole one."""
    size = os.fstat(file).st_size
    start = max(0, size - TAIL)
    end = os.pread(file, TAIL, start)
    whole = end.rfind(b"\n") + 1
    if whole < len(end):
        os.ftruncate(file, start + whole)
    return end[whole - 65 : whole - 1].decode(errors="replace") if whole else FIRST_SUM


def _sum(last_sum: str, body: str) -> str:
    return hashlib.sha256(f"{last_sum}{body}".encode()).hexdigest()


def _read(lines: Sequence[bytes], last_sum: str) -> Anchors:
    heads: dict[int, frozenset[str]] = {}
    roots: dict[tuple[int, int], frozenset[str]] = {}
    keys: list[tuple[str, int]] = []
    begins_at = 0
    if lines and not lines[-1].endswith(b"\n"):
        lines = lines[:-1]  # a crash while writing; nobody was promised this line
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, last_sum)
        if entry is None:
            return Anchors(heads, roots, keys, number, bad_line=number)
        last_sum = line[-65:-1].decode()
        if number == 1:
            begins_at = entry.get("seq", entry.get("last", 0))
        if entry["kind"] == "head":
            heads[entry["seq"]] = heads.get(entry["seq"], frozenset()) | {entry["hash"]}
        elif entry["kind"] == "root":
            span = entry["first"], entry["last"]
            roots[span] = roots.get(span, frozenset()) | {entry["root"]}
        elif not keys or keys[-1][0] != entry["key"]:
            keys.append((entry["key"], entry["seq"]))
    return Anchors(heads, roots, keys, len(lines), begins_at=begins_at)


def _entry(line: bytes, last_sum: str) -> dict[str, Any] | None:
    try:
        body, line_sum = line[:-66].decode(), line[-65:-1].decode()
        if _sum(last_sum, body) != line_sum or line[-66:-65] != b" ":
            return None
        entry: dict[str, Any] = json.loads(body)
    except ValueError:
        return None
    return entry
