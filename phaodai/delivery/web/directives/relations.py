"""Documents that hang together: relations by hand, and what ends with a document replaced."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.web import undoing
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.delivery.web.tasks.words import why
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.paperrows import LinkRow, Relations
from phaodai.registers.directives.states import ObligationState, Relation
from phaodai.registers.directives.taskrows import ObligationRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import DocumentRef

OUT: dict[Relation, Promise | str] = {
    Relation.CARRIES_OUT: gettext_lazy("thực hiện"),
    Relation.BASIS: gettext_lazy("căn cứ"),
    Relation.REPLACES: gettext_lazy("thay thế"),
    Relation.AMENDS: gettext_lazy("sửa đổi, bổ sung"),
    Relation.REPORTS_ON: gettext_lazy("báo cáo về"),
    Relation.REFERENCE: gettext_lazy("nhắc đến"),
}
INTO: dict[Relation, Promise | str] = {
    Relation.CARRIES_OUT: gettext_lazy("được thực hiện bởi"),
    Relation.BASIS: gettext_lazy("là căn cứ của"),
    Relation.REPLACES: gettext_lazy("bị thay thế bởi"),
    Relation.AMENDS: gettext_lazy("được sửa đổi bởi"),
    Relation.REPORTS_ON: gettext_lazy("được báo cáo trong"),
    Relation.REFERENCE: gettext_lazy("được nhắc đến trong"),
}
ENDING = {Relation.REPLACES, Relation.AMENDS}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DIRECTIVES_VIEW)
def relations(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show how a document stands to others; add and take back relations by hand."""
    found = _relations(request, ref)
    if request.method != "POST":
        return _page(request, ref, found)
    if request.POST.get("undo"):
        return _undo(request, ref)
    if not found.may_change:
        raise Http404
    try:
        relation = Relation(request.POST.get("relation", ""))
        if request.POST.get("remove"):
            operations.unlink_documents(
                actor=request.actor,
                document=DocumentRef(ref),
                relation=relation,
                ordinal=int(request.POST["remove"][:5]),
                now=clock.now(),
            )
            messages.success(request, _("Đã bỏ liên hệ."))
        else:
            operations.link_documents(
                actor=request.actor,
                document=DocumentRef(ref),
                relation=relation,
                target=DocumentRef(UUID(request.POST.get("target", ""))),
                now=clock.now(),
            )
            messages.success(request, _("Đã ghi liên hệ."))
    except operations.Refused as error:
        return _page(request, ref, found, error=said(error), status=422)
    except (ValueError, operations.NotFound) as error:
        raise Http404 from error
    undoing.remember(request, ref)
    return HttpResponseRedirect(reverse("directives:relations", args=[ref]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DIRECTIVES_VIEW)
def end(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Offer to end what an old document asks for; which of it, an officer chooses."""
    found = _relations(request, ref)
    rows = [
        row
        for row in queries.list_obligations(
            actor=request.actor, document=DocumentRef(ref), now=clock.now()
        )
        if row.state is ObligationState.ISSUED
    ]
    if not rows or not (found.may_end or found.may_change):
        raise Http404
    if request.method != "POST":
        return _end_page(request, ref, found, rows)
    known = {str(row.ref): row.ref for row in rows}
    asked = [known[each] for each in request.POST.getlist("end") if each in known]
    if not asked:
        return _end_page(request, ref, found, rows, error=_("Chọn ít nhất một nghĩa vụ."))
    try:
        n = operations.end_obligations(
            actor=request.actor,
            document=DocumentRef(ref),
            obligations=asked,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Refused as error:
        return _end_page(request, ref, found, rows, error=said(error))
    text = _("Đã kết thúc %(n)s nghĩa vụ, rút %(tasks)s việc còn mở.")
    messages.success(request, text % {"n": len(asked), "tasks": n})
    undoing.remember(request, ref)
    return HttpResponseRedirect(reverse("directives:relations", args=[ref]))


def cards_of(
    rows: Iterable[LinkRow], labels: dict[Relation, Promise | str]
) -> list[dict[str, Any]]:
    """Return relations in words; a document that is replaced and still binds says how much."""
    return [
        {
            "row": row,
            "label": labels[row.relation],
            "item": cards.citation(
                row.name,
                url=reverse("directives:detail", args=[row.ref]) if row.ref else "",
                subject=row.subject,
            ),
            "end_url": reverse("directives:end", args=[row.ref])
            if row.ref and row.keeps and row.n_in_force and row.relation in ENDING
            else "",
        }
        for row in rows
    ]


def _undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    undoing.forget(request)
    try:
        operations.undo_relation(actor=request.actor, document=DocumentRef(ref), now=clock.now())
    except (operations.Refused, operations.TooLate) as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Đã hoàn tác."))
    return HttpResponseRedirect(reverse("directives:relations", args=[ref]))


def _relations(request: ActorRequest, ref: UUID) -> Relations:
    try:
        return queries.get_relations(actor=request.actor, ref=ref, on=clock.today())
    except queries.DocumentNotFound as error:
        raise Http404 from error


def _name(request: ActorRequest, ref: UUID) -> str:
    return cards.name_words(queries.get_entry(actor=request.actor, ref=ref).name)


def _page(
    request: ActorRequest, ref: UUID, found: Relations, *, error: str = "", status: int = 200
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    hits = queries.find_documents(actor=request.actor, text=text, without=ref) if text else []
    context = {
        "ref": ref,
        "name": _name(request, ref),
        "out": cards_of(found.out, OUT),
        "into": cards_of(found.into, INTO),
        "may_change": found.may_change,
        "undo": undoing.seconds_left(request, ref),
        "q": text,
        "hits": [
            {"row": row, "item": cards.citation(row.name, url="", subject=row.subject)}
            for row in hits
        ],
        "kinds": [(relation.value, label) for relation, label in OUT.items()],
        "error": error,
    }
    return render(request, "directives/relations.html", context, status=status)


def _end_page(
    request: ActorRequest,
    ref: UUID,
    found: Relations,
    rows: list[ObligationRow],
    *,
    error: str = "",
) -> HttpResponse:
    newer = [row for row in found.into if row.relation in ENDING]
    replaced = any(row.relation is Relation.REPLACES for row in newer)
    names = ", ".join(cards.name_words(row.name) for row in newer)
    words = _("Bị thay thế bởi %(names)s") if replaced else _("Được sửa đổi bởi %(names)s")
    context = {
        "ref": ref,
        "name": _name(request, ref),
        "rows": [(row, row.n_assignments - row.n_accepted) for row in rows],
        "chosen": request.POST.getlist("end") if request.method == "POST" else None,
        "is_replaced": replaced,
        "newer": cards_of(newer, INTO),
        "reason": request.POST.get("reason", words % {"names": names} if newer else ""),
        "may_end": queries.may_end(actor=request.actor, ref=ref, now=clock.now()),
        "error": error,
    }
    return render(request, "directives/end.html", context, status=422 if error else 200)
