"""How completely and how punctually a month was reported: a ranking, a map of days, a table."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents import plain
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import board_words, words
from phaodai.delivery.web.reports.board import Asking, read
from phaodai.delivery.web.tasks.table import safe
from phaodai.registers.reports.queries.board_months import Month, MonthRow, Tally, get_month
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.vocabulary.access import Permission

SHADES = 4


@require_safe
@requires(Permission.REPORTS_VIEW)
def month(request: ActorRequest) -> HttpResponse:
    """Rank who reported, and show each day of the month."""
    asking = read(request)
    if asking is None:
        return render(request, "reports/board_none.html")
    first = _first(request, asking)
    found = _get(request, asking, first)
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    context = {
        "asking": asking,
        "title": words.said(asking.form.title),
        "forms": [(each.code, words.said(each.title)) for each in asking.forms],
        "month": found,
        "first": first,
        "ranks": [_rank(n, row) for n, row in enumerate(found.rows, 1)],
        "heads": _heads(found) if request.GET.get("by") == "head" else [],
        "by_head": asking.query(day="", month=f"{first:%Y-%m}", by="head"),
        "map": [(row, _cells(found, row.days)) for row in found.rows],
        "map_total": _cells(found, found.by_day),
        "total": _percents(found.total),
        "query": asking.query(day="", month=f"{first:%Y-%m}"),
        "board_query": asking.query(),
        "day_query": asking.query(day="") + "&day=",
        "group_query": asking.query(day="", unit="", month=f"{first:%Y-%m}") + "&unit=",
        "before": asking.query(day="", month=f"{before:%Y-%m}"),
        "after": asking.query(day="", month=f"{after:%Y-%m}"),
        "has_after": after.replace(day=1) <= clock.today(),
        "now": clock.now(),
    }
    return render(request, "reports/board_month.html", context)


@require_safe
@requires(Permission.REPORTS_VIEW)
def table(request: ActorRequest) -> HttpResponse:
    """Hand out a row for each body and period as a table for machines."""
    name, found = _whole(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")  # a table program takes it for UTF-8
    rows = csv.writer(answer)
    rows.writerow(
        ["day", "week", "unit", "above", "head", "due", "filed", "in_time", "received_at"]
    )
    for day, monday, unit, above, head, *counts, at in _lines(found):
        texts = [safe(text) for text in (unit, above, head)]
        rows.writerow([day, monday, *texts, *counts, at.isoformat() if at else ""])
    return answer


@require_safe
@requires(Permission.REPORTS_VIEW)
def workbook(request: ActorRequest) -> HttpResponse:
    """Hand out the same for people, as a workbook."""
    name, found = _whole(request)
    headings = [
        _("Kỳ"), _("Tuần từ"), _("Đơn vị"), _("Thuộc"), _("Người đứng đầu"),
        _("Phải nộp"), _("Đã nộp"), _("Đúng hạn"), _("Nhận lúc"),
    ]  # fmt: skip
    rows = ((*line, timezone.make_naive(at) if at else None) for *line, at in _lines(found))
    answer = HttpResponse(plain.workbook(name[:31], headings, rows), content_type=plain.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _whole(request: ActorRequest) -> tuple[str, Month]:
    """Return the name of a file, and the month with a row for each body.

    Raises:
        Http404: There is none.
    """
    asking = read(request)
    if asking is None:
        raise Http404
    first = _first(request, asking)
    return f"{asking.form.code}-{first:%Y-%m}", _get(request, asking, first, whole=True)


def _lines(found: Month) -> Iterator[tuple[Any, ...]]:
    """Yield day, its Monday, unit, the one above, head, the three counts, when it was received."""
    for row in found.rows:
        for day, tally in zip(found.days, row.days, strict=True):
            if tally.n_due:
                yield (
                    day, day - timedelta(days=day.weekday()), row.unit_name, row.above,
                    row.head_on(day), tally.n_due, tally.n_filed, tally.n_in_time, tally.at,
                )  # fmt: skip


def _first(request: ActorRequest, asking: Asking) -> date:
    text = request.GET.get("month", "")
    if not text:
        return asking.day.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _get(request: ActorRequest, asking: Asking, first: date, *, whole: bool = False) -> Month:
    try:
        return get_month(
            actor=request.actor,
            form=asking.form.code,
            first=first,
            now=clock.now(),
            unit_path=asking.path,
            whole=whole,
        )
    except UnknownForm as error:
        raise Http404 from error


def _heads(found: Month) -> list[dict[str, Any]]:
    """Rank everybody who headed one of the bodies, by the periods on which it was he."""
    held = [(each, row) for row in found.rows for each in row.heads if each.total.n_due]
    held.sort(key=lambda pair: (pair[0].total.timeliness or 0, pair[0].holder))
    return [
        {"place": place, "held": each, "row": row, "total": _percents(each.total)}
        for place, (each, row) in enumerate(held, 1)
    ]


def _rank(place: int, row: MonthRow) -> dict[str, Any]:
    return {
        "place": place,
        "row": row,
        "total": _percents(row.total),
        "weeks": [_percents(week)[1] for week in row.weeks],
        "heads": [(held, _percents(held.total)[1]) for held in row.heads if held.holder],
    }


def _percents(tally: Tally) -> tuple[str, str]:
    """Return the shares that filed, and that filed in time, as whole percents or a dash."""
    return _percent(tally.completeness), _percent(tally.timeliness)


def _percent(share: float | None) -> str:
    """Return whole percents, rounded down: only all of them are a hundred."""
    return "–" if share is None else f"{int(share)}%"


def _cells(found: Month, tallies: list[Tally]) -> list[tuple[str, str, bool]]:
    """Return text, shade and whether it is missing by day: an hour of one body, else percents."""
    cells = []
    for day, tally in zip(found.days, tallies, strict=True):
        due = found.form.schedule.due_at(day)
        if not tally.n_due:
            cells.append(("", "x", False))
        elif tally.n_due == 1 and not found.is_grouped:
            text = board_words.hour(tally.at, due).partition(" ")[0] or "–"
            shade = "4" if tally.n_in_time else "1" if tally.n_filed else "0"
            cells.append((text, shade, not tally.n_filed))
        else:
            share = tally.timeliness or 0.0
            cells.append((str(int(share)), str(int(share * SHADES // 100)), not tally.n_filed))
    return cells
