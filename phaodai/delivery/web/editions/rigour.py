"""What a unit asks for before anything passes on: the head's word first, two persons."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions.forms import RigourForm
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations.vouching import set_rigour
from phaodai.registers.reports.queries.vouching import list_rigour
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_CERTIFY)
def rigour(request: ActorRequest) -> HttpResponse:
    """Show what each body that the reader heads asks for, and keep what he chooses."""
    status = 200
    if request.method == "POST":
        form = RigourForm(request.POST)
        if form.is_valid():
            return _keep(request, form.cleaned_data)
        status = 422
    rows = list_rigour(actor=request.actor)
    return render(request, "editions/rigour.html", {"rows": rows}, status=status)


def _keep(request: ActorRequest, chosen: dict[str, Any]) -> HttpResponse:
    try:
        set_rigour(
            actor=request.actor,
            body=BodyRef(chosen["body"]),
            certified_first=chosen["certified_first"],
            two_persons=chosen["two_persons"],
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("Đã lưu quy định."))
    return HttpResponseRedirect(reverse("editions:rigour"))
