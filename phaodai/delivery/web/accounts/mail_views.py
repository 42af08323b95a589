"""The address from which one sends reports, confirmed by the code that was sent there."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.foundation.accounts import operations


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=gettext_lazy("Mã trong thư"),
        help_text=gettext_lazy("Tám chữ và số, như K7QX-2MVB."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Chưa nhập mã. Mã ở tiêu đề thư của Pháo Đài.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm_mail(request: ActorRequest) -> HttpResponse:
    """Take the code, or have it sent once more."""
    if request.method == "POST" and request.POST.get("do") == "send":
        operations.ask_mail_code(actor=request.actor)
        messages.success(request, _("Mã sẽ đến hộp thư trong ít phút; xem cả mục thư rác."))
        return redirect("account_mail")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.confirm_mail_address(
                actor=request.actor, code=form.cleaned_data["code"], now=timezone.now()
            )
        except operations.WrongCode:
            form.add_error("code", _("Mã không đúng. Xem lại thư mới nhất, hoặc gửi lại mã."))
        else:
            messages.success(request, _("Địa chỉ thư đã xác nhận; báo cáo từ đó được nhận."))
            return redirect("account")
    return render(request, "account/mail.html", {"form": form}, status=422 if form.errors else 200)
