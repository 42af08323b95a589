"""Heads: the list by what they owe, one head's record, judgements put on it and withdrawn."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web import undoing
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, words
from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.delivery.web.heads import forms
from phaodai.delivery.web.tasks import labels
from phaodai.delivery.web.tasks.words import why
from phaodai.foundation.files import queries as files
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.headrows import HeadRecord, HeadRow
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.states import JudgementKind
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

VACANT = "vacant"


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def head_list(request: ActorRequest) -> HttpResponse:
    """List who answers for something in sight, whoever has most overdue first."""
    form, today = forms.HeadSearch(request.GET), clock.today()
    first, last = form.period(today)
    found = queries.list_heads(
        actor=request.actor,
        now=clock.now(),
        first=first,
        last=last,
        words=form.chosen().get("q", ""),
        unit_path=request.view.unit_path,
        order=form.chosen_order,
        page=_page_number(request),
    )
    context = {
        "form": form,
        "order": form.chosen_order.value,
        "columns": list(forms.ORDERS.items())[:-1],
        "rows": [_line(row) for row in found.rows],
        "page": _paginated(found.page),
        "total": found.page.total,
        "n_with_overdue": found.n_with_overdue,
        "n_vacant": found.n_vacant,
        "first": first,
        "last": last,
        "now": clock.now(),
        "is_narrowed": any(request.GET.get(name) for name in form.fields if name != "order"),
    }
    return render(request, "heads/list.html", context)


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def head(request: ActorRequest, body: UUID, since: str = "") -> HttpResponse:
    """Show one head: when the seat was held, what was answered for, what is on record."""
    return page(request, _find(request, body, since), since=since)


@require_POST
@requires(Permission.HEADS_JUDGE)
def record(request: ActorRequest, body: UUID) -> HttpResponse:
    """Put praise, criticism or a breach on record."""
    since = request.POST.get("since", "")
    found = _find(request, body, since)
    if not found.may_judge:
        raise Http404
    form = forms.JudgementForm(request.POST, request.FILES, tasks=list(found.tasks))
    if not form.is_valid():
        return page(request, found, since=since, form=form, status=422)
    data = form.cleaned_data
    try:
        ref = operations.record_judgement(
            actor=request.actor,
            body=BodyRef(body),
            kind=JudgementKind(data["kind"]),
            day=data["day"],
            text=data["text"],
            basis=data["basis"],
            evidence=form.references,
            files=data["attached"],
            assignment=UUID(data["assignment"]) if data["assignment"] else None,
            now=clock.now(),
        )
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Refused as error:
        form.add_error(None, said(error))
        return page(request, found, since=since, form=form, status=422)
    undoing.remember(request, ref)
    messages.success(request, _("Đã ghi vào hồ sơ người đứng đầu."))
    return HttpResponseRedirect(_address(body, since) + "#record")


@require_POST
@requires(Permission.HEADS_JUDGE)
def withdraw(request: ActorRequest, body: UUID, ref: UUID) -> HttpResponse:
    """Take something off the record; it stays to be seen, with the reason."""
    since = request.POST.get("since", "")
    found = _find(request, body, since)
    if not found.may_judge:
        raise Http404
    if request.POST.get("undo"):
        return _undo(request, ref, _address(body, since))
    form = forms.WithdrawForm(request.POST, auto_id=f"w{ref}-%s")
    if not form.is_valid():
        return page(request, found, since=since, withdrawing={ref: form}, status=422)
    try:
        operations.withdraw_judgement(
            actor=request.actor,
            judgement=ref,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    except operations.NotFound as error:
        raise Http404 from error
    except operations.Refused as error:
        form.add_error(None, said(error))
        return page(request, found, since=since, withdrawing={ref: form}, status=422)
    undoing.remember(request, ref)
    messages.success(request, _("Đã thu hồi; dòng cũ vẫn còn, kèm lý do."))
    return HttpResponseRedirect(_address(body, since) + "#record")


def _undo(request: ActorRequest, ref: UUID, address: str) -> HttpResponse:
    undoing.forget(request)
    try:
        operations.undo_judgement(actor=request.actor, judgement=ref, now=clock.now())
    except operations.NotFound as error:
        raise Http404 from error
    except (operations.Refused, operations.TooLate) as error:
        messages.error(request, why(error))
    else:
        messages.success(request, _("Đã hoàn tác."))
    return HttpResponseRedirect(address + "#record")


def page(
    request: ActorRequest,
    found: HeadRecord,
    *,
    since: str,
    form: forms.JudgementForm | None = None,
    withdrawing: dict[UUID, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a head, with one form as it was sent where that was refused."""
    now = clock.now()
    refs = [row.ref for row in found.judgements]
    kept = files.files_of(actor=request.actor, owner_kind="judgement", owner_refs=refs)
    blank = forms.JudgementForm(tasks=list(found.tasks), initial={"day": clock.today()})
    context: dict[str, Any] = {
        "found": found,
        "shown": found.shown,
        "since": since,
        "tenures": [_line(row) | {"is_shown": row is found.shown} for row in found.rows],
        "tasks": [
            labels.as_chips(row, now)
            | {
                "url": reverse("tasks:task", args=[row.ref]),
                "document": cards.name_words(row.document_name),
            }
            for row in found.tasks
        ],
        "page": _paginated(found.page),
        "judgements": [
            {
                "row": row,
                "kind": forms.KINDS[row.kind],
                "files": kept.get(row.ref, ()),
                "undo": undoing.seconds_left(request, row.ref),
                "form": (withdrawing or {}).get(row.ref)
                or forms.WithdrawForm(auto_id=f"w{row.ref}-%s"),
                "is_open": row.ref in (withdrawing or {}),
            }
            for row in found.judgements
        ],
        "form": form or blank,
        "is_open_form": form is not None,
        "now": now,
    }
    return render(request, "heads/head.html", context, status=status)


def _find(request: ActorRequest, body: UUID, since: str) -> HeadRecord:
    try:
        return queries.get_head(
            actor=request.actor,
            body=BodyRef(body),
            since=date.fromisoformat(since) if since not in {"", VACANT} else None,
            is_vacant=since == VACANT,
            now=clock.now(),
            page=_page_number(request),
        )
    except (queries.HeadNotFound, ValueError) as error:
        raise Http404 from error


def _line(row: HeadRow) -> dict[str, Any]:
    since = row.first_day.isoformat() if row.first_day else VACANT
    numbers = (
        row.n_overdue,
        row.n_open,
        row.n_answered_late,
        row.n_on_time,
        row.n_times_late,
        row.n_praise,
        row.n_criticism,
        row.n_breach,
    )
    return {
        "row": row,
        "url": _address(row.body, since),
        "numbers": [
            (label, words.number_words(n, _=_), n)
            for label, n in zip(list(forms.ORDERS.values())[:-1], numbers, strict=True)
        ],
    }


def _address(body: UUID, since: str) -> str:
    if since:
        return reverse("heads:tenure", args=[body, since])
    return reverse("heads:head", args=[body])


def _page_number(request: ActorRequest) -> int:
    raw = request.GET.get("page", "1")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1


def _paginated(page: Page) -> object:
    return Paginator(range(page.total), page.size).get_page(page.number)
