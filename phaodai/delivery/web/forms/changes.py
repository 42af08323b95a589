"""What a new version changes, what that means, and what it would have said of old reports."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import words
from phaodai.delivery.web.forms.sketching import find_sketch, frame
from phaodai.delivery.web.reports.words import language, said
from phaodai.engines.forms.comparing import Subject, Verb, compare
from phaodai.engines.forms.definition import Binding, Form
from phaodai.engines.forms.effects import meaning as meaning_of
from phaodai.engines.forms.explaining import explain_rule, labels_of
from phaodai.engines.forms.wordings import WORDINGS
from phaodai.indicators import queries as indicators
from phaodai.registers.reports.queries import forms
from phaodai.registers.reports.queries.sketches import get_effects
from phaodai.registers.reports.queries.trials import MOST, Hit, try_out
from phaodai.vocabulary.access import Actor, Permission

SIZES = (50, 100, MOST)  # reports that a trial may look at


@require_safe
@requires(Permission.FORMS_PROPOSE)
def of_sketch(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show what a sketch changes and means, before it is proposed."""
    row = find_sketch(request, ref)
    context = frame(row)
    if row.form is not None:
        old = row.base.form if row.base else None
        context |= {
            "edits": sentences(old, row.form) if old else None,
            "newer_edits": sentences(old, row.newer.form) if row.newer and old else [],
        } | meaning(request.actor, old, row.form, clock.today() + timedelta(days=1))
    return render(request, "forms/changes.html", context)


@require_safe
@requires(Permission.FORMS_PROPOSE)
def trial_of_sketch(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Try a sketch on reports that were filed."""
    row = find_sketch(request, ref)
    context = frame(row) | {"back": reverse("forms:sketch", args=[ref])}
    if row.form is None:
        return render(request, "forms/trial.html", context, status=422)
    return render(request, "forms/trial.html", context | _trial(request, row.form))


@require_safe
@requires(Permission.FORMS_VIEW)
def trial_of_version(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Try a version on reports that were filed."""
    try:
        row = forms.get_version(actor=request.actor, code=form, on=clock.today(), number=number)
    except forms.UnknownForm as error:
        raise Http404 from error
    context = {
        "title": said(row.form.title),
        "back": reverse("forms:version", args=[form, number]),
    }
    return render(request, "forms/trial.html", context | _trial(request, row.form))


def sentences(old: Form, new: Form) -> list[dict[str, Any]]:
    """Return what differs, as sentences under the part that they are about."""
    groups: dict[Subject, list[tuple[Verb, str]]] = {}
    for edit in compare(old, new):
        groups.setdefault(edit.subject, []).append((edit.verb, words.edit_words(edit)))
    headings = {
        Subject.FORM: _("Mẫu, người nộp, thời hạn"),
        Subject.SECTION: _("Các phần"),
        Subject.FIELD: _("Các ô"),
        Subject.RULE: _("Quy tắc"),
    }
    return [{"heading": headings[each], "lines": lines} for each, lines in groups.items()]


def meaning(actor: Actor, old: Form | None, new: Form, first_day: date) -> dict[str, Any]:
    """Return what follows from a version, for pages."""
    found, labels = meaning_of(old, new), labels_of(new)
    effects = get_effects(actor=actor, form=new, on=first_day)
    names = _names(actor)
    return {
        "silent": [_figure(each, names) for each in found.silent],
        "stated": [_figure(each, names) for each in found.stated] if old else [],
        "unfilled": [said(each.label) for each in found.unfilled] if old else [],
        "blind": [said(explain_rule(each, labels)) for each in found.blind] if old else [],
        "wanted": [said(each.label) for each in found.wanted] if old else [],
        "effects": effects,
        "elsewhere": [
            (code, [_figure(each, names) for each in sorted(both, key=str)])
            for code, both in effects.asked_elsewhere.items()
        ],
        "is_first": old is None,
    }


def _trial(request: ActorRequest, form: Form) -> dict[str, Any]:
    asked = request.GET.get("n", "")
    size = int(asked) if asked in map(str, SIZES) else SIZES[1]
    found = try_out(actor=request.actor, form=form, most=size)
    return {
        "trial": found,
        "sizes": [(each, each == size) for each in SIZES],
        "hits": [_hit(form, each) for each in found.hits],
    }


def _hit(form: Form, hit: Hit) -> dict[str, Any]:
    labels = labels_of(form)
    rule = next((each for each in form.rules if each.code == hit.rule), None)
    if rule is not None:
        text = said(explain_rule(rule, labels))
    elif hit.rule in WORDINGS:
        label = said(labels[hit.at]) if hit.at in labels else hit.at
        template = said(WORDINGS[hit.rule]).partition(".")[0]
        text = template.replace("{label}", label).replace("“{value}” ", "").replace("{value}", "…")
    else:
        text = _("quy tắc đã bỏ")
    return {"hit": hit, "text": text, "severity": words.SEVERITIES[hit.severity.value]}


def _names(actor: Actor) -> dict[str, str]:
    """Return indicators and diseases by code, in the language of the reader."""
    is_vi = language() == "vi"
    found = {
        row.entry.code: row.entry.label_vi if is_vi else row.entry.label_en
        for row in indicators.get_indicators(actor=actor)
    }
    for row in indicators.get_diseases(actor=actor):
        found[f"disease {row.code}"] = row.label_vi if is_vi else row.label_en
    return found


def _figure(binding: Binding, names: dict[str, str]) -> str:
    parts: Sequence[str] = (
        names.get(binding.indicator, binding.indicator),
        names.get(f"disease {binding.disease}", "") if binding.disease else "",
        binding.stratum,
    )
    return " · ".join(filter(None, parts))
