"""The description of the interface, OpenAPI 3.1, with every status that may come."""

import json
from functools import cache
from hashlib import sha256
from http.client import responses
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from ninja import NinjaAPI

from phaodai.delivery.api.gate import KEY, KEY_LENGTH, REPLAYED
from phaodai.delivery.api.limits import CALLS
from phaodai.delivery.api.problems import CONTENT_TYPE, PROBLEMS, Problem, answer
from phaodai.delivery.api.tags import FORM, MATCH

ROOT = "/api/v1"
ALWAYS = (400, 401, 404, 405, 422, 429, 503)
OF_ACTS = (409, 413, 415)
OF_VERSIONED = (412,)
DESCRIPTION = f"""Every call carries `Authorization: Bearer phd_…`. A token has one post of one user
and sees what that post sees; anything else answers 404, as if it were not there.

Times are ISO 8601 with their offset, days `YYYY-MM-DD`. Lists have `items` and `next`; send `next`
back as `cursor`. Reads carry an `ETag`; of a row with a version it begins with that version, and
an act with `If-Match` is done only while it holds. An act with the header `{KEY}` is done once,
however often it is sent. {CALLS} calls a minute are open to each token.

Errors are problems (RFC 9457): `code` is stable, `title` follows `Accept-Language` (vi, en)."""
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457, with a code of its own.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "message"],
                "properties": {"at": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "findings": {
            "type": "array",
            "description": "Of `faulty_report`: what stands in the way, in both languages.",
            "items": {
                "type": "object",
                "required": ["rule", "field", "severity", "vi", "en"],
                "properties": {
                    name: {"type": "string"} for name in ("rule", "field", "severity", "vi", "en")
                },
            },
        },
        "base": {
            "type": ["string", "null"],
            "format": "uuid",
            "description": "Of `built_on_old`: the submission that is the latest revision.",
        },
        "fields": {
            "type": "array",
            "description": "Of `built_on_old`: what either side changed; null is blank.",
            "items": {
                "type": "object",
                "required": ["field", "side", "base", "mine", "theirs"],
                "properties": {
                    "field": {"type": "string"},
                    "side": {"type": "string", "enum": ["MINE", "THEIRS", "BOTH", "CLASH"]},
                    **{name: {"type": ["string", "null"]} for name in ("base", "mine", "theirs")},
                },
            },
        },
        "proposal": {
            "type": "object",
            "description": "Of `built_on_old`: both sides' changes; theirs where they clash.",
            "additionalProperties": {"type": "string"},
        },
        "kept": {
            "type": "object",
            "description": "Of `id_reused`: what was sent under the id, where it is in sight.",
        },
    },
}


def build(api: NinjaAPI) -> dict[str, Any]:
    """Return the description: what the operations say, and what the gate adds to each."""
    schema: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=f"{ROOT}/"), default=str)
    )
    schema["components"]["schemas"]["Problem"] = PROBLEM
    schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schema["security"] = [{"token": []}]
    for path in schema["paths"].values():
        for method, operation in path.items():
            _complete(method, operation, takes_version=_takes_version(operation, schema))
    return schema


def serve(api: NinjaAPI, request: HttpRequest) -> HttpResponse:
    """Answer with the description; it holds no data, so the world may read it."""
    if request.method not in {"GET", "HEAD"}:
        return answer(request, Problem("method_not_allowed", headers={"Allow": "GET, HEAD"}))
    content, etag = _written(api)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": "public, no-cache"},
    )


@cache
def _written(api: NinjaAPI) -> tuple[bytes, str]:
    content = json.dumps(build(api), ensure_ascii=False, indent=1).encode()
    return content, f'"{sha256(content).hexdigest()[:32]}"'


def _takes_version(operation: dict[str, Any], schema: dict[str, Any]) -> bool:
    content = operation.get("requestBody", {}).get("content", {})
    for each in content.values():
        sent = each["schema"]
        name = sent.get("$ref", "").rpartition("/")[2]
        sent = schema["components"]["schemas"].get(name, sent)
        if "version" in sent.get("properties", {}):
            return True
    return False


def _complete(method: str, operation: dict[str, Any], *, takes_version: bool) -> None:
    answers = operation["responses"]
    statuses = (*ALWAYS, *(OF_ACTS if method == "post" else ()))
    statuses += OF_VERSIONED if takes_version else ()
    for status in statuses:
        answers[str(status)] = {
            "description": responses.get(status, ""),
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for status in (429, 503):
        answers[str(status)]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    parameters = operation.setdefault("parameters", [])
    form = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
    fields = form.get("schema", {}).get("properties", {})
    for written in (*(parameter["schema"] for parameter in parameters), *fields.values()):
        _without_null(written)
    if method == "get":
        etag = {"ETag": {"schema": {"type": "string"}}}
        answers["304"] = {"description": responses[304], "headers": etag}
        answers["200"]["headers"] = etag
        parameters.append(
            _header("If-None-Match", "The ETag of an earlier answer; 304 if it still holds.")
        )
    else:
        for done in ("200", "201", "202"):
            if done in answers:
                replayed = {"schema": {"type": "string", "enum": ["true"]}}
                answers[done]["headers"] = {REPLAYED: replayed}
        parameters.append(
            _header(
                KEY,
                "The call's own name, of your choice: sent again, it is answered as before.",
                pattern=r"^[A-Za-z0-9_.:~-]+$",
                minLength=1,
                maxLength=KEY_LENGTH,
            )
        )
    if takes_version:
        parameters.append(
            _header(
                MATCH,
                "The ETag of the row as it was read, or its version in quotes; 412 if it changed.",
                pattern=FORM,
            )
        )
    answers |= dict(sorted(answers.items()))


def _header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _without_null(schema: dict[str, Any]) -> None:
    """Say of what may be left out only that: neither an address nor a form can spell null."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema.update(kinds[0])
    schema.pop("default", None) if schema.get("default") is None else None
