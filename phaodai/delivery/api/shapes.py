"""Forms that several nouns share; each is filled from the plain row of the same fields.

A field whose name here differs from that of the row says so with an alias: machines read
"agency" where the rooms say "body".
"""

from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from phaodai.delivery.api.fields import Moment
from phaodai.registers.directives.states import DueKind, FoundBy, Part, Precision


class Name(Schema):
    """How a document is called; empty where that is not known."""

    type: str = Field(validation_alias="doc_type")
    number: str
    symbol: str
    issuer: str
    day: date | None = Field(
        description="The first day of the month or year where no more is known."
    )
    day_precision: Precision = Field(validation_alias="precision")


class NamedBody(Schema):
    """A body as a proposal names it, and as far as it could be found."""

    part: Part
    text: str
    found_by: FoundBy
    agency: UUID | None = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    level: str
    within: str
    n_units: int | None


class Due(Schema):
    """How a proposal is bound in time."""

    kind: DueKind
    day: date | None
    time: time | None
    rrule: str
    duration: str
    working_days: bool | None
    since: str
    text: str


class Attached(Schema):
    """A file that is kept with a row; its content is at /files/REF."""

    ref: UUID
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    kept_at: Moment
    kept_by: str


def joined(*rows: Any) -> dict[str, Any]:
    """Return the fields of several rows as one; of a name that two have, the first wins."""
    found: dict[str, Any] = {}
    for row in reversed(rows):
        assert is_dataclass(row)  # noqa: S101 - all rows of queries are
        found |= {field.name: getattr(row, field.name) for field in fields(row)}
    return found
