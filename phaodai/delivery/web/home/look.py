"""The page on which one chooses how to look: unit, day, post."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web import looking
from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.units.forms import DayFilter
from phaodai.foundation.accounts import queries as accounts
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.rows import UnitRow
from phaodai.vocabulary.refs import UnitRef

MOST = 80


@require_safe
@signed_in
def look(request: ActorRequest) -> HttpResponse:
    """Offer the units below one's own, a day of the past and each of one's posts."""
    return _page(request, DayFilter(None))


@require_POST
@signed_in
def choose(request: ActorRequest) -> HttpResponse:
    """Keep the choice for this session; what may not be chosen is passed over."""
    session, data, today = request.session, request.POST, clock.today()
    if "unit" in data:
        session.pop(looking.UNIT, None)
        unit = _unit(data["unit"])
        if unit is not None and looking.reaches(request.actor, unit.path):
            session[looking.UNIT] = [str(unit.ref), unit.path, unit.name]
    if "on" in data:
        form = DayFilter(data)
        if not form.is_valid():
            return _page(request, form, status=422)
        day = form.day(today=today)
        if day > today:
            form.add_error("on", _("Ngày chưa tới; chọn hôm nay hoặc một ngày đã qua."))
            return _page(request, form, status=422)
        session.pop(looking.DAY, None)
        if day < today:
            session[looking.DAY] = day.isoformat()
    if "post" in data:
        session.pop(looking.POST, None)
        if data["post"] in {looking.post_key(post) for post in request.whole_actor.posts}:
            session[looking.POST] = data["post"]
            session.pop(looking.UNIT, None)
    target = data.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("home")
    return HttpResponseRedirect(target)


def _page(request: ActorRequest, form: DayFilter, *, status: int = 200) -> HttpResponse:
    actor, text = request.actor, request.GET.get("q", "").strip()[:200]
    on = clock.today()
    places = looking.own_units(actor)
    found: list[UnitRow] = []
    if text:
        for path in {post.unit_path for post in places}:
            found += units.find_units(text, on=on, under_path=path, limit=MOST)
    elif places:
        found = _children(request)
    postings = accounts.get_own_postings(request.whole_actor, on=on)
    context: dict[str, Any] = {
        "form": form,
        "text": text,
        "has_units": bool(places),
        "found": [unit for unit in found if looking.reaches(actor, unit.path)],
        "view": request.view,
        "posts": [
            {
                "key": looking.key_of(row.role, row.body),
                "role": ROLE_LABELS[row.role],
                "body": row.body_name,
            }
            for row in postings
            if row.is_running
        ],
        "chosen": request.session.get(looking.POST, ""),
    }
    return render(request, "home/look.html", context, status=status)


def _children(request: ActorRequest) -> list[UnitRow]:
    """Return the units just below the one that is looked at, or below one's own."""
    on = clock.today()
    if request.view.unit is not None:
        return units.children_on(request.view.unit, on)
    paths = [post.unit_path for post in looking.own_units(request.actor)]
    found: dict[UnitRef, UnitRow] = {}
    for unit in units.at_paths(paths):
        found |= {child.ref: child for child in units.children_on(unit.ref, on)}
    return list(found.values())


def _unit(text: str) -> UnitRow | None:
    try:
        return units.get_unit(UnitRef(UUID(text)))
    except (ValueError, units.UnknownUnit):
        return None
