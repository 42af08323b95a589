"""Kinds of values in questions and answers."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Query, Schema
from pydantic import AfterValidator, Field, PlainSerializer, WithJsonSchema

from phaodai.delivery import clock

Row = TypeVar("Row")


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL")
    return text


def _local(moment: datetime) -> str:
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds")


Moment = Annotated[
    datetime,
    PlainSerializer(_local, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
PATTERN = r"^[^\x00]*$"
Plain = Annotated[str, AfterValidator(_without_nul)]
Words = Annotated[
    Plain,
    Query("", max_length=200, description="Words that must occur; case and accents do not matter."),
]
Code = Annotated[Plain, Query("", max_length=100)]
Cursor = Annotated[
    Plain,
    Query(
        "",
        max_length=2000,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="`next` of the page before; empty for the first page.",
    ),
]
Limit = Annotated[int, Query(50, ge=1, le=200, description="How many rows at most.")]
On = Annotated[
    date | None,
    Query(None, description="As of this day; today if left out."),
]


class Page(Schema, Generic[Row]):
    """One page of a list."""

    items: list[Row]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


def day_of(on: date | None) -> date:
    """Return the day asked for, else today."""
    return on or clock.today()


def names(*values: Any) -> dict[str, Any]:
    """Return the schema of a closed set of words, for fields that come from an enumeration."""
    return {"type": "string", "enum": [str(value) for value in values]}
