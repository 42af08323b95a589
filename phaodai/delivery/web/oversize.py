"""What is answered where a form carries more than is taken: 413, which field, and what to do."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render

LOOKED_AT = 32 * 2**20  # bytes of a body that are searched for its longest field
MB = 2**20

log = logging.getLogger(__name__)


class OversizeMiddleware:
    """Reads a form before its view does, and answers where it cannot be read for its size."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., Any],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Answer 413 where the form is too large; what is no form of ours reads for itself."""
        if request.method != "POST" or getattr(callback, "csrf_exempt", False):
            return None
        try:
            request.POST  # noqa: B018 - it is parsed here
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
            return answer(request, error)
        except UnreadablePostError:
            pass  # whoever sent it has left
        return None


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say what was too large, how much is taken, and how to send it instead."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    size = int(request.headers.get("Content-Length") or 0)
    log.warning("too large: %s %s: %d bytes: %s", request.method, request.path, size, error)
    field = _longest(request) if isinstance(error, RequestDataTooBig) else ""
    if not request.accepts("text/html"):
        of_field = f" ({field})" if field else ""
        words = {
            "code": "too_large",
            "message_vi": f"Nội dung gửi{of_field} vượt {limit / MB:.1f} MB chữ. Viết ngắn lại, "
            "hoặc gửi bằng tệp.",
            "message_en": f"What was sent{of_field} is over {limit / MB:.1f} MB of text. Shorten "
            "it, or send a file.",
        }
        return JsonResponse(words, status=413)
    context = {
        "field": field,
        "size": f"{size / MB:.1f}",
        "limit": f"{limit / MB:.1f}",
        "has_too_many": not isinstance(error, RequestDataTooBig),
    }
    # Without the request: what the frame of a page shows would be asked from the database.
    return render(None, "413.html", context, status=413)


def _longest(request: HttpRequest) -> str:
    """Return the name of the longest field of a form in the order of an address; "" of others."""
    if request.content_type != "application/x-www-form-urlencoded":
        return ""
    parts = request.read(LOOKED_AT).split(b"&")
    name = max(parts, key=len).partition(b"=")[0][:100]
    return unquote_plus(name.decode("ascii", "replace")).partition("-")[2]
