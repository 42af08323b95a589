"""Checks of the whole trail; each names the first row that is not what it was.

The functions take iterables, so that they can be tried on rows that no database would hold.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from phaodai.foundation.audit import rules
from phaodai.foundation.audit.anchors import Anchors
from phaodai.foundation.audit.rows import Event, Link, Root


class Wrong(StrEnum):
    """What may be wrong with a row."""

    LINK_MISSING = "link_missing"  # a number of the chain is left out
    LINK_OUT_OF_PLACE = "link_out_of_place"  # a number that is no number, or comes twice
    EVENT_MISSING = "event_missing"  # the chain has it, the trail does not
    EVENT_DELETED_UNSEALED = "event_deleted_unsealed"  # its id was given and is gone
    UNREADABLE = "unreadable"  # bytes that are no event
    PREV_HASH = "prev_hash"  # does not point to the link before it
    CHANGED = "changed"  # event or seal is not what was sealed
    NOT_OURS = "not_ours"  # the application did not write it
    OTHER_CHAIN = "other_chain"  # whole in itself, but not the chain that was anchored
    TAIL_MISSING = "tail_missing"  # ends before an anchored link
    ROOT = "root"  # an hour's root is not the root of its links
    ROOT_MISSING = "root_missing"  # an hour's root was anchored, or others follow, and it is gone
    ANCHORS = "anchors"  # the file of anchors itself was changed
    ANCHORS_MISSING = "anchors_missing"  # there is a chain and no file of anchors


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad row."""

    wrong: Wrong
    seq: int | None = None
    event_id: int | None = None
    last_seq: int | None = None  # where only a range can be named: seq..last_seq
    found: str = ""


@dataclass(slots=True)
class Report:
    """What a check found."""

    fault: Fault | None = None
    sealed: int = 0
    unsealed: int = 0
    roots: int = 0
    anchors: int = 0
    head: str = rules.FIRST_PREV_HASH
    first_at: str | None = None
    last_at: str | None = None
    last_sealed_at: str | None = None
    by_unknown_key: int = 0  # stamped with a key that was in use once and is not known here

    @property
    def rows(self) -> int:
        """Count all rows that were checked."""
        return self.sealed + self.unsealed


@dataclass(frozen=True, slots=True)
class Stamps:
    """Which keys may have stamped an event."""

    keys: Mapping[str, bytes]  # key name -> key
    retired: Mapping[str, int] = field(default_factory=dict)  # key name -> last seq it stamped

    def check(self, line: bytes, stamp: str, seq: int | None) -> bool | None:
        """Say whether the application wrote the line; None if it cannot be said any more."""
        key = self.keys.get(stamp[:8])
        if key is not None:
            return rules.stamp(line, key) == stamp
        last = self.retired.get(stamp[:8])
        return None if last is not None and seq is not None and seq <= last else False


