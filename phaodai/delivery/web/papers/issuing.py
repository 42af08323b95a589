"""A paper goes out: what will happen is said, the files are printed once and kept."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents import editions as sheets
from phaodai.delivery.documents.drafting import file_name, written
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.papers import shown
from phaodai.delivery.web.reports.words import said
from phaodai.engines.papers import pdf, plain, word
from phaodai.engines.papers.model import Paper
from phaodai.foundation.files import checking
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.papers import issue_paper
from phaodai.registers.reports.queries.papers import PaperRow
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Permission

TYPES = {"docx": word.MEDIA_TYPE, "pdf": pdf.MEDIA_TYPE, "xlsx": sheets.MEDIA_TYPE}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_CERTIFY)
def issue(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Say what issuing does; do it."""
    row = shown.find(request, ref)
    if not row.may_issue:
        raise Http404
    draft = shown.draft(request, row)
    paper = shown.paper(request, draft, row, row.content)
    loose = [number for number, why in shown.typed(paper, row.content) if not why]
    problem = ""
    if request.method == "POST":
        try:
            _issue(request, row, paper, loose)
        except NotFound as error:
            raise Http404 from error
        except (Refused, pdf.FaceMissing) as error:
            problem = said(error) if isinstance(error, Refused) else str(error)
        else:
            messages.success(request, _("Đã ban hành. Văn bản và tệp không đổi được nữa."))
            return HttpResponseRedirect(reverse("papers:paper", args=[ref]))
    context = shown.picture(paper) | {
        "row": row,
        "problem": problem,
        "loose": loose,
        "missing": draft.known.today.missing,
        "is_ready": row.state is PaperState.NUMBERED and not loose,
        "subject": paper.subject,
    }
    return render(request, "papers/issue.html", context, status=409 if problem else 200)


@require_safe
@requires(Permission.REPORTS_VIEW)
def file(request: ActorRequest, ref: UUID, kind: str) -> HttpResponse:
    """Hand out the draft as a file, or the figures as a workbook; issued files are kept ones."""
    row = shown.find(request, ref)
    if kind not in TYPES or (row.state is PaperState.ISSUED and kind != "xlsx"):
        raise Http404
    draft, now = shown.draft(request, row), clock.now()
    if kind == "xlsx":
        content = sheets.write(draft.known)
    else:
        content = written(shown.paper(request, draft, row, row.content), kind, now=now)
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=file_name(row, kind)
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _issue(request: ActorRequest, row: PaperRow, paper: Paper, loose: list[str]) -> None:
    if row.state is not PaperState.NUMBERED:
        raise Refused(
            "văn bản chưa có số hoặc đã ban hành; mở lại trang văn bản",
            "the paper has no number or is issued; open its page again",
        )
    if request.POST.get("version") != str(row.version):
        raise Refused(
            "người khác vừa sửa văn bản này; đọc bản dưới đây rồi mới ban hành",
            "somebody else has just changed this paper; read the one below before you issue it",
        )
    now = clock.now()
    issued = {kind: file_name(row, kind).removeprefix("du-thao-") for kind in ("docx", "pdf")}
    printed = [
        checking.examine(written(paper, kind, now=now), name=name) for kind, name in issued.items()
    ]
    issue_paper(
        actor=request.actor, paper=row.paper, version=row.version, subject=paper.subject,
        words=plain.whole(paper), typed=loose, printed=printed, now=now,
    )  # fmt: skip
