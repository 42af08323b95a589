"""What every test may lean on."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def _data_folder_is_removed() -> Iterator[None]:
    """Leave nothing in the temporary folder that `tests.settings` made."""
    yield
    shutil.rmtree(os.environ["PHAODAI_DATA"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _the_trail_lets_itself_be_emptied_between_tests() -> Iterator[None]:
    """Lift the refusal to delete while Django empties a database after a transactional test."""
    from django.db import connections
    from django.test import TransactionTestCase

    from phaodai.foundation.audit import triggers

    empty = TransactionTestCase._fixture_teardown

    def empty_all(self: Any) -> None:
        for connection in connections.all():
            triggers.remove(connection)
        empty(self)
        for connection in connections.all():
            triggers.install(connection)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all)
    yield
    patch.undo()


_hidden_loops: list[Any] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Let other tests run loops of their own where one of the browser's ran before in the process.

    Playwright leaves its loop marked as running in the thread for as long as the browser lives.
    This is a hook and no fixture, so that fixtures of a whole module find the thread free as well.
    """
    running = asyncio._get_running_loop()
    if running is not None and "/browser/" not in item.path.as_posix():
        _hidden_loops.append(running)
        asyncio._set_running_loop(None)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Give the browser its loop back, which may be closed now."""
    if _hidden_loops:
        asyncio._set_running_loop(_hidden_loops.pop())
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def _tasks_run_at_once() -> None:
    """Keep the queue in memory and run what is put in it."""
    from phaodai.foundation.jobs.queue import queue

    queue.immediate = True
