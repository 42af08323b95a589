"""The things that the pages of the matrix are about, and where each relation stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from phaodai.decisions.discrepancies.operations import answering
from phaodai.delivery.clock import real_now
from phaodai.foundation.access import operations as access
from phaodai.foundation.accounts.queries import actor_of
from phaodai.foundation.accounts.tokens import operations as tokens
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.files import operations as files
from phaodai.foundation.units import operations as units
from phaodai.foundation.views import operations as views
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    Obligation,
    Occurrence,
    Proposal,
    ProposalBody,
    Reminder,
)
from phaodai.registers.directives.states import DueKind, Part
from phaodai.registers.reports import wording
from phaodai.registers.reports.models import Edition, Paper
from phaodai.registers.reports.operations import compiling, papers
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef, UnitRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, Places
from tests.phaodai.delivery.web.matrix import policy
from tests.phaodai.factories.accounts import make_body, make_posting, make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.discrepancies import find_one
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_papers import NAMES, WORDING
from tests.phaodai.registers.reports.watching import FORM, send

COMMITTEE = "people_committee"


@dataclass(frozen=True)
class World:
    """Things by name, as references; bodies by relation."""

    things: Mapping[str, UUID]
    bodies: Mapping[str, Body]


def make_world(places: Places) -> World:
    """Build it with the operations of the product."""
    elsewhere = UnitFactory(province=True, name="Bình Thuận")
    old = UnitFactory(name="Phước Cũ", parent=places.district)
    bodies = {
        policy.OWN: places.committee,
        policy.ABOVE: places.province_committee,
        policy.BELOW: places.commune_committee,
        policy.SISTER: places.police,
        policy.NEIGHBOUR: places.next_committee,
        policy.ELSEWHERE: make_body(elsewhere, "Ủy ban nhân dân tỉnh Bình Thuận", general=True),
        policy.ADDRESSEE: make_body(places.next_district, "Trung tâm Y tế huyện Thuận Nam"),
        policy.MERGED: make_body(old, "Ủy ban nhân dân xã Phước Cũ", general=True),
    }
    both = (bodies[policy.BELOW].pk, bodies[policy.MERGED].pk)
    Body.objects.filter(pk__in=both).update(kind=COMMITTEE)
    kept, confirmed = (_keep(places.committee, number) for number in ("1", "2"))
    access.give(
        kind="document",
        subject=kept.ref,
        bodies=[BodyRef(bodies[policy.ADDRESSEE].ref)],
        reason="addressed",
        now=NOW,
    )
    operations.confirm_all(actor=OPERATOR, document=confirmed.ref, now=NOW)
    task = _issue(places.committee, "3", bodies[policy.MERGED])
    units.close(actor=OPERATOR, now=NOW, unit=UnitRef(old.ref), last_day=date(2021, 12, 1))
    operations.hand_over(
        actor=OPERATOR, unit=UnitRef(old.ref), successor=UnitRef(places.commune.ref), now=NOW
    )
    daily = _issue(places.committee, "4", bodies[policy.BELOW], rrule="FREQ=DAILY")
    operations.open_occurrences(now=NOW, until=NOW)
    file = files.keep(
        actor=OPERATOR,
        content=b"Danh s\xc3\xa1ch",
        name="danh-sach.txt",
        owner_kind="assignment",
        owner_ref=task.ref,
        unit_ref=None,
        body_ref=None,
        now=NOW,
    )
    operations.raise_reminders(now=NOW + timedelta(hours=13))
    user = make_user("nguoi.duoc.quan.ly", at=places.committee, role=Role.REPORTER)
    posting = make_posting(user, places.committee, Role.TRACER)
    token, _text = tokens.add_token(
        actor=OPERATOR,
        user=UserRef(user.ref),
        posting=posting.ref,
        purpose="gửi báo cáo",
        expires_at=real_now() + timedelta(days=30),
        now=real_now(),
        today=real_now().date(),
    )
    places.commune_committee.refresh_from_db()
    make_version(rules=[])
    found = find_one(places.commune, TODAY, now=NOW)
    report, editions = _compile(places)
    paper = _draft(places, editions[1])
    things = {
        "edition_before": editions[0],
        "edition": editions[1],
        "paper": paper.ref,
        "issued": _issued(places, editions[0]),
        "finding": found.ref,
        "explained": _explained(places),
        "report": report.id,
        "kept": kept.ref,
        "proposal": Proposal.objects.filter(document=kept)[0].ref,
        "confirmed": confirmed.ref,
        "task": task.ref,
        "obligation": task.obligation.ref,
        "daily": daily.ref,
        "occurrence": Occurrence.objects.filter(assignment=daily)[0].ref,
        "reminder": Reminder.objects.filter(assignment=daily)[0].ref,
        "view": _share_view(places.committee),
        "file": UUID(str(file)),
        "commune": places.commune.ref,
        "committee": places.committee.ref,
        "commune_committee": places.commune_committee.ref,
        "user": user.ref,
        "posting": posting.ref,
        "token": token,
    }
    return World(things=things, bodies=bodies)


def _compile(places: Places) -> tuple[Sending, list[UUID]]:
    """File a report twice and compile it each time; return its latest revision, the editions."""
    report, made = None, []
    for minutes in (0, 1):
        now = NOW + timedelta(minutes=minutes)
        report, _filed = send(places.commune_committee, base=report, now=now)
        done = compiling.compile_day(
            actor=OPERATOR, body=BodyRef(places.committee.ref), form=FORM, day=TODAY, now=now
        )
        made.append(done.edition)
    return report, made


def _draft(places: Places, edition: UUID) -> Paper:
    """Draft the paper of an edition, in a wording of the body, and give it a number."""
    body = BodyRef(places.committee.ref)
    papers.keep_template(
        actor=OPERATOR, body=body, form="all-things", content=WORDING, names=NAMES, now=NOW
    )
    ref = papers.draft_paper(actor=OPERATOR, edition=edition, now=NOW)
    papers.number_paper(actor=OPERATOR, paper=ref, day=TODAY, now=NOW)
    return Paper.objects.get(ref=ref)


def _issued(places: Places, edition: UUID) -> UUID:
    content = wording.written(dict(wording.builtin())["daily-commune"])
    return Paper.objects.create(
        unit=places.district, body=places.committee, edition=Edition.objects.get(ref=edition),
        content=content, state=PaperState.ISSUED, number=1, day=TODAY, code="23456789AB",
        written_by="Hạnh", written_at=NOW, issued_by="Thịnh", issued_at=NOW,
    ).ref  # fmt: skip


def _explained(places: Places) -> UUID:
    day = TODAY - timedelta(days=1)
    found = find_one(places.commune, day, now=NOW)
    head = make_user("truong.xa", at=places.commune_committee, role=Role.COMMANDER)
    answering.explain(
        actor=actor_of(head, on=TODAY), finding=found.ref, text="Ba ca chờ phân loại.", now=NOW
    )
    return found.ref


def _keep(keeper: Body, number: str, rrule: str = "") -> Document:
    deadline = due("recurring", rrule=rrule) if rrule else due("date", date="2099-01-10")
    kept = operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(keeper.ref),
        reading=reading(
            order(f"Báo cáo lần {number}.", lead=("Công an huyện",), deadline=deadline),
            number=number,
            issuer=keeper.name,
        ),
        file=b"original",
        file_name="cong-van.txt",
        media_type="text/plain",
        now=NOW,
    )
    return Document.objects.get(ref=kept.ref)


def _issue(keeper: Body, number: str, body: Body, rrule: str = "") -> Assignment:
    document = _keep(keeper, number, rrule)
    operations.confirm_all(actor=OPERATOR, document=document.ref, now=NOW)
    named = ProposalBody.objects.filter(proposal__document=document, part=Part.LEAD)
    named.update(body=body, level="", within=None)
    operations.issue(actor=OPERATOR, document=document.ref, now=NOW)
    obligation = Obligation.objects.get(document=document)
    assert (obligation.due_kind == DueKind.RECURRING) is bool(rrule)
    return Assignment.objects.get(obligation=obligation)


def _share_view(body: Body) -> UUID:
    keeper = make_user("nguoi.luu", at=body, role=Role.DUTY_OFFICER)
    return views.save_view(
        actor=actor_of(keeper, on=TODAY),
        page="tasks",
        name="Quá hạn",
        query="lateness=OVERDUE",
        body=BodyRef(body.ref),
        now=NOW,
    )
