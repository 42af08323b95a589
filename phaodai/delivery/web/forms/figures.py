"""The indicator that a field states: found by words, with its unit and its parts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports.words import language
from phaodai.engines.forms.loading import SOURCE, STATES
from phaodai.indicators import queries
from phaodai.indicators.queries import IndicatorRow
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold

MOST = 12  # indicators that a search shows
KINDS = {kind: field.value for field, kind in STATES.items()}  # of an indicator -> of a field


@require_safe
@requires(Permission.FORMS_PROPOSE)
def search(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the indicators that words find, as part of a page."""
    found = find(request.actor, request.GET.get("q", ""))
    return render(request, "forms/_found.html", {"found": found})


def find(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Return the indicators that a field can state and that have all the words, best first."""
    wanted = fold(text[:100]).split()
    scored = []
    for row in queries.get_indicators(actor=actor):
        entry = row.entry
        if entry.kind not in KINDS or not entry.may_be_published_by(SOURCE):
            continue
        names = fold(f"{entry.code} {entry.label_vi} {entry.label_en}")
        rest = fold(f"{entry.definition_vi} {entry.definition_en}")
        if all(word in names or word in rest for word in wanted):
            scored.append((sum(word not in names for word in wanted), len(names), row))
    return [_shown(row) for _n, _length, row in sorted(scored, key=lambda each: each[:2])[:MOST]]


def take(request: ActorRequest, typed: dict[str, str]) -> dict[str, str]:
    """Return the fields with the indicator that was picked of those found, and its kind."""
    code = request.POST.get("take", "")
    row = _row(request.actor, code) if code else None
    if row is None:
        return typed
    return {**typed, "indicator": code, "kind": KINDS.get(row.entry.kind, typed["kind"]),
            "stratum": ""}  # fmt: skip


def about(actor: Actor, typed: Mapping[str, str], *, finds: bool) -> dict[str, Any]:
    """Return what a page says of the indicator that is typed, and what a search finds."""
    row = _row(actor, typed["indicator"].strip())
    strata = sorted({each for part in row.entry.strata for each in part.strata}) if row else []
    return {
        "figure": _shown(row) if row else None,
        "strata": strata,
        "finds": finds,
        "found": find(actor, typed["indicator"]) if finds else [],
    }


def diseases(actor: Actor) -> dict[str, str]:
    """Return diseases by code with their names."""
    return {
        row.code: row.label_vi if language() == "vi" else row.label_en
        for row in queries.get_diseases(actor=actor)
    }


def _row(actor: Actor, code: str) -> IndicatorRow | None:
    rows = (row for row in queries.get_indicators(actor=actor) if row.entry.code == code)
    return next(rows, None)


def _shown(row: IndicatorRow) -> dict[str, Any]:
    entry, is_vi = row.entry, language() == "vi"
    return {
        "code": entry.code,
        "label": entry.label_vi if is_vi else entry.label_en,
        "definition": entry.definition_vi if is_vi else entry.definition_en,
        "measure": entry.measure_vi if is_vi else entry.measure_en,
        "source": entry.source,
        "is_local": row.is_local,
    }
