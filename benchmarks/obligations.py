"""How fast obligations are sent down, shown, and proved by figures.

A province of 65 communes with 10,000 open assignments: its board on all three levels, the rows and
the page as a browser gets it, with a tenth of the assignments beside it to see that no more queries
are asked. One order of the country to the committees of 10,600 communes. The first word of the
figures on 10,000 assignments, until every copy is written.

Beside each of them runs the plain way on the same rows: one object after the other, as an ORM
invites. Both must come to the same answer.

    python benchmarks/obligations.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}. PHAODAI_DATABASE_URL
chooses another database than a SQLite file that is thrown away.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phaodai.foundation.agencies.models import Body
    from phaodai.foundation.units.models import Unit
    from phaodai.registers.directives.models import Document
    from phaodai.vocabulary.access import Actor

NOW = datetime(2021, 12, 20, 3, tzinfo=UTC)
SINCE = date(2004, 7, 8)
DISTRICTS, COMMUNES = 13, 5  # of the province; communes of each district
OBLIGATIONS, FEW = 154, 2  # × 65 communes: 10,010 assignments; 130
NATION, QUICK_NATION = 10_600, 1_500
GOAL_PAGE, GOAL_ISSUE, GOAL_COPIES = 0.3, 5.0, 30.0
GOAL_RATIO = 2.0
ROUNDS = 5


@dataclass
class Table:
    """Lines to print and claims to check."""

    claims: list[dict[str, object]] = field(default_factory=list)

    def line(self, name: str, seconds: float, plain: float | None = None, note: str = "") -> None:
        """Print one way, and how many times as fast as the plain one it is."""
        ratio = f"{plain / seconds:9.1f}" if plain else f"{'1.0':>9}"
        print(f"{name:58}{seconds:10.3f}{ratio}  {note}")

    def at_most(self, claim: str, goal: float, measured: float) -> None:
        """Note a number that should not be greater."""
        self._note(claim, goal=goal, measured=round(measured, 3), holds=measured <= goal)

    def at_least(self, claim: str, goal: float, measured: float) -> None:
        """Note a number that should not be smaller."""
        self._note(claim, goal=goal, measured=round(measured, 1), holds=measured >= goal)

    def true(self, claim: str, *, measured: bool) -> None:
        """Note what should be so."""
        self._note(claim, goal=True, measured=measured, holds=measured)

    def _note(self, claim: str, *, goal: object, measured: object, holds: bool) -> None:
        self.claims.append({"claim": claim, "goal": goal, "measured": measured, "holds": holds})


@dataclass(frozen=True)
class Spent:
    """Seconds by the wall and of this process."""

    wall: float
    cpu: float


@contextmanager
def stopwatch() -> Iterator[list[Spent]]:
    """Yield a list that holds what was spent once the block is left."""
    found: list[Spent] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield found
    found.append(Spent(time.perf_counter() - wall, time.process_time() - cpu))


def best(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the seconds of the middle round, the first one left out."""
    act()
    seconds = []
    for _ in range(rounds):
        with stopwatch() as spent:
            act()
        seconds.append(spent[0].wall)
    return sorted(seconds)[rounds // 2]


# --- the place ------------------------------------------------------------------------------


def grow(above: "Unit", n: int, *, level: str, kind: str, code: str) -> "list[Unit]":
    """Add units below another one, set by set."""
    from phaodai.foundation.units import closure
    from phaodai.foundation.units.models import ParentLink, Unit

    made = Unit.objects.bulk_create(
        (
            Unit(level=level, kind=kind, name=f"{code}{i}", name_key=f"{code}{i}".lower(),
                 code=f"{code}{i}", valid_from=SINCE, parent=above)
            for i in range(n)
        ),
        batch_size=1_000,
    )  # fmt: skip
    for unit in made:
        unit.path = f"{above.path}{unit.pk}/"
    Unit.objects.bulk_update(made, ["path"], batch_size=500)
    ParentLink.objects.bulk_create(
        (ParentLink(unit=unit, parent=above, first_day=SINCE) for unit in made), batch_size=1_000
    )
    closure.renew([unit.pk for unit in made])
    return made


def furnish(units: "list[Unit]", kind: str = "people_committee") -> "list[Body]":
    """Give each unit its general authority."""
    from phaodai.foundation.agencies.models import Body
    from phaodai.vocabulary.bodies import CATALOGUE
    from phaodai.vocabulary.folding import fold

    entry = CATALOGUE[kind]
    names = [entry.name_vi.format(kind=unit.kind, name=unit.name) for unit in units]
    made = Body.objects.bulk_create(
        (
            Body(unit=unit, kind=kind, branch=entry.branch, name=name, name_key=fold(name),
                 is_general=True, valid_from=SINCE)
            for unit, name in zip(units, names, strict=True)
        ),
        batch_size=1_000,
    )  # fmt: skip
    for body in made:
        body.path = f"/{body.pk}/"
    Body.objects.bulk_update(made, ["path"], batch_size=500)
    return made


@dataclass(frozen=True)
class Place:
    """A country with one province of three levels, and the bodies that are spoken for."""

    country: "Body"
    province: "Body"
    district: "Body"
    commune: "Body"


def settle() -> Place:
    """Write the tree."""
    from phaodai.foundation.units import grafting

    root = grafting.country(since=SINCE)
    (province,) = grow(root, 1, level="PROVINCE", kind="tỉnh", code="T")
    districts = grow(province, DISTRICTS, level="DISTRICT", kind="huyện", code="H")
    communes = [
        commune
        for n, district in enumerate(districts)
        for commune in grow(district, COMMUNES, level="COMMUNE", kind="xã", code=f"X{n}.")
    ]
    return Place(
        country=furnish([root], "government")[0],
        province=furnish([province])[0],
        district=furnish(districts)[0],
        commune=furnish(communes)[0],
    )


OPERATOR = "operator:benchmark"


def operator() -> "Actor":
    """Return whoever runs this."""
    from phaodai.vocabulary.access import Actor

    return Actor(name=OPERATOR, is_operator=True)


def keep(keeper: "Body", n: int, *, number: int, orders: str) -> "Document":
    """Keep and confirm a dispatch of so many orders, read by the reader itself."""
    from phaodai.registers.directives import lexicon, operations
    from phaodai.registers.directives.models import Document
    from phaodai.vocabulary.refs import BodyRef

    text = f"{keeper.name.upper()}\n\nSố: {number}/CĐ\n\nNgày 20 tháng 12 năm 2021\n\nCÔNG ĐIỆN\n\n"
    text += "\n\n".join(f"{i}. " + orders.format(i=i) for i in range(1, n + 1))
    kept = operations.import_document(
        actor=operator(),
        keeper=BodyRef(keeper.ref),
        reading=lexicon.read_text(text),
        file=text.encode(),
        file_name="cong-dien.txt",
        media_type="text/plain",
        now=NOW,
    )
    operations.confirm_all(actor=operator(), document=kept.ref, now=NOW)
    return Document.objects.get(ref=kept.ref)


def issue(document: "Document") -> Any:
    """Issue what was confirmed, as the product does."""
    from phaodai.registers.directives import operations
    from phaodai.vocabulary.refs import DocumentRef

    return operations.issue(actor=operator(), document=DocumentRef(document.ref), now=NOW)


# --- the board ------------------------------------------------------------------------------


def reader_at(body: "Body", name: str) -> Any:
    """Return a commander of a body, both steps of signing in prepared."""
    from allauth.mfa.totp.internal.auth import TOTP

    from phaodai.foundation.accounts.models import Posting, User

    user = User(username=name, name=f"Người đọc {name}", created_at=NOW)
    user.set_unusable_password()
    user.save()
    Posting.objects.create(user=user, body=body, role="commander", first_day=SINCE, basis="-")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return user


def client_of(user: Any) -> Any:
    """Return a browser in which the user is signed in."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def page_of(client: Any) -> str:
    """Return the page of the board."""
    answer = client.get("/tasks/", HTTP_ACCEPT_LANGUAGE="vi")
    if answer.status_code != 200:
        raise RuntimeError(f"/tasks/ answers {answer.status_code}")
    return str(answer.content.decode())


Board = tuple[list[str], dict[str, int]]  # references of the first page; how many of each state


def board_of(actor: "Actor") -> Board:
    """Return the board as the product computes it."""
    from phaodai.registers.directives import queries

    found = queries.get_tasks(actor=actor, wanted=queries.TaskFilter(), now=NOW)
    counts = {str(late): n for late, n in found.by_lateness.items() if n}
    return [str(row.ref) for row in found.rows], counts


def plain_board(actor: "Actor") -> Board:
    """Return the same, each row asked for what it needs."""
    from phaodai.foundation.agencies.models import Tenure
    from phaodai.registers.directives.models import Assignment
    from phaodai.registers.directives.rules import deadlines
    from phaodai.vocabulary.access import Permission

    posts = actor.posts_for(Permission.DIRECTIVES_VIEW)
    rows = [
        row
        for row in Assignment.objects.select_related("unit", "body", "obligation")
        if any(post.covers(unit_path=row.unit.path, body_path=row.body.path) for post in posts)
    ]
    counts = Counter(
        str(deadlines.lateness(due=row.due_at, answered_at=row.answered_at, now=NOW))
        for row in rows
    )
    rows.sort(key=lambda row: (row.due_at is None, row.due_at, row.pk))
    for row in rows[:50]:
        str(row.obligation.document), row.children.count()
        Tenure.objects.filter(head_post__body=row.body, head_post__is_deputy=False).first()
    return [str(row.ref) for row in rows[:50]], dict(counts)


def queries_of(act: Callable[[], Any]) -> int:
    """Return how many queries an act asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as found:
        act()
    return len(found)


def measure_board(place: Place, table: Table) -> None:
    """Time the board of each level, with few assignments and with all of them."""
    from phaodai.foundation.accounts.queries import actor_of
    from phaodai.registers.directives.models import Assignment

    levels = {"province": place.province, "district": place.district, "commune": place.commune}
    readers = {name: reader_at(body, name) for name, body in levels.items()}
    actors = {name: actor_of(user, on=NOW.date()) for name, user in readers.items()}
    clients = {name: client_of(user) for name, user in readers.items()}
    orders = "UBND các xã, thị trấn rà soát lần {i}, hoàn thành trước ngày 31/12/2021."
    issue(keep(place.province, FEW, number=1, orders=orders))
    few = Assignment.objects.count()
    for client in clients.values():
        page_of(client)
    asked = {name: queries_of(partial(page_of, client)) for name, client in clients.items()}
    for number in range(2, 2 + (OBLIGATIONS - FEW) // 8):
        issue(keep(place.province, 8, number=number, orders=orders))
    n = Assignment.objects.count()
    print(f"board: {n} open assignments of {DISTRICTS * COMMUNES} communes")
    same = True
    for name, actor in actors.items():
        rows = best(partial(board_of, actor))
        plain = best(partial(plain_board, actor), 1)
        page = best(partial(page_of, clients[name]))
        table.line(f"  {name}: rows, one object after the other", plain)
        table.line(f"  {name}: rows, as the product asks", rows, plain)
        table.line(f"  {name}: the whole page", page, plain)
        table.at_most(f"seconds of the board's page, {name}", GOAL_PAGE, page)
        same = same and board_of(actor) == plain_board(actor)
    again = {name: queries_of(partial(page_of, client)) for name, client in clients.items()}
    table.true("both boards show the same rows and counts", measured=same)
    table.true(
        f"as many queries with {few} assignments as with {n}: {again}", measured=asked == again
    )


# --- the issue ------------------------------------------------------------------------------


def plain_issue(document: "Document", bodies: "list[Body]") -> None:
    """Issue the one confirmed obligation of a document body by body."""
    from phaodai.foundation.access.models import Grant
    from phaodai.foundation.audit import operations as audit
    from phaodai.foundation.events import bus
    from phaodai.indicators.models import Target
    from phaodai.registers.directives import publishing
    from phaodai.registers.directives.models import Entry, Issue, Obligation
    from phaodai.registers.directives.operations.issuing import assignment_of
    from phaodai.registers.directives.rules import deadlines
    from phaodai.registers.directives.states import DueKind, ObligationState, Part
    from phaodai.vocabulary.events import DirectiveIssued
    from phaodai.vocabulary.refs import BodyRef, DocumentRef

    row = Obligation.objects.get(document=document)
    act = Issue(unit=document.unit, body=document.body, document=document, issued_at=NOW,
                basis="", given_to=[], skipped=[], n_assignments=len(bodies))  # fmt: skip
    act.announcement_ref = bus.announce(
        DirectiveIssued(
            occurred_at=NOW, issue=act.ref, document=DocumentRef(document.ref),
            body=BodyRef(document.body.ref), obligations=(row.ref,), n_assignments=len(bodies),
        ),
        hold=bus.UNDO_HOLD,
    )  # fmt: skip
    act.save()
    row.state, row.issue, row.version = ObligationState.ISSUED, act, row.version + 1
    row.due_at = deadlines.due_at(
        kind=DueKind(row.due_kind), day=row.due_date, at=row.due_time, duration=row.due_duration,
        is_working_days=False, since=row.due_from, issued_at=NOW,
    )  # fmt: skip
    first = [bodies[0].unit_id]
    row.is_measured = publishing.publish_targets(row, unit_ids=first, now=NOW)
    row.save()
    made = list(Target.objects.filter(obligation_ref=row.ref))
    for body in bodies:
        Grant.objects.get_or_create(
            kind="document", subject_ref=document.ref, body_ref=body.ref, ended_at=None,
            defaults={"reason": "assigned", "given_at": NOW},
        )  # fmt: skip
        assignment_of(row, act, body, Part.LEAD, NOW).save()
        for target in made if body.unit_id not in first else ():
            Target(
                unit_id=body.unit_id, indicator=target.indicator, disease=target.disease,
                stratum=target.stratum, comparator=target.comparator, amount=target.amount,
                first_day=target.first_day, last_day=target.last_day, obligation_ref=row.ref,
                published_at=NOW,
            ).save()  # fmt: skip
    Entry.objects.create(document=document, proposal=row.proposal, obligation=row, act="ISSUE",
                         at=NOW, actor=OPERATOR, details={"assignments": len(bodies)})  # fmt: skip
    audit.record(actor=operator(), action="directive.issue", subject_kind="document",
                 subject_ref=document.ref, unit_ref=document.unit.ref, at=NOW)  # fmt: skip


def left_by_issue(document: "Document") -> dict[str, set[tuple[Any, ...]]]:
    """Return what an issue wrote, without the references that differ each time."""
    from phaodai.foundation.access.models import Grant
    from phaodai.foundation.audit.models import AuditEvent
    from phaodai.foundation.events.models import Announcement
    from phaodai.indicators.models import Target
    from phaodai.registers.directives.models import Assignment, Entry, Obligation

    (row,) = Obligation.objects.filter(document=document)
    whose = {
        "assignments": Assignment.objects.filter(obligation=row).values_list(
            "body", "unit", "part", "state", "due_at", "escalate_at", "proof"
        ),
        "grants": Grant.objects.filter(subject_ref=document.ref).values_list("body_ref"),
        "targets": Target.objects.filter(obligation_ref=row.ref).values_list(
            "unit", "indicator", "amount", "first_day", "last_day"
        ),
        "obligations": Obligation.objects.filter(pk=row.pk).values_list(
            "state", "due_at", "is_measured"
        ),
        "lines": Entry.objects.filter(obligation=row, act="ISSUE").values_list("at", "actor"),
        "trail": AuditEvent.objects.filter(
            action="directive.issue", subject_ref=document.ref
        ).values_list("at", "unit_ref"),
        "events": Announcement.objects.filter(
            name="DirectiveIssued", payload__document=str(document.ref)
        ).values_list("payload__n_assignments"),
    }
    return {name: set(rows) for name, rows in whose.items()}


def measure_issue(place: Place, table: Table, n: int) -> "Document":
    """Time one measured order to every commune; return its document, issued."""
    from django.db import transaction

    from phaodai.foundation.agencies.models import Body
    from phaodai.registers.directives.models import Assignment

    communes: list[Body] = list(Body.objects.filter(unit__level="COMMUNE").select_related("unit"))
    districts = [body.unit for body in Body.objects.filter(unit__level="DISTRICT")]
    missing = n - len(communes)
    for place_of, district in enumerate(districts):
        share = missing // len(districts) + (place_of < missing % len(districts))
        communes += furnish(grow(district, share, level="COMMUNE", kind="xã", code=f"N{place_of}."))
    order = (
        "UBND các xã, phường, thị trấn tiêm đủ mũi 2 vắc xin phòng COVID-19 cho 100% người từ "
        "18 tuổi trở lên, hoàn thành trước ngày 31/12/2021."
    )
    document = keep(place.country, 1, number=999, orders=order)
    with transaction.atomic():
        with stopwatch() as plain:
            plain_issue(document, communes)
        by_plain = left_by_issue(document)
        transaction.set_rollback(True)
    with stopwatch() as ours:
        issued = issue(document)
    print(f"issue: one measured order to {issued.n_assignments} communes")
    table.line("  body by body", plain[0].wall, note=f"CPU {plain[0].cpu:.2f} s")
    table.line("  set by set", ours[0].wall, plain[0].wall, note=f"CPU {ours[0].cpu:.2f} s")
    table.at_most(f"seconds to issue to {NATION} communes", GOAL_ISSUE,
                  ours[0].wall * NATION / n)  # fmt: skip
    table.at_least("times as fast as issuing body by body", GOAL_RATIO,
                   plain[0].wall / ours[0].wall)  # fmt: skip
    table.true(
        "both issues leave the same rows, grants, targets, lines, trail and events",
        measured=left_by_issue(document) == by_plain and len(by_plain["assignments"]) == n,
    )
    if Assignment.objects.filter(issue__ref=issued.ref, proof="WAITING").count() != n:
        raise RuntimeError("the order was not read as one that figures prove")
    return document


# --- the proof ------------------------------------------------------------------------------


def publish(document: "Document") -> None:
    """Let all communes but each seventh say how many were vaccinated."""
    from phaodai.indicators import publishing
    from phaodai.indicators.publishing import Basis, Fact
    from phaodai.registers.directives.models import Assignment

    units = Assignment.objects.filter(obligation__document=document).values_list("unit", flat=True)
    day, facts = NOW.date(), []
    for n, unit in enumerate(units):
        if n % 7:
            people = 1_000 - (n % 97) * (n % 2)
            facts.append(
                Fact(unit, day, "vaccination.people", people, disease="COVID-19",
                     stratum="age=18+;dose=2")
            )  # fmt: skip
            facts.append(Fact(unit, day, "population.count", 1_000, stratum="age=18+"))
    publishing.publish(source="reports", basis=Basis.STATED, facts=facts, now=NOW)


def copies(document: "Document") -> dict[str, tuple[Any, ...]]:
    """Return what is kept of the figures beside each assignment."""
    from phaodai.registers.directives.models import Assignment

    rows = Assignment.objects.filter(obligation__document=document)
    return {
        str(row.unit.ref): (
            row.proof,
            row.proof_value,
            row.proof_reported,
            row.proof_expected,
            row.proof_as_of,
        )
        for row in rows.select_related("unit")
    }


def plain_copies(document: "Document", most: int) -> float:
    """Copy the first announcements one by one; return the seconds of each."""
    from django.db import transaction

    from phaodai.foundation.events.models import Announcement, Delivery
    from phaodai.registers.directives.models import Assignment, Entry
    from phaodai.vocabulary.events import Event, ObligationAssessed

    waiting = Delivery.objects.filter(announcement__name="ObligationAssessed").order_by("pk")[:most]
    with stopwatch() as spent:
        for delivery in list(waiting):
            with transaction.atomic():
                announcement = Announcement.objects.get(pk=delivery.announcement_id)
                event = Event.load(announcement.name, announcement.payload)
                if not isinstance(event, ObligationAssessed):
                    raise TypeError(announcement.name)
                for row in Assignment.objects.filter(
                    obligation__ref=event.obligation, unit__ref=event.unit
                ):
                    row.proof, row.proof_value = event.state, event.value
                    row.proof_reported, row.proof_expected = event.n_reported, event.n_expected
                    row.proof_as_of = event.as_of
                    row.save()
                    Entry.objects.create(document=document, obligation=row.obligation,
                        assignment=row, act="ASSESS", at=event.occurred_at, actor="-")  # fmt: skip
                delivery.delivered_at = NOW
                delivery.save()
    return spent[0].wall / most


def measure_proof(document: "Document", table: Table, n: int) -> None:
    """Time the first word of the figures on every commune until all copies are written."""
    from django.db import transaction

    from phaodai.decisions.obligations import operations
    from phaodai.foundation.events import bus
    from phaodai.registers.directives.models import Entry

    publish(document)
    later = NOW + timedelta(minutes=5)
    with stopwatch() as judged:
        found = operations.assess(now=later)
    few = min(500, n)
    with transaction.atomic():
        each = plain_copies(document, few)
        by_plain = {k: v for k, v in copies(document).items() if v[4] is not None}
        transaction.set_rollback(True)
    with stopwatch() as copied:
        n_done = 0
        while (done := bus.deliver_due(now=later, most=100)).n_done:
            n_done += done.n_done
    kept = copies(document)
    print(f"proof: {found.n_announced} announced, {n_done} delivered")
    table.line("  judged, kept and announced", judged[0].wall, note=f"CPU {judged[0].cpu:.2f} s")
    table.line(f"  copies one by one (of {few}, for all)", each * n)
    table.line("  copies as the courier makes them", copied[0].wall, each * n)
    table.at_most(
        f"seconds from figures to the copies of {NATION} communes", GOAL_COPIES,
        (judged[0].wall + copied[0].wall) * NATION / n,
    )  # fmt: skip
    table.true(
        "both ways keep the same copies, and every commune has one line of it",
        measured=all(kept[unit] == copy for unit, copy in by_plain.items())
        and len(by_plain) == few
        and Entry.objects.filter(act="ASSESS").count() == n
        and {copy[0] for copy in kept.values()} == {"MET", "NOT_MET", "NO_FIGURE"},
    )


def measure(n_nation: int) -> list[dict[str, object]]:
    """Fill, measure and print the table."""
    table, place = Table(), settle()
    print(f"{'way':58}{'seconds':>10}{'ratio':>9}")
    measure_board(place, table)
    document = measure_issue(place, table, n_nation)
    measure_proof(document, table, n_nation)
    return table.claims


def main() -> int:
    """Run on a database of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    with tempfile.TemporaryDirectory(prefix="phaodai-bench-") as folder:
        os.environ["PHAODAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
        os.environ["PHAODAI_LOG"] = "ERROR"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        claims = measure(QUICK_NATION if options.quick else NATION)
        connection.close()
    print(json.dumps(claims, ensure_ascii=False))
    return 0 if all(claim["holds"] for claim in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
