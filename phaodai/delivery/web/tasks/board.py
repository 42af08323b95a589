"""The board of tasks: what is asked of whom, filtered, counted, kept as a view, saved as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, words
from phaodai.delivery.web.tasks import filters, labels, table
from phaodai.delivery.web.tasks.bulk import UNDO_MANY, still_undone
from phaodai.delivery.web.tasks.keeping import PAGE, REMOVED
from phaodai.delivery.web.tasks.views import names
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.views import queries as views
from phaodai.registers.directives import queries
from phaodai.registers.directives.queries import TaskOrder
from phaodai.registers.directives.states import CLOSED, AssignmentState, Lateness
from phaodai.registers.directives.taskrows import AssignmentRow, TaskBoard
from phaodai.vocabulary.access import Actor, Permission


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """List the assignments in sight, what is overdue first; bare, with the reader's own view."""
    kept = views.list_views(actor=request.actor, page=PAGE)
    usual = next((view for view in kept if view.is_default), None)
    if usual is not None and not request.GET:
        return HttpResponseRedirect(f"?{usual.query}&view={usual.ref}")
    now, bodies = clock.now(), own_bodies(request.actor)
    form = filters.TaskSearch(request.GET)
    form.offer(bodies=bodies)
    order = form.chosen_order
    found = queries.get_tasks(
        actor=request.actor,
        wanted=form.wanted(actor=request.actor, within=request.view.unit),
        now=now,
        order=order,
        page=page_number(request),
    )
    shown = request.GET.get("view", "")
    context = {
        "form": form,
        "address": form.address(),
        "order": order.value,
        "rows": [_line(request.actor, row, order) for row in found.rows],
        "page": Paginator(range(found.page.total), found.page.size).get_page(found.page.number),
        "sources": [cards.number_of(name) for name in queries.list_sources(actor=request.actor)],
        "views": kept,
        "view": next((view for view in kept if str(view.ref) == shown), None),
        "bodies": bodies,
        "removed": _removed(request),
        "is_narrowed": form.is_narrowed,
        "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
        "undone": still_undone(request.session.get(UNDO_MANY)),
        **_counts(form, found),
        **_deeds(request.actor),
    }
    return render(request, "tasks/board.html", context)


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def download(request: ActorRequest) -> HttpResponseBase:
    """Hand out everything that the filter leaves as a table, every page of it."""
    now, form = clock.now(), filters.TaskSearch(request.GET)
    form.offer(bodies=own_bodies(request.actor))
    found = queries.each_task(
        actor=request.actor,
        wanted=form.wanted(actor=request.actor, within=request.view.unit),
        now=now,
        order=form.chosen_order,
    )
    said = "; ".join(f"{label}: {choice}" for label, choice in form.active)
    word = form.chosen().get("q", "")
    lines = table.lines(found, now=now, said="; ".join(filter(None, [word, said])))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"nhiem-vu-{timezone.localtime(now):%Y%m%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def page_number(request: ActorRequest) -> int:
    """Return which page is asked for; nonsense is the first."""
    raw = request.GET.get("page", "1")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1


def own_bodies(actor: Actor) -> list[tuple[str, str]]:
    """Return the bodies where the actor holds a post, as choices."""
    own = agencies.get_bodies({post.body for post in actor.posts})
    return [(str(ref), body.name) for ref, body in own.items()]


def _removed(request: ActorRequest) -> str:
    """Return the view that was deleted less than half a minute ago, or ""."""
    kept = request.session.get(REMOVED) or {}
    return str(kept["view"]) if still_undone(kept) else ""


def _line(actor: Actor, row: AssignmentRow, order: TaskOrder) -> dict[str, Any]:
    now = clock.now()
    due = timezone.localtime(row.due_at).date() if row.due_at else None
    group = {
        TaskOrder.DUE: filters.bucket(due, clock.today()),
        TaskOrder.UNIT: row.unit_name,
        TaskOrder.STATE: labels.STATES[row.state],
        TaskOrder.DOCUMENT: cards.name_words(row.document_name),
    }
    return labels.as_chips(row, now) | names(row) | {"group": group[order]}


def _counts(form: filters.TaskSearch, found: TaskBoard) -> dict[str, Any]:
    chosen = str(form.chosen().get("state", ""))
    every, closed = sum(found.by_state.values()), sum(found.by_state[s] for s in CLOSED)
    states = [
        ("", _("chưa xong"), every - closed),
        *((state.value, labels.STATES[state], n) for state, n in found.by_state.items() if n),
        (filters.ALL, _("tất cả"), every),
    ]
    numbers = {
        "n_overdue": found.by_lateness[Lateness.OVERDUE],
        "n_soon": found.by_lateness[Lateness.DUE_SOON],
        "n_submitted": found.by_state[AssignmentState.SUBMITTED],
        "n_new": found.by_state[AssignmentState.NEW],
    }
    return numbers | {
        "total": found.page.total,
        "total_words": words.number_words(found.page.total, _=_),
        "counts": [
            (label, words.number_words(n, _=_), form.address(state=value), value == chosen)
            for value, label, n in states
        ],
    }


def _deeds(actor: Actor) -> dict[str, bool]:
    return {
        "may_answer": actor.has(Permission.ASSIGNMENTS_ANSWER),
        "may_judge": actor.has(Permission.ASSIGNMENTS_DELEGATE),
    }
