"""What the page of one task shows of its own figures and of what was passed on."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from phaodai.delivery.web.tasks import figures, tree
from phaodai.registers.directives.queries.tree import get_tree
from phaodai.registers.directives.states import Part
from phaodai.registers.directives.taskrows import AssignmentRow
from phaodai.vocabulary.access import Actor


def context_of(actor: Actor, row: AssignmentRow, query: QueryDict, now: datetime) -> dict[str, Any]:
    """Return what `tasks/_figures.html` and `tasks/_tree.html` need.

    Figures are of the unit of whoever leads; the tree is there where it says more than the list
    of shares: where figures were demanded, or where a share was passed on again.
    """
    as_of, wrong = figures.moment_of(query.get("as_of", ""), now)
    leads = row.part is Part.LEAD and row.user is None
    seen = get_tree(actor=actor, obligation=row.obligation, root=row.ref, now=now)
    proofs = (
        figures.proofs_of(actor, row.obligation, row.unit, now=now, as_of=as_of) if leads else []
    )
    shares = seen.children.get(row.ref, ())
    says_more = bool(shares) and (proofs or any(seen.children.get(each.ref) for each in shares))
    opened = tree.Opened.of(query)
    return {
        "proofs": proofs,
        "as_of": as_of,
        "as_of_wrong": wrong,
        "asked": query.get("as_of", ""),
        "tree": tree.context_of(
            actor, seen, row.obligation, opened=opened, now=now, as_of=as_of
        )
        if says_more
        else {},
    }  # fmt: skip
