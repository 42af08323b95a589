"""What stands before every operation, in this order.

Who asks; how often; whether his post may; whether the request has a form that the operation
knows; whether it was sent before. After it: the fingerprint of what is read.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from phaodai.delivery import clock
from phaodai.delivery.api import faults, limits, problems, tags
from phaodai.delivery.api.operations import Open
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest, take_note
from phaodai.delivery.health.outages import is_unavailable
from phaodai.foundation.accounts.tokens import operations as tokens
from phaodai.foundation.accounts.tokens import queries
from phaodai.foundation.files.queries import UnknownFile
from phaodai.registers.directives import operations as directives
from phaodai.registers.directives.operations import Refused
from phaodai.registers.directives.queries import (
    AssignmentNotFound,
    DocumentNotFound,
    ObligationNotFound,
)
from phaodai.registers.reports.errors import NotFound as NoReport
from phaodai.registers.reports.errors import Refused as ReportRefused
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.vocabulary.access import NotAllowed, Permission

log = logging.getLogger(__name__)

Run = Callable[..., HttpResponseBase]
KEY, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:~")
KEY_LENGTH = 100
RETRY_SECONDS = 5  # where the database is busy, away or full
# What is raised, the code of its answer, and after how many seconds to try again; the first wins.
ANSWERS: Sequence[tuple[tuple[type[Exception], ...], str, int]] = (
    (
        (
            NotAllowed,
            Http404,
            directives.NotFound,
            UnknownFile,
            DocumentNotFound,
            ObligationNotFound,
            AssignmentNotFound,
            NoReport,
            UnknownForm,
        ),
        "not_found",
        0,
    ),
    ((directives.Stale,), "stale", 0),
    ((directives.IllegalMove,), "illegal_move", 0),
    ((directives.TooLate,), "too_late", 0),
    ((RequestDataTooBig,), "too_large", 0),
    ((SuspiciousOperation, MultiPartParserError), "bad_request", 0),
    ((tokens.InFlight,), "in_flight", 2),
)


def gate(run: Run) -> Run:
    """Put the gate before one operation; one without a permission does not start at all."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    permission = operation.view_func.permission  # type: ignore[attr-defined]
    known = frozenset(_query_names(operation))
    media_type = _media_type(operation)
    most_bytes = getattr(operation.view_func, "most_bytes", 0)
    takes_version, shows_version = tags.takes_version(operation), tags.shows_version(operation)

    @wraps(run)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponseBase:
        asked = cast(ApiRequest, request)
        asked.claim = asked.expected = asked.note = None
        try:
            asked.bearer = _bearer(request)
            asked.actor = asked.bearer.actor
            limits.count_call(str(asked.bearer.token.ref))
            _check_post(asked, permission)
            asked.note = _noting(asked)
            if not media_type:
                _take_note_alone(asked)
            _check_query(request, known)
            asked.expected = tags.if_match(request, takes_version=takes_version)
            if media_type:
                body = _body(request, media_type, most_bytes)
                replayed = _claim(asked, body)
                if replayed is not None:
                    return replayed
            response = run(request, **values)
        except Exception as error:
            response = answer(request, error)
        _take_note_alone(asked)  # of an act that did not come about
        if asked.claim is not None and response.status_code >= 400:
            tokens.give_up_call(asked.claim)
        return tags.mark(request, cast(HttpResponse, response), shows_version=shows_version)

    return guarded


def frame(view: Run, permission: Mapping[str, Permission | Open]) -> Run:
    """Answer a method that an address does not take like every other problem.

    Args:
        view: Of all operations at the address.
        permission: What each of its methods asks for, as every route says it.
    """

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        response = view(request, *args, **values)
        if isinstance(response, HttpResponseNotAllowed):
            allow = {"Allow": response.headers["Allow"]}
            return problems.answer(request, Problem("method_not_allowed", headers=allow))
        return response

    framed.permission = permission  # type: ignore[attr-defined]
    return framed


