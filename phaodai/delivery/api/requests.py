"""What a request is once the gate has let it in."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from phaodai.delivery.api.problems import Problem
from phaodai.foundation.accounts.tokens import operations as tokens
from phaodai.foundation.accounts.tokens.queries import Bearer
from phaodai.vocabulary.access import Actor

Answer = TypeVar("Answer", bound=Schema)


class ApiRequest(HttpRequest):
    """A request with the machine behind it; operations take it in place of HttpRequest."""

    bearer: Bearer
    actor: Actor  # that of the token, in place of the one of a session
    claim: tokens.Claim | None
    expected: int | None  # the version of the row, as If-Match says
    note: Callable[[], None] | None  # that the token is in use; an act does it with its own writes


def take_note(request: ApiRequest) -> None:
    """Note that the token is in use, unless that was done."""
    note, request.note = request.note, None
    if note is not None:
        note()


def once(
    request: ApiRequest,
    act: Callable[[], Answer | Problem],
    *,
    status: int | Callable[[Answer], int] = 201,
) -> HttpResponse:
    """Run an act and keep its answer in one transaction: neither ever stands without the other.

    Args:
        request: Where the machine gave the call a key, it is answered once.
        act: Runs exactly one operation and returns what to answer. A problem that it returns is
            answered too, but what it wrote stands; one that it raises undoes it.
        status: Of the answer.

    Raises:
        Problem: The act returned it.
    """

    def whole() -> HttpResponse | Problem:
        made = act()
        take_note(request)
        if isinstance(made, Problem):
            return made
        body = made.model_dump_json()
        number = status if isinstance(status, int) else status(made)
        if request.claim is not None:
            tokens.finish_call(request.claim, status=number, body=body)
        return HttpResponse(body, status=number, content_type="application/json")

    with transaction.atomic():
        answer = whole()
    if isinstance(answer, Problem):
        raise answer
    return answer
