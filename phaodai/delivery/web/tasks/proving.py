"""What the page of one task shows of its own figures and of what was passed on."""

from datetime import datetime
from typing import Any

from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.tasks import figures, tree
from phaodai.registers.directives.queries.tree import get_tree
from phaodai.registers.directives.states import Part
from phaodai.registers.directives.taskrows import AssignmentRow


def context_of(
    request: ActorRequest, row: AssignmentRow, now: datetime, *, may_take_back: bool = False
) -> dict[str, Any]:
    """Return what `tasks/_figures.html`, `tasks/_tree.html` and `tasks/_shares.html` need.

    Figures are of the unit of whoever leads; the tree takes the place of the list of shares
    where it says more: where figures were demanded, or where a share was passed on again.

    Args:
        request: Who asks, as of when, and what is unfolded.
        row: The task.
        now: The present moment.
        may_take_back: Whether the reader may take shares back that he passed on.
    """
    actor = request.actor
    asked = request.GET.get("as_of", request.view.moment)
    as_of, wrong = figures.moment_of(asked, now)
    leads = row.part is Part.LEAD and row.user is None
    seen = get_tree(actor=actor, obligation=row.obligation, root=row.ref, now=now)
    proofs = (
        figures.proofs_of(actor, row.obligation, row.unit, now=now, as_of=as_of) if leads else []
    )
    shares = seen.children.get(row.ref, ())
    says_more = bool(shares) and (proofs or any(seen.children.get(each.ref) for each in shares))
    opened = tree.Opened.of(request.GET)
    return {
        "proofs": proofs,
        "as_of": as_of,
        "as_of_wrong": wrong,
        "asked": asked,
        "tree": tree.context_of(
            actor, seen, row.obligation, opened=opened, now=now, as_of=as_of,
            giver=row, may_take_back=may_take_back,
        )
        if says_more
        else {},
    }  # fmt: skip
