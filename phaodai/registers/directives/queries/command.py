"""The commander's page: what waits for his word, which heads are late, what figures prove."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives.homerows import (
    DecisionRow,
    Decisions,
    LateHead,
    LateHeads,
    Matter,
    PaperRow,
    Papers,
    Standing,
)
from phaodai.registers.directives.models import Assignment, Document, Mandate, Occurrence
from phaodai.registers.directives.queries.mapping import name_of
from phaodai.registers.directives.queries.naming import heads_of
from phaodai.registers.directives.queries.narrowing import late_q
from phaodai.registers.directives.queries.tasks import heavy, seen
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    OPEN,
    WORKING,
    AssignmentState,
    ExtensionState,
    Lateness,
    ObligationState,
    OccurrenceState,
    Proof,
    ProposalState,
)
from phaodai.registers.directives.taskrows import Head
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef

SHOWN = 5
Row = TypeVar("Row", Assignment, Document)


def get_decisions(
    *, actor: Actor, now: datetime, unit_path: str = "", limit: int = SHOWN
) -> Decisions:
    """Return answers and extensions that wait for a body for which the actor speaks.

    The soonest due come first. Answers to one deadline that comes back are one row. A fixed
    number of queries.

    Args:
        actor: Who asks: whoever heads the body, or has its written delegation.
        now: The moment whose delegations hold.
        unit_path: Of a unit to which the view is narrowed.
        limit: How many rows at most.
    """
    today = deadlines.local_day(now)
    bodies = _speaks_for(actor, today)
    waiting = Q(state=AssignmentState.SUBMITTED) | Q(
        state__in=WORKING, extension=ExtensionState.ASKED
    )
    tasks = _below(seen(actor), unit_path).filter(_given_by(bodies), waiting)
    times = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        _given_by(bodies, "assignment__"), state=OccurrenceState.SUBMITTED
    )
    if unit_path:
        times = times.filter(under("unit__path", unit_path))
    groups = list(
        times.order_by()
        .values("assignment__obligation", "assignment__obligation__title", "due_at")
        .annotate(n=Count("pk"), first=Min("assignment"), since=Min("answered_at"))
        .order_by("due_at")
    )
    rows = list(
        tasks.select_related("obligation", "body").order_by(F("due_at").asc(nulls_last=True), "pk")[
            :limit
        ]
    )
    heads = heads_of({(row.body_id, deadlines.local_day(row.due_at or now)) for row in rows})
    firsts = Assignment.objects.filter(pk__in=[group["first"] for group in groups[:limit]])
    refs = dict(firsts.values_list("pk", "ref"))
    found = [
        DecisionRow(
            matter=Matter.ANSWER if row.state == AssignmentState.SUBMITTED else Matter.EXTENSION,
            assignment=row.ref,
            title=row.obligation.title,
            body_name=row.body.name,
            head=heads[row.body_id, deadlines.local_day(row.due_at or now)],
            n=1,
            since=row.answered_at,
            due_at=row.due_at,
            extension_until=row.extension_until,
        )
        for row in rows
    ] + [
        DecisionRow(
            matter=Matter.OCCURRENCES,
            assignment=refs[group["first"]],
            title=group["assignment__obligation__title"],
            body_name="",
            head=Head(title="", holder="", day=today),
            n=group["n"],
            since=group["since"],
            due_at=group["due_at"],
            extension_until=None,
        )
        for group in groups[:limit]
    ]
    far = deadlines.moment_of(date(9000, 1, 1), None)
    return Decisions(
        rows=sorted(found, key=lambda row: row.due_at or far)[:limit],
        n=tasks.count() + len(groups),
    )


def get_papers(*, actor: Actor, unit_path: str = "", limit: int = SHOWN) -> Papers:
    """Return the documents of the actor's own bodies that nobody confirmed or issued; one query.

    Those ready to be issued come first, then by urgency and arrival. With a path only those of
    bodies at or below it.
    """
    own = {post.body for post in actor.posts_for(Permission.DIRECTIVES_STORE)}
    proposed = Count("proposals", filter=Q(proposals__state=ProposalState.PROPOSED), distinct=True)
    ready = Count(
        "obligations", filter=Q(obligations__state=ObligationState.CONFIRMED), distinct=True
    )
    found = list(
        _below(Document.objects.filter(body__ref__in=own), unit_path)
        .annotate(n_proposed=proposed, n_ready=ready)
        .filter(Q(n_proposed__gt=0) | Q(n_ready__gt=0))
        .defer(*heavy())
        .order_by("-n_ready", "-received_at", "-pk")
    )
    rows = [
        PaperRow(
            document=DocumentRef(row.ref),
            name=name_of(row),
            subject=row.subject,
            urgency=row.urgency,
            received_at=row.received_at,
            n_proposed=vars(row)["n_proposed"],
            n_ready=vars(row)["n_ready"],
        )
        for row in found
    ]
    rows.sort(key=lambda row: (not row.n_ready, not row.urgency))
    return Papers(
        rows=rows[:limit],
        n_to_confirm=sum(row.n_proposed > 0 for row in rows),
        n_to_issue=sum(row.n_ready > 0 for row in rows),
    )


def get_late_heads(
    *, actor: Actor, now: datetime, unit_path: str = "", limit: int = SHOWN
) -> LateHeads:
    """Return who answers for what is overdue, the most of it first; a fixed number of queries.

    Whoever was in office on the day that it fell due answers by name, also after a successor
    came. The same rows are counted as on the board narrowed to what is overdue.
    """
    late = _below(seen(actor), unit_path).filter(late_q(Lateness.OVERDUE, now), state__in=OPEN)
    days = list(
        late.order_by()
        .values("body", day=TruncDate("due_at", tzinfo=deadlines.ZONE))
        .annotate(n=Count("pk"), first=Min("due_at"))
        .values_list("body", "day", "n", "first")
    )
    heads = heads_of({(body, day) for body, day, _n, _first in days})
    counted: dict[tuple[int, str], int] = defaultdict(int)
    oldest: dict[tuple[int, str], datetime] = {}
    for body, day, n, first in days:
        key = body, heads[body, day].holder
        counted[key] += n
        oldest[key] = min(first, oldest.get(key, first))
    order = sorted(counted, key=lambda key: (-counted[key], oldest[key], key))[:limit]
    bodies = Body.objects.in_bulk([body for body, _holder in order])
    first_rows: dict[tuple[int, datetime], Assignment] = {}
    wanted = Q(pk__in=[])
    for key in order:
        wanted |= Q(body=key[0], due_at=oldest[key])
    for row in late.filter(wanted).select_related("obligation").order_by("-pk"):
        assert row.due_at is not None  # noqa: S101 - it is overdue
        first_rows[row.body_id, row.due_at] = row
    rows = []
    for body, holder in order:
        due = oldest[body, holder]
        rows.append(
            LateHead(
                body=BodyRef(bodies[body].ref),
                body_name=bodies[body].name,
                head=heads[body, deadlines.local_day(due)],
                n=counted[body, holder],
                oldest_due=due,
                oldest=first_rows[body, due].ref,
                oldest_title=first_rows[body, due].obligation.title,
            )
        )
    return LateHeads(rows=rows, n=len(counted))


def get_standing(*, actor: Actor, now: datetime, unit_path: str = "") -> Standing:
    """Return how the open assignments in sight stand; one query.

    Args:
        actor: Who asks.
        now: The moment that says what is late.
        unit_path: Of a unit to which the view is narrowed.
    """
    found = _below(seen(actor), unit_path).filter(state__in=OPEN)
    counts = found.order_by().aggregate(
        **{f"state_{state}": Count("pk", filter=Q(state=state)) for state in OPEN},
        **{f"late_{late}": Count("pk", filter=late_q(late, now)) for late in Lateness},
        **{f"proof_{proof}": Count("pk", filter=Q(proof=proof)) for proof in Proof},
        as_of=Max("proof_as_of"),
    )
    return Standing(
        by_state={state: counts[f"state_{state}"] for state in AssignmentState if state in OPEN},
        by_lateness={late: counts[f"late_{late}"] for late in Lateness},
        by_proof={proof: counts[f"proof_{proof}"] for proof in Proof},
        as_of=counts["as_of"],
    )


def _below(found: QuerySet[Row], unit_path: str) -> QuerySet[Row]:
    return found.filter(under("unit__path", unit_path)) if unit_path else found


def _given_by(bodies: Collection[BodyRef], to: str = "") -> Q:
    """Keep what came from one of the bodies; a person's share is judged inside his own."""
    return Q(**{f"{to}parent": None, f"{to}obligation__body__ref__in": bodies}) | Q(
        **{f"{to}parent__body__ref__in": bodies}
    )


def _speaks_for(actor: Actor, on: date) -> set[BodyRef]:
    """Return the bodies in whose name the actor decides: as `policies.check_can_issue` says."""
    heads = {post.body for post in actor.posts_for(Permission.DIRECTIVES_ISSUE)}
    stores = {post.body for post in actor.posts_for(Permission.DIRECTIVES_STORE)} - heads
    if actor.user is None or not stores:
        return heads
    mandates = Mandate.objects.running(on).filter(user_ref=actor.user, body__ref__in=stores)
    return heads | {BodyRef(ref) for ref in mandates.values_list("body__ref", flat=True)}
