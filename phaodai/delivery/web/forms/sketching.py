"""What all pages of the editor share: the sketch of an address, saving, going back."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.forms import words
from phaodai.delivery.web.forms.parts import Raw, title_of
from phaodai.delivery.web.forms.tree import Place, place_of_fault
from phaodai.delivery.web.reports.words import language, said
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations import sketches
from phaodai.registers.reports.queries.sketches import SketchRow, get_sketch

MOST_FAULTS = 50  # that a page lists


def find_sketch(request: ActorRequest, ref: UUID) -> SketchRow:
    """Return a sketch of the reader's.

    Raises:
        Http404: He has none.
    """
    try:
        return get_sketch(actor=request.actor, sketch=ref)
    except NotFound as error:
        raise Http404 from error


def revision_of(request: ActorRequest) -> int:
    """Return on which revision a form was built; 0 where it says none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def save(request: ActorRequest, row: SketchRow, data: Raw, changed: str) -> int:
    """Save a sketch; refused as the operation refuses."""
    return sketches.save(
        actor=request.actor,
        sketch=row.ref,
        revision=revision_of(request),
        data=data,
        changed=changed,
        now=clock.now(),
    )


def to_sketch(ref: UUID, place: Place | None = None) -> HttpResponseRedirect:
    """Go to the tree, at a part of it."""
    anchor = f"#{place.name}" if place else ""
    return HttpResponseRedirect(reverse("forms:sketch", args=[ref]) + anchor)


def refused(request: ActorRequest, ref: UUID, error: Any) -> HttpResponse:
    """Say on the next page why an act was refused."""
    text = said(error)
    messages.error(request, f"{text[:1].upper()}{text[1:]}.")
    return to_sketch(ref)


def frame(row: SketchRow) -> dict[str, Any]:
    """Return what every page of the editor says."""
    return {
        "sketch": row,
        "title": title_of(row.data, "title", language()) or row.code,
        "faults": fault_lines(row),
        "n_faults": len(row.faults),
    }


def fault_lines(row: SketchRow) -> list[dict[str, str]]:
    """Return faults as sentences, each with the address at which it is mended."""
    return [_line(row, each.key, said(each)) for each in row.faults[:MOST_FAULTS]]


def _line(row: SketchRow, key: str, text: str) -> dict[str, str]:
    if row.is_source_broken:
        return {"where": key, "text": text, "url": reverse("forms:source", args=[row.ref])}
    place, rest = place_of_fault(key, dict(row.data))
    if place is None:
        url = reverse("forms:general", args=[row.ref])
        if rest.startswith(("sections", "rules")):
            url = reverse("forms:sketch", args=[row.ref])
        return {"where": _key(rest) or _("Mẫu"), "text": text, "url": url}
    url = reverse("forms:part", args=[row.ref, place.name])
    where = ", ".join(filter(None, (_where(row, place), _key(rest))))
    return {"where": where, "text": text, "url": url}


def _key(rest: str) -> str:
    """Return what a key is called, or the key where it has no name."""
    plain = re.sub(r"\[\d+\]", "", rest)
    last = plain.rpartition(".")[2]
    for name in (plain.replace(".", "_"), last, plain.partition(".")[0]):
        if name in words.ASPECTS:
            return str(words.ASPECTS[name])
    return rest


def _where(row: SketchRow, place: Place) -> str:
    sections: list[Any] = row.data.get("sections", [])
    match place.kind:
        case "section":
            return _("Phần “%(name)s”") % {"name": _named(sections, place.at, "title")}
        case "field":
            fields = sections[place.section].get("fields", [])
            return _("Ô “%(name)s”") % {"name": _named(fields, place.at, "label")}
        case _:
            rules: list[Any] = row.data.get("rules", [])
            return _("Quy tắc “%(name)s”") % {"name": rules[place.at].get("code", place.at + 1)}


def _named(rows: list[Any], at: int, key: str) -> str:
    return title_of(rows[at], key, language()) or str(at + 1)
