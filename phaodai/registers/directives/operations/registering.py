"""The registers of incoming and outgoing documents.

Source: Decree 30/2020/NĐ-CP, Articles 22 and 15, Annex VI.
"""

from datetime import date, datetime
from typing import TypedDict

from django.db import IntegrityError, transaction

from phaodai.foundation.agencies import numbering
from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives import rules
from phaodai.registers.directives.models import Document
from phaodai.registers.directives.operations.drafting import check_length, managed
from phaodai.registers.directives.operations.errors import Refused
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import Direction, Precision
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import DocumentRef


class RecordFields(TypedDict, total=False):
    """What a clerk writes beside a document: what is absent stays, None and "" empty a field."""

    handling_due: datetime | None
    handling_note: str
    file_code: str
    file_ordinal: int | None
    document_language: str
    n_pages: int | None
    n_copies: int | None
    note: str


@transaction.atomic
def register_arrival(
    *,
    actor: Actor,
    document: DocumentRef,
    day: date,
    number: int | None = None,
    now: datetime,
) -> int:
    """Enter a document in the register of incoming documents.

    Args:
        actor: Who enters it.
        document: What came.
        day: When it came.
        number: The number that the paper register gave it; None = the next one.
        now: The moment of the act.

    Returns:
        Its arrival number, unique for the body and the year.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Refused: It went out from here, has a number, the number is taken, or the day is to come.
    """
    row = managed(actor, document)
    if row.direction != Direction.INCOMING:
        raise Refused("không phải văn bản đến", "it is no incoming document")
    if row.arrival_number is not None:
        raise Refused("văn bản đã có số đến", "it has an arrival number")
    if day > deadlines.local_day(now):
        raise Refused("ngày đến chưa tới", "the day is to come")
    row.arrival_number = _next(row, numbering.ARRIVALS, day.year, number)
    row.arrival_year, row.arrival_day = day.year, day
    _save(row, ["arrival_number", "arrival_year", "arrival_day"])
    _record(actor, "directive.register_in", row, now, {"number": row.arrival_number, "day": day})
    return row.arrival_number


@transaction.atomic
def assign_number(*, actor: Actor, document: DocumentRef, day: date, now: datetime) -> str:
    """Give an outgoing document the next number of its body, type and year, without a gap.

    Returns:
        The number as it is written: below ten with a leading zero.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Refused: It came from elsewhere, has a number already, or bears the day of another year.
    """
    row = managed(actor, document)
    if row.direction != Direction.OUTGOING:
        raise Refused("không phải văn bản đi", "it is no outgoing document")
    if row.number:
        raise Refused("văn bản đã có số", "it has a number")
    if row.year is not None and row.year != day.year:
        raise Refused("ngày khác năm của văn bản", "the day is of another year")
    kind = fold(row.doc_type)[:60]
    number = _next(row, numbering.outgoing(row.doc_type), day.year, None)
    row.outgoing_number, row.outgoing_year, row.outgoing_type = number, day.year, kind
    row.number = f"{number:02d}"
    row.number_key = rules.number_key(row.number)
    if row.date_precision != Precision.DAY:
        row.day, row.date_precision, row.year = day, Precision.DAY, day.year
    row.search_key = rules.search_key([row.search_key, f"{row.number}/{row.symbol}"])
    _save(
        row,
        [
            "outgoing_number",
            "outgoing_year",
            "outgoing_type",
            "number",
            "number_key",
            "day",
            "date_precision",
            "year",
            "search_key",
        ],
    )
    _record(actor, "directive.register_out", row, now, {"number": row.number, "day": day})
    return row.number


@transaction.atomic
def set_record_fields(
    *, actor: Actor, document: DocumentRef, fields: RecordFields, now: datetime
) -> None:
    """Write or empty what a clerk keeps beside a document.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        Refused: A number is none, or a text is too long.
    """
    row = managed(actor, document)
    for name, value in fields.items():
        if isinstance(value, str):
            check_length(Document, name, value)
        if isinstance(value, int) and not 0 <= value <= 32_767:
            raise Refused("số không hợp lệ", "no such number")
        setattr(row, name, value)
    _save(row, list(fields))
    _record(actor, "directive.set_fields", row, now, {"fields": sorted(fields)})


def _next(row: Document, series: str, year: int, wanted: int | None) -> int:
    try:
        return numbering.take(row.body, series=series, year=year, wanted=wanted)
    except numbering.NoSuchNumber as error:
        raise Refused("số không hợp lệ", "no such number") from error


def _save(row: Document, names: list[str]) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except IntegrityError as error:
        raise Refused("số này đã dùng", "the number is taken") from error


def _record(
    actor: Actor, action: str, row: Document, now: datetime, details: dict[str, object]
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="document",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details=details,
        at=now,
    )
