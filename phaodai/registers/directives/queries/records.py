"""The record of heads: whoever held the seat on the day answers, by name, and stays named."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Subquery, When

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.foundation.agencies.queries import body_refs_below
from phaodai.registers.directives import policies
from phaodai.registers.directives.headrows import HeadList, HeadRecord, HeadRow
from phaodai.registers.directives.models import Assignment, Judgement, Occurrence
from phaodai.registers.directives.queries.heads import list_judgements
from phaodai.registers.directives.queries.naming import assignment_rows
from phaodai.registers.directives.queries.narrowing import heads_then, late_q, with_answer_day
from phaodai.registers.directives.queries.tasks import seen
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    OPEN,
    AssignmentState,
    JudgementKind,
    Lateness,
    OccurrenceState,
    Part,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef

PAGE_SIZE = 50
Key = tuple[int, int | None]  # body, tenure


class HeadNotFound(LookupError):
    """There is no such seat or tenure, or the actor may not see it: nobody can tell which."""


class HeadOrder(StrEnum):
    """How the list of heads is read; the most on top, names from A."""

    OVERDUE = "overdue"
    OPEN = "open"
    LATE = "late"
    ON_TIME = "on_time"
    TIMES = "times"
    PRAISE = "praise"
    CRITICISM = "criticism"
    BREACH = "breach"
    BODY = "body"


_COUNTS: Mapping[HeadOrder, Callable[[HeadRow], int]] = {
    HeadOrder.OVERDUE: lambda row: row.n_overdue,
    HeadOrder.OPEN: lambda row: row.n_open,
    HeadOrder.LATE: lambda row: row.n_answered_late,
    HeadOrder.ON_TIME: lambda row: row.n_on_time,
    HeadOrder.TIMES: lambda row: row.n_times_late,
    HeadOrder.PRAISE: lambda row: row.n_praise,
    HeadOrder.CRITICISM: lambda row: row.n_criticism,
    HeadOrder.BREACH: lambda row: row.n_breach,
}
_KINDS = {
    JudgementKind.PRAISE: "n_praise",
    JudgementKind.CRITICISM: "n_criticism",
    JudgementKind.BREACH: "n_breach",
}


def list_heads(
    *,
    actor: Actor,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    words: str = "",
    unit_path: str = "",
    order: HeadOrder = HeadOrder.OVERDUE,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> HeadList:
    """Return who answers for something in sight, in a fixed number of queries.

    A task counts for whoever headed the body on the day it was due; without a deadline on the day
    of the answer, and today while there is none. Two who held one seat are two rows.

    Args:
        actor: Who asks.
        now: The moment against which lateness is told.
        first: Only what was due, or judged, from this day.
        last: The same, up to this day.
        words: Of the name of the body or of the head, accents do not matter.
        unit_path: Only bodies at or below this unit.
        order: What stands on top.
        page: Which page.
        size: Rows of a page.
    """
    counts = _counted(actor, now, first, last, unit_path=unit_path)
    rows = _named(counts)
    wanted = fold(words).split()
    rows = [
        row
        for row in rows
        if all(word in fold(f"{row.body_name} {row.unit_name} {row.holder}") for word in wanted)
    ]
    rows.sort(key=lambda row: (fold(row.unit_name), fold(row.body_name)))
    if order in _COUNTS:
        rows.sort(key=lambda row: (-_COUNTS[order](row), -row.n_overdue, -row.n_open))
    number = max(1, min(page, -(-len(rows) // size) or 1))
    return HeadList(
        rows=rows[(number - 1) * size : number * size],
        page=Page(number=number, size=size, total=len(rows)),
        n_with_overdue=sum(row.n_overdue > 0 for row in rows),
        n_vacant=sum(not row.holder for row in rows),
    )


def get_head(
    *,
    actor: Actor,
    body: BodyRef,
    since: date | None = None,
    is_vacant: bool = False,
    now: datetime,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> HeadRecord:
    """Return the record of one who holds or held the seat of a body.

    Args:
        actor: Who asks.
        body: Whose seat.
        since: First day of the tenure asked about; None = the present one, or the last.
        is_vacant: What nobody answers for, instead.
        now: The moment against which lateness is told.
        page: Which page of the tasks.
        size: Tasks of a page.

    Raises:
        HeadNotFound: The body is not in sight, or there is no such tenure.
    """
    headed = _body(actor, body)
    counts = _counted(actor, now, None, None, body=headed)
    for tenure in Tenure.objects.filter(head_post__body=headed, head_post__is_deputy=False):
        counts.setdefault((headed.pk, tenure.pk), {})
    if not counts:
        counts[headed.pk, None] = {}
    keys = dict(zip(counts, _named(counts), strict=True))
    rows = sorted(keys.values(), key=lambda row: row.first_day or date.min, reverse=True)
    shown = _shown(rows, since=since, is_vacant=is_vacant, today=deadlines.local_day(now))
    tenure_pk = next(tenure for (_body_pk, tenure), row in keys.items() if row is shown)
    found = _answered_for(_led(seen(actor).filter(body=headed)), now).filter(tenure=tenure_pk)
    total = found.count()
    number = max(1, min(page, -(-total // size) or 1))
    is_open = Q(state__in=OPEN)
    tasks = found.order_by(
        Case(When(is_open, then=0), default=1), F("due_at").asc(nulls_last=True), "pk"
    )
    return HeadRecord(
        body=BodyRef(headed.ref),
        body_name=headed.name,
        unit_name=headed.unit.full_name,
        rows=rows,
        shown=shown,
        tasks=assignment_rows(tasks[(number - 1) * size : number * size], now=now),
        page=Page(number=number, size=size, total=total),
        judgements=[
            row
            for row in list_judgements(actor=actor, body=body)
            if shown.first_day is not None
            and shown.first_day <= row.day
            and (shown.last_day is None or row.day <= shown.last_day)
        ],
        may_judge=policies.can_judge(actor, headed),
    )


def _counted(
    actor: Actor,
    now: datetime,
    first: date | None,
    last: date | None,
    *,
    unit_path: str = "",
    body: Body | None = None,
) -> dict[Key, dict[str, int]]:
    tasks = _answered_for(_led(_within(seen(actor), unit_path, body)), now)
    times = _answered_for(
        _within(
            Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW), unit_path, body
        ).exclude(state=OccurrenceState.WITHDRAWN),
        now,
    )
    judged = _within(
        Judgement.objects.visible_to(actor, Permission.DIRECTIVES_VIEW), unit_path, body
    ).filter(withdrawn_at=None)
    if first is not None:
        tasks, times = tasks.filter(answer_day__gte=first), times.filter(answer_day__gte=first)
        judged = judged.filter(day__gte=first)
    if last is not None:
        tasks, times = tasks.filter(answer_day__lte=last), times.filter(answer_day__lte=last)
        judged = judged.filter(day__lte=last)
    late = late_q(Lateness.ANSWERED_LATE, now)
    overdue = late_q(Lateness.OVERDUE, now)
    in_time = Q(due_at=None) | Q(answered_at__lte=F("due_at"))
    counts: dict[Key, dict[str, int]] = defaultdict(dict)
    for group in (
        tasks.order_by()
        .values("body", "tenure")
        .annotate(
            n=Count("pk"),
            n_open=Count("pk", filter=Q(state__in=OPEN)),
            n_overdue=Count("pk", filter=overdue),
            n_answered_late=Count("pk", filter=late),
            n_on_time=Count("pk", filter=Q(state=AssignmentState.ACCEPTED) & in_time),
        )
    ):
        counts[group.pop("body"), group.pop("tenure")] |= group
    for group in (
        times.filter(late | overdue)
        .order_by()
        .values("body", "tenure")
        .annotate(n_times_late=Count("pk"))
    ):
        counts[group.pop("body"), group.pop("tenure")] |= group
    for pk, tenure, kind, n in (
        judged.order_by().values_list("body", "tenure", "kind").annotate(n=Count("pk"))
    ):
        counts[pk, tenure][_KINDS[JudgementKind(kind)]] = n
    return counts


def _led(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return found.filter(part=Part.LEAD, user_ref=None).exclude(state=AssignmentState.WITHDRAWN)


def _within(found: Any, unit_path: str, body: Body | None) -> Any:
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    return found.filter(body=body) if body is not None else found


def _answered_for(found: Any, now: datetime) -> Any:
    return with_answer_day(found, now).annotate(tenure=Subquery(heads_then().values("pk")[:1]))


def _named(counts: Mapping[Key, Mapping[str, int]]) -> list[HeadRow]:
    bodies = Body.objects.select_related("unit").in_bulk({body for body, _tenure in counts})
    asked = {tenure for _body, tenure in counts if tenure is not None}
    tenures = Tenure.objects.in_bulk(asked)
    titles = dict(
        HeadPost.objects.filter(body__in=bodies, is_deputy=False).values_list("body", "title_vi")
    )
    rows = []
    for (pk, tenure_pk), numbers in counts.items():
        body = bodies[pk]
        tenure = tenures[tenure_pk] if tenure_pk is not None else None
        rows.append(
            HeadRow(
                body=BodyRef(body.ref),
                body_name=body.name,
                unit_name=body.unit.full_name,
                title=titles.get(pk, ""),
                holder=tenure.holder if tenure else "",
                first_day=tenure.first_day if tenure else None,
                last_day=tenure.last_day if tenure else None,
                **numbers,
            )
        )
    return rows


def _body(actor: Actor, ref: BodyRef) -> Body:
    body = Body.objects.select_related("unit").filter(ref=ref).first()
    if body is None:
        raise HeadNotFound(str(ref))
    below = body_refs_below(actor, Permission.DIRECTIVES_VIEW)
    if not (below.filter(pk=body.pk).exists() or seen(actor).filter(body=body).exists()):
        raise HeadNotFound(str(ref))
    return body


def _shown(rows: Sequence[HeadRow], *, since: date | None, is_vacant: bool, today: date) -> HeadRow:
    if is_vacant:
        fit = [row for row in rows if row.first_day is None]
    elif since is not None:
        fit = [row for row in rows if row.first_day == since]
    else:
        held = [row for row in rows if row.first_day is not None and row.first_day <= today]
        fit = held or list(rows)
    if not fit:
        raise HeadNotFound(str(since))
    return fit[0]
