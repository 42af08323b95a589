"""What this register publishes: the figures of the latest revisions, as the source "reports"."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from phaodai.engines.forms.checking import Filled, check
from phaodai.engines.forms.definition import Binding, Form
from phaodai.engines.forms.loading import SOURCE
from phaodai.engines.forms.numbers import PER_ONE
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact, Written
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import Submission


def publish_day(*, unit_id: int, day: date, revision: UUID | None = None, now: datetime) -> Written:
    """State again all that the reports of a unit say of a period; what they say no more is silent.

    Idempotent. Indicators that none of its forms asks for are left alone.
    """
    heads = (
        Submission.objects.filter(
            report__unit_id=unit_id, report__day=day, number=F("report__head")
        )
        .select_related("version")
        .defer("version__definition")
        .order_by("pk")
    )
    facts: list[Fact] = []
    asked: set[str] = set()
    for head in heads:
        form = definitions.stored(head.version)
        asked |= {binding.indicator for binding in bindings(form)}
        facts += _facts(form, head.values, unit_id, day)
    return publishing.publish(
        source=SOURCE,
        basis=Basis.STATED,
        facts=facts,
        now=now,
        revision=revision,
        replaces=[(unit_id, day)] if asked else (),
        within=asked,
    )


def bindings(form: Form) -> list[Binding]:
    """Return the figures that a form states."""
    return [field.binding for field in form.fields() if field.binding is not None]


def _facts(form: Form, values: dict[str, str], unit_id: int, day: date) -> Iterator[Fact]:
    amounts = check(form, Filled(values)).amounts
    for field in form.fields():
        if field.binding is not None and field.code in amounts:
            yield Fact(
                unit_id=unit_id,
                day=day,
                indicator=field.binding.indicator,
                value=Decimal(amounts[field.code]) / PER_ONE,
                disease=field.binding.disease,
                stratum=field.binding.stratum,
            )
