"""Anybody finds out whether a printed page is real."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import public
from phaodai.delivery.web.limits import is_too_often
from phaodai.registers.reports.queries.papers import find_by_code

MOST = 30  # look-ups of one address in a minute


@require_safe
@public
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Say body, number, day and signer of an issued paper, and nothing else."""
    if is_too_often(request, act="proof", most=MOST):
        return render(request, "papers/proof.html", {"is_too_often": True}, status=429)
    found = find_by_code(code)
    context: dict[str, Any] = {"code": code, "found": None}
    if found is not None:
        body, number, symbol, day, signer = found
        context["found"] = {
            "body": body, "number": f"{number:02d}/{symbol}", "day": day, "signer": signer,
        }  # fmt: skip
    return render(request, "papers/proof.html", context)
