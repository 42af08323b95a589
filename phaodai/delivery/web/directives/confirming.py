"""The page on which an officer makes obligations of what was read, and the acts on it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, words
from phaodai.delivery.web.directives.confirming_cards import (
    Opened,
    counted,
    is_certain,
    quicker,
    review_cards,
    said,
)
from phaodai.delivery.web.directives.confirming_forms import ProposalForm, ReasonForm, SplitForm
from phaodai.delivery.web.directives.views import marked_text
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.rows import DocumentDetail, ProposalRow
from phaodai.registers.directives.states import ObligationState, ProposalState
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import DocumentRef

UNDO_FOR = timedelta(seconds=30)
UNDO = "directives.undo"  # of the session: what the last act can be taken back by
ISSUED = "directives.issued"  # of the session: the issue that can still be taken back


@require_safe
@requires(Permission.DIRECTIVES_STORE)
def confirm_page(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show a dispatch beside its proposals, each to be confirmed, changed or put aside."""
    check_may_work(request, ref)
    document = _document(request, ref)
    return _page(request, document, opened=_asked(request.GET, document))


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def act(request: ActorRequest, ref: UUID, proposal: UUID, verb: str) -> HttpResponse:
    """Do one thing to one proposal."""
    check_may_work(request, ref)
    document = _document(request, ref)
    row = next((row for row in document.proposals if row.ref == str(proposal)), None)
    opened = _sent(request, verb, row)
    if opened is not None and not opened.form.is_valid():
        return _page(request, document, opened=opened, status=422)
    version = _version(request.POST)
    try:
        undo = _do(request, document, proposal, version, verb, opened)
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Stale as error:
        notice = quicker(error)
    except operations.IllegalMove:
        notice = _("Nghĩa vụ này đã được xử lý; xem lại tình trạng bên dưới.")
    except operations.Refused as error:
        if opened is not None:
            opened.form.add_error(None, said(error))
        return _page(request, document, opened=opened, notice=said(error), status=422)
    else:
        _remember(request, ref, undo)
        return _back(ref, _next(document, row, verb))
    fresh = _document(request, ref)
    return _page(request, fresh, opened=_renewed(opened, fresh), notice=notice, status=409)


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def add(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Add an obligation that was not read."""
    check_may_work(request, ref)
    document = _document(request, ref)
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            operations.add_proposal(
                actor=request.actor,
                document=DocumentRef(ref),
                changes=form.changes(),
                now=clock.now(),
            )
        except operations.Refused as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("Đã thêm nghĩa vụ ở cuối danh sách, chờ nhận."))
            return _back(ref)
    return _page(request, document, opened=Opened("", "add", form), status=422)


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def confirm_certain(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Confirm what was read surely and has not changed since it was shown."""
    check_may_work(request, ref)
    seen = dict(filter(None, map(_pair, request.POST.getlist("seen"))))
    bulk = operations.confirm_all(
        actor=request.actor, document=DocumentRef(ref), seen=seen, now=clock.now()
    )
    left = {each.ref for each in bulk.left}
    done = [[str(each), version + 1] for each, version in seen.items() if each not in left]
    _remember(request, ref, done)
    text = ngettext("Đã nhận %(n)s nghĩa vụ.", "Đã nhận %(n)s nghĩa vụ.", len(bulk.done))
    text %= {"n": len(bulk.done)}
    if bulk.left:
        text += " " + _("%(n)s để lại vì có người vừa đổi, hoặc hạn chưa đọc được.") % {
            "n": len(bulk.left)
        }
    messages.success(request, text)
    return _back(ref)


@require_POST
@requires(Permission.DIRECTIVES_STORE)
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Take the last act back."""
    check_may_work(request, ref)
    kept = undo_of(request, ref)
    request.session.pop(UNDO, None)
    if kept is None:
        messages.error(request, _("Đã quá 30 giây; dùng “Mở lại” ở từng nghĩa vụ."))
        return _back(ref)
    number = ""
    for proposal, version in kept["items"]:
        try:
            operations.reopen_proposal(
                actor=request.actor, proposal=UUID(proposal), version=version, now=clock.now()
            )
        except operations.Stale as error:
            messages.error(request, quicker(error))
        except (operations.IllegalMove, operations.Refused, operations.NotFound):
            messages.error(request, _("Không hoàn tác được: đã có người làm tiếp từ đó."))
        else:
            found = (row for row in _document(request, ref).proposals if row.ref == proposal)
            number = next((str(row.ordinal) for row in found), number)
    return _back(ref, number)


def undo_of(request: ActorRequest, ref: UUID) -> dict[str, Any] | None:
    """Return what can still be taken back of this document, with the seconds that are left."""
    kept = request.session.get(UNDO)
    if not isinstance(kept, dict) or kept.get("document") != str(ref):
        return None
    left = datetime.fromisoformat(kept["until"]) - clock.now()
    if not timedelta(0) < left <= UNDO_FOR:
        return None
    return {**kept, "seconds": int(left.total_seconds())}


def _issued_seconds(request: ActorRequest, ref: UUID) -> int:
    """Return how long the last issue of this document can still be taken back."""
    kept = request.session.get(ISSUED)
    if not isinstance(kept, dict) or kept.get("document") != str(ref):
        return 0
    left = datetime.fromisoformat(kept["until"]) - clock.now()
    return max(0, int(left.total_seconds()))


def _do(
    request: ActorRequest,
    document: DocumentDetail,
    proposal: UUID,
    version: int,
    verb: str,
    opened: Opened | None,
) -> list[list[Any]]:
    """Do it; return the proposals that take it back when they are opened again."""
    who: Any = {"actor": request.actor, "now": clock.now()}
    one: Any = {**who, "proposal": proposal, "version": version}
    if verb in {"edit", "accept"} and opened is not None:
        form = opened.form
        assert isinstance(form, ProposalForm)  # noqa: S101 - made by `_sent`
        one["version"] = operations.edit_proposal(**one, changes=form.changes())
    if verb == "edit":
        return []
    if verb == "accept":
        operations.confirm_proposal(**one)
    elif verb == "reject" and opened is not None:
        operations.reject_proposal(**one, reason=opened.form.cleaned_data["reason"])
    elif verb == "split" and opened is not None:
        operations.split_proposal(**one, pieces=opened.form.cleaned_data["pieces"])
    elif verb == "merge":
        other = _pair(request.POST.get("with", ""))
        versions = {proposal: version} | ({other[0]: other[1]} if other else {})
        operations.merge_proposals(**who, document=document.ref, versions=versions)
    elif verb == "reopen":
        operations.reopen_proposal(**one)
        return []
    else:
        raise Http404
    return [[str(proposal), one["version"] + 1]]


def _sent(request: ActorRequest, verb: str, row: ProposalRow | None) -> Opened | None:
    """Return the form that was sent with the act, where it has one."""
    auto_id = f"{row.ordinal if row else 0}-%s"
    if verb == "reject":
        return Opened(row.ref if row else "", verb, ReasonForm(request.POST, auto_id=auto_id))
    if verb == "split":
        return Opened(row.ref if row else "", verb, SplitForm(request.POST, auto_id=auto_id))
    if verb == "edit" or (verb == "accept" and "title" in request.POST):
        if row is None:
            raise Http404
        return Opened(row.ref, "edit", ProposalForm(request.POST, row=row))
    return None


def _asked(query: QueryDict, document: DocumentDetail) -> Opened | None:
    """Return the form that a link opens."""
    if "add" in query:
        return Opened("", "add", ProposalForm())
    for kind in ("edit", "reject", "split"):
        number = query.get(kind, "")
        row = next((row for row in document.proposals if str(row.ordinal) == number), None)
        if row is None or row.state is not ProposalState.PROPOSED:
            continue
        initial = {"version": row.version, "pieces": row.text}
        form: Any = (
            ProposalForm(row=row)
            if kind == "edit"
            else (ReasonForm if kind == "reject" else SplitForm)(
                initial=initial, auto_id=f"{row.ordinal}-%s"
            )
        )
        return Opened(row.ref, kind, form)
    return None


def _renewed(opened: Opened | None, document: DocumentDetail) -> Opened | None:
    """Return the form with what was typed, for the proposal as it is now."""
    if opened is None:
        return None
    row = next((row for row in document.proposals if row.ref == opened.ref), None)
    if row is not None:
        opened.form.data = {**opened.form.data.dict(), "version": str(row.version)}  # type: ignore[attr-defined]
    return opened


def _page(
    request: ActorRequest,
    document: DocumentDetail,
    *,
    opened: Opened | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    obligations = queries.list_obligations(
        actor=request.actor, document=document.ref, now=clock.now()
    )
    states = [row.state for row in obligations]
    rows = document.proposals
    certain = [row for row in rows if is_certain(row)]
    context = {
        "document": document,
        "name": cards.name_words(document.name),
        "day": cards.day_words(document.name),
        "urgency": words.urgency_words(document.urgency, _=_),
        "text": marked_text(document),
        "warnings": cards.warning_cards(document),
        "cards": review_cards(
            rows,
            opened,
            issued={str(row.proposal) for row in obligations if row.state != "CONFIRMED"},
        ),
        "n": counted(rows),
        "n_ready": states.count(ObligationState.CONFIRMED),
        "n_issued": len(states) - states.count(ObligationState.CONFIRMED),
        "certain": [(f"{row.ref}:{row.version}", row.ordinal) for row in certain],
        "opened": opened,
        "notice": notice,
        "undo": undo_of(request, document.ref),
        "issued": _issued_seconds(request, document.ref),
        "may_issue": request.actor.has(Permission.DIRECTIVES_ISSUE),
    }
    return render(request, "directives/confirm.html", context, status=status)


def check_may_work(request: ActorRequest, ref: UUID) -> None:
    """Answer 404 to whoever may not work on the document: confirming nothing asks nothing else."""
    try:
        operations.confirm_all(
            actor=request.actor, document=DocumentRef(ref), seen={}, now=clock.now()
        )
    except operations.NotFound as error:
        raise Http404 from error


def _document(request: ActorRequest, ref: UUID) -> DocumentDetail:
    try:
        return queries.get_document(actor=request.actor, ref=ref)
    except queries.DocumentNotFound as error:
        raise Http404 from error


def _remember(request: ActorRequest, ref: UUID, items: list[list[Any]]) -> None:
    """Keep for thirty seconds what takes the act back."""
    if not items:
        request.session.pop(UNDO, None)
        return
    until = clock.now() + UNDO_FOR
    request.session[UNDO] = {"document": str(ref), "items": items, "until": until.isoformat()}


def _next(document: DocumentDetail, row: ProposalRow | None, verb: str) -> str:
    """Return the number of the proposal at which work goes on."""
    if row is None:
        return ""
    if verb in {"edit", "reopen", "split", "merge"}:
        return str(row.ordinal)
    numbers = [each.ordinal for each in document.proposals]
    after = document.proposals[numbers.index(row.ordinal) + 1 :]
    waiting = (str(each.ordinal) for each in after if each.state is ProposalState.PROPOSED)
    return next(waiting, str(row.ordinal))


def _back(ref: UUID, number: str = "") -> HttpResponseRedirect:
    anchor = f"#o{number}" if number else "#ol"
    return HttpResponseRedirect(reverse("directives:confirm", args=[ref]) + anchor)


def _version(data: QueryDict) -> int:
    raw = data.get("version", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else -1


def _pair(text: str) -> tuple[UUID, int] | None:
    """Return the proposal and its version of "ref:version"."""
    ref, _sign, version = text.partition(":")
    try:
        return UUID(ref), int(version)
    except ValueError:
        return None
