"""Cases that several units claim, from the codes that came with their reports."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from phaodai.decisions.discrepancies.gathering import Found, Place
from phaodai.decisions.discrepancies.models import Claim
from phaodai.engines.discrepancies import claims
from phaodai.engines.discrepancies.panels import Disagreement
from phaodai.engines.discrepancies.rules import Kind, Rule
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import UnitRef


def claimed(rules: Collection[Rule]) -> list[Found]:
    """Return a finding for each unit that claims a case which another one claims."""
    of_claims = [rule for rule in rules if rule.kind is Kind.CLAIMED]
    if not of_claims:
        return []
    doubtful = Claim.objects.values("key").annotate(n=Count("unit", distinct=True)).filter(n__gt=1)
    rows = Claim.objects.filter(key__in=doubtful.values("key"))
    told = [claims.Claim(row.key, row.unit_id, row.day.toordinal()) for row in rows.order_by("pk")]
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={claim.unit for claim in told})}
    found: list[Found] = []
    for rule in of_claims:
        for code, several in claims.claimed_by_several(told).items():
            for claim in several:
                unit = units[claim.unit]
                if unit.level != rule.level:
                    continue
                place = Place(unit.pk, UnitRef(unit.ref), unit.parent_id or 0)
                day = date.fromordinal(claim.day)
                what = Disagreement(
                    rule=rule.code, unit=0, day=0, cells=(), left=float(len(several)), code=code
                )
                found.append(Found(rule, place, day, (), what))
    return found


def claimants(code: str) -> list[tuple[Unit, date]]:
    """Return who claims a case, the first first."""
    rows = Claim.objects.filter(key=claims.key_of(code)).select_related("unit")
    return [(row.unit, row.day) for row in rows.order_by("day", "pk")]
