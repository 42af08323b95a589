"""Forms of tests, drawn up by one and approved by another."""

from datetime import date

from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import FormVersion
from phaodai.registers.reports.operations import forms
from phaodai.vocabulary.access import Actor
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR

FIRST_DAY = date(2021, 12, 1)


def definition(**changes: object):
    """Return the small form of `tests.engines.forms` with some keys changed."""
    return definitions.read(sheets.data(**changes))


def make_version(
    *, by: str = "phaodai", first_day: date = FIRST_DAY, **changes: object
) -> FormVersion:
    """Bring a form into force as if it had been approved long ago."""
    proposer = Actor(name=by, is_operator=True)
    ref = forms.propose(actor=proposer, definition=definition(**changes), now=NOW)
    FormVersion.objects.filter(ref=ref).update(
        state="APPROVED", first_day=first_day, decided_by=OPERATOR.name, decided_at=NOW
    )
    return FormVersion.objects.select_related("form").get(ref=ref)
