"""Writes of the outbox beside announcing and delivering."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.events import queries
from phaodai.foundation.events.models import Delivery


@transaction.atomic
def retry(deliveries: Collection[int] | None = None) -> list[int]:
    """Have failed deliveries tried again at once, from their first try on.

    Args:
        deliveries: Which; None for all that failed.

    Returns:
        Those that will be tried; what was delivered or withdrawn meanwhile is not among them.
    """
    wanted = Q() if deliveries is None else Q(pk__in=deliveries)
    failed = Delivery.objects.filter(
        wanted, delivered_at=None, tries__gt=0, announcement__withdrawn_at=None
    )
    found = list(failed.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=found).update(tries=0, next_try_at=None, given_up_at=None)
    return found


@transaction.atomic
def sweep(*, before: datetime) -> int:
    """Forget events of before that moment which everybody has heard, or which were withdrawn."""
    done = list(queries.events_before(before).values_list("pk", flat=True)[:5000])
    Delivery.objects.filter(announcement__in=done).delete()
    return queries.events_before(before).filter(pk__in=done).delete()[0]
