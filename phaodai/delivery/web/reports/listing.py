"""What has to be reported now, and what was reported."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import filling, words
from phaodai.delivery.web.tasks import labels
from phaodai.registers.reports.queries.duties import Duty, get_duties
from phaodai.registers.reports.queries.letters import count_aside
from phaodai.registers.reports.queries.sent import FiledRow, list_filed
from phaodai.vocabulary.access import Permission


@require_safe
@requires(Permission.REPORTS_VIEW)
def report_list(request: ActorRequest) -> HttpResponse:
    """Show what the reader's bodies owe, then what was filed in sight, the latest first."""
    duties = get_duties(actor=request.actor, now=clock.now())
    number = request.GET.get("page", "1")
    found = list_filed(
        actor=request.actor,
        unit_path=request.view.unit_path,
        number=int(number) if number.isdecimal() and len(number) < 9 else 1,
    )
    several = len({row.body for row in found.rows}) > 1
    files = request.actor.has(Permission.REPORTS_FILE)
    context = {
        "duties": [duty_line(duty) for duty in duties],
        "files": files,
        "has_mail": files and settings.MAIL_INBOX is not None,
        "n_aside": count_aside(actor=request.actor) if files else 0,
        "rows": [_row(row) for row in found.rows],
        "says_body": several,
        "total": found.total,
        "page": Paginator(range(found.total), found.size).get_page(found.number),
    }
    return render(request, "reports/list.html", context)


def duty_line(duty: Duty) -> dict[str, Any]:
    """Return one thing to report as a page shows it."""
    now, code = clock.now(), duty.form.code
    due = timezone.localtime(duty.due_at)
    return {
        "duty": duty,
        "title": words.said(duty.form.title),
        "url": filling.address(code, duty.day),
        "left": labels.left_words(duty.due_at, now),
        "is_late": duty.done is None and now >= duty.due_at,
        "is_due_today": due.date() == clock.today(),
        "lateness": words.LATENESS[duty.done.lateness] if duty.done else None,
        "sent": reverse("reports:sent", args=[duty.done.submission]) if duty.done else "",
        "missing": [(day, filling.address(code, day)) for day in duty.missing],
        "running": filling.address(code, duty.running),
        "running_due": duty.form.schedule.due_at(duty.running),
    }


def _row(row: FiledRow) -> dict[str, Any]:
    return {
        "row": row,
        "title": words.said(row.title.title),
        "url": reverse("reports:sent", args=[row.submission]),
        "versions": f"{reverse('reports:versions', args=[row.form, row.day.isoformat()])}"
        f"?for={row.body}",
        "lateness": words.LATENESS[row.lateness],
    }
