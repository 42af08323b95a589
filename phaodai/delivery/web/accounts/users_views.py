"""Pages of the administration of users."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.accounts import users_forms
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.accounts.tokens_views import labelled
from phaodai.delivery.web.accounts.views import fresh
from phaodai.foundation.accounts import operations, queries, rules
from phaodai.foundation.accounts.tokens import queries as tokens
from phaodai.vocabulary.access import Permission, Role
from phaodai.vocabulary.refs import BodyRef, UserRef

PER_PAGE = 40
MANAGE = Permission.ACCOUNTS_MANAGE
FIND = "find"  # the button that looks for bodies in a form that asks for one

# What a rule of the room says -> the field it is about, and how to mend it.
REFUSALS: dict[type[Exception], tuple[str | None, Promise | str]] = {
    rules.BadUsername: (
        "username",
        gettext_lazy("Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch; từ 3 ký tự."),
    ),
    rules.UsernameTaken: (
        "username",
        gettext_lazy("Đã có người dùng tên này. Thêm họ hoặc đơn vị vào tên, ví dụ hanh.maison."),
    ),
    rules.BadAddress: ("address", gettext_lazy("Không phải địa chỉ thư. Viết như ten@co-quan.vn.")),
    rules.AddressTaken: (
        "address",
        gettext_lazy("Địa chỉ này là của người dùng khác; bỏ ở người ấy trước."),
    ),
    rules.BadPhone: ("phone", gettext_lazy("Số điện thoại chỉ gồm 3 đến 15 chữ số.")),
    rules.AlreadyPosted: (
        "role",
        gettext_lazy("Người này đã giữ vai trò ấy ở cơ quan ấy. Chọn vai trò hoặc ngày khác."),
    ),
    rules.BadPeriod: ("last_day", gettext_lazy("Ngày cuối phải từ ngày bắt đầu trở đi.")),
    rules.NoReason: ("reason", gettext_lazy("Viết lý do từ 10 ký tự, để người khác hiểu.")),
    rules.UnknownBody: ("body", gettext_lazy("Cơ quan này không hoạt động vào ngày ấy.")),
}


@require_safe
@requires(MANAGE)
def list_users(request: ActorRequest) -> HttpResponse:
    """List the users below the actor's posts."""
    text = request.GET.get("q", "").strip()
    found = queries.get_users(request.actor, on=timezone.localdate(), text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(user, [(row, ROLE_LABELS[row.role]) for row in user.running]) for user in page]
    return render(
        request, "users/list.html", {"page": page, "rows": rows, "text": text, "total": len(found)}
    )


