"""The page of one task."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.tasks import forms, labels
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.directives import queries
from phaodai.registers.directives.states import (
    WORKING,
    AssignmentState,
    DueKind,
    ExtensionState,
    Lateness,
    OccurrenceState,
)
from phaodai.registers.directives.taskrows import AssignmentDetail, AssignmentRow
from phaodai.vocabulary.access import Permission

UNDO = "tasks.undo"  # of the session: the last act and until when it can be taken back
MOST_BELOW = 2_000


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def task(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show one task: who, until when, how it stands, what can be done."""
    return page(request, find(request, ref))


def find(request: ActorRequest, ref: UUID) -> AssignmentDetail:
    """Return a task in sight, or answer 404."""
    try:
        return queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    except queries.AssignmentNotFound as error:
        raise Http404 from error


def page(
    request: ActorRequest,
    detail: AssignmentDetail,
    *,
    verb: str = "",
    form: Form | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a task, with one form as it was sent where that was refused."""
    now, row = clock.now(), detail.row
    try:
        whole = queries.get_obligation(actor=request.actor, ref=row.obligation, now=now)
    except queries.ObligationNotFound:
        whole = None
    source = reverse("directives:detail", args=[row.document])
    context: dict[str, Any] = {
        **labels.as_chips(row, now),
        **names(row),
        "detail": detail,
        "whole": whole,
        "left": labels.left_words(row.due_at, now) if row.answered_at is None else "",
        "is_overdue": row.lateness is Lateness.OVERDUE,
        "source": f"{source}#d{whole.row.ordinal}" if whole else source,
        "targets": [cards.target_text(target) for target in detail.targets],
        "accountable": [body.text for body in whole.row.bodies if body.part == "ACCOUNTABLE"]
        if whole
        else [],
        "helps": [body.text for body in whole.row.bodies if body.part == "COORDINATE"]
        if whole
        else [],
        "children": [labels.as_chips(child, now) for child in detail.children],
        "occurrences": [
            {
                "row": each,
                "state": labels.state_chip(each.state),
                "late": labels.late_chip(each.lateness, each.due_at, each.state, now),
                "may_answer": detail.may_answer
                and each.state in {OccurrenceState.OPEN, OccurrenceState.RETURNED},
                "may_judge": detail.may_judge and each.state is OccurrenceState.SUBMITTED,
            }
            for each in detail.occurrences
        ],
        "timeline": [
            (labels.ACTS[line.act], line, line.act in labels.KEY_ACTS)
            for line in reversed(detail.timeline)
        ],
        "deeds": deeds(detail, verb=verb, form=form),
        "may_acknowledge": detail.may_answer and row.state is AssignmentState.NEW,
        "may_accept": detail.may_judge and row.state is AssignmentState.SUBMITTED,
        "may_decide": detail.may_judge
        and row.extension is ExtensionState.ASKED
        and row.state in WORKING,
        "undo": undo_seconds(request, row),
        "notice": notice,
        "is_open_form": bool(form),
    }
    return render(request, "tasks/task.html", context, status=status)


def deeds(
    detail: AssignmentDetail, *, verb: str, form: Form | None
) -> list[tuple[str, str, Form, bool]]:
    """Return the acts with forms that are open to the reader: verb, label, form, unfolded."""
    row = detail.row
    is_working = row.state in WORKING
    offered: list[tuple[str, str, bool]] = [
        ("progress", _("Báo tiến độ"), detail.may_answer and is_working),
        ("submit", _("Trả lời xong việc"), detail.may_answer and is_working and not _recurs(row)),
        (
            "extension",
            _("Xin gia hạn"),
            detail.may_answer and is_working and row.due_at is not None,
        ),
        ("delegate", _("Giao xuống"), detail.may_delegate and is_working and not row.user),
        ("return", _("Trả lại"), detail.may_judge and row.state is AssignmentState.SUBMITTED),
        (
            "refuse",
            _("Không cho gia hạn"),
            detail.may_judge and row.extension is ExtensionState.ASKED and is_working,
        ),
        ("withdraw", _("Rút việc này"), detail.may_judge and is_working),
    ]
    found = []
    for name, label, is_offered in offered:
        if not is_offered:
            continue
        mine = form if verb == name and form is not None else blank(name, detail)
        if name == "delegate" and not getattr(mine.fields["to"], "choices", None):
            continue
        found.append((name, label, mine, verb == name))
    return found


def blank(verb: str, detail: AssignmentDetail) -> Form:
    """Return an empty form of an act."""
    return made(verb, detail, initial={"version": detail.row.version, **_usual(verb, detail)})


def made(verb: str, detail: AssignmentDetail, *args: Any, **kwargs: Any) -> Form:
    """Return the form of an act; an act without one has only its version."""
    kwargs["auto_id"] = f"{verb}-%s"
    if verb == "delegate":
        return forms.DelegateForm(*args, bodies=below(detail), **kwargs)
    kinds: dict[str, type[forms.ActForm]] = {
        "progress": forms.ProgressForm,
        "submit": forms.SubmitForm,
        "extension": forms.ExtensionForm,
        "return": forms.ReasonForm,
        "refuse": forms.ReasonForm,
        "withdraw": forms.ReasonForm,
    }
    return kinds.get(verb, forms.ActForm)(*args, **kwargs)


def below(detail: AssignmentDetail) -> list[tuple[str, str]]:
    """Return the bodies to which this one may pass its task on and that have it not yet."""
    today, own = clock.today(), agencies.get_body(detail.row.body)
    taken = {child.body for child in detail.children if child.state != "WITHDRAWN"} | {own.ref}
    found = agencies.subordinates_of(own.ref, on=today)
    if own.is_general:
        children = {unit.ref for unit in units.children_on(own.unit, today)}
        found += [body for body in agencies.bodies_of(own.unit, on=today) if not body.is_general]
        if children:
            page = agencies.find_bodies(
                on=today, under_path=own.unit_path, branch=own.branch, limit=MOST_BELOW
            )
            found += [body for body in page.rows if body.unit in children and body.kind == own.kind]
    names = {body.ref: body.name for body in found if body.ref not in taken}
    return [(str(ref), name) for ref, name in names.items()]


def undo_seconds(request: ActorRequest, row: AssignmentRow) -> int:
    """Return how long the reader's last act on this task can still be taken back."""
    kept = request.session.get(UNDO)
    if not isinstance(kept, dict) or kept.get("task") != str(row.ref):
        return 0
    if kept.get("version") != row.version:
        return 0
    return max(0, int(kept["until"] - clock.now().timestamp()))


def _recurs(row: AssignmentRow) -> bool:
    return row.due_kind is DueKind.RECURRING


def _usual(verb: str, detail: AssignmentDetail) -> dict[str, Any]:
    return {"percent": detail.row.percent} if verb == "progress" else {}


def names(row: AssignmentRow) -> dict[str, Any]:
    """Return the name of the document and the address of the page."""
    return {
        "document": cards.name_words(row.document_name),
        "url": reverse("tasks:task", args=[row.ref]),
    }
