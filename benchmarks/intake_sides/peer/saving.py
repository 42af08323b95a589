"""How the peer writes figures and totals: in bulk, and row by row."""

from datetime import date, datetime

from django.db.models import F

from intake_sides.peer.models import Series, Submission, Total, Unit, Value
from intake_sides.peer.serializers import ValueSerializer

_series: dict[str, int] = {}


def series() -> dict[str, int]:
    """Return the number of each field; read once."""
    if not _series:
        _series.update(Series.objects.values_list("field", "pk"))
    return _series


def bulk(unit: Unit, day: date, amounts: dict[int, int], submission: Submission) -> None:
    """Write the figures with one statement."""
    Value.objects.bulk_create(
        Value(unit=unit, series_id=each, day=day, amount=amount, submission=submission)
        for each, amount in amounts.items()
    )


def rows(unit: Unit, day: date, amounts: dict[int, int], submission: Submission) -> None:
    """Write the figures one by one, each through its serializer."""
    for each, amount in amounts.items():
        serializer = ValueSerializer(
            data={
                "unit": unit.pk,
                "series": each,
                "day": day,
                "amount": amount,
                "submission": submission.pk,
            }
        )
        serializer.is_valid(raise_exception=True)
        serializer.save()


def add_up_bulk(unit: Unit, day: date, amounts: dict[int, int], now: datetime) -> None:
    """Let the totals above grow: locked, read, added to and written back with one statement."""
    # Who adds below the same province waits here, so that no total is read twice.
    list(Unit.objects.select_for_update().filter(pk__in=unit.above).order_by("pk"))
    found = {
        (total.unit_id, total.series_id): total
        for total in Total.objects.filter(unit__in=unit.above, day=day)
    }
    changed = []
    for above in unit.above:
        for each, amount in amounts.items():
            total = found.get((above, each)) or Total(unit_id=above, series_id=each, day=day)
            total.pk = None
            total.amount += amount
            total.n_reported += 1
            total.known_at = now
            changed.append(total)
    Total.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["unit", "day", "series"],
        update_fields=["amount", "n_reported", "known_at"],
    )


def add_up_rows(unit: Unit, day: date, amounts: dict[int, int], now: datetime) -> None:
    """Let the totals above grow one by one."""
    for above in unit.above:
        for each, amount in amounts.items():
            total, _ = Total.objects.get_or_create(
                unit_id=above, series_id=each, day=day, defaults={"known_at": now}
            )
            Total.objects.filter(pk=total.pk).update(
                amount=F("amount") + amount, n_reported=F("n_reported") + 1, known_at=now
            )
