"""The list of forms, and the page of one: its versions, and how it comes to its end."""

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms import changes, words
from phaodai.delivery.web.forms.parts import title_of
from phaodai.delivery.web.forms.versions import find_versions, is_waiting, sentence
from phaodai.delivery.web.reports.words import language, said
from phaodai.delivery.web.units.forms import DayField
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.forms import end_form
from phaodai.registers.reports.queries import forms as queries
from phaodai.registers.reports.queries.forms import VersionRow
from phaodai.registers.reports.queries.sketches import count_filed, list_sketches
from phaodai.registers.reports.states import Standing, VersionState
from phaodai.vocabulary.access import Permission


class EndForm(django_forms.Form):
    """After which day a form is asked no more, and on what that rests."""

    last_day = DayField(
        label=gettext_lazy("Ngày cuối còn phải nộp"),
        help_text=gettext_lazy("Hôm nay hoặc ngày sau. Trước khi qua ngày ấy còn đổi được."),
    )
    reason = django_forms.CharField(
        label=gettext_lazy("Lý do, căn cứ"),
        max_length=500,
        error_messages={"required": gettext_lazy("Chưa ghi lý do. Viết một câu.")},
        help_text=gettext_lazy("Số quyết định, công văn; nhật ký giữ câu này."),
    )


@require_safe
@requires(Permission.FORMS_VIEW)
def list_forms(request: ActorRequest) -> HttpResponse:
    """Show each form with the version in force, and what is written or waits."""
    today, actor = clock.today(), request.actor
    rows = queries.get_versions(actor=actor, on=today)
    filed = count_filed(actor=actor)
    by_code: dict[str, list[VersionRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    lines = []
    for code, versions in by_code.items():
        held = next((row for row in versions if row.standing is Standing.ACTIVE), None)
        shown = held or versions[-1]
        lines.append(
            {
                "code": code,
                "row": shown,
                "is_held": held is not None,
                "title": said(shown.form.title),
                "filer": words.filer_words(shown.form.filer),
                "schedule": words.schedule_words(shown.form.schedule),
                "status": words.standing_words(shown),
                "n_filed": filed.get(shown.ref, 0),
                "coming": [row for row in versions if row.standing is Standing.COMING],
            }
        )
    may_propose = policies.can_propose(actor)
    context = {
        "lines": lines,
        "waiting": [(row, said(row.form.title)) for row in rows if is_waiting(row)],
        "sketches": [
            {"row": row, "title": title_of({"title": row.title}, "title", language()) or row.code}
            for row in (list_sketches(actor=actor) if may_propose else ())
        ],
        "may_propose": may_propose,
        "may_approve": policies.can_approve(actor, on=today),
    }
    return render(request, "forms/list.html", context)


@require_safe
@requires(Permission.FORMS_VIEW)
def show_form(request: ActorRequest, form: str) -> HttpResponse:
    """Show the versions of a form, the latest first, each with what it changed."""
    return _page(request, form)


@require_http_methods(["POST"])
@requires(Permission.FORMS_APPROVE)
def end(request: ActorRequest, form: str) -> HttpResponse:
    """Set the last day of a form, move it, or take it back."""
    policies.check_can_approve(request.actor, on=clock.today())
    resumes = request.POST.get("do") == "resume"
    filled = EndForm(request.POST)
    if resumes:
        filled.fields["last_day"].required = False
    if filled.is_valid():
        try:
            end_form(
                actor=request.actor,
                code=form,
                last_day=None if resumes else filled.cleaned_data["last_day"],
                reason=filled.cleaned_data["reason"],
                now=clock.now(),
            )
        except NotFound as error:
            raise Http404 from error
        except Refused as error:
            filled.add_error(None if resumes else "last_day", sentence(error))
        else:
            messages.success(
                request,
                _("Đã bỏ ngày kết thúc. Mẫu vẫn được hỏi.")
                if resumes
                else _("Đã ghi ngày kết thúc của mẫu."),
            )
            return HttpResponseRedirect(reverse("forms:form", args=[form]))
    return _page(request, form, ending=filled, status=422)


def _page(
    request: ActorRequest, form: str, *, ending: EndForm | None = None, status: int = 200
) -> HttpResponse:
    rows = find_versions(request, form)
    filed = count_filed(actor=request.actor, code=form)
    lines = []
    before: VersionRow | None = None
    for row in rows:
        edits = None if before is None else changes.sentences(before.form, row.form)
        lines.append(
            {
                "row": row,
                "status": words.standing_words(row),
                "n_filed": filed.get(row.ref, 0),
                "edits": edits,
                "before": before,
            }
        )
        if row.state is VersionState.APPROVED:
            before = row
    shown = next((row for row in rows if row.standing is Standing.ACTIVE), rows[-1])
    today = clock.today()
    may_end = (
        before is not None
        and (shown.last_day is None or shown.last_day >= today)
        and policies.can_approve(request.actor, on=today)
    )
    context = {
        "code": form,
        "title": said(shown.form.title),
        "shown": shown,
        "filer": words.filer_words(shown.form.filer),
        "schedule": words.schedule_words(shown.form.schedule),
        "lines": lines[::-1],
        "may_propose": policies.can_propose(request.actor),
        "is_approved": before is not None,
        "ending": (ending or EndForm(initial={"last_day": shown.last_day})) if may_end else None,
    }
    return render(request, "forms/form.html", context, status=status)
