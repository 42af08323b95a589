"""One edition, what changed since another, a figure down to its revisions, what was known when."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.compiled import main_fields, write_amount
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions import rows
from phaodai.delivery.web.editions.forms import KnownForm, ReasonForm, UnlockForm
from phaodai.delivery.web.editions.words import ACTS
from phaodai.delivery.web.reports import words
from phaodai.engines.forms.schedule import HERE
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.queries.arrivals import arrivals_since
from phaodai.registers.reports.queries.editions import (
    Compilation,
    as_known,
    changes_between,
    get_edition,
    list_editions,
)
from phaodai.registers.reports.queries.papers import list_papers
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

NAMED = 15  # silent units in the sentence above the table, which has all of them


@require_safe
@requires(Permission.REPORTS_VIEW)
def edition(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show an edition with all that it cites."""
    return show(request, find(request, ref))


def find(request: ActorRequest, ref: UUID) -> Compilation:
    """Return an edition.

    Raises:
        Http404: There is none in sight.
    """
    try:
        return get_edition(actor=request.actor, edition=ref, now=clock.now())
    except NotFound as error:
        raise Http404 from error


def show(
    request: ActorRequest, found: Compilation, forms: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Render an edition; `forms` hold what somebody typed that cannot be taken."""
    context = _context(request, found) | {"return_form": ReasonForm(), "unlock_form": UnlockForm()}
    row = found.edition
    if row is not None:
        others = list_editions(actor=request.actor, body=row.body, form=row.form, day=row.day)
        context["others"] = [
            (other, others[at + 1] if at + 1 < len(others) else None)
            for at, other in enumerate(others)
        ]
        context["papers"] = list_papers(actor=request.actor, edition=row.edition)
        context["body"] = row.body
        context["is_mine"] = any(
            post.body == row.body for post in request.actor.posts_for(Permission.REPORTS_COMPILE)
        )
        if row.is_latest:
            context["arrivals"] = arrivals_since(
                actor=request.actor, edition=row.edition, now=clock.now()
            )
    status = 422 if forms else 200
    return render(request, "editions/edition.html", context | dict(forms or {}), status=status)


@require_safe
@requires(Permission.REPORTS_VIEW)
def known(request: ActorRequest) -> HttpResponse:
    """Show what was known at a moment; nothing is kept."""
    form = KnownForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    try:
        found = as_known(
            actor=request.actor,
            body=BodyRef(asked["body"]),
            form=asked["form"],
            day=asked["day"],
            moment=asked["at"],
        )
    except NotFound as error:
        raise Http404 from error
    context = _context(request, found) | {"body": asked["body"]}
    return render(request, "editions/edition.html", context)


@require_safe
@requires(Permission.REPORTS_VIEW)
def changes(request: ActorRequest, ref: UUID, before: UUID) -> HttpResponse:
    """Show line by line what changed from one edition to another."""
    new, old = find(request, ref), find(request, before)
    try:
        lines = changes_between(actor=request.actor, before=before, after=ref)
    except NotFound as error:
        raise Http404 from error
    context = {
        "new": new,
        "old": old,
        "title": words.said(new.form.title),
        "groups": rows.change_groups(new.form, lines),
    }
    return render(request, "editions/changes.html", context)


@require_safe
@requires(Permission.REPORTS_VIEW)
def drill(request: ActorRequest, ref: UUID, field: str) -> HttpResponse:
    """Show one figure of an edition, unit by unit, down to the revisions that it adds."""
    found = find(request, ref)
    asked = next((each for each in rows.summed(found.form) if each.code == field), None)
    if asked is None:
        raise Http404
    one = found.sums.get(field)
    parts = Paginator(found.parts, rows.PAGE).get_page(request.GET.get("page"))
    context = _about(found) | {
        "label": words.said(asked.label),
        "help": words.said(asked.help) if asked.help else "",
        "total": write_amount(one.amount) if one is not None and one.n else "",
        "one": one,
        "lines": [(part, rows.of_part(part.sums, field)) for part in parts],
        "page": parts,
        "field": asked,
    }
    return render(request, "editions/drill.html", context)


def _about(found: Compilation) -> dict[str, Any]:
    return {"found": found, "row": found.edition, "title": words.said(found.form.title)}


def _context(request: ActorRequest, found: Compilation) -> dict[str, Any]:
    page = rows.units_page(found, request.GET.get("page"))
    return _about(found) | {
        "due_at": found.form.schedule.due_at(found.day),
        "sections": rows.figure_sections(found),
        "fields": [words.said(each.label) for each in main_fields(found.form)],
        "page": page,
        "units": rows.unit_rows(found.form, page),
        "names_missing": ", ".join(part.unit_name for part in found.missing[:NAMED]),
        "n_unnamed": max(0, len(found.missing) - NAMED),
        "vouchers": [(ACTS[each.act], each) for each in found.vouchers],
        "at": found.as_of.astimezone(HERE).strftime("%Y-%m-%dT%H:%M"),
    }
