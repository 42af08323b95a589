"""Pages of letters: which came, what became of their reports, and settling those put aside."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.letter_words import (
    ANSWERS,
    REASONS,
    STATES,
    TONES,
    counted,
    row_name,
)
from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations import letters
from phaodai.registers.reports.queries.letters import (
    PAGE,
    FileRow,
    LetterRow,
    get_letter,
    list_letters,
)
from phaodai.registers.reports.states import LetterState
from phaodai.vocabulary.access import Permission


class StateForm(forms.Form):
    """Which letters are listed."""

    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        choices=[("", gettext_lazy("Mọi thư")), *STATES.items()],
        required=False,
    )


class NoteForm(forms.Form):
    """What was done about a letter."""

    note = forms.CharField(
        label=gettext_lazy("Đã xử lý thế nào"),
        help_text=gettext_lazy("Ví dụ: đã gọi xã, xã gửi lại từ hộp thư cơ quan."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@requires(Permission.REPORTS_FILE)
def letter_list(request: ActorRequest) -> HttpResponse:
    """List letters of bodies for which the actor files reports."""
    form = StateForm(request.GET if "state" in request.GET else {"state": LetterState.ASIDE})
    state = form.cleaned_data["state"] if form.is_valid() else ""
    number = request.GET.get("page", "")
    found = list_letters(
        actor=request.actor,
        state=LetterState(state) if state else None,
        number=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    return render(
        request,
        "reports/letters.html",
        {
            "form": form,
            "items": [_item(row) for row in found.rows],
            "n_aside": found.n_aside,
            "page": Paginator(range(found.total), PAGE).get_page(found.number),
        },
    )


@require_safe
@requires(Permission.REPORTS_FILE)
def letter(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one letter with what came of each report in it."""
    return _show(request, _find(request, ref), NoteForm())


@require_POST
@requires(Permission.REPORTS_FILE)
def file(request: ActorRequest, ref: UUID) -> HttpResponse:
    """File on one's own authority what a letter brought."""
    try:
        n_taken = letters.file_letter(actor=request.actor, letter=ref, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
    else:
        said = ngettext(
            "%(n)s báo cáo trong thư đã nhận.", "%(n)s báo cáo trong thư đã nhận.", n_taken
        )
        messages.success(request, said % {"n": n_taken})
    return HttpResponseRedirect(reverse("letters:letter", args=[ref]))


@require_http_methods(["POST"])
@requires(Permission.REPORTS_FILE)
def settle(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say what was done about a letter."""
    row, form = _find(request, ref), NoteForm(request.POST)
    if form.is_valid():
        try:
            letters.settle_letter(
                actor=request.actor, letter=ref, note=form.cleaned_data["note"], now=clock.now()
            )
        except Refused as error:
            form.add_error("note", words.said(error))
        else:
            messages.success(request, _("Đã ghi cách xử lý thư."))
            return HttpResponseRedirect(reverse("letters:list"))
    return _show(request, row, form, status=422)


def _find(request: ActorRequest, ref: UUID) -> LetterRow:
    try:
        return get_letter(actor=request.actor, ref=ref)
    except NotFound as error:
        raise Http404 from error


def _show(
    request: ActorRequest, row: LetterRow, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    context = {**_item(row), "form": form, "files": [_file(each) for each in row.files]}
    return render(request, "reports/letter.html", context, status=status)


def _item(row: LetterRow) -> dict[str, Any]:
    icon, tone = TONES[row.state]
    return {
        "row": row,
        "url": reverse("letters:letter", args=[row.ref]),
        "state": STATES[row.state],
        "icon": icon,
        "tone": tone,
        "reason": REASONS[row.reason] if row.reason else "",
        "answer": ANSWERS[row.answer_state],
        "proofs": " · ".join(f"{kind.upper()} {said}" for kind, said in row.proofs.items()),
        "is_aside": row.state is LetterState.ASIDE,
    }


def _file(file: FileRow) -> dict[str, Any]:
    sheet = file.sheet
    rejected = [] if sheet is None else [(p, row_name(sheet, p), t) for p, t in sheet.rejected]
    return {
        "row": file,
        "fault": _said(file.fault) if file.fault else "",
        "counted": counted(file),
        "hidden": [_said(text) for text in sheet.hidden] if sheet else [],
        "rejected": [(place.unit, row, _said(text)) for place, row, text in rejected],
        "results": [
            {"row": result, "lines": [_said(line) for line in result.lines]}
            for result in file.results
        ],
    }


def _said(text: Text) -> str:
    return text.en if get_language() == "en" else text.vi
