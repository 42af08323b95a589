"""The page of the queue: what this device has still to send, and files of other devices' queues."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.intake.queue_files import LARGEST, BadQueue, Queued, read_file
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.offline_filing import Said, file_queued
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Permission


class QueueForm(forms.Form):
    """A file that a phone exported."""

    file = forms.FileField(
        label=_("Tệp hàng chờ"),
        help_text=_(
            "Tệp .json xuất từ điện thoại. Nộp trùng không sao: mỗi báo cáo chỉ nhận một lần."
        ),
        error_messages={
            "required": _("Chưa chọn tệp. Chọn tệp .json đã xuất từ điện thoại."),
            "empty": _("Tệp rỗng, có thể do chép chưa xong. Xuất và chép lại tệp."),
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One report of a file, and what came of it."""

    queued: Queued
    said: Said


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_FILE)
def page(request: ActorRequest) -> HttpResponse:
    """Show the queue of this device, or file the reports of a file."""
    if request.method != "POST":
        return _answer(request, QueueForm())
    form = QueueForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, form, status=422)
    try:
        # One byte more than is allowed is enough to refuse the rest.
        reports = read_file(form.cleaned_data["file"].read(LARGEST + 1))
    except BadQueue as error:
        form.add_error("file", words.said(error))
        return _answer(request, form, status=422)
    # Each report is an act of its own: what is right in a file is not lost to what is wrong.
    lines = [
        Line(
            queued,
            file_queued(actor=request.actor, queued=queued, channel=Channel.STICK, now=clock.now()),
        )
        for queued in reports
    ]
    return _answer(request, QueueForm(), lines)


def _answer(
    request: ActorRequest, form: QueueForm, lines: list[Line] | None = None, *, status: int = 200
) -> HttpResponse:
    n_received = sum(line.said.outcome == "accepted" for line in lines or ())
    context = {
        "form": form,
        "lines": lines,
        "n_received": n_received,
        "n_left": len(lines or ()) - n_received,
    }
    return render(request, "reports/offline_queue.html", context, status=status)
