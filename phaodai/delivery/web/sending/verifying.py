"""Who signed a PDF, when, and whether it changed since."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile as Upload
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.signatures import (
    LIMITS,
    check_signatures,
    list_trusted,
    sentences_of,
)
from phaodai.delivery.web.access import ActorRequest, requires, signed_in
from phaodai.delivery.web.sending.words import verdict
from phaodai.registers.directives import queries
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.queries.signing import get_printed, get_signing
from phaodai.vocabulary.access import Permission


class VerifyForm(forms.Form):
    """A file to look at; it is not kept."""

    file: "forms.FileField" = forms.FileField(
        label=_("Tệp PDF"),
        help_text=_("Không quá 20 MB. Tệp chỉ được đọc để kiểm tra, không lưu lại."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Chọn tệp PDF cần kiểm tra.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def verify(request: ActorRequest) -> HttpResponse:
    """Offer the form, or say what the signatures of a file prove."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, object] = {"form": form, "trusted": list_trusted(settings.SIGNATURE_TRUST)}
    problem = ""
    if form.is_bound and form.is_valid():
        upload: Upload[bytes] = form.cleaned_data["file"]
        more, problem = _look(upload.read(LIMITS.max_bytes + 1), upload.name or "")
        context |= more
        if problem:
            form.add_error("file", problem)
    return render(request, "sending/verify.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def document(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say what the signatures of the original of a kept document prove, by who is trusted now."""
    try:
        file = queries.get_original(actor=request.actor, ref=ref)
    except queries.DocumentNotFound as error:
        raise Http404 from error
    context, problem = _look(file.content, file.file_name or file.sha256[:12])
    context |= {"problem": problem, "opens": reverse("directives:detail", args=[ref])}
    return render(request, "sending/document.html", context)


@require_safe
@requires(Permission.REPORTS_VIEW)
def printed(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say what the signatures of the file prove that goes out, by who is trusted now."""
    try:
        signing = get_signing(actor=request.actor, paper=ref)
    except NotFound as error:
        raise Http404 from error
    if signing.printed is None:  # nothing to look at
        return HttpResponseRedirect(reverse("papers:paper", args=[ref]))
    file, pdf = get_printed(actor=request.actor, paper=ref)
    context, problem = _look(pdf, file.name)
    context |= {"problem": problem, "opens": reverse("papers:paper", args=[ref])}
    return render(request, "sending/document.html", context)


def _look(content: bytes, name: str) -> tuple[dict[str, object], str]:
    """Return what to show of a file, and why it cannot be looked at."""
    try:
        found = check_signatures(content, name=name, trust=settings.SIGNATURE_TRUST)
    except UnreadableFile as error:
        vi, en = sentences_of(error)
        return {}, en if (get_language() or "vi").startswith("en") else vi
    return {"file_name": name, "signatures": [(each, verdict(each)) for each in found]}, ""
