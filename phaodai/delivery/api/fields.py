"""Kinds of values in questions and answers."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Query, Schema
from pydantic import AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from phaodai.delivery import clock

Row = TypeVar("Row")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _local(moment: datetime) -> str:
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds")


def _written_out(value: Any) -> Any:
    """Take a day as it is written; a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("YYYY-MM-DD")
    return value


def _spelt_out(value: Any) -> Any:
    """Take a moment as it is written, with its offset; a bare number says no hour of any place."""
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError("YYYY-MM-DDThh:mm:ss+07:00")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
SentMoment = Annotated[AwareDatetime, BeforeValidator(_spelt_out)]
Moment = Annotated[
    datetime,
    PlainSerializer(_local, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
PLAIN = r"^[^\x00]*$"  # SQLite and PostgreSQL do not agree about NUL
Plain = Annotated[str, Field(pattern=PLAIN)]
Words = Annotated[
    str,
    Query(
        "",
        max_length=200,
        pattern=PLAIN,
        description="Words that must occur; case and accents do not matter.",
    ),
]
Code = Annotated[str, Query("", max_length=100, pattern=PLAIN)]
Cursor = Annotated[
    str,
    Query(
        "",
        max_length=2000,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="`next` of the page before; empty for the first page.",
    ),
]
Limit = Annotated[int, Query(50, ge=1, le=200, description="How many rows at most.")]
On = Annotated[
    Day | None,
    Query(None, description="As of this day; today if left out."),
]


class Page(Schema, Generic[Row]):
    """One page of a list."""

    items: list[Row]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


def day_of(on: date | None) -> date:
    """Return the day asked for, else today."""
    return on or clock.today()
