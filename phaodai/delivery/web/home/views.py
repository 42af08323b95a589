"""Pages that belong to no room."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, public, signed_in
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.context import Shell
from phaodai.delivery.web.directives.cards import name_words
from phaodai.delivery.web.tasks import labels
from phaodai.foundation.accounts import operations, queries
from phaodai.registers.directives import queries as directives
from phaodai.registers.directives.states import AssignmentState, Lateness
from phaodai.vocabulary.access import Permission

NEWEST = 6
MOST_TASKS = 12
MOST_LATE = 8
WEEKDAYS = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)


@require_safe
@signed_in
def today(request: ActorRequest) -> HttpResponse:
    """Say what is here for this post: its latest documents, and the doors it may open."""
    own = queries.get_own_postings(request.actor, on=timezone.localdate())
    context: dict[str, Any] = {
        "weekday": WEEKDAYS[clock.today().weekday()],
        "posts": [(row, ROLE_LABELS[row.role]) for row in own if row.is_running],
        "doors": Shell(request).doors,
    }
    if request.actor.has(Permission.DIRECTIVES_VIEW):
        context |= _documents(request) | _tasks(request)
    return render(request, "home/today.html", context)


@require_safe
@signed_in
def more(request: ActorRequest) -> HttpResponse:
    """List what has no place among the four tabs of a phone."""
    return render(request, "home/more.html", {"doors": Shell(request).doors})


@public
@require_POST
def language(request: ActorRequest) -> HttpResponse:
    """Keep the language of this browser, and of the user who has signed in."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("home")
    answer = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            operations.choose_language(actor=request.actor, language=chosen)
    return answer


@public
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _tasks(request: ActorRequest) -> dict[str, Any]:
    """Return what this post owes, who below is late, and what waits for a decision."""
    now = clock.now()
    mine = directives.get_my_tasks(actor=request.actor, now=now, limit=MOST_TASKS)
    late = directives.get_tasks(
        actor=request.actor,
        wanted=directives.TaskFilter(is_open=True),
        now=now,
        size=MOST_LATE,
    )
    commands = request.actor.has(Permission.DIRECTIVES_ISSUE)
    return {
        "commands": commands,
        "mine": [
            {
                "row": row,
                "url": reverse("tasks:task", args=[row.assignment]),
                "document": name_words(row.document_name),
                "late": labels.late_chip(row.lateness, row.due_at, row.state, now),
                "state": labels.state_chip(row.state),
            }
            for row in mine
        ],
        "n_overdue": late.by_lateness[Lateness.OVERDUE],
        "n_soon": late.by_lateness[Lateness.DUE_SOON],
        "n_submitted": late.by_state[AssignmentState.SUBMITTED],
        "n_tasks": late.page.total,
        "late": [
            labels.as_chips(row, now) | {"url": reverse("tasks:task", args=[row.ref])}
            for row in late.rows
            if row.lateness is Lateness.OVERDUE
        ]
        if commands
        else [],
    }


def _documents(request: ActorRequest) -> dict[str, Any]:
    found = directives.list_documents(
        actor=request.actor, wanted=directives.DocumentFilter(), size=NEWEST
    )
    board = directives.get_board(actor=request.actor, wanted=directives.BoardFilter(), size=1)
    day_ago = clock.now() - timedelta(days=1)
    return {
        "sees_documents": True,
        "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
        "total": found.page.total,
        "board": board,
        "documents": [
            {
                "row": row,
                "name": name_words(row.name),
                "url": reverse("directives:detail", args=[row.ref]),
                "is_new": row.received_at > day_ago,
            }
            for row in found.rows
        ],
    }
