"""Whatever the description allows is asked, and whatever it forbids."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from phaodai.delivery.api import limits, openapi
from phaodai.delivery.api.urls import api
from phaodai.registers.directives.models import Issue, Proposal
from tests.phaodai.delivery.api.conftest import assign, token_of

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,2000}")
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


served = cache(get_wsgi_application)  # not before the folders of the suite are there


def application(environ: Any, start_response: Any) -> Any:
    return served()(environ, start_response)


schema = schemathesis.openapi.from_dict(openapi.build(api))
schema.app = application


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CALLS", 10**9)


@pytest.fixture(autouse=True)
def _connections_stay_open() -> Iterator[None]:
    """Keep the test's own transaction: a real server closes old connections around requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def asked(places: Any, commander: Any) -> dict[str, Any]:
    refs = assign(places.committee, places.commune_committee)
    return {
        "headers": {
            "Authorization": f"Bearer {token_of(commander)}",
            "Accept-Encoding": "identity",  # without a server nobody unpacks the answers
        },
        "refs": {
            **refs,
            "units": str(places.commune.ref),
            "agencies": str(places.police.ref),
            "proposals": str(Proposal.objects.order_by("pk")[0].ref),
            "issues": str(Issue.objects.get().ref),
        },
    }


def ask(case: Any, asked: dict[str, Any]) -> None:
    noun = case.path.split("/")[3]
    if noun in asked["refs"] and "ref" in (case.path_parameters or {}) and len(str(case.query)) % 2:
        case.path_parameters["ref"] = asked["refs"][noun]
    if isinstance(cursor := (case.query or {}).get("cursor"), str) and CURSOR.fullmatch(cursor):
        case.query["cursor"] = ""  # its letters are right, but nobody makes one by chance
    # Whether a file or a text can be read is no matter of its form.
    skipped = [positive_data_acceptance] if case.method == "POST" else []
    case.call_and_validate(headers=asked["headers"], excluded_checks=skipped)


@schema.parametrize()
@settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=QUIET)
def test_every_operation_keeps_its_description(case: Any, asked: dict[str, Any]) -> None:
    ask(case, asked)


@pytest.mark.drill
@schema.parametrize()
@settings(max_examples=500, deadline=None, suppress_health_check=QUIET)
def test_every_operation_keeps_its_description_long(case: Any, asked: dict[str, Any]) -> None:
    ask(case, asked)
