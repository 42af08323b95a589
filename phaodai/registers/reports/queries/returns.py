"""Which reports were sent back and have not come again."""

from datetime import date

from django.db.models import F

from phaodai.registers.reports.models import Return


def standing_returns(form_id: int, day: date) -> dict[int, Return]:
    """Return by unit what was returned of a period and not answered by a newer revision."""
    found = Return.objects.filter(
        report__form_id=form_id,
        report__day=day,
        number=F("report__head"),
        taken_back_at=None,
    ).select_related("report")
    return {each.report.unit_id: each for each in found}
