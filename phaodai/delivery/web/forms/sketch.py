"""The tree of a sketch: its parts in order, moved and removed; the sketch as a whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import parts, tree, words
from phaodai.delivery.web.forms.sketching import (
    find_sketch,
    frame,
    refused,
    revision_of,
    save,
    to_sketch,
)
from phaodai.delivery.web.forms.tree import NoPlace, Place
from phaodai.delivery.web.reports.words import language, said
from phaodai.engines.forms.definition import Text
from phaodai.engines.forms.explaining import explain_rule
from phaodai.engines.forms.tables import BadForm
from phaodai.engines.forms.writing import write_toml
from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.operations import sketches
from phaodai.registers.reports.queries.sketches import SketchRow
from phaodai.vocabulary.access import Permission

STEPS = {"up": -1, "down": 1}


@require_safe
@requires(Permission.FORMS_PROPOSE)
def show(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the parts of a sketch in order, with what is wrong."""
    row = find_sketch(request, ref)
    return render(request, "forms/sketch.html", frame(row) | _tree(row))


@require_POST
@requires(Permission.FORMS_PROPOSE)
def arrange(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Move a part up or down, or remove it."""
    row = find_sketch(request, ref)
    act = next((each for each in ("up", "down", "remove") if each in request.POST), "")
    try:
        place = tree.read_place(request.POST.get(act, ""))
        if act == "remove":
            data, stands = tree.remove(dict(row.data), place), None
        else:
            data, stands = tree.move(dict(row.data), place, STEPS[act])
        save(request, row, data, f"{act} {place.name}")
    except NoPlace:
        return to_sketch(ref)
    except Refused as error:
        return refused(request, ref, error)
    if act == "remove":
        messages.success(request, _("Đã bỏ. Bấm “Hoàn tác” để lấy lại."))
    return to_sketch(ref, stands)


@require_POST
@requires(Permission.FORMS_PROPOSE)
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take the last save back."""
    row = find_sketch(request, ref)
    try:
        sketches.undo(
            actor=request.actor, sketch=row.ref, revision=revision_of(request), now=clock.now()
        )
    except Refused as error:
        return refused(request, ref, error)
    messages.success(request, _("Đã hoàn tác lần lưu cuối. Bấm lần nữa để làm lại."))
    return to_sketch(ref)


@require_POST
@requires(Permission.FORMS_PROPOSE)
def drop(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Throw a sketch away, once that was said twice."""
    row = find_sketch(request, ref)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Chưa bỏ: đánh dấu “Tôi muốn bỏ bản nháp này” rồi bấm lại."))
        return to_sketch(ref)
    sketches.drop(actor=request.actor, sketch=row.ref, now=clock.now())
    messages.success(request, _("Đã bỏ bản nháp."))
    return HttpResponseRedirect(reverse("forms:list"))


@require_POST
@requires(Permission.FORMS_PROPOSE)
def rebase(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Put the changes of a sketch on the version that was approved since."""
    row = find_sketch(request, ref)
    try:
        clashes = sketches.rebase(
            actor=request.actor, sketch=row.ref, revision=revision_of(request), now=clock.now()
        )
    except Refused as error:
        return refused(request, ref, error)
    messages.success(request, _("Đã đưa các thay đổi lên bản mới nhất. Xem lại rồi trình."))
    if clashes:
        said_of = ngettext(
            "%(n)d chỗ cả hai cùng sửa, giữ theo bản nháp: %(keys)s",
            "%(n)d chỗ cả hai cùng sửa, giữ theo bản nháp: %(keys)s",
            len(clashes),
        ) % {"n": len(clashes), "keys": ", ".join(clashes[:10])}
        messages.warning(request, said_of)
    return HttpResponseRedirect(reverse("forms:changes", args=[ref]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_PROPOSE)
def source(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the TOML of a sketch, or take it."""
    row = find_sketch(request, ref)
    text = row.source or write_toml(row.data)
    notice, status = "", 200
    if request.method == "POST":
        text = request.POST.get("source", "").replace("\r\n", "\n")
        wanted = "" if request.POST.get("do") == "drop" else text
        try:
            sketches.save_source(
                actor=request.actor,
                sketch=row.ref,
                revision=revision_of(request),
                source=wanted or write_toml(row.data),
                now=clock.now(),
            )
        except Refused as error:
            notice, status = said(error), 409 if isinstance(error, sketches.Outdated) else 422
            row = find_sketch(request, ref)
        else:
            return HttpResponseRedirect(reverse("forms:source", args=[ref]) + "?saved=1")
    context = frame(row) | {"text": text, "notice": notice, "is_saved": "saved" in request.GET}
    return render(request, "forms/source.html", context, status=status)


@require_POST
@requires(Permission.FORMS_PROPOSE)
def propose(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Ask for approval."""
    row = find_sketch(request, ref)
    try:
        sketches.propose(
            actor=request.actor, sketch=row.ref, revision=revision_of(request), now=clock.now()
        )
    except Refused as error:
        return refused(request, ref, error)
    except BadForm:
        messages.error(request, _("Chưa trình: bản nháp còn chỗ phải sửa, liệt kê dưới đây."))
        return to_sketch(ref)
    messages.success(request, _("Đã trình. Bản mới chỉ có hiệu lực khi một người khác phê duyệt."))
    return HttpResponseRedirect(reverse("forms:form", args=[row.code]))


def _tree(row: SketchRow) -> dict[str, Any]:
    faulty = {line["url"] for line in frame(row)["faults"]}
    ref = row.ref

    def url(place: Place) -> str:
        return reverse("forms:part", args=[ref, place.name])

    labels = _labels(row)
    sections: list[dict[str, Any]] = []
    raw_sections = row.data.get("sections", [])
    for s, section in enumerate(raw_sections):
        here = Place("section", s)
        fields = section.get("fields", [])
        sections.append(
            {
                "place": here.name,
                "url": url(here),
                "title": parts.title_of(section, "title", language()),
                "is_faulty": url(here) in faulty,
                "is_first": s == 0,
                "is_last": s == len(raw_sections) - 1,
                "add": Place("field", len(fields), s).name,
                "fields": [
                    {
                        "place": (at := Place("field", f, s)).name,
                        "url": url(at),
                        "label": parts.title_of(field, "label", language()),
                        "code": field.get("code", ""),
                        "kind": words.KINDS.get(str(field.get("kind")), field.get("kind", "")),
                        "source": words.SOURCES.get(str(field.get("source", "typed")), ""),
                        "figure": " ".join(
                            str(field[key])
                            for key in ("indicator", "disease", "stratum")
                            if field.get(key)
                        ),
                        "required": field.get("required"),
                        "is_faulty": url(at) in faulty,
                        "is_first": s == 0 and f == 0,
                        "is_last": s == len(raw_sections) - 1 and f == len(fields) - 1,
                    }
                    for f, field in enumerate(fields)
                ],
            }
        )
    rules = row.data.get("rules", [])
    return {
        "sections": sections,
        "n_fields": sum(len(each["fields"]) for each in sections),
        "add_section": Place("section", len(raw_sections)).name,
        "rules": [
            {
                "place": (at := Place("rule", r)).name,
                "url": url(at),
                "code": rule.get("code", ""),
                "severity": words.SEVERITIES.get(str(rule.get("severity")), ""),
                "said": labels.get(str(rule.get("code", "")), ""),
                "text": parts.title_of(rule, "text", language()),
                "is_faulty": url(at) in faulty,
                "is_first": r == 0,
                "is_last": r == len(rules) - 1,
            }
            for r, rule in enumerate(rules)
        ],
        "add_rule": Place("rule", len(rules)).name,
        "filer": words.filer_words(row.form.filer) if row.form else "",
        "schedule": words.schedule_words(row.form.schedule) if row.form else "",
        "general": parts.general_shown(row.data),
    }


def _labels(row: SketchRow) -> dict[str, str]:
    """Return rules in words, as far as the sketch is a form."""
    if row.form is None:
        return {}
    named: dict[str, Text] = {field.code: field.label for field in row.form.fields()}
    return {rule.code: said(explain_rule(rule, named)) for rule in row.form.rules}
