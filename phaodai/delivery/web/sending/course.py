"""Where a paper goes and who has it; what came to one's own body."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.files.rows import files_of
from phaodai.delivery.web.reports import words as said
from phaodai.delivery.web.sending.words import SENDING
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.papers import OWNER
from phaodai.registers.reports.operations.sending import Addressee, receive_paper, send_paper
from phaodai.registers.reports.queries.sending import Course, get_course, list_arrivals
from phaodai.registers.reports.states import SendingState
from phaodai.vocabulary.access import Permission

MOST_MORE = 3  # addressees that the paper does not name


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_VIEW)
def course(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show where a paper went, and send it on."""
    try:
        found = get_course(actor=request.actor, paper=ref)
    except NotFound as error:
        raise Http404 from error
    problem = ""
    if request.method == "POST":
        if not found.may_send:
            raise Http404
        try:
            n = send_paper(
                actor=request.actor, paper=ref, to=_asked(request, found),
                site=request.build_absolute_uri("/").rstrip("/"),
                domain=settings.MAIL_ADDRESS.rpartition("@")[2] or "phaodai.invalid",
                now=clock.now(),
            )  # fmt: skip
        except NotFound as error:
            raise Http404 from error
        except Refused as error:
            problem = said.said(error)
        else:
            _tell(request, n)
            return HttpResponseRedirect(request.path)
    context = {
        "course": found,
        "ways": [(SENDING[each.state], each) for each in found.ways],
        "has_failed": any(each.state is SendingState.FAILED for each in found.ways),
        "n_received": sum(each.received_at is not None for each in found.ways),
        "typed": _typed(request, found),
        "more": _more(request),
        "problem": problem,
        "has_mail": settings.MAIL_OUT is not None and bool(settings.MAIL_ADDRESS),
        "files": files_of(actor=request.actor, owner_kind=OWNER, owner_refs=[ref])[ref],
    }
    return render(request, "sending/course.html", context, status=422 if problem else 200)


@require_safe
@requires(Permission.REPORTS_VIEW)
def arrivals(request: ActorRequest) -> HttpResponse:
    """List the papers that came to one's own bodies."""
    rows = list_arrivals(actor=request.actor)
    n_waiting = sum(row.received_at is None for row in rows)
    return render(request, "sending/arrivals.html", {"rows": rows, "n_waiting": n_waiting})


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def receive(request: ActorRequest, sending: UUID) -> HttpResponse:
    """Confirm for one's own body that a paper arrived."""
    try:
        receive_paper(actor=request.actor, sending=sending, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("Đã ghi nhận: văn bản đã đến."))
    return HttpResponseRedirect(reverse("sending:arrivals"))


def _asked(request: ActorRequest, found: Course) -> list[Addressee]:
    """Read what was ticked and typed; a failed letter may be tried again as it was."""
    post, to = request.POST, list[Addressee]()
    for at, each in enumerate(found.left):
        if each.body is not None and f"body-{at}" in post:
            to.append(Addressee(each.name, body=each.body))
        elif address := post.get(f"address-{at}", "").strip():
            to.append(Addressee(each.name, address=address))
    for name, address in _more(request):
        if address:
            to.append(Addressee(name or address, address=address))
    again = {each.sending: each for each in found.ways if each.by_mail}
    to += [
        Addressee(each.addressee, address=each.address)
        for sending, each in again.items()
        if str(sending) in post.getlist("again")
    ]
    return to


def _more(request: ActorRequest) -> list[tuple[str, str]]:
    return [
        (
            request.POST.get(f"more-name-{at}", "").strip()[:300],
            request.POST.get(f"more-address-{at}", "").strip()[:254],
        )
        for at in range(MOST_MORE)
    ]


def _typed(request: ActorRequest, found: Course) -> list[tuple[object, str, bool]]:
    """Return each addressee that is left, with the address and the tick to show."""
    post = request.POST
    return [
        (each, post.get(f"address-{at}", each.address), not post or f"body-{at}" in post)
        for at, each in enumerate(found.left)
    ]


def _tell(request: ActorRequest, n: int) -> None:
    if n:
        text = ngettext("Đã gửi đến %(n)s nơi nhận.", "Đã gửi đến %(n)s nơi nhận.", n)
        messages.success(request, text % {"n": n})
    else:
        messages.info(request, _("Các nơi đã chọn đều được gửi trước đó rồi."))
