"""What holds for every page of somebody who has signed in. All of it goes by real time."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from phaodai.delivery.web.access import ActorRequest
from phaodai.foundation.accounts.rules import PERSONAL_DATA_ROLES
from phaodai.vocabulary.access import Actor

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BEGAN, SEEN = "session_began", "session_seen"
NOTES = 60  # of activity, at most, in the time after which a session left alone ends


class LanguageMiddleware:
    """Speaks the language chosen here; Vietnamese, whatever the browser was installed in."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the cookie, else of the user, else in Vietnamese."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            chosen = request.user.language if request.user.is_authenticated else "vi"
        with translation.override(chosen):
            answer = self._get_response(request)
            answer.headers.setdefault("Content-Language", chosen)
        return answer


class SessionLimitMiddleware:
    """Ends sessions that were left alone or have lasted too long.

    What a session showed is kept by no browser: "back" after sign-out shows nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a new sign-in where a limit has passed; otherwise note the activity."""
        if request.user.is_authenticated:
            now = time.time()
            began = request.session.setdefault(BEGAN, now)
            seen = request.session.get(SEEN, 0.0) or now
            idle, life = limits(cast(ActorRequest, request).actor)
            if now - seen > idle * 3600 or now - began > life * 3600:
                UserSession.objects.filter(session_key=request.session.session_key).delete()
                logout(request)
                return redirect_to_login(request.get_full_path())
            if now - request.session.get(SEEN, 0.0) > idle * 3600 / NOTES:
                request.session[SEEN] = now
                # A page is read even where nothing can be noted.
                with suppress(OperationalError, UpdateError), transaction.atomic():
                    UserSession.objects.filter(session_key=request.session.session_key).update(
                        last_seen_at=timezone.now()
                    )
                    request.session.save()
                    request.session.modified = False
        answer = self._get_response(request)
        if request.user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


def limits(actor: Actor) -> tuple[float, float]:
    """Return the hours without a request, and those since sign-in, that a session may have."""
    if any(post.role in PERSONAL_DATA_ROLES for post in actor.posts):
        return settings.SESSION_IDLE_HOURS_PERSONAL, settings.SESSION_LIFE_HOURS_PERSONAL
    return settings.SESSION_IDLE_HOURS, settings.SESSION_LIFE_HOURS


class SetUpMiddleware:
    """Lets nobody in who has still to choose a password or a second factor.

    A demo on this machine alone asks for neither.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send to the step that is missing, unless the page belongs to it."""
        user = request.user
        if user.is_authenticated and not settings.DEMO:
            if user.password_must_change:
                step = reverse("account_change_password")
            else:
                step = "" if is_mfa_enabled(user) else reverse("mfa_index")
            if step and not self._belongs_to_set_up(request.path):
                return HttpResponseRedirect(step)
        return self._get_response(request)

    @staticmethod
    def _belongs_to_set_up(path: str) -> bool:
        return path == reverse("language") or path.startswith(
            (
                reverse("account_logout"),
                reverse("account_reauthenticate"),
                reverse("account_change_password"),
                reverse("mfa_index"),
            )
        )
