"""The head signs the paper with a certificate that is held only as long as it takes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from pyhanko.sign.signers import Signer

from phaodai.delivery import clock
from phaodai.delivery.documents.tokens import BadTokens, Token, opened, read_tokens
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words as said
from phaodai.delivery.web.sending.signed import sign_printed
from phaodai.delivery.web.sending.words import CANNOT_SIGN, SIGNED_AS
from phaodai.engines.signatures.signing import CannotSign, open_pkcs12
from phaodai.foundation.files.rules import UnacceptableFile
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.signing import sign_paper
from phaodai.registers.reports.queries.papers import get_paper
from phaodai.registers.reports.queries.signing import get_printed, get_signing
from phaodai.registers.reports.states import PaperState, SignedAs
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

_log = logging.getLogger(__name__)
LARGEST = 100_000  # bytes of a certificate file


class SignForm(forms.Form):
    """A certificate and what opens it; neither is kept."""

    certificate: "forms.FileField" = forms.FileField(
        label=gettext_lazy("Tệp chứng thư số (.p12, .pfx)"),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx,application/x-pkcs12"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chọn tệp chứng thư số.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu của chứng thư"),
        help_text=gettext_lazy("Chỉ dùng để mở tệp lúc ký; tệp và mật khẩu không được lưu."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        required=False,
        max_length=200,
    )

    def clean_certificate(self) -> bytes:
        """Read the file; a certificate is small.

        Raises:
            ValidationError: It is too large to be one.
        """
        content: bytes = self.cleaned_data["certificate"].read(LARGEST + 1)
        if len(content) > LARGEST:
            raise forms.ValidationError(CANNOT_SIGN["unreadable"])
        return content


class TokenForm(forms.Form):
    """The key of the body is in its device: nothing is typed."""


@contextmanager
def _key(form: forms.Form, token: Token | None) -> Iterator[Signer]:
    if token is None:
        yield open_pkcs12(form.cleaned_data["certificate"], form.cleaned_data["password"])
        return
    with opened(token) as signer:
        yield signer


def _token(body: BodyRef) -> Token | None:
    """Return the device of a body; None where there is none, or the list of them is broken."""
    try:
        return read_tokens(settings.SIGNATURE_TOKENS).get(body)
    except BadTokens as error:
        _log.warning("%s", error)
        return None


@sensitive_post_parameters("password")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_CERTIFY)
def sign(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show what will be signed, and sign it."""
    try:
        paper = get_paper(actor=request.actor, paper=ref)
        signing = get_signing(actor=request.actor, paper=ref)
    except NotFound as error:
        raise Http404 from error
    if not signing.may_sign or paper.state is not PaperState.ISSUED:
        raise Http404
    if signing.printed is None:  # nothing to sign
        return HttpResponseRedirect(reverse("sending:course", args=[ref]))
    token = _token(paper.body) if signing.next_as is SignedAs.BODY else None
    with_token = token is not None and request.POST.get("with") == "token"
    form: forms.Form = SignForm(request.POST or None, request.FILES or None)
    if with_token:
        form = TokenForm(request.POST)
    if form.is_bound and signing.next_as is not None and form.is_valid():
        try:
            printed, pdf = get_printed(actor=request.actor, paper=ref)
            with _key(form, token if with_token else None) as signer:
                done = sign_printed(
                    pdf,
                    name=printed.name,
                    below=paper.content.signer or paper.issued_by,
                    reason=f"{paper.number:02d}/{paper.content.symbol}",
                    location=paper.unit_name,
                    signed_as=signing.next_as,
                    signer=signer,
                    trust=settings.SIGNATURE_TRUST,
                    tsa=settings.SIGNATURE_TSA,
                    lasting=settings.SIGNATURE_LASTING,
                    now=clock.real_now(),
                )
            sign_paper(
                actor=request.actor, paper=ref, base=printed.sha256, signed_as=signing.next_as,
                holder=done.holder, signed=done.file, now=clock.now(),
            )  # fmt: skip
        except CannotSign as error:
            field = "password" if error.code == "unreadable" else "certificate"
            form.add_error(None if with_token else field, str(CANNOT_SIGN[error.code]))
        except UnacceptableFile as error:
            is_english = said.language() == "en"
            form.add_error(None, error.message_en if is_english else error.message_vi)
        except Refused as error:
            form.add_error(None, said.said(error))
        else:
            messages.success(
                request, _("Đã ký số bằng chứng thư của %(name)s.") % {"name": done.holder.name}
            )
            return HttpResponseRedirect(reverse("sending:sign", args=[ref]))
    context: dict[str, Any] = {
        "form": SignForm() if with_token else form,
        "token": token,
        "problem": form,
        "paper": paper,
        "signing": signing,
        "next_as": SIGNED_AS[signing.next_as] if signing.next_as else "",
        "signatures": [(SIGNED_AS[each.signed_as], each) for each in signing.signatures],
    }
    return render(request, "sending/sign.html", context, status=422 if form.errors else 200)
