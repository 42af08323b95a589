"""Whether what many writers saw of one report could have happened one act after the other.

A report is a register that is changed by compare-and-set: what names the latest revision becomes
the next one, everything else is shown the latest. So the order is told by the revisions' numbers,
and what remains is to hold it against the clock of those who wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One submission, as its writer saw it.

    Attributes:
        begun: before it was sent first, by one clock for all.
        ended: after its answer was there.
        base: on what it was built; "" for nothing.
        number: of the revision that it became; 0 where it was shown a later one.
        head: id of the latest revision as it was shown; "" where it became one.
    """

    begun: float
    ended: float
    id: str
    base: str
    number: int = 0
    head: str = ""


def faults(acts: Sequence[Act]) -> Iterator[str]:
    """Yield what no order of the acts explains."""
    taken = sorted((act for act in acts if act.number), key=lambda act: act.number)
    if [act.number for act in taken] != list(range(1, len(taken) + 1)):
        yield f"revisions {[act.number for act in taken]}"
        return
    yield from _chain_faults(taken)
    place = {act.id: n for n, act in enumerate(taken)}
    for act in acts:
        if not act.number:
            yield from _shown_faults(act, taken, place.get(act.head))


def _chain_faults(taken: Sequence[Act]) -> Iterator[str]:
    base, latest_begin = "", 0.0
    for act in taken:
        if act.base != base:
            yield f"revision {act.number} was not built on the one before"
        if act.ended < latest_begin:
            yield f"revision {act.number} was over before an earlier one began"
        base, latest_begin = act.id, max(latest_begin, act.begun)


def _shown_faults(act: Act, taken: Sequence[Act], shown: int | None) -> Iterator[str]:
    if shown is None:
        yield f"{act.id} was shown what is no revision"
    elif act.head == act.base:
        yield f"{act.id} was shown what it was built on"
    elif taken[shown].begun > act.ended:
        yield f"{act.id} was shown what did not exist yet"
    elif shown + 1 < len(taken) and taken[shown + 1].ended < act.begun:
        yield f"{act.id} was shown what was the latest no more"