def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Turn whatever was raised into a problem."""
    error = error if isinstance(error, Exception) else error()
    problem = _problem(error)
    if problem.code == "stale" and getattr(request, "expected", None) is not None:
        problem = Problem("precondition_failed")
    if problem.code == "internal":
        log.error("%s %s", request.method, request.path, exc_info=error)
    elif problem.code == "busy":
        log.warning("the database is busy: %s", error)
    return problems.answer(request, problem)


def _problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case ValidationError():
            return Problem("invalid", errors=faults.places(error.errors))
        case Refused() | ReportRefused():
            return Problem("refused", detail=(error.vi, error.en))
        case HttpError(status_code=400):
            return Problem("bad_json")
    for kinds, code, retry_after in ANSWERS:
        if isinstance(error, kinds):
            headers = {"Retry-After": str(retry_after)} if retry_after else None
            return Problem(code, headers=headers)
    if is_unavailable(error):
        return Problem("busy", headers={"Retry-After": str(RETRY_SECONDS)})
    return Problem("internal")


def _bearer(request: HttpRequest) -> queries.Bearer:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    found = queries.find_bearer(
        text.strip(), now=clock.real_now(), today=timezone.localdate(clock.real_now())
    )
    if found is None:
        error = 'Bearer error="invalid_token"'
        raise Problem("invalid_token", headers={"WWW-Authenticate": error})
    return found


def _noting(request: ApiRequest) -> Callable[[], None] | None:
    """Return what notes that a token is in use; None where that was done a moment ago."""
    token, now = request.bearer.token, clock.real_now()
    if token.last_used_at is not None and now - token.last_used_at < tokens.USED_EVERY:
        return None
    address = get_client_ip(request)
    return lambda: tokens.mark_used(token=token.ref, now=now, address=address)


def _take_note_alone(request: ApiRequest) -> None:
    with suppress(OperationalError):  # nothing fails because it could not be noted
        take_note(request)


def _check_post(request: ApiRequest, permission: Permission | Open) -> None:
    """Hide an operation from a post that may not use it."""
    if not isinstance(permission, Open) and not request.actor.has(permission):
        raise Problem("not_found")


def _check_query(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse what the operation does not know: a filter misspelt would show everything."""
    errors = [
        {"at": f"query.{name}", "message": "unknown" if name not in known else "given twice"}
        for name, values in request.GET.lists()
        if name not in known or len(values) > 1
    ]
    if errors:
        raise Problem("invalid", errors=errors)


def _body(request: HttpRequest, media_type: str, most_bytes: int) -> bytes:
    if request.content_type != media_type:
        raise Problem("unsupported_media_type", headers={"Accept-Post": media_type})
    body = limits.read_body(request, most_bytes)
    if media_type == "application/json":
        limits.check_depth(body)
        limits.check_keys(body)
    return body


def _claim(request: ApiRequest, body: bytes) -> HttpResponse | None:
    """Take the key of the call; where it was answered before, return that answer."""
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not 0 < len(key) <= KEY_LENGTH or not KEY_LETTERS.issuperset(key):
        message = f"1-{KEY_LENGTH} of A-Z a-z 0-9 - _ . : ~"
        raise Problem("invalid", errors=[{"at": f"header.{KEY}", "message": message}])
    asked = f"{request.method}\n{request.get_full_path()}\n{request.content_type}\n".encode()
    if request.content_type == "multipart/form-data":
        body = _parts(request)  # the border between parts is drawn anew each time it is sent
    try:
        claimed = tokens.claim_call(
            token=request.bearer.token.ref,
            key=key,
            fingerprint=sha256(asked + sha256(body).digest()).hexdigest(),
            now=clock.real_now(),
        )
    except tokens.KeyReused:
        raise Problem("idempotency_key_reused") from None
    if isinstance(claimed, tokens.Claim):
        request.claim = claimed
        return None
    response = HttpResponse(claimed.body, status=claimed.status, content_type="application/json")
    response.headers[REPLAYED] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _parts(request: HttpRequest) -> bytes:
    parts = [[name, request.POST.getlist(name)] for name in sorted(request.POST)]
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            parts.append([name, [str(file.name), sha256(file.read()).hexdigest()]])
            file.seek(0)
    return json.dumps(parts).encode()


def _query_names(operation: Operation) -> Iterable[str]:
    for model in operation.models:
        if str(model.__ninja_param_source__) == "query":
            yield from getattr(model, "__ninja_flatten_map__", None) or model.model_fields


def _media_type(operation: Operation) -> str:
    sources = {str(model.__ninja_param_source__) for model in operation.models}
    if "file" in sources:
        return "multipart/form-data"
    return "application/json" if "body" in sources or operation.methods == ["POST"] else ""
