"""The rules: which are on, one rule tried against the past, proposals and decisions."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.decisions.discrepancies import policies, queries
from phaodai.decisions.discrepancies.errors import NotFound, Refused
from phaodai.decisions.discrepancies.operations import ruling
from phaodai.decisions.discrepancies.queries import RuleRow
from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.discrepancies import forms, words
from phaodai.delivery.web.tasks.amounts import is_english
from phaodai.engines.discrepancies.rules import Rule
from phaodai.foundation.accounts.people import people
from phaodai.foundation.units import queries as units
from phaodai.vocabulary.access import Permission

FIRST = 20  # findings of a trial that are shown


@require_safe
@requires(Permission.REPORTS_VIEW)
def rule_list(request: ActorRequest) -> HttpResponse:
    """List the rules, those that are off as well, and what waits for a decision."""
    may_decide = policies.may_approve(request.actor, on=clock.today())
    proposals = queries.list_proposals() if may_decide or _may_try(request) else []
    known = people(logins={each.proposed_by for each in proposals})
    lines = [_line(row) for row in queries.list_rules(actor=request.actor)]
    titles = {line["row"].rule.code: line["title"] for line in lines}
    context = {
        "rows": lines,
        "proposals": [
            (each, titles.get(each.code, each.code),
             known[each.proposed_by].name if each.proposed_by in known else each.proposed_by)
            for each in proposals
        ],
        "may_decide": may_decide,
        "may_try": _may_try(request),
        "now": clock.now(),
    }  # fmt: skip
    return render(request, "discrepancies/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_VIEW)
def rule(request: ActorRequest, code: str) -> HttpResponse:
    """Show a rule; try it against the past; propose it to the commander of the top unit."""
    rows = {row.rule.code: row for row in queries.list_rules(actor=request.actor)}
    if code not in rows:
        raise Http404
    row = rows[code]
    if request.method != "POST":
        return _page(request, row)
    if not _may_try(request):
        raise Http404
    is_proposal = request.POST.get("do") == "propose"
    form = forms.ProposeForm(request.POST) if is_proposal else forms.TryForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    data = form.cleaned_data
    try:
        definition = tomllib.loads(data["definition"])
        if definition.get("code") != code:
            form.add_error("definition", _("Mã quy tắc phải là %(code)s.") % {"code": code})
            return _page(request, row, form=form, status=422)
        if is_proposal:
            ruling.propose(
                actor=request.actor, definition=definition, is_on=data["is_on"] == "on",
                reason=data["reason"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("Đã gửi đề nghị; chờ người chỉ huy cao nhất duyệt."))
            return HttpResponseRedirect(reverse("discrepancies:rules"))
        trial = ruling.try_out(
            actor=request.actor, definition=definition, first=data["first"], last=data["last"]
        )
    except tomllib.TOMLDecodeError as error:
        form.add_error("definition", _("Không đọc được: %(why)s") % {"why": error})
        return _page(request, row, form=form, status=422)
    except Refused as error:
        form.add_error("definition", error.en if is_english() else error.vi)
        return _page(request, row, form=form, status=422)
    return _page(request, row, form=form, trial=trial)


@require_POST
@requires(Permission.FORMS_APPROVE)
def decide(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Approve or refuse what another person proposed."""
    try:
        ruling.decide(
            actor=request.actor, proposal=ref, is_approved=request.POST.get("do") == "approve",
            now=clock.now(),
        )  # fmt: skip
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, error.en if is_english() else error.vi)
    else:
        messages.success(request, _("Đã ghi quyết định về quy tắc."))
    return HttpResponseRedirect(reverse("discrepancies:rules"))


def _page(
    request: ActorRequest,
    row: RuleRow,
    *,
    form: forms.TryForm | None = None,
    trial: ruling.Trial | None = None,
    status: int = 200,
) -> HttpResponse:
    written = {"definition": as_toml(row.definition), **forms.TryForm.fortnight(clock.today())}
    shown = form or forms.ProposeForm(initial=written)
    if form is not None and not isinstance(form, forms.ProposeForm) and not form.errors:
        shown = forms.ProposeForm(initial=form.cleaned_data)
    context: dict[str, Any] = {
        "item": _line(row),
        "row": row,
        "figures": [
            (words.figure_words(figure), words.source_words(figure)) for figure in row.rule.figures
        ],
        "form": shown if _may_try(request) else None,
        "may_propose": policies.may_propose(request.actor),
        "trial": trial,
        "told": _first_of(trial),
    }
    return render(request, "discrepancies/rule.html", context, status=status)


def _first_of(trial: ruling.Trial | None) -> list[tuple[str, date, str, str]]:
    """Return the first findings of a trial: unit, day, and both sides."""
    found = trial.found[:FIRST] if trial else ()
    known = units.get_units({each.place.ref for each in found})
    return [
        (known[each.place.ref].full_name, each.day, _side(each.what.left), _side(each.what.right))
        for each in found
    ]


def _side(value: Decimal | float | None) -> str:
    return "" if value is None else words.number(round(float(value), 1))


def as_toml(row: Mapping[str, Any]) -> str:
    """Return a rule as somebody would write it."""
    lines = [f"{key} = {_value(value)}" for key, value in row.items() if key != "text"]
    lines += [f"text.{key} = {_value(text)}" for key, text in row.get("text", {}).items()]
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def _may_try(request: ActorRequest) -> bool:
    return request.actor.has(Permission.FORMS_PROPOSE) or request.actor.has(
        Permission.FORMS_APPROVE
    )


def _line(row: RuleRow) -> dict[str, Any]:
    return {
        "row": row,
        "title": _title(row.rule),
        "kind": words.KINDS[row.rule.kind],
        "is_error": row.rule.severity == "error",
    }


def _title(each: Rule) -> str:
    return each.text_en if is_english() else each.text_vi
