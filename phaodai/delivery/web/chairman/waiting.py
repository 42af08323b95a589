"""What waits for a word, who is overdue, who owes an explanation, who has not reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from phaodai.decisions.discrepancies.owing import owing
from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.editions import home as vouching
from phaodai.delivery.web.home import sections
from phaodai.delivery.web.reports import words as report_words
from phaodai.delivery.web.tasks import labels
from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.schedule import Cadence
from phaodai.registers.reports.queries.board import forms_below, get_board, latest_period
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.units import UnitLevel

SHOWN: Final = 5
SHOWN_LATE: Final = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a decision."""

    url: str
    title: str
    what: str
    due_at: datetime | None = None
    is_today: bool = False


def decisions(request: ActorRequest) -> dict[str, Any]:
    """Return what waits for the reader's word: the soonest due first, then what has no term."""
    if not request.actor.has(Permission.DIRECTIVES_STORE):
        return {}
    found = sections.command(request) | sections.papers(request)
    vouched = list(_vouched(request))
    items = [*_tasks(found), *vouched, *_documents(found)]
    return {
        "decides": True,
        "items": items[:SHOWN],
        "n_items": found["n_decisions"] + found["n_to_issue"] + len(vouched),
        "n_today": sum(item.is_today for item in items),
        "heads": found["heads"],
        "n_heads": found["n_heads"],
        "n_overdue": sections.standing(request)["n_overdue"],
    }


def _tasks(found: dict[str, Any]) -> Iterator[Item]:
    for item in found["decisions"]:
        row = item["row"]
        who = ", ".join(filter(None, (row.body_name, row.head.holder)))
        what = " · ".join(filter(None, (item["what"], who)))
        yield Item(item["url"], row.title, what, row.due_at, is_today=item["is_today"])


def _documents(found: dict[str, Any]) -> Iterator[Item]:
    for item in found["papers"]:
        n = item["row"].n_ready
        if n:
            what = ngettext("%(n)s việc đã xem, chờ giao", "%(n)s việc đã xem, chờ giao", n)
            yield Item(item["url"], item["name"], what % {"n": n})


def _vouched(request: ActorRequest) -> Iterator[Item]:
    """Yield the reports that wait to be certified, and the compiled ones that wait to be signed."""
    for row in vouching.waiting(request).get("vouching", ()):
        what = " · ".join(filter(None, (row["what"], row["who"])))
        yield Item(row["url"], f"{row['title']}, {row['day']:%d/%m}", what)


def explanations(request: ActorRequest) -> dict[str, Any]:
    """Return which heads owe an explanation of figures that disagree, and for how long."""
    if not request.actor.has(Permission.REPORTS_VIEW):
        return {}
    now = clock.now()
    found = owing(actor=request.actor, now=now, unit_path=request.view.unit_path, limit=SHOWN)
    return {
        "explains": True,
        "owing": [(row, labels.length(now - row.since)) for row in found.rows],
        "n_open": found.n,
        "n_owing": found.n_heads,
    }


def reporting_form(request: ActorRequest) -> Form | None:
    """Return the form whose days the page goes by: the daily one that communes file."""
    if not request.actor.has(Permission.REPORTS_VIEW):
        return None
    forms = forms_below(actor=request.actor, now=clock.now(), unit_path=request.view.unit_path)
    daily = [form for form in forms if form.schedule.cadence is Cadence.DAILY]
    return min(daily, key=lambda form: form.filer.level != UnitLevel.COMMUNE, default=None)


def last_day(form: Form | None, now: datetime) -> date:
    """Return the last day whose reports should be here: one whose cut-off has passed."""
    if form is None:
        return timezone.localdate(now) - timedelta(days=1)
    day = latest_period(form, now)
    return day if form.schedule.due_at(day) <= now else form.schedule.before(day)


def silent(request: ActorRequest, form: Form | None) -> dict[str, Any]:
    """Return who has not filed the report that is awaited now."""
    if form is None:
        return {}
    now = clock.now()
    day = latest_period(form, now)
    board = get_board(
        actor=request.actor, form=form.code, day=day, now=now, unit_path=request.view.unit_path
    )
    late = [row for row in board.rows if row.is_owed]
    groups = [row for row in board.groups if row.n_missing]
    return {
        "board": board,
        "board_title": report_words.said(form.title),
        "board_left": labels.left_words(board.due_at, now).lower(),
        "board_url": f"{reverse('boards:board')}?{urlencode({'form': form.code})}",
        "late": late[:SHOWN_LATE],
        "late_groups": sorted(groups, key=lambda row: -row.n_missing)[:SHOWN_LATE],
        "n_more_late": max(0, len(late) + len(groups) - SHOWN_LATE),
    }
