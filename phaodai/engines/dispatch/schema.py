"""The JSON Schema of a reading, as the contract states it."""

from __future__ import annotations

from typing import Any, Final

from phaodai.engines.dispatch.warnings import CODES

_SPAN: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "minItems": 2,
    "maxItems": 2,
}
_NULL_SPAN: Final[dict[str, Any]] = {"anyOf": [_SPAN, {"type": "null"}]}
_TEXT: Final[dict[str, Any]] = {"type": "string"}
_NULL_TEXT: Final[dict[str, Any]] = {"type": ["string", "null"]}
_TEXTS: Final[dict[str, Any]] = {"type": "array", "items": _TEXT}
_SHARE: Final[dict[str, Any]] = {"type": "number", "minimum": 0, "maximum": 1}
_DAY: Final[dict[str, Any]] = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_DATE: Final[dict[str, Any]] = _object(
    value={"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    precision={"enum": ["day", "month", "year", "none"]},
)
_CITED: Final[dict[str, Any]] = _object(
    type=_NULL_TEXT, number=_NULL_TEXT, symbol=_NULL_TEXT, date=_DATE, issuer=_NULL_TEXT
)
_PARTY: Final[dict[str, Any]] = _object(
    text=_TEXT, span=_SPAN, by={"enum": ["clause", "parent", "addressees"]}
)

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Reading of an administrative document",
    **_object(
        text=_TEXT,
        document=_object(
            type=_NULL_TEXT,
            number=_NULL_TEXT,
            symbol=_NULL_TEXT,
            issuer=_NULL_TEXT,
            parent_issuer=_NULL_TEXT,
            place=_NULL_TEXT,
            date=_DATE,
            urgency={"enum": ["", "khẩn", "thượng khẩn", "hỏa tốc"]},
            subject=_NULL_TEXT,
            addressees=_TEXTS,
            recipients=_TEXTS,
            carries_out=_list(_CITED),
            bases=_list(_CITED),
            references=_list(_CITED),
            replaces=_list(_CITED),
            amends=_list(_CITED),
            reports_on=_list(_CITED),
            enclosures=_TEXTS,
            signer=_object(
                authority=_list({"enum": ["TM.", "KT.", "TL.", "TUQ.", "Q."]}),
                post=_NULL_TEXT,
                name=_NULL_TEXT,
            ),
            evidence={
                "type": "object",
                "propertyNames": {"pattern": "^/"},
                "additionalProperties": _object(
                    span=_NULL_SPAN,
                    confidence=_SHARE,
                    inferred={"type": "boolean"},
                    raw=_NULL_TEXT,
                ),
            },
        ),
        clauses=_list(_object(path=_TEXT, span=_SPAN, heading=_NULL_TEXT)),
        obligations=_list(
            _object(
                clause=_NULL_TEXT,
                span=_SPAN,
                text=_TEXT,
                lead=_list(_PARTY),
                coordinate=_list(_PARTY),
                accountable=_list(_PARTY),
                scope=_list(
                    _object(
                        level={
                            "enum": [
                                "province", "district", "commune", "hamlet", "agency", "people",
                            ]
                        },
                        within=_NULL_TEXT,
                        text=_TEXT,
                    )
                ),
                due={
                    **_object(
                        kind={
                            "enum": [
                                "none", "standing", "immediate", "date", "recurring", "duration",
                                "event",
                            ]
                        },
                        date=_DAY,
                        time={"type": ["string", "null"], "pattern": r"^[0-2]\d:[0-5]\d$"},
                        rrule={"type": ["string", "null"], "pattern": "^FREQ="},
                        duration={"type": ["string", "null"], "pattern": "^P"},
                        working_days={"type": ["boolean", "null"]},
                        text=_NULL_TEXT,
                        span=_NULL_SPAN,
                    ),
                },
                targets=_list(
                    _object(
                        indicator=_TEXT,
                        disease=_NULL_TEXT,
                        stratum=_NULL_TEXT,
                        comparator={"enum": ["<", "<=", "=", ">=", ">"]},
                        value={"type": "number"},
                        unit=_TEXT,
                        by=_DAY,
                        span=_SPAN,
                    )
                ),
                confidence=_SHARE,
            )
        ),
        warnings=_list(_object(code={"enum": list(CODES)}, message=_TEXT, span=_NULL_SPAN)),
        reader=_object(name=_TEXT, version=_TEXT),
    ),
}  # fmt: skip
"""JSON Schema (draft 2020-12) of `Reading.as_dict()`."""

_DUE: Final[dict[str, Any]] = SCHEMA["properties"]["obligations"]["items"]["properties"]["due"]
_DUE["properties"] = {
    key: _DUE["properties"].get(key, _NULL_TEXT)
    for key in ("kind", "date", "time", "rrule", "duration", "working_days", "from", "text", "span")
}
_DUE["required"] = list(_DUE["properties"])
