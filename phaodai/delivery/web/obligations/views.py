"""One obligation: what, until when, how it stands, who carries it out, what shows it."""

import csv
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.decisions.obligations.courses import get_courses
from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.tasks import figures, labels, tree
from phaodai.foundation.agencies import queries as agencies
from phaodai.registers.directives.queries import ObligationNotFound, get_obligation
from phaodai.registers.directives.queries.obligations import get_history
from phaodai.registers.directives.queries.tree import Tree, get_tree
from phaodai.registers.directives.states import ObligationState, Part
from phaodai.registers.directives.taskrows import ObligationDetail
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def obligation(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show an obligation with its figures, its cascade, its summary and all that happened."""
    now = clock.now()
    detail = _found(request, ref, now)
    asked = request.GET.get("as_of", request.view.moment)
    as_of, wrong = figures.moment_of(asked, now)
    seen = get_tree(actor=request.actor, obligation=ref, now=now)
    keeper = agencies.get_body(detail.keeper_body)
    on_top = seen.is_whole and bool(seen.branches)
    top = (
        tree.Keeper(keeper.ref, keeper.unit, keeper.name, keeper.level)
        if on_top
        else None
    )  # fmt: skip
    unit = keeper.unit if on_top else _unit_of(seen)
    raw = request.GET.get("page", "1")
    number = int(raw) if raw.isascii() and raw.isdecimal() and 0 < len(raw) < 6 else 1
    lines, page = get_history(actor=request.actor, ref=ref, page=max(1, number))
    mine = {post.body for post in request.actor.posts}
    row = detail.row
    source = reverse("directives:detail", args=[detail.document])
    context: dict[str, Any] = {
        "detail": detail,
        "row": row,
        "document": cards.name_words(detail.document_name),
        "source": f"{source}#d{row.ordinal}" if detail.is_document_in_sight else "",
        "is_ended": row.state is ObligationState.ENDED,
        "due": cards.due_words(row.due),
        "left": labels.left_words(row.due_at, now) if _is_running(detail) else "",
        "is_overdue": row.due_at is not None and now > row.due_at and _is_running(detail),
        "proofs": figures.proofs_of(request.actor, ref, unit, now=now, as_of=as_of)
        if unit
        else [],
        "accepted": [] if row.is_measured else tree.accepted(seen, now=now),
        "as_of": as_of,
        "as_of_wrong": wrong,
        "asked": asked,
        "tree": tree.context_of(
            request.actor, seen, ref, now=now, as_of=as_of, keeper=top,
            opened=tree.Opened.of(request.GET),
        ),
        "parts": [
            (label, [body.body_name or body.text for body in row.bodies if body.part is part])
            for label, part in (
                (_("Chủ trì"), Part.LEAD),
                (_("Phối hợp"), Part.COORDINATE),
                (_("Chịu trách nhiệm"), Part.ACCOUNTABLE),
            )
        ],
        "head": agencies.head_on(detail.keeper_body, clock.today()),
        "targets": [cards.target_text(target) for target in row.targets],
        "own": tree.own_of(seen, mine, now=now),
        "timeline": [(labels.ACTS[line.act], line, line.act in labels.KEY_ACTS) for line in lines],
        "page": Paginator(range(page.total), page.size).get_page(page.number),
    }  # fmt: skip
    return render(request, "obligations/obligation.html", context)


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def figures_table(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Hand out every number of the picture as a table for machines."""
    now = clock.now()
    detail = _found(request, ref, now)
    as_of, wrong = figures.moment_of(request.GET.get("as_of", ""), now)
    try:
        unit = UnitRef(UUID(request.GET.get("unit", "")))
    except ValueError as error:
        raise Http404 from error
    courses = get_courses(actor=request.actor, obligation=ref, unit=unit, now=now, as_of=as_of)
    if wrong or not courses:
        raise Http404
    name = slugify(f"{detail.row.clause} {courses[0].row.entry.code}") or "figures"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")  # a table program takes it for UTF-8
    table = csv.writer(answer)
    table.writerow(
        ["day", "unit", "indicator", "disease", "stratum", "comparator", "target", "value",
         "n_reported", "n_expected", "is_new"]
    )  # fmt: skip
    for course in courses:
        row = course.row
        same = [row.unit_name, row.entry.code, row.disease, row.stratum, row.comparator]
        for day in course.days:
            value = "" if day.value is None else f"{day.value:f}"
            table.writerow(
                [day.day.isoformat(), *same, f"{row.demanded:f}", value, day.n_reported,
                 day.n_expected, int(day.is_new)]
            )  # fmt: skip
    return answer


def _found(request: ActorRequest, ref: UUID, now: datetime) -> ObligationDetail:
    try:
        return get_obligation(actor=request.actor, ref=ref, now=now)
    except ObligationNotFound as error:
        raise Http404 from error


def _is_running(detail: ObligationDetail) -> bool:
    """Say whether an answer is still owed."""
    row = detail.row
    return row.state is ObligationState.ISSUED and row.n_accepted < row.n_assignments


def _unit_of(seen: Tree) -> UnitRef | None:
    """Return the unit whose figures the reader wants: the first at the top of what he sees."""
    tops = seen.children.get(None, ())
    return tops[0].unit if tops else None
