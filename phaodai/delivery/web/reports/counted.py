"""What registers count for the fields of a report: shown with its source, never sent unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from phaodai.delivery.web.tasks.figures import SOURCES
from phaodai.engines.forms.definition import Field, FieldSource
from phaodai.engines.forms.numbers import NumberFault, read_number, write_number
from phaodai.foundation.agencies import queries as agencies
from phaodai.indicators.queries import Counting, get_counted
from phaodai.indicators.reading import (
    Figure,
    UnknownDisease,
    UnknownIndicator,
    UnknownStratum,
)
from phaodai.registers.reports.queries.sheets import Sheet
from phaodai.vocabulary.access import Actor, NotAllowed


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that a register counted of the unit and day of a report.

    Attributes:
        text: the figure as a form takes it.
        register: what the register is called.
        at: when it was counted.
    """

    text: str
    register: str
    at: datetime


def asks_registers(field: Field) -> bool:
    """Say whether a register is to fill in a field."""
    return field.source is FieldSource.REGISTER and field.binding is not None


def counted_for(actor: Actor, sheet: Sheet) -> Mapping[str, Counted]:
    """Return by field what registers count; what units state is never taken for it.

    Where nothing is counted the field is absent, and left to be filled in by hand.
    """
    asked = {
        Counting(
            field.binding.indicator, field.register, field.binding.disease, field.binding.stratum
        ): field
        for field in sheet.form.fields()
        if asks_registers(field) and field.binding is not None
    }
    if not asked:
        return {}
    unit = agencies.get_body(sheet.body).unit
    try:
        found = get_counted(actor=actor, asked=asked, unit=unit, day=sheet.day)
    except (NotAllowed, UnknownDisease, UnknownIndicator, UnknownStratum):
        return {}  # an old version may ask for what has left the catalogue
    return {
        asked[each].code: Counted(text, str(SOURCES.get(each.register, each.register)), at)
        for each, figure in found.items()
        if (text := _written(asked[each], figure)) and (at := figure.known_at) is not None
    }


def _written(field: Field, figure: Figure) -> str:
    """Return a figure as the field takes it; "" where it does not."""
    if figure.value is None:
        return ""
    amount = read_number(f"{figure.value.normalize():f}", field.decimals)
    return "" if isinstance(amount, NumberFault) else write_number(amount)


def mark_of(counted: Mapping[str, Counted]) -> str:
    """Return what tells whether the same was counted when it was shown; "" where nothing was."""
    if not counted:
        return ""
    said = json.dumps({code: each.text for code, each in counted.items()}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
