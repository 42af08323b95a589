"""What is answered when the database cannot take a write, or cannot be reached: 503, try again.

Nothing was kept of such a request, so it may be sent again. The page carries what was typed and
sends it again at the press of a button: the browser alone would have lost it, because pages of
somebody who has signed in are not stored.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error

from phaodai.delivery.health.outages import is_unavailable

RETRY_SECONDS = 5
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
VI = "Máy chủ đang bận hoặc hết chỗ ghi. Việc vừa gửi chưa được ghi; hãy thử lại sau ít giây."
EN = "The server is busy or out of room. What you sent was not kept; try again in a few seconds."

log = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Turns what a view could not write or read into an answer that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503, with what was typed."""
        if not is_unavailable(exception):
            return None
        # The view ran, so whoever sent this came through our own form.
        return answer(request, exception, fields=_typed(request))


class PatientSessionMiddleware(SessionMiddleware):
    """Django's, but what was done does not fail because its session cannot be noted.

    Signing in and out does: there the session is what was done.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Keep the session, if that is possible."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            # Django tells it as a session that was deleted meanwhile.
            reason = next((e for e in _chain(error) if is_unavailable(e)), None)
            if reason is None:
                raise
            if request.method not in SAFE and request.path.startswith("/accounts/"):
                raise reason from None
            log.warning("a session could not be noted: %s", reason)
            return response


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer what went wrong outside a view: 503 where waiting helps, 500 otherwise."""
    error = sys.exc_info()[1]
    if is_unavailable(error):
        return answer(request, error)
    return plain_server_error(request)


def answer(
    request: HttpRequest,
    error: BaseException | None,
    *,
    fields: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Make the answer, without asking the database for anything.

    Args:
        request: What was asked.
        error: Why it cannot be done.
        fields: What was typed, to be sent again; None where nothing can be.
    """
    log.error("unavailable: %s %s: %s", request.method, request.path, error)
    response: HttpResponse
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        words = {"code": "unavailable", "message_vi": VI, "message_en": EN}
        response = JsonResponse({**words, "retry_after": RETRY_SECONDS}, status=503)
    else:
        context = {
            "fields": fields,
            "path": request.get_full_path(),
            "has_files": fields is not None and bool(request.FILES),
        }
        # Without the request: what the frame of a page shows would be asked from the database.
        response = render(None, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return the fields of a form in their order; none of what proves who somebody is."""
    if request.method != "POST" or request.path.startswith("/accounts/"):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return None if any("password" in name for name, _ in fields) else fields
