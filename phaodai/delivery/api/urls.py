"""All addresses of the interface."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from phaodai.delivery.api import (
    agencies,
    assignments,
    boards,
    confirming,
    editions,
    files,
    forms,
    heads,
    obligations,
    occurrences,
    openapi,
    problems,
    receiving,
    reports_filing,
    token,
    units,
)
from phaodai.delivery.api.gate import answer, frame, gate
from phaodai.delivery.api.operations import Open
from phaodai.vocabulary.access import Permission

ROOMS = (
    token.room,
    units.room,
    agencies.room,
    receiving.room,  # which is that of documents
    confirming.room,  # which is that of proposals
    obligations.room,
    assignments.room,
    occurrences.room,
    heads.room,
    files.room,
    forms.room,
    reports_filing.room,  # which is that of reports
    boards.room,
    editions.room,
)

api = NinjaAPI(
    title="Pháo Đài",
    version="1",
    description=openapi.DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
)
for _kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_kind, answer)
api.add_decorator(gate, mode="view")
for _room in ROOMS:
    api.add_router("", _room.router)


def describe(request: HttpRequest) -> HttpResponse:
    """Answer with the description of the interface."""
    return openapi.serve(api, request)


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer an address that is none in the form of the interface."""
    return problems.answer(request, problems.Problem("not_found"))


for _view in (describe, nothing):
    _view.is_public = True  # type: ignore[attr-defined]
    _view.csrf_exempt = True  # type: ignore[attr-defined]


def _permissions() -> dict[str, dict[str, Permission | Open]]:
    """Return address -> method -> what the operation there asks for."""
    return {
        path.strip("/").replace("{", "<").replace("}", ">"): {
            method: operation.view_func.permission  # type: ignore[attr-defined]
            for operation in view.operations
            for method in operation.methods
        }
        for room in ROOMS
        for path, view in room.router.path_operations.items()
    }


def _patterns() -> Iterator[URLPattern]:
    """Yield the addresses of all operations; one without permissions does not start."""
    permissions = _permissions()
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = frame(pattern.callback, permissions[str(pattern.pattern)])
            yield pattern


urlpatterns = [
    path("openapi.json", describe, name="api-openapi"),
    *_patterns(),
    re_path("", nothing, name="api-nothing"),
]
