"""The reports that the reader's bodies owe today; the order to report and the form are one line."""

from collections.abc import Mapping
from typing import Any

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.reports.listing import duty_line
from phaodai.registers.directives.homerows import TodayRow
from phaodai.registers.reports.queries.duties import Duty, get_duties
from phaodai.vocabulary.access import Permission

REPORT = "báo cáo"  # an order with these words, due when the form is, is the order to file it


def due(request: ActorRequest, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has to be reported and was not yet, and the list of tasks without its doubles.

    Args:
        request: Whose page.
        context: Of the page so far; `mine` are the tasks.
    """
    if not request.actor.has(Permission.REPORTS_FILE):
        return {}
    open_ones = [
        duty for duty in get_duties(actor=request.actor, now=clock.now()) if duty.done is None
    ]
    mine = context.get("mine", [])
    lines = [
        duty_line(duty) | {"orders": [item for item in mine if _orders(item["row"], duty)]}
        for duty in open_ones
    ]
    doubles = {id(item) for line in lines for item in line["orders"]}
    return {
        "reports": lines,
        "mine": [item for item in mine if id(item) not in doubles],
        "n_today": context.get("n_today", 0) + len(lines) - len(doubles),
    }


def _orders(row: TodayRow, duty: Duty) -> bool:
    """Say whether an occurrence of an order is the duty to file this form."""
    return (
        row.occurrence is not None
        and row.due_at == duty.due_at
        and row.body_name == duty.body_name
        and REPORT in row.title.lower()
    )
