"""Tags of what is read (ETag), and acts that hold only for what was read (If-Match)."""

import json
import re
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja.operation import Operation

from phaodai.delivery.api.problems import Problem

MATCH = "If-Match"
# The tag of a row with a version begins with it; the version alone in quotes will do.
FORM = r'^(?:\*|"([0-9]{1,9})(?:\.[0-9a-f]{32})?")$'


def if_match(request: HttpRequest, *, takes_version: bool) -> int | None:
    """Return the version that If-Match asks for; None where any will do.

    Raises:
        Problem: It is no tag of a row with a version, or the act is on none.
    """
    header = request.headers.get(MATCH)
    if header is None:
        return None
    if not takes_version:
        raise Problem(
            "invalid", errors=[{"at": f"header.{MATCH}", "message": "no version is kept of this"}]
        )
    match = re.fullmatch(FORM, header.strip(), re.ASCII)
    if match is None:
        raise Problem("invalid", errors=[{"at": f"header.{MATCH}", "message": FORM}])
    return int(match[1]) if match[1] else None


def mark(request: HttpRequest, response: HttpResponse, *, shows_version: bool) -> HttpResponse:
    """Put its tag on what was read, and answer 304 where the machine has it already."""
    if request.method != "GET" or response.status_code != 200:
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    version = f"{json.loads(response.content)['version']}." if shows_version else ""
    etag = f'"{version}{sha256(response.content).hexdigest()[:32]}"'
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in wanted or etag in {each.removeprefix("W/") for each in wanted}:
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response


def takes_version(operation: Operation) -> bool:
    """Say whether what is sent may name the version of the row."""
    sent = [
        field.annotation
        for model in operation.models
        if str(model.__ninja_param_source__) in {"body", "form"}
        for field in model.model_fields.values()
    ]
    return any("version" in getattr(kind, "model_fields", ()) for kind in sent)


def shows_version(operation: Operation) -> bool:
    """Say whether a read answers with one row that has a version."""
    returns = operation.view_func.returns  # type: ignore[attr-defined]
    return operation.methods == ["GET"] and "version" in returns.model_fields
