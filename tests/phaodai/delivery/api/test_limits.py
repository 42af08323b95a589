"""Calls of a token are counted by each process, and told to the others in time."""

from uuid import uuid4

import pytest
from django.core.cache import cache

from phaodai.delivery.api import limits


@pytest.fixture
def token() -> str:
    return str(uuid4())


def test_a_process_counts_each_call(token):
    calls = limits._Calls()
    assert [calls.count(token, 1) for _ in range(50)] == list(range(1, 51))
    assert calls.count(token, 2) == calls.count(str(uuid4()), 2) == 1


def test_rare_calls_are_told_to_nobody(token, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *_, **__: pytest.fail("told"))
    calls = limits._Calls()
    assert [calls.count(token, 1) for _ in range(limits.UNTOLD - 1)][-1] == limits.UNTOLD - 1


def test_processes_share_what_a_token_may_ask(token, monkeypatch):
    monkeypatch.setattr(limits, "CALLS", 100)
    processes = [limits._Calls() for _ in range(3)]
    let_in = sum(
        process.count(token, 1) <= limits.CALLS for _ in range(200) for process in processes
    )
    assert limits.CALLS <= let_in <= limits.CALLS + 2 * (limits.UNTOLD - 1)
    assert all(process.count(token, 1) > limits.CALLS for process in processes)
