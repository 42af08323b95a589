"""Whoever got a letter confirms it with one press; the secret in its link is all he needs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.documents.receipts import sending_of
from phaodai.delivery.web.access import public
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations.sending import receive_letter
from phaodai.registers.reports.queries.sending import get_letter


@require_http_methods(["GET", "HEAD", "POST"])
@public
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show what came, and take the confirmation; looking alone confirms nothing."""
    sending = sending_of(token)
    if sending is None:
        raise Http404
    try:
        if request.method == "POST":
            receive_letter(sending=sending, now=clock.now())
            return HttpResponseRedirect(request.path)
        body_name, name, addressee, is_received = get_letter(sending)
    except NotFound as error:
        raise Http404 from error
    context = {
        "body_name": body_name, "name": name, "addressee": addressee, "is_received": is_received,
    }  # fmt: skip
    answer = render(request, "sending/receipt.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
