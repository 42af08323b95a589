"""The stops around the view: before the body is read, and around the answer."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from phaodai.delivery.commands.serving.gateway import AT_ONCE
from tests.phaodai.delivery.filing_drills.senders import PATH
from tests.phaodai.delivery.filing_drills.stops.places import begin, stop_at


class Stops:
    """Outside of all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin(filing=request.method == "POST" and request.path == PATH)
        stop_at("before-read")
        response = self._get_response(request)
        if response.status_code in {200, 201} and isinstance(response, HttpResponse):
            stop_at("after-commit")
            if request.path == PATH and request.method == "POST":
                return _in_two(response)
        begin(filing=False)
        return response


def _in_two(response: HttpResponse) -> StreamingHttpResponse:
    """Return the same answer in two parts with a stop between them.

    The first is long enough to be sent by itself: blanks before JSON mean nothing.
    """

    def parts() -> Iterator[bytes]:
        yield b" " * AT_ONCE
        stop_at("mid-answer")
        yield response.content
        begin(filing=False)

    length = AT_ONCE + len(response.content)
    headers = {**response.headers, "Content-Length": str(length)}
    return StreamingHttpResponse(parts(), status=response.status_code, headers=headers)
