"""A version of a form: what it asks and changes; proposing, approving and refusing it."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import changes, words
from phaodai.delivery.web.reports.words import said
from phaodai.delivery.web.units.forms import DayField
from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.explaining import explain_rule, labels_of
from phaodai.engines.forms.writing import write_toml
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations import forms as operations
from phaodai.registers.reports.operations import sketches
from phaodai.registers.reports.queries import forms as queries
from phaodai.registers.reports.queries.forms import VersionRow
from phaodai.registers.reports.queries.sketches import count_filed
from phaodai.registers.reports.rules.versions import IllegalMove
from phaodai.registers.reports.states import VersionState
from phaodai.vocabulary.access import Permission


class ApproveForm(django_forms.Form):
    """From which day on, and on what it rests."""

    first_day = DayField(
        label=gettext_lazy("Áp dụng từ ngày"),
        help_text=gettext_lazy("Sớm nhất là ngày mai, để không ai đang điền gặp mẫu khác."),
    )
    reason = django_forms.CharField(
        label=gettext_lazy("Căn cứ"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Số quyết định, công văn."),
    )


class RefuseForm(django_forms.Form):
    """Why not."""

    reason = django_forms.CharField(
        label=gettext_lazy("Lý do không phê duyệt"),
        max_length=500,
        error_messages={"required": gettext_lazy("Chưa ghi lý do. Viết một câu.")},
    )


@require_safe
@requires(Permission.FORMS_VIEW)
def show_version(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Show what a version asks, what it changed, and where it waits, what it would mean."""
    rows = find_versions(request, form)
    return _page(request, rows, _of(rows, number))


@require_safe
@requires(Permission.FORMS_VIEW)
def source(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Give the TOML of a version."""
    row = _of(find_versions(request, form), number)
    answer = HttpResponse(write_toml(dump(row.form)), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{form}-{number}.toml"'
    return answer


@require_POST
@requires(Permission.FORMS_PROPOSE)
def begin(request: ActorRequest, form: str) -> HttpResponse:
    """Begin the next version, or go on with it."""
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
    try:
        ref = sketches.begin(actor=request.actor, code=form, number=number, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("forms:sketch", args=[ref]))


@require_POST
@requires(Permission.FORMS_PROPOSE)
def withdraw(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    row = _of(find_versions(request, form), number)
    try:
        operations.withdraw(actor=request.actor, version=row.ref, now=clock.now())
    except Refused as error:
        messages.error(request, sentence(error))
    except IllegalMove:
        messages.error(request, _("Bản này không còn chờ phê duyệt."))
    else:
        messages.success(request, _("Đã rút. Có thể soạn tiếp từ bản này."))
    return HttpResponseRedirect(reverse("forms:version", args=[form, number]))


@require_http_methods(["POST"])
@requires(Permission.FORMS_APPROVE)
def approve(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Bring a proposed version into force."""
    policies.check_can_approve(request.actor, on=clock.today())
    rows = find_versions(request, form)
    row = _of(rows, number)
    filled = ApproveForm(request.POST)
    if filled.is_valid():
        try:
            operations.approve(
                actor=request.actor,
                version=row.ref,
                first_day=filled.cleaned_data["first_day"],
                reason=filled.cleaned_data["reason"],
                now=clock.now(),
            )
        except Refused as error:
            filled.add_error("first_day" if "ngày" in error.vi else None, sentence(error))
        except IllegalMove:
            filled.add_error(None, _("Bản này không còn chờ phê duyệt. Tải lại trang."))
        else:
            messages.success(request, _("Đã phê duyệt."))
            return HttpResponseRedirect(reverse("forms:version", args=[form, number]))
    return _page(request, rows, row, approval=filled, status=422)


@require_http_methods(["POST"])
@requires(Permission.FORMS_APPROVE)
def refuse(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Refuse a proposed version."""
    policies.check_can_approve(request.actor, on=clock.today())
    rows = find_versions(request, form)
    row = _of(rows, number)
    filled = RefuseForm(request.POST)
    if filled.is_valid():
        try:
            operations.refuse(
                actor=request.actor,
                version=row.ref,
                reason=filled.cleaned_data["reason"],
                now=clock.now(),
            )
        except Refused as error:
            filled.add_error("reason", sentence(error))
        except IllegalMove:
            filled.add_error(None, _("Bản này không còn chờ phê duyệt. Tải lại trang."))
        else:
            messages.success(request, _("Đã ghi là không phê duyệt, kèm lý do."))
            return HttpResponseRedirect(reverse("forms:version", args=[form, number]))
    return _page(request, rows, row, refusal=filled, status=422)


def is_waiting(row: VersionRow) -> bool:
    """Say whether a version waits for a second person."""
    return row.state is VersionState.PROPOSED


def _page(
    request: ActorRequest,
    rows: list[VersionRow],
    row: VersionRow,
    *,
    approval: ApproveForm | None = None,
    refusal: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, actor = clock.today(), request.actor
    before = [
        each for each in rows if each.number < row.number and each.state is VersionState.APPROVED
    ]
    may_decide = is_waiting(row) and policies.can_approve(actor, on=today)
    first_day = max([today, *(r.first_day for r in rows if r.first_day)]) + timedelta(days=1)
    if not any(each.first_day for each in rows):
        first_day = today
    context: dict[str, Any] = {
        "row": row,
        "code": row.code,
        "title": said(row.form.title),
        "status": words.standing_words(row),
        "filer": words.filer_words(row.form.filer),
        "schedule": words.schedule_words(row.form.schedule),
        "before": before[-1] if before else None,
        "edits": changes.sentences(before[-1].form, row.form) if before else None,
        "paper": described(row.form),
        "n_filed": count_filed(actor=actor, code=row.code).get(row.ref, 0),
        "is_waiting": is_waiting(row),
        "may_propose": policies.can_propose(actor),
        "is_own": row.proposed_by == actor.name,
        "may_decide": may_decide,
        "approval": approval or ApproveForm(initial={"first_day": first_day}),
        "refusal": refusal or RefuseForm(),
    }
    if is_waiting(row):
        old = before[-1].form if before else None
        context |= changes.meaning(actor, old, row.form, first_day)
    return render(request, "forms/version.html", context, status=status)


def described(form: Form) -> dict[str, Any]:
    """Return what a form asks, for reading."""
    labels = labels_of(form)
    return {
        "sections": [
            {
                "title": said(section.title),
                "fields": [
                    {
                        "field": field,
                        "label": said(field.label),
                        "help": said(field.help) if field.help else "",
                        "kind": words.KINDS[field.kind.value],
                        "source": words.SOURCES[field.source.value],
                    }
                    for field in section.fields
                ],
            }
            for section in form.sections
        ],
        "rules": [
            {
                "rule": rule,
                "said": said(explain_rule(rule, labels)),
                "text": said(rule.text),
                "severity": words.SEVERITIES[rule.severity.value],
            }
            for rule in form.rules
        ],
        "n_fields": sum(1 for _field in form.fields()),
    }


def find_versions(request: ActorRequest, form: str) -> list[VersionRow]:
    """Return the versions of a form; one that is not there is no page."""
    try:
        return queries.get_versions(actor=request.actor, on=clock.today(), code=form)
    except queries.UnknownForm as error:
        raise Http404 from error


def _of(rows: list[VersionRow], number: int) -> VersionRow:
    for row in rows:
        if row.number == number:
            return row
    raise Http404


def sentence(error: Refused) -> str:
    """Return why an act was refused, as a sentence of its own."""
    text = said(error)
    return f"{text[:1].upper()}{text[1:]}."
