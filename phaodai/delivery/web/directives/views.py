"""Pages of the register of directives: translate, ask once, translate back."""

from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, relations, words
from phaodai.delivery.web.directives.forms import DUE_LABELS, BoardSearch, DocumentSearch
from phaodai.delivery.web.directives.layout import lay_out
from phaodai.delivery.web.directives.marking import Mark, render_text
from phaodai.foundation.units import queries as units
from phaodai.registers.directives import queries
from phaodai.registers.directives.rows import DocumentDetail, Page
from phaodai.registers.directives.states import DueKind, Relation
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def document_list(request: ActorRequest) -> HttpResponse:
    """List the documents in sight."""
    form = DocumentSearch(request.GET)
    found = queries.list_documents(
        actor=request.actor,
        wanted=form.wanted(unit_path=request.view.unit_path),
        page=_page_number(request),
    )
    form.offer(types=found.types, issuers=found.issuers)
    rows = [
        {
            "row": row,
            "url": reverse("directives:detail", args=[row.ref]),
            "name": cards.name_words(row.name),
            "day": cards.day_words(row.name),
            "urgency": words.urgency_words(row.urgency, _=_),
            "warnings": [
                words.short_warning_words(code, _=_) for code in dict.fromkeys(row.warnings)
            ],
        }
        for row in found.rows
    ]
    return render(
        request,
        "directives/list.html",
        {
            "form": form,
            "rows": rows,
            "page": _paginated(found.page),
            "total": found.page.total,
            "is_narrowed": any(request.GET.get(name) for name in form.fields),
            "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
        },
    )


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def document_detail(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one dispatch beside what the reader proposes."""
    try:
        document = queries.get_document(actor=request.actor, ref=ref)
        chain = queries.get_chain(actor=request.actor, ref=ref)
        found = queries.get_relations(actor=request.actor, ref=ref, on=clock.today())
    except queries.DocumentNotFound as error:
        raise Http404 from error
    proposals = [cards.proposal_card(proposal) for proposal in document.proposals]
    steps = [
        (row.depth, cards.citation(row.name, url=_address(row.ref), subject=row.subject))
        for row in (*chain.up, *chain.down)
    ]
    return render(
        request,
        "directives/detail.html",
        {
            "document": document,
            "name": cards.name_words(document.name),
            "day": cards.day_words(document.name),
            "urgency": words.urgency_words(document.urgency, _=_),
            "text": marked_text(document),
            "proposals": proposals,
            "n_undated": sum(not card.has_due for card in proposals),
            "n_unknown": sum(
                not body.is_known for proposal in document.proposals for body in proposal.bodies
            ),
            "facts": list(cards.facts(document)),
            "warnings": cards.warning_cards(document),
            "chain_up": steps[: len(chain.up)],
            "chain_down": steps[len(chain.up) :],
            "is_circular": chain.is_circular,
            "relations": [
                *relations.cards_of(
                    (row for row in found.out if row.relation is not Relation.CARRIES_OUT),
                    relations.OUT,
                ),
                *relations.cards_of(
                    (row for row in found.into if row.relation is not Relation.CARRIES_OUT),
                    relations.INTO,
                ),
            ],
            "may_change": found.may_change,
            "original_url": reverse("directives:original", args=[ref]),
            "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
        },
    )


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def original(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Hand out the original, to be saved and never to be shown inside a page."""
    try:
        file = queries.get_original(actor=request.actor, ref=ref)
    except queries.DocumentNotFound as error:
        raise Http404 from error
    answer = HttpResponse(file.content, content_type=file.media_type or "application/octet-stream")
    name = quote(file.file_name or f"{file.sha256[:12]}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """Show all proposals in sight, by deadline, by body or by document."""
    form = BoardSearch(request.GET)
    place = request.GET.get("unit", "").strip()
    unit = _unit(place) if place else request.view.unit
    found = queries.get_board(
        actor=request.actor,
        wanted=form.wanted(unit=unit),
        order=form.chosen_order,
        page=_page_number(request),
    )
    form.offer(
        leads=((lead.key, f"{lead.label} ({lead.n})") for lead in found.leads),
        documents=((str(ref), cards.name_words(name)) for ref, name in found.documents),
    )
    return render(
        request,
        "directives/board.html",
        {
            "form": form,
            "order": form.chosen_order,
            "rows": [cards.board_card(row) for row in found.rows],
            "page": _paginated(found.page),
            "total": sum(found.counts.values()),
            "n_documents": found.n_documents,
            "n_undated": found.counts.get(DueKind.NONE, 0),
            "counts": [(DUE_LABELS[kind], n, kind.value) for kind, n in found.counts.items()],
            "is_unknown_unit": bool(place) and unit is _NO_UNIT,
            "is_narrowed": any(request.GET.get(name) for name in form.fields if name != "order"),
            "may_store": request.actor.has(Permission.DIRECTIVES_STORE),
        },
    )


_NO_UNIT = UnitRef(UUID(int=0))  # a name that is no unit leaves nothing, rather than everything


def _unit(text: str) -> UnitRef | None:
    if not text:
        return None
    found = units.find_units(text, on=clock.today(), limit=1)
    return found[0].ref if found else _NO_UNIT


def marked_text(document: DocumentDetail) -> str:
    """Return the text with the places of its obligations and of its header."""
    placed = [proposal for proposal in document.proposals if proposal.has_span]
    orders = [proposal.span for proposal in placed]
    layout = lay_out(
        document.text,
        first_order=min((start for start, _end in orders), default=len(document.text)),
    )
    anchors = [
        (cards.anchor_of(pointer), (evidence["span"][0], evidence["span"][1]))
        for pointer, evidence in document.evidence.items()
        if evidence.get("span")
    ]
    anchors += [(f"u{p.ordinal}", p.due.span) for p in placed if p.due.span]
    return render_text(
        document.text,
        layout=layout,
        marks=[
            Mark(
                number=proposal.ordinal,
                span=proposal.span,
                is_weak=proposal.bars == 1,
                label=_("Nghĩa vụ %(n)s") % {"n": proposal.ordinal},
            )
            for proposal in placed
        ],
        anchors=anchors,
    )


def _address(ref: UUID | None) -> str:
    return reverse("directives:detail", args=[ref]) if ref else ""


def _page_number(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1


def _paginated(page: Page) -> object:
    """Return the page in the form that the pagination component takes."""
    return Paginator(range(page.total), page.size).get_page(page.number)
