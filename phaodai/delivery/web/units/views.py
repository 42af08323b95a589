"""Pages of the tree of units: as of any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.units.forms import AliasForm, DayFilter
from phaodai.delivery.web.units.labels import CHANGE_LABELS, LEVEL_LABELS
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import operations, policies, queries, rules
from phaodai.foundation.units.rows import SuccessionRow, UnitRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

FOUND = 60  # units that a search shows


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of a table with how many lie below it, by the word of their level."""

    unit: UnitRow
    counts: list[tuple[Promise | str, int]]


@dataclass(frozen=True, slots=True)
class Table:
    """Units of one place with counts of the levels that occur below them."""

    levels: list[Promise | str]
    lines: list[Line]
    sums: list[tuple[Promise | str, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """A succession with its words."""

    row: SuccessionRow
    percent: int | None
    change: Promise | str


@require_safe
@requires(Permission.UNITS_VIEW)
def list_units(request: ActorRequest) -> HttpResponse:
    """Show the provinces of a day with counts, or what a search finds."""
    form = DayFilter(request.GET)
    today = clock.today()
    on = form.day(today=request.view.on(today))
    text = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {"form": form, "on": on, "day": _day(on, today), "text": text}
    try:
        country = queries.country()
    except queries.UnknownUnit:
        return render(request, "units/empty.html", context)
    if text:
        context["found"] = queries.find_units(text, on=on, limit=FOUND)
        context["is_cut"] = len(context["found"]) == FOUND
    else:
        counts = queries.counts_on(on)
        counts.pop(UnitLevel.COUNTRY, None)
        context["table"] = _table(country.ref, on)
        context["counts"] = [(LEVEL_LABELS[lv], counts[lv]) for lv in UnitLevel if lv in counts]
    return render(request, "units/list.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.UNITS_VIEW)
def show_unit(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one unit: where it lies, what lies below it, what it was made of and became."""
    unit = _unit(ref)
    form = DayFilter(request.GET)
    today = clock.today()
    # A unit that has ended is shown as of its last day unless a day is asked for.
    latest = min(today, unit.valid_to) if unit.valid_to else max(today, unit.valid_from)
    on = form.day(today=request.view.on(latest))
    bodies = agencies.bodies_of(unit.ref, on=on)
    context = {
        "form": form,
        "unit": unit,
        "on": on,
        "day": _day(on, today),
        "exists": unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to),
        "is_start_known": unit.valid_from != rules.KNOWN_SINCE,
        "known_since": rules.KNOWN_SINCE,
        "level": LEVEL_LABELS[unit.level],
        "above": queries.ancestors_on(unit.ref, on),
        "table": _table(unit.ref, on),
        "parents": queries.parents_of(unit.ref),
        "predecessors": _steps(queries.predecessors(unit.ref)),
        "successors": _steps(queries.successors(unit.ref)),
        "aliases": queries.aliases_of(unit.ref),
        "bodies": bodies[:12],
        "n_bodies": len(bodies),
        "may_manage": policies.can_manage(request.actor, unit.path),
        "is_english": get_language() == "en",
    }
    return render(request, "units/unit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.UNITS_MANAGE)
def add_alias(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Let a unit answer to another wording."""
    unit = _unit(ref)
    policies.check_can_manage(request.actor, unit.path)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = operations.add_alias(
                actor=request.actor,
                now=clock.now(),
                unit=unit.ref,
                text=form.cleaned_data["text"],
            )
        except operations.UnsoundChange as refusal:
            form.add_error("text", refusal.vi if get_language() == "vi" else refusal.en)
        else:
            if is_new:
                messages.success(request, _("Đã thêm tên gọi."))
            else:
                messages.info(request, _("Đã có tên gọi này từ trước."))
            return redirect("units:unit", ref=ref)
    context = {"form": form, "unit": unit}
    return render(request, "units/alias.html", context, status=422 if form.errors else 200)


def _unit(ref: UUID) -> UnitRow:
    try:
        return queries.get_unit(UnitRef(ref))
    except queries.UnknownUnit as unknown:
        raise Http404 from unknown


def _day(on: date, today: date) -> str:
    """Return what links add so that the next page is of the same day."""
    return "" if on == today else f"?on={on.isoformat()}"


def _table(root: UnitRef, on: date) -> Table:
    children = queries.children_on(root, on)
    counts = queries.child_counts(root, on)
    levels = [level for level in UnitLevel if any(level in below for below in counts.values())]
    lines = []
    for child in children:
        below = counts.get(child.ref, {})
        lines.append(Line(child, [(LEVEL_LABELS[level], below.get(level, 0)) for level in levels]))
    sums = [
        (LEVEL_LABELS[level], sum(below.get(level, 0) for below in counts.values()))
        for level in levels
    ]
    return Table(levels=[LEVEL_LABELS[level] for level in levels], lines=lines, sums=sums)


def _steps(rows: Sequence[SuccessionRow]) -> list[Step]:
    return [
        Step(
            row=row,
            percent=None if row.share is None else round(row.share * 100),
            change=CHANGE_LABELS.get(row.reason, row.reason),
        )
        for row in rows
    ]
