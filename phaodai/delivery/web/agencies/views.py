"""Pages of bodies and their heads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.agencies.forms import NEW_SEAT, AppointForm, BodyFilter
from phaodai.delivery.web.agencies.labels import BRANCH_LABELS
from phaodai.delivery.web.units.forms import AliasForm, DayFilter
from phaodai.foundation.agencies import operations, policies, queries
from phaodai.foundation.agencies.rows import BodyRow, SeatRow
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.rows import UnitRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

PER_PAGE = 50
SUBORDINATES = 60  # that the page of a body shows


@dataclass(frozen=True, slots=True)
class Listing(Sequence[BodyRow]):
    """The bodies of a search, read page by page."""

    search: dict[str, Any]
    total: int

    def __len__(self) -> int:
        """Say how many there are."""
        return self.total

    @overload
    def __getitem__(self, place: int) -> BodyRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[BodyRow]: ...
    def __getitem__(self, place: int | slice) -> BodyRow | list[BodyRow]:
        """Read one page."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, last = place.start or 0, place.stop if place.stop is not None else self.total
        return queries.find_bodies(**self.search, offset=first, limit=last - first).rows


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat with who holds it on the day of the page."""

    row: SeatRow
    holder: str


@require_safe
@requires(Permission.AGENCIES_VIEW)
def list_bodies(request: ActorRequest) -> HttpResponse:
    """List the bodies that a search keeps."""
    form = BodyFilter(request.GET)
    today = clock.today()
    on = form.day(today=request.view.on(today))
    text = request.GET.get("q", "").strip()[:200]
    search: dict[str, Any] = {"text": text, "on": on}
    place: UnitRow | None = None
    if form.is_valid():
        search["branch"] = form.cleaned_data["branch"]
        place = _place(request, form, on)
    if place is not None and form.cleaned_data["below"]:
        search["under_path"] = place.path
    elif place is not None:
        search["unit"] = place.ref
    elif request.view.unit is not None:
        search["under_path"] = request.view.unit_path
    total = 0 if form.errors else queries.find_bodies(**search, limit=1).total
    page = Paginator(Listing(search, total), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "text": text,
        "on": on,
        "day": _day(on, today),
        "place": place,
        "total": total,
        "page": page,
        "rows": [(row, _branch(row)) for row in page] if total else [],
        "is_filtered": bool(text or place or search.get("branch")),
    }
    return render(request, "agencies/list.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.AGENCIES_VIEW)
def show_body(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one body: where it stands, whom it directs, who heads it."""
    body = _body(ref)
    form = DayFilter(request.GET)
    today = clock.today()
    latest = min(today, body.valid_to) if body.valid_to else max(today, body.valid_from)
    on = form.day(today=request.view.on(latest))
    below = queries.subordinates_of(body.ref, on=on)
    context = {
        "form": form,
        "body": body,
        "on": on,
        "day": _day(on, today),
        "branch": _branch(body),
        "seats": [Seat(seat, seat.holder_on(on)) for seat in queries.heads_of(body.ref)],
        "below": below[:SUBORDINATES],
        "n_below": len(below),
        "aliases": queries.aliases_of(body.ref),
        "may_see_record": queries.body_refs_below(request.actor, Permission.DIRECTIVES_VIEW)
        .filter(ref=body.ref)
        .exists(),
        "may_manage": policies.can_manage(
            request.actor, unit_path=body.unit_path, body_path=body.path
        ),
    }
    return render(request, "agencies/body.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENCIES_MANAGE)
def add_alias(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Let a body answer to another wording."""
    body = _managed(request, ref)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = operations.add_alias(
                actor=request.actor,
                now=clock.now(),
                body=body.ref,
                text=form.cleaned_data["text"],
            )
        except operations.Refused as refusal:
            _refuse(form, "text", refusal)
        else:
            if is_new:
                messages.success(request, _("Đã thêm tên gọi."))
            else:
                messages.info(request, _("Đã có tên gọi này từ trước."))
            return redirect("agencies:body", ref=ref)
    return _form(request, form, body, title=_("Thêm tên gọi"), submit=_("Thêm"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENCIES_MANAGE)
def appoint(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Let an official take a seat of a body from a day on."""
    body = _managed(request, ref)
    seats = queries.heads_of(body.ref)
    form = AppointForm(request.POST or None, seats=seats, initial={"first_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        titles = {str(seat.ref): seat.title_vi for seat in seats}
        title = data["title"] if data["seat"] == NEW_SEAT else titles[data["seat"]]
        try:
            operations.set_head(
                actor=request.actor,
                now=clock.now(),
                body=body.ref,
                title=title,
                holder=data["holder"],
                first_day=data["first_day"],
            )
        except operations.Refused as refusal:
            _refuse(form, "first_day", refusal)
        else:
            messages.success(request, _("Đã ghi người giữ chức."))
            return redirect("agencies:body", ref=ref)
    return _form(request, form, body, title=_("Ghi người đứng đầu"), submit=_("Ghi"))


def _place(request: ActorRequest, form: BodyFilter, on: date) -> UnitRow | None:
    """Return the unit that the filter names; what is not one unit becomes an error."""
    wanted = form.cleaned_data["unit"].strip()
    if not wanted:
        return None
    try:
        return units.get_unit(UnitRef(UUID(wanted)))
    except units.UnknownUnit:
        form.add_error("unit", _("Không có đơn vị này."))
        return None
    except ValueError:
        pass
    posts = request.actor.posts
    found = units.disambiguate(wanted, near=posts[0].unit_path if posts else None, on=on)
    if len(found) == 1:
        return found[0]
    if found:
        names = "; ".join(f"{row.full_name}, {row.parent_name}" for row in found[:5])
        form.add_error("unit", _("Có nhiều đơn vị tên này: %(names)s.") % {"names": names})
    else:
        form.add_error("unit", _("Không có đơn vị tên này vào ngày ấy."))
    return None


def _body(ref: UUID) -> BodyRow:
    try:
        return queries.get_body(BodyRef(ref))
    except queries.UnknownBody as unknown:
        raise Http404 from unknown


def _managed(request: ActorRequest, ref: UUID) -> BodyRow:
    body = _body(ref)
    policies.check_can_manage(request.actor, unit_path=body.unit_path, body_path=body.path)
    return body


def _branch(body: BodyRow) -> Promise | str:
    return BRANCH_LABELS.get(body.branch, body.branch)


def _day(on: date, today: date) -> str:
    return "" if on == today else f"?on={on.isoformat()}"


def _refuse(form: forms.Form, field: str, refusal: operations.Refused) -> None:
    form.add_error(field, refusal.vi if get_language() == "vi" else refusal.en)


def _form(
    request: ActorRequest, form: forms.Form, body: BodyRow, *, title: str, submit: str
) -> HttpResponse:
    context = {"form": form, "body": body, "title": title, "submit": submit}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)
