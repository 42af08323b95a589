"""What was said in earlier periods, field by field, and what the figures of a period must keep."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import filling, words
from phaodai.delivery.web.reports.sheet import SHOWN
from phaodai.engines.forms.checking import usual_of
from phaodai.engines.forms.definition import Field, Rule, Severity, Text
from phaodai.engines.forms.explaining import explain_rule, labels_of
from phaodai.engines.forms.numbers import show_number
from phaodai.registers.reports.errors import Refused
from phaodai.registers.reports.queries.sheets import Sheet
from phaodai.vocabulary.access import Permission


@require_safe
@requires(Permission.REPORTS_FILE)
def earlier(request: ActorRequest, form: str, day: str) -> HttpResponse:
    """Show the periods before one, and why a rule speaks of a figure; scripts are not needed."""
    try:
        sheet = filling.find_sheet(request, form, day, request.GET.get("for", ""))
    except Refused as error:
        raise Http404 from error
    context = {
        "sheet": sheet,
        "title": words.said(sheet.form.title),
        "address": filling.address_of(sheet),
        "days": [row.day for row in sheet.past.reported[:-SHOWN - 1:-1]],
        "sections": list(_sections(sheet)),
    }  # fmt: skip
    return render(request, "reports/earlier.html", context)


def _sections(sheet: Sheet) -> Iterator[dict[str, Any]]:
    labels = labels_of(sheet.form)
    latest = sheet.past.reported[: -SHOWN - 1 : -1]
    for section in sheet.form.sections:
        inside = {each.code for each in section.fields}
        yield {
            "code": section.code,
            "title": words.said(section.title),
            "rows": [
                (each, words.said(each.label), [_value(each, row.values) for row in latest])
                for each in section.fields
            ],
            "rules": [_rule(rule, sheet, labels) for rule in sheet.form.rules if rule.at in inside],
        }


def _value(field: Field, values: Mapping[str, str]) -> str:
    return words.shown(field, values.get(field.code, ""))


def _rule(rule: Rule, sheet: Sheet, labels: Mapping[str, Text]) -> dict[str, Any]:
    usual = usual_of(sheet.form, rule, sheet.past.history)
    language = words.language()
    return {
        "at": rule.at,
        "label": words.said(labels[rule.at]),
        "words": words.said(explain_rule(rule, labels)),
        "stops": rule.severity is Severity.ERROR,
        "usual": usual and tuple(show_number(each, language) for each in usual),
    }
