"""The board of tasks."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.tasks import filters, labels
from phaodai.delivery.web.tasks.views import names
from phaodai.foundation.agencies import queries as agencies
from phaodai.registers.directives import queries
from phaodai.registers.directives.states import AssignmentState, Lateness
from phaodai.vocabulary.access import Permission


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """List the assignments in sight, what is overdue first."""
    now = clock.now()
    form = filters.TaskSearch(request.GET)
    own = agencies.get_bodies({post.body for post in request.actor.posts})
    form.offer([(str(ref), body.name) for ref, body in own.items()])
    wanted, raw = form.wanted(), request.GET.get("page", "1")
    found = queries.get_tasks(
        actor=request.actor,
        wanted=wanted,
        now=now,
        order=form.chosen_order,
        page=int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1,
    )
    submitted, fresh = AssignmentState.SUBMITTED, AssignmentState.NEW
    answers = {post.body for post in request.actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    judges = request.actor.has(Permission.ASSIGNMENTS_DELEGATE)
    rows = [
        labels.as_chips(row, now)
        | names(row)
        | {
            "is_fresh": row.state is fresh and row.body in answers,
            "is_submitted": row.state is submitted and judges and row.body not in answers,
        }
        for row in found.rows
    ]
    context = {
        "form": form,
        "rows": rows,
        "page": Paginator(range(found.page.total), found.page.size).get_page(found.page.number),
        "total": found.page.total,
        "n_overdue": found.by_lateness[Lateness.OVERDUE],
        "n_soon": found.by_lateness[Lateness.DUE_SOON],
        "n_submitted": found.by_state[submitted],
        "n_new": found.by_state[fresh],
        "counts": [
            (labels.STATES[state], n, state.value) for state, n in found.by_state.items() if n
        ],
        "may_answer": any(row["is_fresh"] for row in rows),
        "may_judge": any(row["is_submitted"] for row in rows),
        "is_narrowed": any(request.GET.get(name) for name in form.fields if name != "order"),
        "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
    }
    return render(request, "tasks/board.html", context)
