"""Access for pages: who acts, and what each page asks of him.

Every view carries one mark: `@requires(permission)`, `@signed_in` or `@public`. What the actor
may not see and what does not exist look the same: a 404 page, byte for byte.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.defaults import page_not_found

from phaodai.delivery import clock
from phaodai.delivery.web import looking
from phaodai.foundation.accounts import queries
from phaodai.vocabulary.access import Actor, NotAllowed, Permission

SIGNED_IN = "signed_in"
NOBODY = Actor(name="anonymous")

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ActorRequest(HttpRequest):
    """A request with the actor behind it; views take it in place of HttpRequest."""

    actor: Actor  # with the one post by which he chose to act, or with all of them
    view: looking.View
    whole_actor: Actor  # with all of them


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to those who hold the permission at any post; the rows are scoped below."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.actor.has(permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return mark


def signed_in(view: View) -> View:
    """Open a view to everyone who has signed in, whatever his posts."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.permission = SIGNED_IN  # type: ignore[attr-defined]
    return cast(View, guarded)


def public(view: View) -> View:
    """Open a view to the world."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class ActorMiddleware:
    """Puts `request.actor` in place and hides what the actor may not see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the actor be looked up when first asked for: public pages cost no query."""
        whole = cast(Actor, SimpleLazyObject(lambda: find_actor(request)))

        def narrowed() -> Actor:
            return looking.narrow_posts(request.session, whole) if whole.posts else whole

        own = cast(ActorRequest, request)
        own.actor = cast(Actor, SimpleLazyObject(narrowed))
        own.view = cast(
            looking.View,
            SimpleLazyObject(
                lambda: looking.find_view(request.session, own.actor, today=clock.today())
            ),
        )
        own.whole_actor = whole
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal like a missing page."""
        if isinstance(exception, NotAllowed):
            return page_not_found(request, Http404())
        return None


def find_actor(request: HttpRequest) -> Actor:
    """Return the actor of the signed-in user with the posts he holds today."""
    if not request.user.is_authenticated:
        return NOBODY
    return queries.actor_of(request.user, on=timezone.localdate())
