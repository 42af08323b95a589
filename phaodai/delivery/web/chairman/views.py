"""The page of a chairman, and the page of each of its numbers."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.chairman import waiting, words
from phaodai.delivery.web.chairman.choosing import Choice, chosen
from phaodai.delivery.web.chairman.numbers import SPAN, Number, Picture, get_picture
from phaodai.engines.forms.definition import Form
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.rows import UnitRow
from phaodai.indicators.reading import Figure
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.units import UnitLevel

PLACES = 8  # rows of the table of units
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the page is about.

    Attributes:
        error: what is wrong with the day that was asked for; "" where nothing is.
    """

    unit: UnitRow
    below: Sequence[UnitRow]
    form: Form | None
    day: date
    error: str
    query: str


@require_safe
@requires(Permission.INDICATORS_VIEW)
def brief(request: ActorRequest) -> HttpResponse:
    """Say on one page how many, where it rises, what to decide and who is late."""
    asked = _asked(request)
    picture = _picture(asked, chosen(asked.unit.level))
    told = [
        words.told(each, unit_name=asked.unit.full_name, query=asked.query)
        for each in picture.numbers
    ]
    lead = next((each for each in told if each.number.choice.is_flow), None)
    top = max((p.rate for p in picture.places if p.rate is not None), default=None)
    context: dict[str, Any] = {
        "asked": asked,
        "unit": asked.unit,
        "picture": picture,
        "told": told,
        "lead": lead,
        "rising": words.rising(lead.number.shares, 2) if lead is not None else "",
        "places": [words.place_row(each, top) for each in picture.places[:PLACES]],
        "top": top,
        "n_more_places": max(0, len(picture.places) - PLACES),
        "places_url": reverse("brief:number", args=[lead.number.choice.code]) + asked.query
        if lead is not None else "",
        "level_day": max((p.level_day for p in picture.places if p.level_day), default=None),
        "now": clock.now(),
    }  # fmt: skip
    context |= waiting.decisions(request) | waiting.explanations(request)
    context |= waiting.silent(request, asked.form)
    return render(request, "chairman/brief.html", context, status=422 if asked.error else 200)


@require_safe
@requires(Permission.INDICATORS_VIEW)
def number(request: ActorRequest, code: str) -> HttpResponse:
    """Show one number day by day and unit by unit: what the page's line is made of."""
    asked = _asked(request)
    choices = [each for each in chosen(asked.unit.level) if each.code == code]
    if not choices:
        raise Http404
    (found,) = _picture(asked, choices).numbers
    told = words.told(found, unit_name=asked.unit.full_name, query=asked.query)
    context = {
        "asked": asked,
        "unit": asked.unit,
        "told": told,
        "number": found,
        "entry": found.choice.entry,
        "days": _days(found, asked.day),
        "shares": [
            words.share_row(share)
            for share in sorted(found.shares, key=lambda each: -each.distance)
        ],
        "before": words.shown(found.before),
    }
    return render(request, "chairman/number.html", context, status=422 if asked.error else 200)


def _picture(asked: _Asked, choices: Sequence[Choice]) -> Picture:
    return get_picture(unit=asked.unit, below=asked.below, day=asked.day, choices=choices)


def _days(found: Number, last: date) -> list[tuple[date, Figure | None, str]]:
    days = [last - timedelta(days=back) for back in range(SPAN)]
    return [(day, found.days.get(day), words.shown(found.days.get(day))) for day in days]


def _asked(request: ActorRequest) -> _Asked:
    """Return what the page is about: the unit looked at or one's own, and the day."""
    path = (
        request.view.unit_path or request.actor.posts_for(Permission.INDICATORS_VIEW)[0].unit_path
    )
    (unit,) = units.at_paths([path])
    form, now, today = waiting.reporting_form(request), clock.now(), clock.today()
    day = request.view.day or waiting.last_day(form, now)
    wanted, error = request.GET.get("day", "").strip(), ""
    if wanted:
        asked = _read_day(wanted)
        if asked is not None and EARLIEST <= asked <= today:
            day = asked
        else:
            error = _(
                "Ngày “%(day)s” không đọc được hoặc chưa tới; gõ kiểu 23/12/2021, từ hôm nay trở "
                "về trước. Trang này là của ngày %(shown)s."
            ) % {"day": wanted[:20], "shown": f"{day:%d/%m/%Y}"}
    query = f"?{urlencode({'day': day.isoformat()})}" if wanted and not error else ""
    is_lowest = unit.level in (UnitLevel.COMMUNE, UnitLevel.HAMLET, UnitLevel.GROUP)
    below = [] if is_lowest else units.children_on(unit.ref, day)
    return _Asked(unit, below, form, day, error, query)


def _read_day(text: str) -> date | None:
    """Read a day as it is written here, 31/12/2021, or in a link, 2021-12-31."""
    for written in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
    return None
