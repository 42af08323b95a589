"""What this register publishes as the source "reports": what units state, and how they filed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from phaodai.engines.forms.checking import amounts_of
from phaodai.engines.forms.definition import Binding, Form
from phaodai.engines.forms.loading import SOURCE
from phaodai.engines.forms.numbers import PER_ONE
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact, Written
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import Closing, Report, Submission
from phaodai.registers.reports.queries.expectations import asked_on, expected
from phaodai.registers.reports.states import Timeliness

DUE, IN_TIME = "reports.due", "reports.in_time"


def publish_day(
    *,
    unit_id: int,
    day: date,
    heads: Iterable[Submission] | None = None,
    revision: UUID | None = None,
    now: datetime,
) -> Written:
    """State again all that the reports of a unit say of a period; what they say no more is silent.

    Idempotent. Indicators that none of its forms asks for are left alone.

    Args:
        unit_id: Whose.
        day: Of which period.
        heads: The latest revision of each of its reports, read in the unit's turn; None to read
            them here.
        revision: What was accepted last.
        now: The moment from which it is known.
    """
    if heads is None:
        return publish_units(units=[unit_id], day=day, revision=revision, now=now)
    return _publish([unit_id], day, heads, revision, now)


def publish_units(
    *, units: Collection[int], day: date, revision: UUID | None = None, now: datetime
) -> Written:
    """Do the same for many units that file the same forms, in one publication."""
    publishing.take_turns(units)
    heads = (
        Submission.objects.filter(report__unit__in=units, report__day=day, number=F("report__head"))
        .select_related("version", "report")
        .defer("version__definition")
        .order_by("pk")
    )
    return _publish(units, day, heads, revision, now)


def _publish(
    units: Collection[int],
    day: date,
    heads: Iterable[Submission],
    revision: UUID | None,
    now: datetime,
) -> Written:
    facts: list[Fact] = []
    asked: set[str] = set()
    for head in heads:
        form = definitions.stored(head.version)
        asked |= {binding.indicator for binding in bindings(form)}
        facts += _facts(form, head.values, head.report.unit_id, day)
    return publishing.state(
        source=SOURCE,
        basis=Basis.STATED,
        facts=facts,
        now=now,
        revision=revision,
        replaces=[(unit, day) for unit in units] if asked else (),
        within=asked,
    )


def publish_counts(*, day: date, units: Collection[int] = (), now: datetime) -> Written:
    """Count who had to file on a day and who did in time, over all forms closed by now.

    In time is what came first before the cut-off by the server's clock: neither a correction nor
    a return changes that. Idempotent.

    Args:
        day: The last day of the periods.
        units: Of these alone; empty = of all that have to file.
        now: The moment from which it is known.
    """
    counts: dict[int, list[int]] = {}
    closed = Closing.objects.filter(day=day).select_related("form")
    asked = asked_on(day) if closed else {}
    for closing in closed:
        if closing.form.code not in asked:
            continue
        bodies = expected(asked[closing.form.code].form, day)
        filed = Report.objects.filter(
            form_id=closing.form_id, day=day, lateness=Timeliness.ON_TIME
        ).values_list("unit_id", flat=True)
        if units:
            bodies, filed = bodies.filter(unit__in=units), filed.filter(unit__in=units)
        in_time = set(filed)
        for unit in bodies.order_by().values_list("unit_id", flat=True):
            count = counts.setdefault(unit, [0, 0])
            count[0] += 1
            count[1] += unit in in_time
    return publishing.publish(
        source=SOURCE,
        basis=Basis.COUNTED,
        facts=[
            Fact(unit_id=unit, day=day, indicator=code, value=n)
            for unit, count in counts.items()
            for code, n in zip((DUE, IN_TIME), count, strict=True)
        ],
        now=now,
        replaces=[(unit, day) for unit in units or counts],
        within=(DUE, IN_TIME),
    )


def bindings(form: Form) -> list[Binding]:
    """Return the figures that a form states."""
    return [field.binding for field in form.fields() if field.binding is not None]


def _facts(form: Form, values: dict[str, str], unit_id: int, day: date) -> Iterator[Fact]:
    amounts = amounts_of(form, values)
    for field in form.fields():
        if field.binding is not None and field.code in amounts:
            amount = amounts[field.code]
            whole, part = divmod(amount, PER_ONE)
            yield Fact(
                unit_id=unit_id,
                day=day,
                indicator=field.binding.indicator,
                value=Decimal(amount) / PER_ONE if part else whole,
                disease=field.binding.disease,
                stratum=field.binding.stratum,
            )
