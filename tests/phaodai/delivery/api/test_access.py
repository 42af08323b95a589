"""Who sees what: every operation of the routes, for every role, from every place.

The table of what should happen is made here from the roles alone, not from the code of the gate.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver

from phaodai.delivery import clock
from phaodai.delivery.api.operations import Open, Room
from phaodai.delivery.api.urls import ROOMS
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.files import operations as files
from phaodai.foundation.files.checking import examine
from phaodai.registers.directives import operations as directives
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    Issue,
    Occurrence,
    Proposal,
)
from phaodai.registers.directives.states import JudgementKind
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Permission, Role
from phaodai.vocabulary.refs import BodyRef, UnitRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.delivery.api.conftest import ROOT, Machine, assign, keep, token_of
from tests.phaodai.delivery.api.test_reports import GOOD, report
from tests.phaodai.delivery.api.test_rooms import TEXT
from tests.phaodai.factories.accounts import make_posting, make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id

# The district's committee keeps a document nobody else was sent, and issued another one to the
# commune's committee. From where is the first seen, and from where what was issued?
RELATIONS = {
    "own": ("committee", True, True),
    "above": ("province_committee", True, True),
    "below": ("commune_committee", False, True),
    "sister": ("police", False, False),
    "stranger": ("next_committee", False, False),
}
DEAD = ("anonymous", "wrong", "revoked", "expired", "disabled", "without_post")


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    permission: Permission | Open

    @property
    def noun(self) -> str:
        return self.path.split("/")[1]


def operations() -> list[Operation]:
    return [
        Operation(operation.operation_id, method, path, operation.view_func.permission)
        for room in ROOMS
        for path, view in room.router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


REASON = {"reason": "còn thiếu số liệu"}
JUDGEMENT = {"kind": "PRAISE", "day": "2021-12-01", "text": "làm tốt", "basis": "QĐ 5"}
BODIES: dict[str, dict[str, object]] = {
    "progress_assignment": {"percent": 10},
    "submit_assignment": {"text": "Đã xong."},
    "ask_extension_assignment": {"until": "2099-01-01T17:00:00+07:00", **REASON},
    "undo_assignment": {"version": 0},
    "return_assignment": REASON,
    "decide_extension_assignment": {"is_granted": True},
    "withdraw_assignment": REASON,
    "answer_occurrence": {"text": "Đã xong."},
    "return_occurrence": REASON,
    "undo_occurrence": {"version": 0},
    "end_document": REASON,
    "add_proposal": {"text": "Báo cáo kết quả."},
    "confirm_proposal": {"version": 0},
    "edit_proposal": {"version": 0, "title": "Rà soát"},
    "split_proposal": {"version": 0, "pieces": ["Rà soát.", "Báo cáo."]},
    "reject_proposal": {"version": 0, **REASON},
    "reopen_proposal": {"version": 0},
    "record_judgement": JUDGEMENT,
    "withdraw_judgement": REASON,
    "import_text": {"text": TEXT},
    "return_edition": {"reason": "Còn thiếu số liệu của hai xã."},
    "unlock_edition": {"reason": "Còn thiếu số liệu của hai xã."},
}
# Operation -> from which relations it may be done, with which permission, and what is answered.
ACTS: dict[str, tuple[set[str], Permission, int]] = {
    "acknowledge_assignment": ({"below"}, Permission.ASSIGNMENTS_ANSWER, 200),
    "progress_assignment": ({"below"}, Permission.ASSIGNMENTS_ANSWER, 200),
    "submit_assignment": ({"below"}, Permission.ASSIGNMENTS_ANSWER, 200),
    "ask_extension_assignment": ({"below"}, Permission.ASSIGNMENTS_ANSWER, 200),
    "delegate_assignment": ({"below"}, Permission.ASSIGNMENTS_DELEGATE, 201),
    # Whoever sees it is told that there is nothing of his to undo.
    "undo_assignment": ({"own", "above", "below"}, Permission.DIRECTIVES_VIEW, 422),
    # There is no answer yet, and no extension was asked for.
    "accept_assignment": ({"own"}, Permission.DIRECTIVES_ISSUE, 409),
    "return_assignment": ({"own"}, Permission.DIRECTIVES_ISSUE, 409),
    "decide_extension_assignment": ({"own"}, Permission.DIRECTIVES_ISSUE, 422),
    "withdraw_assignment": ({"own"}, Permission.DIRECTIVES_ISSUE, 200),
    "answer_occurrence": ({"below"}, Permission.ASSIGNMENTS_ANSWER, 200),
    "undo_occurrence": ({"own", "above", "below"}, Permission.DIRECTIVES_VIEW, 422),
    "accept_occurrence": ({"own"}, Permission.DIRECTIVES_ISSUE, 409),
    "return_occurrence": ({"own"}, Permission.DIRECTIVES_ISSUE, 409),
    "relate_document": ({"own", "above"}, Permission.DIRECTIVES_STORE, 201),
    "end_document": ({"own"}, Permission.DIRECTIVES_ISSUE, 200),
    "add_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 201),
    "merge_proposals": ({"own", "above"}, Permission.DIRECTIVES_STORE, 201),
    "confirm_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 201),
    "split_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 201),
    "edit_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 200),
    "reject_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 200),
    "reopen_proposal": ({"own", "above"}, Permission.DIRECTIVES_STORE, 409),  # it is open
    # Nothing of it is confirmed; and the other one went out long ago.
    "issue_document": ({"own"}, Permission.DIRECTIVES_ISSUE, 422),
    "take_back_issue": ({"own"}, Permission.DIRECTIVES_ISSUE, 409),
    "record_judgement": ({"own", "above"}, Permission.HEADS_JUDGE, 201),
    "withdraw_judgement": ({"own", "above"}, Permission.HEADS_JUDGE, 200),
    "import_text": (set(RELATIONS), Permission.DIRECTIVES_STORE, 201),
    "import_file": (set(RELATIONS), Permission.DIRECTIVES_STORE, 201),
    "file_report": ({"own", "above", "below"}, Permission.REPORTS_FILE, 201),
    "compile_edition": ({"own"}, Permission.REPORTS_COMPILE, 201),
    "certify_edition": ({"own"}, Permission.REPORTS_CERTIFY, 200),
    # It is not signed, so it cannot be accepted; and not accepted, so there is no lock.
    "accept_edition": ({"above"}, Permission.REPORTS_WATCH, 422),
    "return_edition": ({"above"}, Permission.REPORTS_WATCH, 200),
    "unlock_edition": ({"above"}, Permission.REPORTS_UNLOCK, 422),
}
IMPORTS = {"import_text", "import_file"}
ISSUED = {"obligations", "assignments", "files", "reports", "submissions"}
FILES = "_with_files"
ACTS |= {
    f"{name}{FILES}": ACTS[name]
    for name in ("progress_assignment", "submit_assignment", "answer_occurrence")
}


def call(machine: Machine, operation: Operation, refs: dict[str, str]) -> object:
    path = operation.path.replace("{uuidstr:ref}", refs.get(operation.noun, ""))
    path = path.replace("{slug:code}", "all-things")
    assert "{" not in path
    if operation.method == "GET":
        return machine.get(f"{ROOT}{path}")
    if operation.name == "import_file":
        return machine.post(f"{ROOT}{path}", {"file": SimpleUploadedFile("a.txt", TEXT.encode())})
    if operation.name.endswith(FILES):
        sent = BODIES[operation.name.removesuffix(FILES)]
        return machine.post(
            f"{ROOT}{path}", {**sent, "files": SimpleUploadedFile("a.txt", TEXT.encode())}
        )
    return machine.send(path, body_of(operation, refs))


def body_of(operation: Operation, refs: dict[str, str]) -> dict[str, object]:
    def ref(name: str) -> str:
        return refs.get(name, str(uuid.uuid4()))

    match operation.name:
        case "relate_document":
            return {"relation": "REFERENCE", "target": ref("issued")}
        case "merge_proposals":
            both = (ref("proposals"), ref("other_proposal"))
            return {"proposals": [{"ref": each, "version": 0} for each in both]}
        case "file_report":
            return report(2, agency=ref("reporting_agency"), day="2021-12-22")
        case "compile_edition":
            return {"agency": ref("compiling_agency"), "form": "all-things", "day": "2021-12-23"}
        case "delegate_assignment":
            return {"shares": [{"user": ref("user")}]}
    return BODIES.get(operation.name, {})


def make_report(body: Body) -> Filed:
    """File a report of a body by the form of tests."""
    Body.objects.filter(pk=body.pk).update(kind="people_committee")
    make_version()
    return file_report(
        actor=OPERATOR,
        body=BodyRef(body.ref),
        form="all-things",
        day=TODAY,
        sending=Sending(
            id=an_id(1), version=1, base=None, values=GOOD, comments={}, channel=Channel.API
        ),
        now=NOW,
    )


@pytest.fixture
def refs(places):
    issued = assign(places.committee, places.commune_committee)
    kept = keep(places.committee, number="77")
    first, second = Proposal.objects.filter(document__ref=kept).order_by("ordinal")
    assignment = Assignment.objects.get(ref=issued["assignments"])
    occurrence = Occurrence.objects.create(
        unit=assignment.unit, body=assignment.body, assignment=assignment, day=TODAY, due_at=NOW
    )
    seat = HeadPost.objects.create(
        body=places.police, title_vi="Trưởng Công an", title_en="Chief", rank=1
    )
    Tenure.objects.create(head_post=seat, holder="Huỳnh Công Lý", first_day=date(2021, 1, 1))
    judgement = directives.record_judgement(
        actor=OPERATOR,
        body=BodyRef(places.police.ref),
        kind=JudgementKind.PRAISE,
        day=TODAY,
        text="làm tốt",
        basis="QĐ 5",
        now=NOW,
    )
    file = files.keep(
        actor=OPERATOR,
        content=examine(TEXT.encode(), name="bao-cao.txt"),
        owner_kind="assignment",
        owner_ref=assignment.ref,
        unit_ref=UnitRef(assignment.unit.ref),
        body_ref=BodyRef(assignment.body.ref),
        now=NOW,
    )
    filed = make_report(places.commune_committee)
    edition = compile_day(
        actor=OPERATOR,
        body=BodyRef(places.committee.ref),
        form="all-things",
        day=TODAY,
        now=NOW,
    ).edition
    return {
        "reports": str(filed.report),
        "submissions": report()["id"],
        "reporting_agency": str(places.commune_committee.ref),
        "compiling_agency": str(places.committee.ref),
        "editions": str(edition),
        "files": str(file),
        "obligations": issued["obligations"],
        "assignments": issued["assignments"],
        "issued": issued["documents"],
        "issues": str(Issue.objects.get().ref),
        "occurrences": str(occurrence.ref),
        "documents": kept,
        "proposals": str(first.ref),
        "other_proposal": str(second.ref),
        "judgements": str(judgement),
        "units": str(places.commune.ref),
        "agencies": str(places.police.ref),
        "user": str(make_user(at=places.commune_committee, role=Role.HEALTH_WORKER).ref),
    }


def expected(operation: Operation, role: Role, relation: str) -> int:
    _, sees, sees_issued = RELATIONS[relation]
    held = ROLE_PERMISSIONS[role]
    if not isinstance(operation.permission, Open) and operation.permission not in held:
        return 404
    if operation.method == "POST":
        relations, permission, status = ACTS[operation.name]
        return status if relation in relations and permission in held else 404
    if "{" in operation.path and operation.noun in ISSUED:
        return 200 if sees_issued else 404
    if "{" in operation.path and operation.noun in {"documents", "editions"}:
        return 200 if sees else 404
    return 200


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_matrix(relation, places, refs):
    body = getattr(places, RELATIONS[relation][0])
    wrong, cells = [], 0
    for role in Role:
        machine = Machine(token_of(make_user(f"nguoi.{role.value}", at=body, role=role)))
        for operation in operations():
            before = counts()
            with transaction.atomic():
                answer = call(machine, operation, refs)
                after = counts()
                transaction.set_rollback(True)
            cells += 1
            wanted = expected(operation, role, relation)
            made = after[0] - before[0]
            is_import = operation.name in IMPORTS and wanted == 201
            changed_nothing = after == before
            if (
                answer.status_code != wanted
                or made != is_import
                or (wanted >= 400 and not changed_nothing)
            ):
                wrong.append((role, operation, wanted, answer.status_code, answer.content))
    assert wrong == []
    assert cells == len(Role) * len(operations())


def counts() -> tuple[int, ...]:
    """Count what an act writes: documents, and lines of the trail."""
    return Document.objects.count(), AuditEvent.objects.count()


def dead_machine(how: str, user: User) -> Machine:
    if how == "anonymous":
        return Machine()
    if how == "wrong":
        return Machine(token_of(user)[:-1] + "-")
    text = token_of(user)
    now = clock.real_now()
    if how == "revoked":
        Token.objects.update(revoked_at=now)
    elif how == "expired":
        Token.objects.update(
            created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1)
        )
    elif how == "disabled":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        Posting.objects.filter(user=user).update(last_day=now.date() - timedelta(days=2))
    return Machine(text)


@pytest.mark.parametrize("how", DEAD)
def test_a_dead_token_opens_nothing(how, commander, refs):
    machine = dead_machine(how, commander)
    bodies = set()
    for operation in operations():
        answer = call(machine, operation, refs)
        assert answer.status_code == 401, operation
        bodies.add(answer.content)
    assert len(bodies) == 1


def test_all_dead_tokens_look_the_same(places):
    bodies = set()
    for how in DEAD[1:]:
        user = make_user(at=places.committee)
        bodies.add(dead_machine(how, user).call("/units").content)
    assert len(bodies) == 1


@pytest.mark.parametrize("relation", ["below", "sister", "stranger"])
def test_hidden_and_missing_are_the_same_bytes(relation, places, refs):
    attribute = RELATIONS[relation][0]
    machine = Machine(token_of(make_user(at=getattr(places, attribute), role=Role.COMMANDER)))
    for operation in operations():
        noun = operation.noun
        shown = {"below"} if noun in ISSUED | {"occurrences"} else set()
        if "ref" in operation.path and noun not in {"units", "agencies"} and relation not in shown:
            hidden = call(machine, operation, refs)
            missing = call(machine, operation, {noun: str(uuid.uuid4())})
            assert hidden.status_code == missing.status_code == 404
            assert hidden.content == missing.content
            assert dict(hidden.headers) == dict(missing.headers)


def test_an_operation_out_of_reach_looks_like_none(administrator, machine_of):
    machine = machine_of(administrator)
    out_of_reach = machine.call("/documents")
    assert out_of_reach.content == machine.call("/nothing").content


@pytest.mark.parametrize("relation", RELATIONS)
def test_lists_show_what_one_may_open(relation, places, refs):
    attribute, sees, _ = RELATIONS[relation]
    machine = Machine(token_of(make_user(at=getattr(places, attribute), role=Role.REPORTER)))
    seen = {row["ref"] for row in machine.call("/documents").json()["items"]}
    assert (refs["documents"] in seen) is sees
    issued = {row["ref"] for row in machine.call("/assignments").json()["items"]}
    assert (refs["assignments"] in issued) is RELATIONS[relation][2]
    assert bool(machine.call("/proposals", document=refs["documents"]).json()["items"]) is sees


def test_what_was_addressed_is_seen(places, machine_of, reporter):
    ref = keep(places.committee, addressees=("Ủy ban nhân dân xã Phước Hải",))
    machine = machine_of(reporter)
    shown = machine.call(f"/documents/{ref}").status_code
    from phaodai.foundation.access.models import Grant

    granted = Grant.objects.filter(subject_ref=ref, body_ref=places.commune_committee.ref).exists()
    assert (shown == 200) is granted


def test_a_token_does_less_than_its_user(places):
    """A commander's token for his reporter's post stores nothing and sees that place alone."""
    user = make_user(at=places.committee, role=Role.COMMANDER)
    posting = make_posting(user, places.next_committee, Role.REPORTER)
    ref = keep(places.committee)
    machine = Machine(token_of(user, posting=posting))
    assert machine.call(f"/documents/{ref}").status_code == 404
    assert machine.send("/documents", {"text": TEXT}).status_code == 404
    assert json.loads(machine.call("/token").content)["role"] == "reporter"


def test_every_operation_names_its_permission():
    assert len(operations()) > 40
    names = [operation.name for operation in operations()]
    assert len(set(names)) == len(names)
    for operation in operations():
        assert isinstance(operation.permission, Permission | Open), operation


def test_nothing_is_registered_without_a_permission():
    room = Room("x")
    with pytest.raises(TypeError, match="permission"):
        room.read("/x", returns=None, name="x")
    with pytest.raises(TypeError, match="permission"):
        room.act("/x", returns=None, name="x")


def test_every_address_comes_from_a_room():
    entry = next(e for e in get_resolver().url_patterns if str(e.pattern) == "api/v1/")
    routes = [e for e in entry.url_patterns if isinstance(e, URLPattern)]
    assert len(entry.url_patterns) == len(routes)
    known = {
        operation.path.strip("/").replace("{", "<").replace("}", ">") for operation in operations()
    }
    assert {str(route.pattern) for route in routes} - known == {"openapi.json", ""}
