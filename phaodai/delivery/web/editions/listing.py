"""What was compiled and what waits: for one's own unit, and from the units below."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions.forms import CompileForm
from phaodai.delivery.web.reports import words
from phaodai.engines.forms.definition import Form
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries.editions import EditionRow, list_editions
from phaodai.registers.reports.queries.expectations import asked_on
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Own:
    """One form of one period that a body of the reader's compiles, with the last edition."""

    body: BodyRef
    body_name: str
    form: Form
    title: str
    day: date
    latest: EditionRow | None


@require_safe
@requires(Permission.REPORTS_VIEW)
def editions(request: ActorRequest) -> HttpResponse:
    """List what there is to compile today, and what was compiled."""
    day = _day(request)
    rows = list_editions(actor=request.actor)
    own = _own(request, day, rows)
    bodies = {each.body for each in own}
    asked = asked_on(clock.today())
    titles = {code: words.said(each.form.title) for code, each in asked.items()}
    titled = [(titles.get(row.form, row.form), row) for row in rows]
    context: dict[str, Any] = {
        "own": own,
        "below": [each for each in titled if each[1].is_latest and each[1].body not in bodies],
        "past": [each for each in titled if each[1].body in bodies],
        "may_set": request.actor.has(Permission.REPORTS_CERTIFY),
    }
    return render(request, "editions/list.html", context)


@require_POST
@requires(Permission.REPORTS_COMPILE)
def compile_period(request: ActorRequest) -> HttpResponse:
    """Add up a period and show the edition."""
    form = CompileForm(request.POST)
    if not form.is_valid():
        if set(form.errors) != {"day"}:
            raise Http404
        messages.error(request, str(form.errors["day"][0]))
        return HttpResponseRedirect(reverse("editions:list"))
    asked = form.cleaned_data
    try:
        made = compile_day(
            actor=request.actor,
            body=BodyRef(asked["body"]),
            form=asked["form"],
            day=asked["day"],
            carries=asked["carries"],
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
        query = urlencode({"form": asked["form"], "day": asked["day"].isoformat()})
        return HttpResponseRedirect(f"{reverse('editions:list')}?{query}")
    if made.is_new:
        messages.success(request, _("Đã tổng hợp lần %(n)s.") % {"n": made.number})
    else:
        messages.info(request, _("Chưa có gì mới từ lần tổng hợp %(n)s.") % {"n": made.number})
    return HttpResponseRedirect(reverse("editions:edition", args=[made.edition]))


def _day(request: ActorRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET["day"]) if request.GET.get("day") else None
    except ValueError as error:
        raise Http404 from error


def compiling_bodies(actor: Actor) -> list[UUID]:
    """Return the bodies for which somebody compiles."""
    posts = actor.posts_for(Permission.REPORTS_COMPILE)
    return list(dict.fromkeys(post.body for post in posts if post.is_general))


def _own(request: ActorRequest, day: date | None, rows: list[EditionRow]) -> list[Own]:
    now, found = clock.now(), []
    for ref in compiling_bodies(request.actor):
        body = agencies.get_body(BodyRef(ref))
        unit = units.get_unit(body.unit)
        for form in boards.forms_below(actor=request.actor, now=now, unit_path=unit.path):
            if form.filer.level == unit.level:  # what it files itself
                continue
            is_asked = request.GET.get("form", form.code) == form.code
            period = day if day and is_asked else boards.latest_period(form, now)
            latest = next(
                (
                    row
                    for row in rows
                    if (row.body, row.form, row.day) == (ref, form.code, period) and row.is_latest
                ),
                None,
            )
            found.append(Own(BodyRef(ref), body.name, form, words.said(form.title), period, latest))
    return found
