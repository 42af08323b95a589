"""Who sees what: every operation of the routes, for every role, from every place.

The table of what should happen is made here from the roles alone, not from the code of the gate.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from phaodai.delivery import clock
from phaodai.delivery.api.operations import Open, Room
from phaodai.delivery.api.urls import ROOMS
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.registers.directives.models import Document
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Permission, Role
from tests.phaodai.delivery.api.conftest import ROOT, Machine, assign, keep, token_of
from tests.phaodai.delivery.api.test_rooms import TEXT
from tests.phaodai.factories.accounts import make_posting, make_user

# The district's committee keeps a document nobody else was sent, and issued another one to the
# commune's committee. From where is the first seen, and from where what was issued?
RELATIONS = {
    "own": ("committee", True, True),
    "above": ("province_committee", True, True),
    "below": ("commune_committee", False, True),
    "sister": ("police", False, False),
    "stranger": ("next_committee", False, False),
}
ANSWERS = ("acknowledge", "progress", "submit")
JUDGEMENTS = ("accept", "return")
DEAD = ("anonymous", "wrong", "revoked", "expired", "disabled", "without_post")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    permission: Permission | Open
    function: str


def operations() -> list[Operation]:
    return [
        Operation(method, path, operation.view_func.permission, operation.view_func.__name__)
        for room in ROOMS
        for path, view in room.router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def call(machine: Machine, operation: Operation, refs: dict[str, str]) -> object:
    noun = operation.path.split("/")[1]
    path = operation.path.replace("{uuidstr:ref}", refs.get(noun, ""))
    assert "{" not in path
    if operation.method == "GET":
        return machine.get(f"{ROOT}{path}")
    if path.endswith("/files"):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return machine.post(f"{ROOT}{path}", {"file": SimpleUploadedFile("a.txt", TEXT.encode())})
    return machine.send(path, BODIES.get(path.rsplit("/", 1)[1], {"text": TEXT}))


BODIES = {
    "acknowledge": {},
    "progress": {"percent": 10},
    "submit": {"text": "Đã xong."},
    "accept": {},
    "return": {"reason": "còn thiếu số liệu"},
}


@pytest.fixture
def refs(places):
    issued = assign(places.committee, places.commune_committee)
    return {
        "obligations": issued["obligations"],
        "assignments": issued["assignments"],
        "documents": keep(places.committee, number="77"),
        "units": str(places.commune.ref),
        "agencies": str(places.police.ref),
    }


def expected(operation: Operation, role: Role, relation: str) -> int:
    _, sees, sees_issued = RELATIONS[relation]
    allowed = (
        isinstance(operation.permission, Open) or operation.permission in ROLE_PERMISSIONS[role]
    )
    verb = operation.path.rsplit("/", 1)[1]
    if not allowed:
        return 404
    if verb in ANSWERS:
        answers = Permission.ASSIGNMENTS_ANSWER in ROLE_PERMISSIONS[role]
        return 200 if relation == "below" and answers else 404
    if verb in JUDGEMENTS:  # allowed, but there is no answer yet
        issues = Permission.DIRECTIVES_ISSUE in ROLE_PERMISSIONS[role]
        return 409 if relation == "own" and issues else 404
    if operation.path.startswith(("/assignments/{", "/obligations/{")):
        return 200 if sees_issued else 404
    if operation.path.startswith("/documents/{"):
        return 200 if sees else 404
    return 200 if operation.method == "GET" else 201


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_matrix(relation, places, refs):
    body = getattr(places, RELATIONS[relation][0])
    wrong, cells = [], 0
    for role in Role:
        machine = Machine(token_of(make_user(f"nguoi.{role.value}", at=body, role=role)))
        for operation in operations():
            before = Document.objects.count()
            with transaction.atomic():
                answer = call(machine, operation, refs)
                made = Document.objects.count() - before
                transaction.set_rollback(True)
            cells += 1
            wanted = expected(operation, role, relation)
            if answer.status_code != wanted or made != (wanted == 201):
                wrong.append((role, operation, wanted, answer.status_code, answer.content))
    assert wrong == []
    assert cells == len(Role) * len(operations())


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
        noun = operation.path.split("/")[1]
        shown = {"own", "above", "below"} if noun in {"obligations", "assignments"} else set()
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
    assert len(operations()) > 10
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
