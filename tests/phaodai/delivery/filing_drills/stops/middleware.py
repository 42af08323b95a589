"""The stops around the view: before the body is read, and around the answer."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

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
    """Return the same answer, sent in two halves with a stop between them."""

    def halves() -> Iterator[bytes]:
        half = len(response.content) // 2
        yield response.content[:half]
        stop_at("mid-answer")
        yield response.content[half:]
        begin(filing=False)

    headers = {**response.headers, "Content-Length": str(len(response.content))}
    return StreamingHttpResponse(halves(), status=response.status_code, headers=headers)
