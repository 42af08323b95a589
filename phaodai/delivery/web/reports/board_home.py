"""What the first page says of reports: reminders and returns, and how those below stand."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.reports import filling, words
from phaodai.delivery.web.tasks import labels
from phaodai.registers.reports.queries.nudges import get_calls, get_summaries
from phaodai.vocabulary.access import Permission


def called(request: ActorRequest) -> dict[str, Any]:
    """Return what one's own bodies were reminded of, or have got back."""
    now = clock.now()
    return {
        "report_calls": [
            {
                "call": call,
                "title": words.said(call.form.title),
                "left": labels.left_words(call.due_at, now),
                "is_late": call.due_at <= now,
                "url": filling.address(call.form.code, call.day, call.body),
            }
            for call in get_calls(actor=request.actor, now=now)
        ]
    }


def watched(request: ActorRequest) -> dict[str, Any]:
    """Return how those below stand with the reports that are awaited, each with its board."""
    if not request.actor.has(Permission.REPORTS_WATCH):
        return {}
    now, path = clock.now(), request.view.unit_path
    return {
        "watched": [
            {
                "row": row,
                "title": words.said(row.form.title),
                "left": labels.left_words(row.due_at, now),
                "is_late": row.due_at <= now,
                "url": f"{reverse('boards:board')}?{urlencode({'form': row.form.code})}",
            }
            for row in get_summaries(actor=request.actor, now=now, unit_path=path)
        ]
    }
