"""Which bodies have nobody at their head."""

from datetime import date

from django.db.models import Exists, OuterRef

from phaodai.foundation.agencies.models import Body, Tenure
from phaodai.foundation.agencies.queries import body_refs_below
from phaodai.foundation.agencies.rows import BodyPage, body_row
from phaodai.foundation.units.models import on_day
from phaodai.vocabulary.access import Actor, Permission


def list_headless(actor: Actor, permission: Permission, *, on: date, limit: int = 8) -> BodyPage:
    """Return bodies below the actor's posts without a head on the day; two queries.

    The general authorities come first: everything of their unit waits for them.

    Args:
        actor: Who asks.
        permission: What his posts must hold for a body to count.
        on: The day.
        limit: How many rows at most; the total counts all.
    """
    heads = Tenure.objects.filter(
        on_day(on, first="first_day", last="last_day"),
        head_post__body=OuterRef("pk"),
        head_post__is_deputy=False,
    )
    found = Body.objects.valid_on(on).filter(
        ~Exists(heads), ref__in=body_refs_below(actor, permission)
    )
    rows = found.select_related("unit", "superior").order_by("-is_general", "unit__path", "pk")
    return BodyPage(rows=[body_row(body) for body in rows[:limit]], total=found.count())
