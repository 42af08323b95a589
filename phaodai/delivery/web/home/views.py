"""Pages that belong to no room."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, public, requires, signed_in
from phaodai.delivery.web.context import Shell
from phaodai.delivery.web.editions import home as editions_home
from phaodai.delivery.web.forms import home as forms_home
from phaodai.delivery.web.home import installation, reporting, sections
from phaodai.delivery.web.reports import board_home, held
from phaodai.foundation.accounts import operations
from phaodai.registers.directives import operations as directives
from phaodai.vocabulary.access import Permission, Role

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
    """Answer the first question of each of the reader's posts, without a click."""
    actor = request.actor
    roles = {post.role for post in actor.posts}
    context: dict[str, Any] = {
        "weekday": WEEKDAYS[clock.today().weekday()],
        "has_posts": bool(actor.posts),
        "commands": actor.has(Permission.DIRECTIVES_ISSUE),
        "watches": Role.DUTY_OFFICER in roles,
        "looks_on": bool(roles) and roles <= sections.LOOKS_ON,
        "runs_installation": actor.has(Permission.ACCOUNTS_MANAGE),
    }
    if actor.has(Permission.DIRECTIVES_VIEW):
        context["sees_tasks"] = True
        context |= sections.standing(request) | sections.news(request)
        if roles - sections.LOOKS_ON:
            context |= sections.mine(request)
            shown = {item["row"].occurrence or item["row"].assignment for item in context["mine"]}
            context |= sections.calls(request, shown)
            context |= reporting.due(request, context)
        if actor.has(Permission.DIRECTIVES_STORE):
            context |= sections.papers(request) | sections.command(request)
        if context["watches"]:
            context |= sections.roll(request)
    context |= board_home.called(request) | board_home.watched(request) | held.waiting(request)
    context |= editions_home.waiting(request) | forms_home.waiting(request)
    if context["runs_installation"]:
        context |= installation.health(request)
    return render(request, "home/today.html", context)


@require_POST
@requires(Permission.ASSIGNMENTS_ANSWER)
def put_away(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Put a reminder away."""
    try:
        directives.acknowledge_reminder(actor=request.actor, reminder=ref, now=clock.now())
    except directives.NotFound as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("home"))


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
