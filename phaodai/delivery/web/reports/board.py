"""The duty board of reports: who has filed, who has not; reminding, and the screen on the wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import board_words, filling, words
from phaodai.delivery.web.tasks import labels
from phaodai.engines.forms.definition import Form
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.foundation.units import queries as units
from phaodai.registers.reports import policies
from phaodai.registers.reports.boardrows import Board, BoardRow
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.reminding import remind
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

NOTHING = UUID(int=0)
SMALL = 60  # bodies of a board that is looked at more often
TV_ROWS = 24  # names that fit on a wall


@dataclass(frozen=True, slots=True)
class Asking:
    """Which board: the form, the period, and the unit below which.

    Attributes:
        forms: all that could be asked for.
        unit: reference of the unit it is narrowed to; "" for all in sight.
        unit_name: its name.
    """

    forms: list[Form]
    form: Form
    day: date
    unit: str
    unit_name: str
    path: str

    def query(self, **more: object) -> str:
        """Return the parameters of an address about the same board."""
        said = {"form": self.form.code, "day": self.day.isoformat(), "unit": self.unit, **more}
        return urlencode({name: value for name, value in said.items() if value})


@require_safe
@requires(Permission.REPORTS_VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """Show the board; its part alone to a browser that looks again, and 304 where nothing moved."""
    asking = read(request)
    if asking is None:
        return render(request, "reports/board_none.html")
    if (same := unchanged(request, asking)) is not None:
        return same
    found = get(request, asking)
    context = live(request, asking, found)
    if request.GET.get("part"):
        answer = render(request, "reports/_board_rows.html", context)
    else:
        context |= frame(asking, found)
        context["undoable"] = _returned(request)
        context["forms"] = [(each.code, words.said(each.title)) for each in asking.forms]
        answer = render(request, "reports/board.html", context)
    return marked(request, asking, answer)


@require_safe
@requires(Permission.REPORTS_VIEW)
def tv(request: ActorRequest) -> HttpResponse:
    """Show the board on a wall: nothing to press, read from across a room."""
    asking = read(request)
    if asking is None:
        return render(request, "reports/board_none.html")
    if (same := unchanged(request, asking)) is not None:
        return same
    found = get(request, asking)
    context = live(request, asking, found) | frame(asking, found)
    missing: list[Any] = context["missing"] or [
        group for group in context["groups"] if group.n_missing
    ]
    context |= {"shown": missing[:TV_ROWS], "n_more": max(0, len(missing) - TV_ROWS)}
    name = "reports/_board_tv.html" if request.GET.get("part") else "reports/board_tv.html"
    return marked(request, asking, render(request, name, context))


@require_POST
@requires(Permission.REPORTS_WATCH)
def nudge(request: ActorRequest) -> HttpResponse:
    """Remind one body, or all that have not filed."""
    asking = read(request, request.POST)
    if asking is None:
        raise Http404
    if request.POST.get("all"):
        rows = get(request, asking).rows
        below = [row for row in rows if policies.can_watch(request.actor, row.unit_path)]
        if not below:
            raise Http404
        bodies = [row.body for row in below if row.is_owed]
    else:
        bodies = list(_bodies(request.POST.getlist("body")))
    try:
        n = remind(
            actor=request.actor,
            form=asking.form.code,
            day=asking.day,
            bodies=bodies,
            now=clock.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, words.said(error))
    else:
        said = ngettext(
            "Đã nhắc %(n)s đơn vị trên trang Hôm nay của họ.",
            "Đã nhắc %(n)s đơn vị trên trang Hôm nay của họ.",
            n,
        )
        none = _("Không ai cần nhắc: đã nộp, hoặc vừa được nhắc trong 5 phút qua.")
        messages.success(request, said % {"n": n} if n else none)
    return HttpResponseRedirect(f"{reverse('boards:board')}?{asking.query()}")


def read(request: ActorRequest, data: Any = None) -> Asking | None:
    """Return which board is asked for; None where nobody in sight has to file anything.

    Raises:
        Http404: A form, day or unit is named that is none.
    """
    data = request.GET if data is None else data
    unit, name, path = "", "", request.view.unit_path
    now = clock.now()
    if data.get("unit"):
        try:
            row = units.get_unit(UnitRef(UUID(data["unit"])))
        except (ValueError, units.UnknownUnit) as error:
            raise Http404 from error
        unit, name, path = str(row.ref), row.full_name, row.path
    forms = boards.forms_below(actor=request.actor, now=now, unit_path=path)
    if not forms:
        return None
    code = data.get("form", "")
    form = next((each for each in forms if each.code == code), None) if code else forms[0]
    if form is None:
        raise Http404
    try:
        day = date.fromisoformat(data["day"]) if data.get("day") else None
    except ValueError as error:
        raise Http404 from error
    return Asking(forms, form, day or boards.latest_period(form, now), unit, name, path)


def get(request: ActorRequest, asking: Asking) -> Board:
    """Return the board.

    Raises:
        Http404: There is none of that form and day.
    """
    try:
        return boards.get_board(
            actor=request.actor,
            form=asking.form.code,
            day=asking.day,
            now=clock.now(),
            unit_path=asking.path,
        )
    except UnknownForm as error:
        raise Http404 from error


def unchanged(request: ActorRequest, asking: Asking) -> HttpResponse | None:
    """Answer 304 to a browser that has the part as it is now."""
    if not request.GET.get("part"):
        return None
    found = get_conditional_response(request, etag=_tag(request, asking))
    return found if isinstance(found, HttpResponse) and found.status_code != 200 else None


def marked(request: ActorRequest, asking: Asking, answer: HttpResponse) -> HttpResponse:
    """Let the browser ask next time whether anything moved."""
    if request.GET.get("part"):
        answer["ETag"] = _tag(request, asking)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def live(request: ActorRequest, asking: Asking, found: Board) -> dict[str, Any]:
    """Return what moves on the board."""
    missing = [row for row in found.rows if row.is_owed]
    rows = [_line(row, found) for row in found.rows]
    may_watch = any(policies.can_watch(request.actor, row.unit_path) for row in missing)
    return {
        "board": found,
        "missing": missing,
        "owed": [line for line in rows if line["row"].is_owed],
        "filed": [line for line in rows if not line["row"].is_owed],
        "says_above": len({row.above for row in found.rows}) > 1,
        "groups": found.groups,
        "group_query": asking.query(unit="") + "&unit=",
        "may_watch": may_watch,
        "watches": any(policies.can_watch(request.actor, row.unit_path) for row in found.rows),
        "sent_prefix": reverse("reports:sent", args=[NOTHING]).replace(f"{NOTHING}/", ""),
        "reminder": board_words.reminder(found, missing) if missing else "",
        "is_dead": _is_dead(),
        "now": found.as_of,
    }


def frame(asking: Asking, found: Board) -> dict[str, Any]:
    """Return what stands still around it."""
    schedule = asking.form.schedule
    step = asking.day - schedule.before(asking.day)
    return {
        "asking": asking,
        "title": words.said(asking.form.title),
        "left": labels.left_words(found.due_at, found.as_of),
        "query": asking.query(),
        "part_url": f"?{asking.query(part=1)}",
        "before": asking.query(day=(asking.day - step).isoformat()),
        "after": asking.query(day=(asking.day + step).isoformat()),
        "has_after": schedule.ends_at(asking.day + step) <= found.as_of,
        "every": 4 if found.n_expected <= SMALL else 10,  # seconds between two looks
        "now_ms": _milliseconds(found.as_of.timestamp()),
        "due_ms": _milliseconds(found.due_at.timestamp()),
    }


def _line(row: BoardRow, found: Board) -> dict[str, Any]:
    return {
        "row": row,
        "chip": board_words.chip(row, is_over=found.is_over),
        "at": board_words.hour(row.at, found.due_at),
        "usual": board_words.hour(row.usual_at, found.due_at) if row.is_owed else "",
        "note": board_words.note(row),
        "type_in": filling.address(found.form.code, found.day, row.body) if row.is_owed else "",
        "reminded": board_words.hour(row.reminded_at, found.due_at),
    }


def _tag(request: ActorRequest, asking: Asking) -> str:
    try:
        seen = boards.fingerprint(
            actor=request.actor,
            form=asking.form.code,
            day=asking.day,
            now=clock.now(),
            unit_path=asking.path,
        )
    except UnknownForm as error:
        raise Http404 from error
    return quote_etag(f"{seen}-{get_language()}-{int(_is_dead())}-{request.path.count('tv')}")


def _returned(request: ActorRequest) -> UUID | None:
    """Return the return that has just been made."""
    try:
        return UUID(request.GET.get("returned", ""))
    except ValueError:
        return None


def _is_dead() -> bool:
    """Say whether nobody looks at cut-offs and silence any more."""
    beat = jobs.get_beat(name=Name.REPORTS, now=clock.real_now())
    return beat is None or beat.is_silent


def _bodies(texts: Iterable[str]) -> Iterable[BodyRef]:
    for text in texts:
        try:
            yield BodyRef(UUID(text))
        except ValueError as error:
            raise Http404 from error


def _milliseconds(seconds: float) -> str:
    """Return milliseconds since 1970 as scripts read them, whatever the language."""
    return str(int(seconds * 1000))
