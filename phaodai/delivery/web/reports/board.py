"""The duty board of reports: who has filed, who has not; reminding, and the screen on the wall."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import board_words, filling, reminders, words
from phaodai.delivery.web.reports.board_tags import Tag
from phaodai.delivery.web.tasks import labels
from phaodai.delivery.web.units.labels import LEVEL_LABELS
from phaodai.engines.forms.definition import Form
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.foundation.units import queries as units
from phaodai.registers.reports import policies
from phaodai.registers.reports.boardrows import Board, BoardRow
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries.board_free import free_units
from phaodai.registers.reports.queries.board_pulse import Watched
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

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
    tag = tag_of(request, asking)
    if tag.is_shown(request):
        return tag.on(request, HttpResponse(status=304))
    found = get(request, asking)
    context = live(request, asking, found)
    if request.GET.get("part"):
        answer = render(request, "reports/_board_rows.html", context)
    else:
        context |= frame(asking, found) | reasons(request, asking, found)
        context["undoable"] = _uuid(request, "returned")
        context["asked_again"] = _asked_again(request, found)
        context["forms"] = [(each.code, words.said(each.title)) for each in asking.forms]
        answer = render(request, "reports/board.html", context)
    return tag.on(request, answer)


@require_safe
@requires(Permission.REPORTS_VIEW)
def tv(request: ActorRequest) -> HttpResponse:
    """Show the board on a wall: nothing to press, read from across a room."""
    asking = read(request)
    if asking is None:
        return render(request, "reports/board_none.html")
    tag = tag_of(request, asking)
    if tag.is_shown(request):
        return tag.on(request, HttpResponse(status=304))
    found = get(request, asking)
    context = live(request, asking, found) | frame(asking, found)
    missing: list[Any] = context["owed"] or [
        group for group in context["groups"] if group.n_missing
    ]
    context |= {"shown": missing[:TV_ROWS], "n_more": max(0, len(missing) - TV_ROWS)}
    name = "reports/_board_tv.html" if request.GET.get("part") else "reports/board_tv.html"
    return tag.on(request, render(request, name, context))


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
    code = data.get("form", "")
    only = code if data.get("part") else ""  # a part offers no other form
    forms = boards.forms_below(actor=request.actor, now=now, unit_path=path, code=only)
    if not forms:
        return None
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


def tag_of(request: ActorRequest, asking: Asking) -> Tag:
    """Return what the board is now, in few reads.

    Raises:
        Http404: There is none of that form and day.
    """
    about: dict[str, Any] = {
        "actor": request.actor,
        "form": asking.form.code,
        "day": asking.day,
        "unit_path": asking.path,
    }
    try:
        seen = boards.fingerprint(**about, now=clock.now())
    except UnknownForm as error:
        raise Http404 from error
    return Tag.of(Watched.of(**about), f"{seen}-{get_language()}-{int(_is_dead())}")


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
        "reminder": reminders.text(found, missing) if missing else "",
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
        "every": 4 if found.n_expected <= SMALL else 8,  # seconds between two looks
        "now_ms": _milliseconds(found.as_of.timestamp()),
        "due_ms": _milliseconds(found.due_at.timestamp()),
    }


def reasons(request: ActorRequest, asking: Asking, found: Board) -> dict[str, Any]:
    """Return why those on the board have to file, and why others have not."""
    free = free_units(
        actor=request.actor, form=asking.form.code, day=asking.day, unit_path=asking.path
    )
    return {
        "free": [(row, board_words.why_free(row)) for row in free],
        "level": LEVEL_LABELS[UnitLevel(asking.form.filer.level)],
        "cutoff": f"{timezone.localtime(found.due_at):%H:%M}",
        "later": [row for row in found.rows if row.since and row.since > found.since],
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


def _asked_again(request: ActorRequest, found: Board) -> dict[str, Any] | None:
    """Return whom somebody wanted to remind who had been reminded a moment ago."""
    wanted, one = request.GET.get("again", ""), _uuid(request, "again")
    rows = [
        row
        for row in found.rows
        if row.is_owed and row.reminded_at and (wanted == "all" or row.body == one)
    ]
    if not rows:
        return None
    last = max(rows, key=lambda row: row.reminded_at or found.as_of)
    return {
        "n": len(rows),
        "row": last,
        "at": board_words.hour(last.reminded_at, found.due_at),
        "name": "all" if wanted == "all" else "body",
        "value": "1" if wanted == "all" else one,
    }


def _uuid(request: ActorRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _is_dead() -> bool:
    """Say whether nobody looks at cut-offs and silence any more."""
    beat = jobs.get_beat(name=Name.REPORTS, now=clock.real_now())
    return beat is None or beat.is_silent


def _milliseconds(seconds: float) -> str:
    """Return milliseconds since 1970 as scripts read them, whatever the language."""
    return str(int(seconds * 1000))
