"""Pages of one's own account."""

from allauth.account.views import PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from phaodai.delivery.web.access import ActorRequest, signed_in


@signed_in
def account(request: ActorRequest) -> HttpResponse:
    """Show who one is here, one's posts, keys and sessions."""
    return render(request, "account/account.html")


class OwnPasswordChangeView(PasswordChangeView):  # type: ignore[misc]
    """The change of one's own password; also the way out of a password set by another."""

    success_url = reverse_lazy("account")


password_change = OwnPasswordChangeView.as_view()
