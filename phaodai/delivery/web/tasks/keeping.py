"""The saved views of the board."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.tasks import filters
from phaodai.delivery.web.tasks.bulk import UNDO_FOR, back
from phaodai.foundation.views import operations, queries
from phaodai.vocabulary.access import NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef

PAGE = "tasks"
REMOVED = "tasks.view_removed"  # of the session: the view that was deleted last


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def show(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Open a view: the address it leads to says by itself what is shown."""
    try:
        view = queries.get_view(actor=request.actor, ref=ref)
    except queries.ViewNotFound as error:
        raise Http404 from error
    return HttpResponseRedirect(f"{reverse('tasks:board')}?{view.query}&view={ref}")


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def save(request: ActorRequest) -> HttpResponse:
    """Keep the filter that is shown under a name."""
    query = filters.TaskSearch(QueryDict(request.POST.get("filter", "")[:4_000])).address()
    try:
        body = BodyRef(UUID(request.POST["body"])) if request.POST.get("body") else None
        ref = operations.save_view(
            actor=request.actor,
            page=PAGE,
            name=request.POST.get("name", ""),
            query=query,
            body=body,
            now=clock.now(),
        )
    except operations.Refused as error:
        messages.error(request, _said(error))
        return HttpResponseRedirect(back(request))
    except (ValueError, NotAllowed) as error:
        raise Http404 from error
    if request.POST.get("default"):
        operations.choose_default(actor=request.actor, page=PAGE, view=ref, now=clock.now())
    messages.success(request, _("Đã lưu chế độ xem."))
    return HttpResponseRedirect(reverse("tasks:view", args=[ref]))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def change(request: ActorRequest, ref: UUID, verb: str) -> HttpResponse:
    """Rename, delete or restore a view, or let the board open with it."""
    actor, now = request.actor, clock.now()
    home = HttpResponseRedirect(reverse("tasks:board") + "?view=")
    try:
        if verb == "rename":
            name = request.POST.get("name", "")
            operations.rename_view(actor=actor, view=ref, name=name, now=now)
            messages.success(request, _("Đã đổi tên chế độ xem."))
        elif verb == "remove":
            operations.remove_view(actor=actor, view=ref, now=now)
            until = (now + UNDO_FOR).timestamp()
            request.session[REMOVED] = {"view": str(ref), "until": until}
            messages.success(request, _("Đã xóa chế độ xem; lấy lại được trong 30 giây."))
            return home
        elif verb == "restore":
            operations.restore_view(actor=actor, view=ref, now=now)
            request.session.pop(REMOVED, None)
            messages.success(request, _("Đã lấy lại chế độ xem."))
        elif verb == "default":
            operations.choose_default(actor=actor, page=PAGE, view=ref, now=now)
            messages.success(request, _("Trang Nhiệm vụ sẽ mở với chế độ xem này."))
        else:
            raise Http404
    except queries.ViewNotFound as error:
        raise Http404 from error
    except operations.Refused as error:
        messages.error(request, _said(error))
        if verb == "restore":
            request.session.pop(REMOVED, None)
            return home
    return HttpResponseRedirect(reverse("tasks:view", args=[ref]))


@require_POST
@requires(Permission.DIRECTIVES_VIEW)
def plain(request: ActorRequest) -> HttpResponse:
    """Let the board open without a view again."""
    operations.choose_default(actor=request.actor, page=PAGE, view=None, now=clock.now())
    messages.success(request, _("Trang Nhiệm vụ sẽ mở với mọi việc chưa xong."))
    return HttpResponseRedirect(back(request))


def _said(error: operations.Refused) -> str:
    text = error.en if (get_language() or "vi").startswith("en") else error.vi
    return f"{text[:1].upper()}{text[1:]}."
