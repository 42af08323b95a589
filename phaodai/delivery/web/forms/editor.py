"""One part of a sketch: typed, saved as it stands, with what is wrong beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import figures, parts, tree, words
from phaodai.delivery.web.forms.editing import (
    FieldForm,
    GeneralForm,
    PartForm,
    RuleForm,
    SectionForm,
)
from phaodai.delivery.web.forms.parts import Raw
from phaodai.delivery.web.forms.sketching import find_sketch, frame, save
from phaodai.delivery.web.forms.tree import NoPlace, Place
from phaodai.delivery.web.reports.words import language, said
from phaodai.engines.forms.definition import Form, Rule
from phaodai.engines.forms.explaining import explain, explain_rule
from phaodai.engines.forms.expressions import Compare, Usual
from phaodai.engines.forms.tables import Fault
from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.operations.sketches import Outdated
from phaodai.registers.reports.queries.sketches import SketchRow, judge
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.bodies import CATALOGUE as BODIES


@dataclass(frozen=True, slots=True)
class Editor:
    """How one kind of part is shown and taken."""

    template: str
    shown: Callable[[Mapping[str, Any]], dict[str, str]]
    typed: Callable[[parts.Typed, Raw], Raw]


EDITORS: Mapping[str, Editor] = {
    "section": Editor("forms/section.html", parts.section_shown, parts.section_typed),
    "field": Editor("forms/field.html", parts.field_shown, parts.field_typed),
    "rule": Editor("forms/rule.html", parts.rule_shown, parts.rule_typed),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_PROPOSE)
def general(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show and take title, filer and schedule."""
    row = find_sketch(request, ref)
    typed, notice, status = parts.general_shown(row.data), "", 200
    if request.method == "POST":
        typed = _posted(request, typed)
        try:
            save(request, row, parts.general_typed(typed, dict(row.data)), "general")
        except Refused as error:
            row = find_sketch(request, ref)
            notice, status = _because(error)
        else:
            return HttpResponseRedirect(_next(request, row, reverse("forms:general", args=[ref])))
    bodies = sorted(((code, words.body_words(code)) for code in BODIES), key=lambda each: each[1])
    form = GeneralForm(typed, body=dict(bodies))
    form.put(_of_form(row))
    heading = _("Tên, ai nộp, giờ chốt")
    context = frame(row) | {"form": form, "notice": notice, "heading": heading}
    return render(request, "forms/general.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_PROPOSE)
def part(request: ActorRequest, ref: UUID, place: str) -> HttpResponse:
    """Show and take a section, a field or a rule; the place after the last one adds one."""
    row = find_sketch(request, ref)
    try:
        at = tree.read_place(place)
        rows = tree.rows_of(dict(row.data), at)
    except NoPlace as error:
        raise Http404 from error
    if at.at > len(rows):
        raise Http404
    raw = rows[at.at] if at.at < len(rows) else None
    editor = EDITORS[at.kind]
    if request.method != "POST":
        typed = editor.shown(raw or _blank(row, at, request.GET.get("at", "")))
        return _page(request, row, at, typed, is_new=raw is None)
    typed = _posted(request, editor.shown(raw or {}))
    typed = figures.take(request, typed) if at.kind == "field" else typed
    if request.POST.get("do") == "find":
        return _page(request, row, at, typed, is_new=raw is None, finds=True)
    data, at = _taken(row, at, raw, typed, request.POST.get("section", ""))
    try:
        save(request, row, data, at.name)
    except Refused as error:
        notice, status = _because(error)
        fresh = find_sketch(request, ref)
        return _page(request, fresh, at, typed, notice=notice, status=status, is_new=raw is None)
    here = reverse("forms:part", args=[ref, at.name])
    return HttpResponseRedirect(_next(request, row, here, at))


def _taken(
    row: SketchRow, at: Place, raw: Raw | None, typed: dict[str, str], to: str
) -> tuple[Raw, Place]:
    """Return the sketch with what was typed, and where it stands."""
    if at.kind == "rule":
        typed = _with_words(row, typed)
    made = EDITORS[at.kind].typed(typed, raw or {})
    data = tree.put(dict(row.data), at, made)
    if raw is not None and at.kind == "field":
        old, new = raw.get("code"), made["code"]
        others = [f for s in row.data["sections"] for f in s.get("fields", []) if f is not raw]
        if old and new and old != new and all(each.get("code") != old for each in others):
            parts.rename(data, str(old), new)
    target = int(to) if to.isascii() and to.isdecimal() and len(to) < 5 else at.section
    if at.kind == "field" and target != at.section and target < len(data["sections"]):
        moved = tree.find(data, at)
        data = tree.remove(data, at)
        at = Place("field", len(data["sections"][target].setdefault("fields", [])), target)
        data = tree.put(data, at, moved)
    return data, at


def _page(
    request: ActorRequest,
    row: SketchRow,
    at: Place,
    typed: dict[str, str],
    *,
    notice: str = "",
    status: int = 200,
    is_new: bool = False,
    finds: bool = False,
) -> HttpResponse:
    more: dict[str, Any] = {}
    form: PartForm
    if at.kind == "section":
        form = SectionForm(typed)
    elif at.kind == "field":
        form = FieldForm(typed, disease=figures.diseases(request.actor))
        more = figures.about(request.actor, typed, finds=finds)
        more["sections"] = [
            (s, parts.title_of(each, "title", language()), s == at.section)
            for s, each in enumerate(row.data.get("sections", []))
        ]
    else:
        form = RuleForm(typed)
        more = {"said": _said(row, at, typed)}
    if not is_new or request.method == "POST":
        form.put(_of_part(row, at, typed))
    context = frame(row) | more | {
        "form": form,
        "place": at.name,
        "is_new": is_new,
        "notice": notice,
        "codes": _codes(row),
        "heading": _heading(at.kind, is_new=is_new),
    }  # fmt: skip
    return render(request, EDITORS[at.kind].template, context, status=status)


def _of_form(row: SketchRow) -> list[Fault]:
    names = ("title", "filer", "schedule")
    return [each for each in row.faults if each.key.startswith(names)]


def _of_part(row: SketchRow, at: Place, typed: dict[str, str]) -> list[Fault]:
    """Return the faults of a part as it is typed, their keys beginning at it."""
    raws = tree.rows_of(dict(row.data), at)
    raw = raws[at.at] if at.at < len(raws) else {}
    data = tree.put(dict(row.data), at, EDITORS[at.kind].typed(typed, raw))
    _form, faults = judge(data)
    placed = ((tree.place_of_fault(each.key, data), each) for each in faults)
    return [replace(each, key=rest) for (place, rest), each in placed if place == at]


def _said(row: SketchRow, at: Place, typed: dict[str, str]) -> str:
    """Return a rule as it is typed in words; "" while it is none."""
    rule, form = _rule_typed(row, typed)
    if rule is None or form is None:
        return ""
    return said(explain_rule(rule, {each.code: each.label for each in form.fields()}))


def _rule_typed(row: SketchRow, typed: dict[str, str]) -> tuple[Rule | None, Form | None]:
    """Read a rule as it is typed, by the fields of the sketch."""
    made = parts.rule_typed(typed, {})
    made |= {"code": "typed", "text": {"vi": "-", "en": "-"}}
    first = next((code for code, _label in _codes(row)), "")
    made["at"] = made["at"] or first
    form, _faults = judge({**row.data, "rules": [made]})
    return (form.rules[0], form) if form is not None else (None, None)


def _with_words(row: SketchRow, typed: dict[str, str]) -> dict[str, str]:
    """Write the sentence of a rule that has none yet."""
    if typed["text_vi"].strip() or typed["text_en"].strip():
        return typed
    rule, form = _rule_typed(row, typed)
    if rule is None or form is None:
        return typed
    labels = {each.code: each.label for each in form.fields()}
    match rule.expect:
        case Compare(_how, left, right):
            sides = explain(left, labels), explain(right, labels)
            vi = f"{sides[0].vi} là {{left}}, còn {sides[1].vi} là {{right}}. Kiểm tra lại."
            en = f"{sides[0].en} is {{left}}, but {sides[1].en} is {{right}}. Look again."
        case Usual(name):
            vi = f"“{labels[name].vi}” {{value}} khác thường: mọi khi từ {{low}} đến {{high}}."
            en = f"“{labels[name].en}” {{value}} is unusual: mostly {{low}} to {{high}}."
            vi, en = f"{vi} Kiểm tra lại, hoặc ghi lý do.", f"{en} Look again, or say why."
        case _:
            text = explain_rule(rule, labels)
            vi, en = f"Cần: {text.vi} Sửa lại ô này.", f"Wanted: {text.en} Mend this field."
    return {**typed, "text_vi": vi[:500], "text_en": en[:500]}


def _blank(row: SketchRow, at: Place, field: str) -> Raw:
    """Return what a new part begins with."""
    code = tree.new_code(dict(row.data), at.kind)
    match at.kind:
        case "section":
            return {"code": code, "fields": []}
        case "field":
            return {"code": code, "kind": "count", "source": "typed", "disease": _disease(row)}
        case _:
            return {
                "code": code,
                "severity": "error",
                "at": field,
                "expect": {"equal": [field, ""]},
            }


def _disease(row: SketchRow) -> str:
    """Return the disease that most fields of a sketch are about."""
    said_of = [
        str(field["disease"])
        for section in row.data.get("sections", [])
        for field in section.get("fields", [])
        if field.get("disease")
    ]
    return max(said_of, key=said_of.count, default="")


def _codes(row: SketchRow) -> list[tuple[str, str]]:
    return [
        (str(field.get("code", "")), parts.title_of(field, "label", language()))
        for section in row.data.get("sections", [])
        for field in section.get("fields", [])
    ]


def _posted(request: ActorRequest, names: Iterable[str]) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names}


def _because(error: Refused) -> tuple[str, int]:
    text = said(error)
    status = 409 if isinstance(error, Outdated) else 422
    return f"{text[:1].upper()}{text[1:]}.", status


def _next(request: ActorRequest, row: SketchRow, here: str, at: Place | None = None) -> str:
    """Return where one goes from a save: on editing, to the next new part, or back to the tree."""
    match request.POST.get("do"):
        case "done":
            return reverse("forms:sketch", args=[row.ref]) + (f"#{at.name}" if at else "")
        case "more" if at is not None:
            following = replace(at, at=len(tree.rows_of(dict(row.data), at)) + 1)
            if at.at < following.at - 1:
                following = replace(at, at=following.at - 1)
            return reverse("forms:part", args=[row.ref, following.name])
        case _:
            return here


def _heading(kind: str, *, is_new: bool) -> str:
    match kind:
        case "section":
            return _("Thêm phần") if is_new else _("Sửa phần")
        case "field":
            return _("Thêm ô") if is_new else _("Sửa ô")
        case _:
            return _("Thêm quy tắc") if is_new else _("Sửa quy tắc")