@require_safe
@requires(MANAGE)
def show_user(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one user, his posts and how he signs in."""
    user = _user(request, ref)
    rows = [(row, ROLE_LABELS[row.role]) for row in user.postings]
    seen = tokens.get_tokens(
        request.actor, now=timezone.now(), today=timezone.localdate(), user=user.ref
    )
    context = {"person": user, "postings": rows, "tokens": labelled(seen)}
    return render(request, "users/user.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
@fresh
def add_user(request: ActorRequest) -> HttpResponse:
    """Make a user with his first post."""
    bodies = _bodies(request)
    form = users_forms.AddUserForm(_sent(request), bodies=bodies, initial=_typed(request))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made: list[UserRef] = []

        def act() -> None:
            made.append(
                operations.add_user(
                    actor=request.actor,
                    username=data["username"],
                    name=data["name"],
                    phone=data["phone"],
                    password=data["password"],
                    body=BodyRef(UUID(data["body"])),
                    role=Role(data["role"]),
                    basis=data["basis"],
                    now=timezone.now(),
                    today=timezone.localdate(),
                )
            )

        if _did(form, act):
            messages.success(request, _("Đã tạo người dùng. Đọc mật khẩu tạm cho họ ngay."))
            return redirect("users:user", ref=made[0])
    return _form(request, form, title=_("Thêm người dùng"), submit=_("Tạo"), search=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def change_user(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Put a name or a telephone number right."""
    user = _user(request, ref)
    form = users_forms.PersonForm(
        request.POST or None, initial={"name": user.name, "phone": user.phone}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _did(
            form,
            lambda: operations.change_user(
                actor=request.actor,
                user=user.ref,
                name=data["name"],
                phone=data["phone"],
                today=timezone.localdate(),
                now=timezone.now(),
            ),
        ):
            return redirect("users:user", ref=ref)
    return _form(request, form, title=_("Sửa tên, điện thoại"), submit=_("Giữ"), user=user)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def change_mail(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say from which address somebody sends reports; he confirms it himself."""
    user = _user(request, ref)
    form = users_forms.MailForm(request.POST or None, initial={"address": user.mail_address})

    def act() -> None:
        operations.set_mail_address(
            actor=request.actor,
            user=user.ref,
            address=form.cleaned_data["address"],
            today=timezone.localdate(),
            now=timezone.now(),
        )

    if request.method == "POST" and form.is_valid() and _did(form, act):
        return redirect("users:user", ref=ref)
    return _form(
        request,
        form,
        title=_("Địa chỉ thư gửi báo cáo"),
        lead=_(
            "Máy gửi mã tới địa chỉ này; người dùng nhập mã rồi thư của người ấy mới được nhận."
        ),
        submit=_("Giữ"),
        user=user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
@fresh
def post_user(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Give a user a further post."""
    user = _user(request, ref)
    form = users_forms.PostUserForm(
        _sent(request),
        bodies=_bodies(request),
        initial={"first_day": timezone.localdate(), **_typed(request)},
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if _did(
            form,
            lambda: operations.post_user(
                actor=request.actor,
                user=user.ref,
                body=BodyRef(UUID(data["body"])),
                role=Role(data["role"]),
                basis=data["basis"],
                first_day=data["first_day"],
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã giao chức vụ."))
            return redirect("users:user", ref=ref)
    return _form(
        request, form, title=_("Giao thêm chức vụ"), submit=_("Giao"), user=user, search=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
@fresh
def end_posting(request: ActorRequest, ref: UUID, posting: UUID) -> HttpResponse:
    """Let a post end with a day."""
    user = _user(request, ref)
    row = next((row for row in user.postings if row.ref == posting and row.is_in_sight), None)
    if row is None:
        raise Http404
    form = users_forms.EndPostForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _did(
            form,
            lambda: operations.end_posting(
                actor=request.actor,
                user=user.ref,
                posting=posting,
                last_day=data["last_day"],
                reason=data["reason"],
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã ghi ngày cuối của chức vụ."))
            return redirect("users:user", ref=ref)
    lead = f"{ROLE_LABELS[row.role]} · {row.body_name}"
    return _form(
        request, form, title=_("Kết thúc chức vụ"), submit=_("Kết thúc"), user=user, lead=lead
    )


def _with_reason(act: Callable[..., None], title: Any, lead: Any, submit: Any, done: Any) -> Any:
    """Make the view of an act that asks for a reason."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(MANAGE)
    @fresh
    def view(request: ActorRequest, ref: UUID) -> HttpResponse:
        user = _user(request, ref)
        form = users_forms.ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            if _did(
                form,
                lambda: act(
                    actor=request.actor,
                    user=user.ref,
                    reason=reason,
                    today=timezone.localdate(),
                    now=timezone.now(),
                ),
            ):
                messages.success(request, done)
                return redirect("users:user", ref=ref)
        return _form(request, form, title=title, lead=lead, submit=submit, user=user, is_risk=True)

    return view


disable_user = _with_reason(
    operations.disable_user,
    gettext_lazy("Khóa tài khoản"),
    gettext_lazy("Mọi phiên đang mở của người này đóng ngay; không đăng nhập lại được."),
    gettext_lazy("Khóa"),
    gettext_lazy("Đã khóa. Mọi phiên của người này đã đóng."),
)
enable_user = _with_reason(
    operations.enable_user,
    gettext_lazy("Mở lại tài khoản"),
    gettext_lazy("Người này đăng nhập được bằng mật khẩu và khóa cũ."),
    gettext_lazy("Mở lại"),
    gettext_lazy("Đã mở lại tài khoản."),
)
reset_second_factor = _with_reason(
    operations.reset_second_factor,
    gettext_lazy("Xóa xác nhận hai bước"),
    gettext_lazy("Dùng khi mất điện thoại. Gọi lại để chắc đúng người; lần vào sau họ cài lại."),
    gettext_lazy("Xóa"),
    gettext_lazy("Đã xóa. Lần vào sau người này phải cài lại xác nhận hai bước."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
@fresh
def set_password(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Give a user a password for one sign-in."""
    user = _user(request, ref)
    form = users_forms.PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        if _did(
            form,
            lambda: operations.set_password(
                actor=request.actor,
                user=user.ref,
                password=password,
                today=timezone.localdate(),
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã đặt mật khẩu tạm. Các phiên đang mở đã đóng."))
            return redirect("users:user", ref=ref)
    return _form(
        request, form, title=_("Đặt mật khẩu tạm"), submit=_("Đặt"), user=user, is_risk=True
    )


def _user(request: ActorRequest, ref: UUID) -> queries.UserRow:
    try:
        return queries.get_user(request.actor, UserRef(ref), on=timezone.localdate())
    except queries.UnknownUser as unknown:
        raise Http404 from unknown


def _sent(request: ActorRequest) -> QueryDict | None:
    """Return what is to be checked and done: a search for a body is neither."""
    return request.POST if request.POST and FIND not in request.POST else None


def _typed(request: ActorRequest) -> dict[str, Any]:
    """Return what had been typed when a body was searched for: it stays."""
    return request.POST.dict() if FIND in request.POST else {}


def _sought(request: ActorRequest) -> str:
    return request.POST.get("q", request.GET.get("q", ""))


def _bodies(request: ActorRequest) -> list[queries.BodyChoice]:
    return queries.find_bodies(request.actor, _sought(request), on=timezone.localdate())


def _did(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do the act; what a rule refuses becomes an error of the form."""
    try:
        act()
    except rules.WeakPassword as weak:
        form.add_error("password", weak.messages)
    except tuple(REFUSALS) as refusal:
        field, text = REFUSALS[type(refusal)]
        form.add_error(field if field in form.fields else None, str(text))
    else:
        return True
    return False


def _form(
    request: ActorRequest,
    form: forms.Form,
    *,
    title: Any,
    submit: Any,
    lead: Any = "",
    user: queries.UserRow | None = None,
    search: bool = False,
    is_risk: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "person": user,
        "search": search,
        "is_risk": is_risk,
        "text": _sought(request),
    }
    return render(request, "users/form.html", context, status=422 if form.errors else 200)
