"""Pages of tokens: one's own, and those of users whom an administrator looks after.

Accounts go by real time, also in a demo whose hour of business stands still.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery.web.access import ActorRequest, requires, signed_in
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.accounts.tokens_forms import TokenForm
from phaodai.delivery.web.accounts.views import fresh
from phaodai.foundation.accounts import queries as accounts
from phaodai.foundation.accounts.tokens import operations, queries
from phaodai.foundation.accounts.tokens.queries import TokenRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UserRef

# What a rule says -> the field that it is about, and how to mend it.
REFUSALS: dict[type[Exception], tuple[str | None, Promise | str]] = {
    operations.NoPurpose: ("purpose", gettext_lazy("Viết mục đích từ 5 đến 200 ký tự.")),
    operations.BadLife: ("days", gettext_lazy("Chọn thời hạn trong danh sách.")),
    operations.UnknownPosting: (
        "posting",
        gettext_lazy("Chức vụ này không còn hiệu lực hôm nay. Chọn chức vụ khác."),
    ),
    operations.TooManyTokens: (
        None,
        gettext_lazy("Đã có 20 mã còn dùng được. Thu hồi mã không dùng nữa rồi tạo lại."),
    ),
}


@require_safe
@signed_in
def list_tokens(request: ActorRequest) -> HttpResponse:
    """List one's own tokens; never their text."""
    rows = queries.get_own_tokens(request.actor, now=timezone.now(), today=timezone.localdate())
    context = {"tokens": labelled(rows), "n_living": sum(row.is_living for row in rows)}
    return render(request, "account/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@fresh
@sensitive_variables("text")
def add_token(request: ActorRequest) -> HttpResponse:
    """Make a token and show its text, this once."""
    postings = accounts.get_own_postings(request.actor, on=timezone.localdate())
    form = TokenForm(request.POST or None, postings=[row for row in postings if row.is_running])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        until = timezone.localdate() + timedelta(days=int(data["days"]))
        try:
            ref, text = operations.add_token(
                actor=request.actor,
                user=_self(request),
                posting=UUID(data["posting"]),
                purpose=data["purpose"],
                expires_at=timezone.make_aware(datetime.combine(until, time.max)),
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except tuple(REFUSALS) as refusal:
            field, words = REFUSALS[type(refusal)]
            form.add_error(field, str(words))
        else:
            return _show_once(request, ref, text)
    return render(
        request,
        "account/token_add.html",
        {"form": form, "has_postings": any(row.is_running for row in postings)},
        status=422 if form.errors else 200,
    )


@require_POST
@signed_in
def revoke_token(request: ActorRequest, token: UUID) -> HttpResponse:
    """End one of one's own tokens at once."""
    _revoke(request, token, of=_self(request))
    return redirect("tokens")


@require_POST
@requires(Permission.ACCOUNTS_MANAGE)
def revoke_token_of(request: ActorRequest, ref: UUID, token: UUID) -> HttpResponse:
    """End a token of a user at once."""
    _revoke(request, token, of=UserRef(ref))
    return redirect("users:user", ref=ref)


def labelled(rows: list[TokenRow]) -> list[tuple[TokenRow, Promise | str]]:
    """Return tokens, each with the word for its role."""
    return [(row, ROLE_LABELS[row.role]) for row in rows]


def _show_once(request: ActorRequest, ref: UUID, text: str) -> HttpResponse:
    rows = queries.get_own_tokens(request.actor, now=timezone.now(), today=timezone.localdate())
    row = next(row for row in rows if row.ref == ref)
    context: dict[str, Any] = {"token": row, "role": ROLE_LABELS[row.role], "text": text}
    return render(request, "account/token_made.html", context, status=201)


def _revoke(request: ActorRequest, token: UUID, *, of: UserRef) -> None:
    now, today = timezone.now(), timezone.localdate()
    if of == request.actor.user:
        seen = queries.get_own_tokens(request.actor, now=now, today=today)
    else:
        seen = queries.get_tokens(request.actor, now=now, today=today, user=of)
    if all(row.ref != token for row in seen):
        raise Http404
    operations.revoke_token(actor=request.actor, token=token, now=now, today=today)
    messages.success(request, _("Đã thu hồi mã. Máy dùng mã này bị từ chối từ bây giờ."))


def _self(request: ActorRequest) -> UserRef:
    if request.actor.user is None:
        raise Http404
    return request.actor.user
