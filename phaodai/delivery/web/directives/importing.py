"""The page that takes a dispatch in: upload or paste, read, keep with its proposals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.limits import Limits
from phaodai.delivery.intake.texts import extract_text
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives.forms import ImportForm
from phaodai.foundation.agencies import queries as agencies
from phaodai.registers.directives import lexicon, operations
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

PASTED_NAME = "van-ban-dan.txt"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DIRECTIVES_STORE)
def import_page(request: ActorRequest) -> HttpResponse:
    """Offer the form, or keep what was sent."""
    keepers = _keepers(request)
    if request.method != "POST":
        return _answer(request, ImportForm(keepers=keepers))
    form = ImportForm(request.POST, request.FILES, keepers=keepers)
    if not form.is_valid():
        return _answer(request, form, status=422)
    field = "file" if form.cleaned_data["file"] else "text"
    content, name = _sent(form.cleaned_data)
    try:
        extracted = extract_text(content, filename=name)
    except UnreadableFile as error:
        is_english = (get_language() or "vi").startswith("en")
        form.add_error(field, error.message_en if is_english else error.message_vi)
        return _answer(request, form, status=422)
    try:
        kept = operations.import_document(
            actor=request.actor,
            keeper=BodyRef(UUID(form.cleaned_data["keeper"])),
            reading=lexicon.read_text(extracted.text),
            file=content if field == "file" else None,
            file_name=name if field == "file" else "",
            media_type=extracted.media_type,
            remarks=[(note.value.lower(), note.message_vi) for note in extracted.notes],
            now=clock.now(),
        )
    except operations.AlreadyKept as error:
        url = reverse("directives:detail", args=[error.ref])
        return _answer(request, form, status=409, known={"name": error.name, "url": url})
    messages.success(
        request,
        ngettext(
            "Đã lưu %(name)s với %(n)s nghĩa vụ đề xuất. Chưa có gì được giao.",
            "Đã lưu %(name)s với %(n)s nghĩa vụ đề xuất. Chưa có gì được giao.",
            kept.n_proposals,
        )
        % {"name": kept.name or _("văn bản"), "n": kept.n_proposals},
    )
    return HttpResponseRedirect(reverse("directives:detail", args=[kept.ref]))


def _sent(data: dict[str, Any]) -> tuple[bytes, str]:
    upload = data["file"]
    if upload:
        # One byte more than is allowed is enough to refuse the rest.
        return upload.read(Limits().max_bytes + 1), upload.name or ""
    return data["text"].encode(), PASTED_NAME


def _keepers(request: ActorRequest) -> list[tuple[str, str]]:
    """Return the bodies at which the actor may store dispatches, his own posts first."""
    refs = list(
        dict.fromkeys(post.body for post in request.actor.posts_for(Permission.DIRECTIVES_STORE))
    )
    names = agencies.get_bodies(refs)
    return [(str(ref), names[ref].name) for ref in refs if ref in names]


def _answer(
    request: ActorRequest,
    form: ImportForm,
    *,
    status: int = 200,
    known: dict[str, str] | None = None,
) -> HttpResponse:
    context = {"form": form, "known": known}
    return render(request, "directives/import.html", context, status=status)
