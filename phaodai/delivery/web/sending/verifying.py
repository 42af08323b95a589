"""Who signed a PDF, when, and whether it changed since."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile as Upload
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.signatures import (
    LIMITS,
    check_signatures,
    list_trusted,
    sentences_of,
)
from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.delivery.web.sending.words import verdict


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
    if form.is_bound and form.is_valid():
        upload: Upload[bytes] = form.cleaned_data["file"]
        try:
            found = check_signatures(
                upload.read(LIMITS.max_bytes + 1),
                name=upload.name or "",
                trust=settings.SIGNATURE_TRUST,
            )
        except UnreadableFile as error:
            vi, en = sentences_of(error)
            form.add_error("file", en if (get_language() or "vi").startswith("en") else vi)
        else:
            context |= {
                "file_name": upload.name,
                "signatures": [(each, verdict(each)) for each in found],
            }
    return render(request, "sending/verify.html", context, status=422 if form.errors else 200)
