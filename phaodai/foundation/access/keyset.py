"""Lists read page by page from the last row seen: no row is shown twice or left out.

A page number counts from the top, so a row that comes in meanwhile pushes another one over the
edge; the key of the last row does not move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OrderBy, Q


@dataclass(frozen=True, slots=True)
class Key:
    """One field by which a list is ordered; missing values stand at the end."""

    field: str
    is_descending: bool = False
    is_nullable: bool = False

    @property
    def order(self) -> OrderBy:
        """Return what `order_by` takes."""
        field = F(self.field)
        last = True if self.is_nullable else None
        return field.desc(nulls_last=last) if self.is_descending else field.asc(nulls_last=last)

    def beyond(self, value: Any) -> Q:
        """Keep what stands strictly after a value; nothing stands after a missing one."""
        if value is None:
            return Q(pk__in=[])
        further = Q(**{f"{self.field}__{'lt' if self.is_descending else 'gt'}": value})
        return further | Q(**{self.field: None}) if self.is_nullable else further


def after(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    """Keep the rows after the one with these values; the last key must tell all rows apart."""
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        found |= same & key.beyond(value)
        same &= Q(**{key.field: value})
    return found
