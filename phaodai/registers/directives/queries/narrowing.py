"""What a list of assignments is narrowed to, and in what order it is read."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Tenure
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import rules
from phaodai.registers.directives.models import Assignment, Document, Obligation, Occurrence
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    CLOSED,
    WORKING,
    AssignmentState,
    ExtensionState,
    Lateness,
    Part,
    Proof,
)
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

# What a folded text says of a disease; a bare "dai" would be in every "đại dịch".
_DISEASE_WORDS: Final[Mapping[str, str]] = {
    "COVID-19": "covid",
    "dengue": "sot xuat huyet",
    "diphtheria": "bach hau",
    "measles": "benh soi",
    "rabies": "benh dai",
}
_MOST_NAMES = 500
Task = TypeVar("Task", Assignment, Occurrence)


class TaskOrder(StrEnum):
    """How the board is read."""

    DUE = "due"
    UNIT = "unit"
    STATE = "state"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What the board is narrowed to; "" and None leave everything."""

    words: str = ""
    state: AssignmentState | None = None
    is_open: bool | None = None
    lateness: Lateness | None = None
    proof: Proof | None = None
    part: Part | None = None
    level: UnitLevel | None = None
    unit: UnitRef | None = None  # it and all below
    body: BodyRef | None = None
    body_words: str = ""  # words of its name
    head: str = ""  # name, on the day it is due
    document: DocumentRef | None = None
    document_number: str = ""  # with or without the symbol
    disease: str = ""  # named by a target, or spoken of in the text
    obligation: UUID | None = None
    parent: UUID | None = None
    is_top: bool | None = None
    first: date | None = None  # due from
    last: date | None = None
    asks_extension: bool = False


def late_q(lateness: Lateness, now: datetime) -> Q:
    """Return the filter that `rules.deadlines.lateness` answers row by row."""
    answered = Q(answered_at__isnull=False)
    late = answered & Q(due_at__isnull=False, answered_at__gt=F("due_at"))
    overdue = Q(answered_at=None, due_at__lt=now)
    soon = Q(answered_at=None, due_at__gte=now, due_at__lte=now + deadlines.SOON)
    return {
        Lateness.ANSWERED_LATE: late,
        Lateness.OVERDUE: overdue,
        Lateness.DUE_SOON: soon,
        Lateness.ON_TIME: (answered & (Q(due_at=None) | Q(answered_at__lte=F("due_at"))))
        | Q(answered_at=None, due_at=None)
        | Q(answered_at=None, due_at__gt=now + deadlines.SOON),
    }[lateness]


def narrow(found: QuerySet[Assignment], wanted: TaskFilter, now: datetime) -> QuerySet[Assignment]:
    """Keep what the filter says, whatever the state: `state_q` says that."""
    for word in fold(wanted.words).split():
        found = found.filter(obligation__search_key__contains=word)
    for word in fold(wanted.body_words).split():
        found = found.filter(body__name_key__contains=word)
    simple: Mapping[str, object] = {
        "proof": wanted.proof,
        "part": wanted.part,
        "unit__level": wanted.level,
        "body__ref": wanted.body,
        "obligation__document__ref": wanted.document,
        "obligation__ref": wanted.obligation,
        "parent__ref": wanted.parent,
        "parent__isnull": wanted.is_top,
        "due_at__gte": deadlines.day_begins(wanted.first) if wanted.first else None,
        "due_at__lte": deadlines.moment_of(wanted.last, None) if wanted.last else None,
    }
    found = found.filter(**{name: value for name, value in simple.items() if value is not None})
    special: Sequence[tuple[Any, Callable[[Any], Q]]] = (
        (wanted.document_number, _of_number),
        (wanted.disease, _about),
        (wanted.unit, _within),
    )
    for value, matches in special:
        if value:
            found = found.filter(matches(value))
    if wanted.lateness is not None:
        found = found.filter(late_q(wanted.lateness, now))
        found = found.exclude(state=AssignmentState.WITHDRAWN)
    if wanted.head:
        found = with_answer_day(found, now).filter(_headed_by(wanted.head))
    if wanted.asks_extension:
        found = found.filter(extension=ExtensionState.ASKED, state__in=WORKING)
    return found


def state_q(wanted: TaskFilter) -> Q:
    """Return what the filter says of the state."""
    asked = Q(state=wanted.state) if wanted.state is not None else Q()
    if wanted.is_open is not None:
        closed = Q(state__in=CLOSED)
        asked &= ~closed if wanted.is_open else closed
    return asked


def ordered(found: QuerySet[Assignment], order: TaskOrder) -> QuerySet[Assignment]:
    """Return the rows as the board reads them."""
    by_due = (F("due_at").asc(nulls_last=True), "pk")
    before: Mapping[TaskOrder, Sequence[str]] = {
        TaskOrder.DUE: (),
        TaskOrder.UNIT: ("unit__path", "body__name_key"),
        TaskOrder.STATE: ("state",),
        TaskOrder.DOCUMENT: ("obligation__document", "obligation__ordinal"),
    }
    return found.order_by(*before[order], *by_due)


def with_answer_day(found: QuerySet[Task], now: datetime) -> QuerySet[Task]:
    """Add `answer_day` to assignments or occurrences: whoever heads the body on it answers.

    The day it is due; without one the day of the answer, and today while there is none.
    """
    return found.annotate(
        answer_day=Coalesce(
            TruncDate("due_at", tzinfo=deadlines.ZONE),
            TruncDate("answered_at", tzinfo=deadlines.ZONE),
            Value(deadlines.local_day(now)),
        )
    )


def heads_then() -> QuerySet[Tenure]:
    """Return who headed the body of an assignment on its `answer_day`, as a subquery."""
    day = OuterRef("answer_day")
    return Tenure.objects.filter(
        Q(last_day=None) | Q(last_day__gte=day),
        head_post__body=OuterRef("body_id"),
        head_post__is_deputy=False,
        first_day__lte=day,
    )


def _headed_by(name: str) -> Exists:
    """Match a full name as it is written; where nobody bears it, the words without accents."""
    known = Tenure.objects.filter(head_post__is_deputy=False)
    if known.filter(holder=name).exists():
        return Exists(heads_then().filter(holder=name))
    words = fold(name).split()
    alike = [
        holder
        for holder in known.order_by().values_list("holder", flat=True).distinct()
        if all(word in fold(holder) for word in words)
    ]
    return Exists(heads_then().filter(holder__in=alike[:_MOST_NAMES]))


def _within(ref: UUID) -> Q:
    unit = Unit.objects.filter(ref=ref).first()
    return under("unit__path", unit.path) if unit else Q(pk__in=[])


def _of_number(text: str) -> Q:
    number, _sign, symbol = text.replace(" ", "").partition("/")
    found = Q(obligation__document__number_key=rules.number_key(number))
    if symbol:
        found &= Q(obligation__document__symbol_key=rules.symbol_key(symbol))
    return found


def _about(disease: str) -> Q:
    measured = Obligation.objects.annotate(said=Cast("targets", TextField())).filter(
        said__contains=f'"disease": {json.dumps(disease)}'
    )
    found = Q(obligation__in=measured.values("pk"))
    word = _DISEASE_WORDS.get(disease)
    if word:
        spoken = Document.objects.filter(search_key__contains=word)
        found |= Q(obligation__document__in=spoken.values("pk"))
    return found
