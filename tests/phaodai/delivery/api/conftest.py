"""Machines: tokens of the cast, and a client that speaks with one."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from phaodai.delivery import clock
from phaodai.delivery.api import openapi
from phaodai.delivery.api.urls import api
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.tokens import operations as tokens
from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, ProposalBody
from phaodai.registers.directives.states import Part
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading

ROOT = openapi.ROOT


class Machine(Client):
    """A program that calls the interface with a token."""

    def __init__(self, token: str = "", **headers: str) -> None:
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(headers=headers, raise_request_exception=False)

    def call(self, path: str, **query: object) -> Any:
        return self.get(f"{ROOT}{path}", query)

    def send(self, path: str, body: object, **headers: str) -> Any:
        return self.post(
            f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers
        )


def token_of(user: User, *, posting: Posting | None = None, days: int = 30) -> str:
    now = clock.real_now()
    found = posting or Posting.objects.filter(user=user).order_by("pk").first()
    _, text = tokens.add_token(
        actor=OPERATOR,
        user=user.ref,
        posting=found.ref,
        purpose="thử giao diện máy",
        expires_at=now + timedelta(days=days),
        now=now,
        today=now.date(),
    )
    return text


@pytest.fixture
def machine_of() -> Callable[[User], Machine]:
    return lambda user, **headers: Machine(token_of(user), **headers)


@pytest.fixture
def machine(duty_officer: User, machine_of: Callable[[User], Machine]) -> Machine:
    """The machine of the district's duty officer."""
    return machine_of(duty_officer)


def keep(body: Body, *, number: str = "15", actor: Actor = OPERATOR, **changes: Any) -> str:
    """Keep a dispatch with a dated and an undated order; return its reference."""
    kept = operations.import_document(
        actor=actor,
        keeper=BodyRef(body.ref),
        reading=reading(
            order(
                f"Trung tâm Y tế rà soát trang thiết bị lần {number}.",
                lead=("Trung tâm Y tế",),
                deadline=due("date", date="2021-09-20"),
            ),
            order(f"Công an trực chốt lần {number}.", lead=("Công an",)),
            number=number,
            **changes,
        ),
        file=b"original",
        file_name="cong-van.txt",
        media_type="text/plain",
        now=NOW,
    )
    return str(kept.ref)


def assign(giver: Body, body: Body) -> dict[str, str]:
    """Issue an obligation of one body to another; return references by the noun of addresses."""
    document = keep(giver)
    operations.confirm_all(actor=OPERATOR, document=document, now=NOW)
    ProposalBody.objects.filter(part=Part.LEAD).update(body=body, level="", within=None)
    operations.issue(actor=OPERATOR, document=document, now=NOW)
    assignment = Assignment.objects.filter(body=body).order_by("pk")[0]
    return {
        "documents": document,
        "obligations": str(assignment.obligation.ref),
        "assignments": str(assignment.ref),
    }


@pytest.fixture(scope="session")
def description() -> dict[str, Any]:
    return openapi.build(api)
