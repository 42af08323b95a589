"""What became of a submission: its receipt, why it waits, or the two versions side by side."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.reports import filling, held, words
from phaodai.delivery.web.reports.about import about, comments, senders
from phaodai.delivery.web.reports.ids import new_id, read_id
from phaodai.delivery.web.reports.sheet import differences, figures
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.queries.sent import Sent, get_sent, get_versions
from phaodai.registers.reports.queries.vouching import vouched
from phaodai.registers.reports.rules import acceptance, notes
from phaodai.registers.reports.rules.merging import FieldMerge, Side
from phaodai.registers.reports.sentences import of_the_sending
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

PICKS = ("mine", "theirs", "base")
SIDES = {
    Side.MINE: gettext_lazy("chỉ bản này sửa"),
    Side.THEIRS: gettext_lazy("chỉ bản kia sửa"),
    Side.CLASH: gettext_lazy("hai bên sửa khác nhau"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_VIEW)
def sent(request: ActorRequest, submission: UUID) -> HttpResponse:
    """Show what became of a submission; of two versions side by side, take what was chosen."""
    found = _find(request, submission)
    match found.answer:
        case acceptance.Accepted():
            if request.method == "POST":
                raise Http404
            context = receipt(found, found.answer) | {
                "vouched": vouched(actor=request.actor, report=found.report, now=clock.now())
            }
            return render(request, "reports/receipt.html", context)
        case acceptance.Stale():
            if request.method == "POST":
                return _choose(request, found, found.answer)
            return compare(request, found, found.answer)
        case acceptance.Held():
            return held.page(request, found, found.answer)
        case acceptance.Refused():
            told = [words.said(text) for _, text in of_the_sending(found.answer)]
            return render(request, "reports/refused.html", about(found) | {"told": told})


@require_safe
@requires(Permission.REPORTS_VIEW)
def versions(request: ActorRequest, form: str, day: str) -> HttpResponse:
    """List every version of a report with what it changed, line by line."""
    whose = read_id(request.GET.get("for", ""))
    try:
        rows = get_versions(
            actor=request.actor,
            form=form,
            day=filling.read_day(day),
            body=None if whose is None else BodyRef(whose),
        )
    except NotFound as error:
        raise Http404 from error
    before: Mapping[str, str] | None = None
    lines = []
    for row, sender in zip(rows, senders(rows), strict=True):
        accepted = row.answer if isinstance(row.answer, acceptance.Accepted) else None
        lines.append(
            {
                "row": row,
                "sender": sender,
                "accepted": accepted,
                "lateness": words.LATENESS[accepted.lateness] if accepted else None,
                "state": None if accepted else _state(row),
                "channel": words.CHANNELS[row.channel],
                "reason": row.comments.get(notes.REASON, ""),
                "changes": differences(row.form, before, row.values)
                if accepted and before is not None
                else None,
            }
        )
        if accepted:
            before = row.values
    context = about(rows[-1]) | {"lines": lines[::-1], "n_accepted": rows[-1].n_revisions}
    return render(request, "reports/history.html", context)


def receipt(found: Sent, answer: acceptance.Accepted) -> dict[str, Any]:
    """Return what a receipt shows."""
    return about(found) | {
        "answer": answer,
        "lateness": words.LATENESS[answer.lateness],
        "margin": words.margin(answer.received_at, found.due_at),
        "is_late": answer.received_at >= found.due_at,
        "sections": figures(found.form, found.values),
        "comments": comments(found.form, found.comments),
        "is_latest": found.head == found.submission,
        "is_due": clock.now() < found.due_at,
    }


def compare(
    request: ActorRequest,
    found: Sent,
    answer: acceptance.Stale,
    *,
    missing: frozenset[str] = frozenset(),
) -> HttpResponse:
    """Show what was sent beside what the server has, field by field, and beside what both had."""
    fields = {each.code: each for each in found.form.fields()}
    other = _find(request, found.beside) if found.beside else None
    context = about(found) | {
        "other": other,
        "other_sender": senders([other])[0] if other else "",
        "is_past": found.n_revisions > answer.head,
        "n_clashes": len(answer.merge.clashes),
        "id": new_id(),
        "missing": [(code, words.said(fields[code].label)) for code in sorted(missing)],
        "rows": [
            {
                "code": each.field,
                "label": words.said(fields[each.field].label),
                "side": SIDES[each.side],
                "is_clash": each.side is Side.CLASH,
                "is_missing": each.field in missing,
                "options": [
                    (pick, words.shown(fields[each.field], getattr(each, pick) or ""), is_taken)
                    for pick, is_taken in zip(
                        PICKS, _taken(each, request.POST.get(f"pick-{each.field}", "")), strict=True
                    )
                ],
            }
            for each in answer.merge.fields
            if each.side is not Side.BOTH
            and each.field in fields
            and fields[each.field].formula is None
        ],
    }
    return render(request, "reports/conflict.html", context, status=422 if missing else 409)


def _taken(each: FieldMerge, picked: str) -> tuple[bool, bool, bool]:
    """Say which of mine, theirs and base is ticked; nobody guesses where the two clash."""
    if picked not in PICKS:
        if each.side is Side.CLASH:
            return False, False, False
        picked = "mine" if each.side is Side.MINE else "theirs"
    return picked == "mine", picked == "theirs", picked == "base"


def _choose(request: ActorRequest, found: Sent, answer: acceptance.Stale) -> HttpResponse:
    """File what a person chose of both versions, as a new revision on the latest one."""
    picks = {each.field: request.POST.get(f"pick-{each.field}", "") for each in answer.merge.fields}
    clashes = set(answer.merge.clashes)
    formulas = {each.code for each in found.form.fields() if each.formula is not None}
    missing = frozenset(code for code in clashes - formulas if picks[code] not in PICKS)
    if missing:
        return compare(request, found, answer, missing=missing)
    values = {k: v for k, v in answer.merge.proposal.items() if k not in formulas}
    for each in answer.merge.fields:
        if picks[each.field] in PICKS and each.field not in formulas:
            chosen = getattr(each, picks[each.field])
            values.pop(each.field, None)
            if chosen is not None:
                values[each.field] = chosen
    sheet = filling.find_sheet(request, found.form.code, found.day.isoformat(), str(found.body))
    other = _find(request, found.beside) if found.beside else None
    said = {**(other.comments if other else {}), **found.comments}
    said[notes.REASON] = request.POST.get("reason", "").strip() or _("Gộp hai bản gửi cùng lúc")
    return filling.send(
        request,
        sheet,
        Sending(
            id=read_id(request.POST.get("id", "")) or new_id(),
            version=sheet.form.version,
            base=found.beside,
            values=values,
            comments=said,
            channel=Channel.PAGE if sheet.is_own else Channel.PAPER,
        ),
    )


def _find(request: ActorRequest, submission: UUID) -> Sent:
    try:
        return get_sent(actor=request.actor, submission=submission)
    except NotFound as error:
        raise Http404 from error


def _state(row: Sent) -> str:
    match row.answer:
        case acceptance.Stale():
            return _("chờ chọn giữa hai bản")
        case acceptance.Held():
            return _("đang giữ")
        case _:
            return _("không nhận, còn chỗ phải sửa")
