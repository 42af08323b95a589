"""Pages of one's own account."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import PasswordChangeView, reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.foundation.accounts import operations, queries
from phaodai.foundation.accounts.correspondents import sender_code

BROWSERS = (("Edg/", "Edge"), ("Coc_Coc", "Cốc Cốc"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


@require_safe
@signed_in
def account(request: ActorRequest) -> HttpResponse:
    """Show who one is here, one's posts, keys and sessions."""
    postings = queries.get_own_postings(request.actor, on=timezone.localdate())
    rows = [(row, ROLE_LABELS[row.role]) for row in postings]
    user = request.actor.user
    context = {
        "postings": rows,
        "sender_code": sender_code(user) if user is not None and settings.MAIL_NEEDS_CODE else "",
    }
    return render(request, "account/account.html", context)


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask who sits there before a delicate page, unless he showed it a short while ago.

    What was typed is never put aside for later: an old form is shown anew.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_reauthentication_required(request, app="allauth.mfa"):
            if request.method == "GET":
                raise ReauthenticationRequired
            return HttpResponseRedirect(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


@signed_in
def confirm(request: ActorRequest) -> HttpResponseBase:
    """Ask again who sits there: by the second factor where there is one, never by less."""
    kinds = Authenticator.Type
    for kind, route in (
        (kinds.WEBAUTHN, "mfa_reauthenticate_webauthn"),
        (kinds.TOTP, "mfa_reauthenticate"),
    ):
        if is_mfa_enabled(request.user, [kind]):
            return HttpResponseRedirect(f"{reverse(route)}?{request.GET.urlencode()}")
    return reauthenticate(request)  # type: ignore[no-any-return]


class OwnPasswordChangeView(PasswordChangeView):  # type: ignore[misc]
    """The change of one's own password; also the way out of a password set by another."""

    success_url = reverse_lazy("account")


password_change = signed_in(OwnPasswordChangeView.as_view())


class SessionsView(ListUserSessionsView):  # type: ignore[misc]
    """The machines on which the account is open."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in words what kind of machine each is; the newest first."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sessions"] = sorted(
            context["sessions"], key=lambda session: session.last_seen_at, reverse=True
        )
        for session in context["sessions"]:
            session.device = device(session.user_agent)
        return context


sessions = signed_in(SessionsView.as_view())


@require_POST
@signed_in
def end_session(request: ActorRequest, pk: int) -> HttpResponse:
    """Close the account on another machine."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    operations.note(actor=request.actor, action="account.end_session", now=timezone.now())
    messages.success(request, _("Đã đóng phiên trên máy kia."))
    return redirect("usersessions_list")


def device(user_agent: str) -> str:
    """Name a browser and its system in the reader's language."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "")
    if not browser:
        return _("Trình duyệt khác")
    if not system:
        return browser
    return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