class Check:
    """One pass over the trail."""

    def __init__(
        self,
        *,
        stamps: Stamps,
        anchors: Anchors,
        roots: Sequence[Root],
        ids_are_dense: bool,
        is_there: Callable[[int], bool] = lambda _event_id: False,
    ) -> None:
        """Take everything that the links are held against.

        Args:
            stamps: Keys of the stamps.
            anchors: What was written down outside the database; read before the roots.
            roots: The stored roots; read before the links.
            ids_are_dense: A gap between the ids of events means that one was deleted.
            is_there: Says whether an event seems missing only because the sealer, at work
                during the check, moved it from those that wait to the links.
        """
        self.report = Report(roots=len(roots), anchors=anchors.lines)
        self._stamps = stamps
        self._anchors = anchors
        self._roots = iter(roots)
        self._root = next(self._roots, None)
        self._root_end = 0  # last link that a root covers
        self._tree = rules.MerkleTree()
        self._dense = ids_are_dense
        self._is_there = is_there
        self._last_event_id = 0
        self._last_good_anchor = 0

    def run(self, links: Iterable[Link], unsealed: Iterable[Event], last_given_id: int) -> Report:
        """Check everything; stop at the first bad row."""
        for fault in self._faults(links, unsealed, last_given_id):
            self.report.fault = fault
            break
        return self.report

    def _faults(
        self, links: Iterable[Link], unsealed: Iterable[Event], last_given_id: int
    ) -> Iterator[Fault]:
        for link in links:
            fault = self._link(link)
            if fault is not None:
                yield fault
        yield from self._after_the_last_link()
        for event in unsealed:
            yield from self._unsealed(event)
        if self._dense and self._last_event_id < last_given_id:
            yield from self._gap()

    # --- links ------------------------------------------------------------------------------

    def _link(self, link: Link) -> Fault | None:
        report = self.report
        seq = report.sealed + 1
        if link.seq != seq:
            if isinstance(link.seq, int) and link.seq > seq:
                return Fault(Wrong.LINK_MISSING, seq)
            return Fault(Wrong.LINK_OUT_OF_PLACE, seq, link.event_id)
        event = link.event
        if event is None:
            return Fault(Wrong.EVENT_MISSING, seq, link.event_id)
        try:
            line = rules.event_line(event.form)  # type: ignore[arg-type] # None is caught below
            found = rules.seal_hash(
                report.head, line, rules.SealForm(seq, event.id, event.stamp, link.sealed_at)
            )
        except (AttributeError, TypeError, ValueError):
            return Fault(Wrong.UNREADABLE, seq, link.event_id)
        fault = self._link_sums(link, line, found)
        if fault is not None:
            return fault
        report.sealed, report.head = seq, found
        report.last_sealed_at = link.sealed_at
        self._note(event)
        return self._root_at(link)

    def _link_sums(self, link: Link, line: bytes, found: str) -> Fault | None:
        seq, event = link.seq, link.event
        if link.prev_hash != self.report.head:
            return Fault(Wrong.PREV_HASH, seq, link.event_id, found=link.prev_hash)
        if link.hash != found:
            return Fault(Wrong.CHANGED, seq, link.event_id, found=found)
        stamped = event is not None and self._stamps.check(line, event.stamp, seq)
        if stamped is False:
            return Fault(Wrong.NOT_OURS, seq, link.event_id)
        if stamped is None:
            self.report.by_unknown_key += 1
        if self._dense and link.event_id != self._last_event_id + 1:
            return Fault(Wrong.EVENT_DELETED_UNSEALED, seq, self._last_event_id + 1)
        anchored = self._anchors.heads.get(seq)
        if anchored is not None:
            if anchored != {found}:
                return Fault(
                    Wrong.OTHER_CHAIN, self._last_good_anchor + 1, last_seq=seq, found=found
                )
            self._last_good_anchor = seq
        return None

    def _root_at(self, link: Link) -> Fault | None:
        """Hold the links against the root that covers them, once it is complete."""
        root = self._root
        if root is None:
            return None
        if root.first_seq != self._root_end + 1 or root.last_seq < root.first_seq:
            return Fault(Wrong.ROOT_MISSING, self._root_end + 1, last_seq=root.last_seq)
        self._tree.add(link.hash)
        if link.sealed_at[:13] != root.hour[:13] or root.hour[13:] != ":00:00.000000Z":
            return Fault(Wrong.ROOT, root.first_seq, last_seq=root.last_seq, found=root.hour)
        if link.seq < root.last_seq:
            return None
        value = self._tree.root()
        anchored = self._anchors.roots.get((root.first_seq, root.last_seq), {value})
        if anchored != {value}:  # the links are not those of which the root was written down
            first = max(root.first_seq, self._last_good_anchor + 1)
            return Fault(Wrong.OTHER_CHAIN, first, last_seq=root.last_seq, found=value)
        if root.root != value:
            return Fault(Wrong.ROOT, root.first_seq, last_seq=root.last_seq, found=value)
        self._root_end, self._root = root.last_seq, next(self._roots, None)
        self._tree = rules.MerkleTree()
        return None

    def _after_the_last_link(self) -> Iterator[Fault]:
        sealed, anchors = self.report.sealed, self._anchors
        last = max(anchors.last, anchors.last_rooted)
        if last > sealed:
            yield Fault(Wrong.TAIL_MISSING, sealed + 1, last_seq=last)
        if self._root is not None:  # a stored root reaches beyond the chain
            yield Fault(Wrong.TAIL_MISSING, sealed + 1, last_seq=self._root.last_seq)
        if anchors.last_rooted > self._root_end:
            yield Fault(Wrong.ROOT_MISSING, self._root_end + 1, last_seq=anchors.last_rooted)
        if anchors.bad_line is not None:
            yield Fault(Wrong.ANCHORS, found=f"line {anchors.bad_line}")
        if sealed and not anchors.is_complete:
            yield Fault(Wrong.ANCHORS_MISSING)

    # --- events that wait for the sealer ----------------------------------------------------

    def _unsealed(self, event: Event) -> Iterator[Fault]:
        self.report.unsealed += 1
        try:
            line = rules.event_line(event.form)  # type: ignore[arg-type] # None is caught below
        except (AttributeError, TypeError, ValueError):
            yield Fault(Wrong.UNREADABLE, event_id=event.id)
            return
        if not self._stamps.check(line, event.stamp, None):
            yield Fault(Wrong.NOT_OURS, event_id=event.id)
        if self._dense and event.id != self._last_event_id + 1:
            yield from self._gap()
        self._note(event)

    def _gap(self) -> Iterator[Fault]:
        if not self._is_there(self._last_event_id + 1):
            yield Fault(Wrong.EVENT_DELETED_UNSEALED, event_id=self._last_event_id + 1)

    def _note(self, event: Event) -> None:
        self._last_event_id = event.id
        if event.form is not None:
            self.report.last_at = event.form.at
            self.report.first_at = self.report.first_at or event.form.at
