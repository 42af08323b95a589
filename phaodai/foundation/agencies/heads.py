"""Heads by name: who of those in office somebody means."""

from dataclasses import dataclass
from datetime import date

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Tenure
from phaodai.foundation.units.models import on_day
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMatch:
    """One head, or deputy, whose name holds the words."""

    holder: str
    title: str
    body: BodyRef
    body_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMatches:
    """The first of the heads that were found and how many there are."""

    rows: list[HeadMatch]
    total: int


def find_heads(text: str, *, on: date, under_path: str = "", limit: int = 20) -> HeadMatches:
    """Return who holds a seat on the day and bears every word in his name; two queries.

    Names are folded here: their column keeps them as they are written, and a database knows no
    Vietnamese letter. A province has some thousand seats.

    Args:
        text: Words in any order; case and accents do not matter.
        on: The day.
        under_path: Path of a unit; only heads of bodies at or below it.
        limit: How many rows at most; the total counts all.
    """
    words = fold(text).split()
    seats = Tenure.objects.filter(on_day(on, first="first_day", last="last_day"))
    if under_path:
        seats = seats.filter(under("head_post__body__unit__path", under_path))
    names = seats.order_by("holder", "pk").values_list("pk", "holder")
    found = [pk for pk, holder in names.iterator() if _holds(fold(holder), words)]
    rows = seats.filter(pk__in=found[:limit]).select_related("head_post__body")
    return HeadMatches(
        rows=[
            HeadMatch(
                holder=row.holder,
                title=row.head_post.title_vi,
                body=BodyRef(row.head_post.body.ref),
                body_name=row.head_post.body.name,
            )
            for row in rows.order_by("holder", "pk")
        ],
        total=len(found),
    )


def _holds(name: str, words: list[str]) -> bool:
    return all(word in name for word in words)
