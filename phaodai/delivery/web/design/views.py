"""The page of components."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import ActorRequest, signed_in


@require_safe
@signed_in
def components(request: ActorRequest) -> HttpResponse:
    """Show each component in each state."""
    return render(request, "design/components.html")
