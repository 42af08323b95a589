"""Case codes that units claim: what was said last of a day replaces what was said before."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from phaodai.decisions.discrepancies.models import Claim
from phaodai.decisions.discrepancies.operations import finding
from phaodai.engines.discrepancies.claims import key_of
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import UnitRef

LONGEST_CODE = 60


def keep(*, unit: UnitRef, day: date, codes: Collection[str], now: datetime) -> int:
    """Keep the codes that a unit claims for a day, in place of what it claimed before.

    Args:
        unit: Who claims them.
        day: Of the report.
        codes: As they were written; what has neither letter nor digit is passed over.
        now: The moment.

    Returns:
        How many cases it claims.
    """
    wanted = {key_of(code): code.strip()[:LONGEST_CODE] for code in codes if key_of(code)}
    with transaction.atomic():
        row = Unit.objects.get(ref=unit)
        before = Claim.objects.filter(unit=row, day=day)
        before.exclude(key__in=wanted).delete()
        known = set(before.values_list("key", flat=True))
        Claim.objects.bulk_create(
            Claim(unit=row, day=day, code=code, key=key[:LONGEST_CODE], claimed_at=now)
            for key, code in wanted.items()
            if key not in known
        )
    finding.look_at_claims(now=now)
    return len(wanted)
