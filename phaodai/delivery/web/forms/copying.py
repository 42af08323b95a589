"""A form for another disease, from one that is there: choose, tick, begin."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import figures
from phaodai.delivery.web.forms.parts import Raw
from phaodai.delivery.web.reports.words import said
from phaodai.engines.forms.copying import copied, follows
from phaodai.indicators import queries as indicators
from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.operations import sketches
from phaodai.registers.reports.queries import forms
from phaodai.registers.reports.queries.forms import VersionRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.folding import fold


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_PROPOSE)
def copy(request: ActorRequest, form: str) -> HttpResponse:
    """Take a form over for another disease, in three steps that one may go back through."""
    row = _latest(request, form)
    asked = request.POST if request.method == "POST" else request.GET
    names = figures.diseases(request.actor)
    disease = asked.get("disease", "")
    context: dict[str, Any] = {"code": form, "title": said(row.form.title), "row": row}
    if disease not in names or not disease:
        theirs = {each.binding.disease for each in row.form.fields() if each.binding}
        context |= {
            "step": 1,
            "diseases": [(k, v) for k, v in names.items() if k and k not in theirs],
            "notice": _("Chọn một bệnh trong danh sách.") if disease else "",
        }
        return render(request, "forms/copy.html", context)
    ticked = asked.getlist("field") if "step" in asked else [*follows(row.form)]
    context |= {"disease": disease, "disease_name": names[disease], "step": 2}
    if asked.get("step") != "3":
        context["sections"] = _ticks(row, ticked)
        return render(request, "forms/copy.html", context)
    both = {each.code: each for each in indicators.get_diseases(actor=request.actor)}[disease]
    code = asked.get("code", "").strip() or _code(form, row, disease)
    titles = {
        "vi": asked.get("title_vi", "").strip() or f"{row.form.title.vi} – {both.label_vi}",
        "en": asked.get("title_en", "").strip() or f"{row.form.title.en} – {both.label_en}",
    }
    made = copied(row.form, code=code, title=titles, disease=disease, keep=ticked)
    context |= {
        "step": 3,
        "new_code": code,
        "titles": titles,
        "ticked": ticked,
        "n_fields": sum(len(each["fields"]) for each in made["sections"]),
        "n_rules": len(made["rules"]),
        "dropped": [each.code for each in row.form.rules if each.code not in _codes(made)],
        "notice": "" if ticked else _("Chưa chọn ô nào. Quay lại bước 2 và chọn ít nhất một ô."),
    }
    if request.method == "POST" and asked.get("do") == "begin" and ticked:
        try:
            ref = sketches.begin_new(actor=request.actor, data=made, now=clock.now())
        except Refused as error:
            text = said(error)
            context["notice"] = f"{text[:1].upper()}{text[1:]}."
            return render(request, "forms/copy.html", context, status=422)
        return HttpResponseRedirect(reverse("forms:sketch", args=[ref]))
    return render(request, "forms/copy.html", context)


def _latest(request: ActorRequest, form: str) -> VersionRow:
    try:
        rows = forms.get_versions(actor=request.actor, on=clock.today(), code=form)
    except forms.UnknownForm as error:
        raise Http404 from error
    approved = [row for row in rows if row.first_day is not None]
    return (approved or rows)[-1]


def _ticks(row: VersionRow, ticked: Collection[str]) -> list[dict[str, Any]]:
    return [
        {
            "title": said(section.title),
            "fields": [
                {
                    "code": each.code,
                    "label": said(each.label),
                    "is_ticked": each.code in ticked,
                    "disease": each.binding.disease if each.binding else "",
                    "is_bound": each.binding is not None,
                }
                for each in section.fields
            ],
        }
        for section in row.form.sections
    ]


def _code(form: str, row: VersionRow, disease: str) -> str:
    plain = fold(disease).replace(" ", "-")
    return f"{plain}-{row.form.schedule.cadence.value}-{form.rpartition('-')[2]}"[:40]


def _codes(made: Raw) -> set[str]:
    return {rule["code"] for rule in made["rules"]}
