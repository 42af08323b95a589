"""Acts of many people in one commit: a disk that takes 10 ms to write takes them for several.

Whoever comes first leads. He waits for the turn to write, and takes along whoever has come in the
meantime in the same process: each act in a savepoint of its own, one commit for all of them, and
nobody is answered before it. An act that fails undoes itself alone. Should the transaction fail as
a whole, nothing of it stands, and every act is run once more by itself.

So an act may run on another thread than the one that asks for it, and twice: it touches nothing
but the database. What a thread carries along (the language) goes with it.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Any, Generic, TypeVar

from django.db import OperationalError, connection, transaction

MOST = 16  # acts in one commit
LONGEST_LOCK = "100ms"  # for which an act that was taken along may hold up the others, PostgreSQL

T = TypeVar("T")

log = logging.getLogger(__name__)
_is_within: ContextVar[bool] = ContextVar("phaodai.acts.is_within", default=False)


class _Waiting(Generic[T]):
    """An act that waits for its commit, and what came of it."""

    def __init__(self, act: Callable[[], T]) -> None:
        context = copy_context()
        context.run(lambda: _is_within.set(True))
        self.act: Callable[[], T] = lambda: context.run(act)
        self.error: BaseException | None = None
        self.result: T
        self.is_done = False
        self.called = threading.Semaphore(0)  # it is done, or leads from now on

    def run(self) -> None:
        """Run it within a transaction of its own, or a savepoint."""
        self.error = None
        try:
            with transaction.atomic():
                self.result = self.act()
        except Exception as error:
            self.error = error

    def answer(self) -> T:
        """Return or raise what came of it."""
        if self.error is not None:
            raise self.error
        return self.result


class _Broken(Exception):
    """The transaction that several shared can no longer be committed."""


_lock = threading.Lock()
_waiting: deque[_Waiting[Any]] = deque()
_is_led = False


def together(act: Callable[[], T]) -> T:
    """Run an act in a transaction, with whatever acts wait for theirs in this process.

    Within a transaction it is a part of that one, within another such act a part of that act.

    Args:
        act: Writes to the database alone; see above.
    """
    if connection.in_atomic_block:
        if _is_within.get():
            return act()
        with transaction.atomic():
            return act()
    own = _Waiting(act)
    if not _leads(own):
        own.called.acquire()
    if not own.is_done:
        _lead(own)
    return own.answer()


def _leads(own: _Waiting[Any]) -> bool:
    """Stand in the queue; say whether nobody leads it."""
    global _is_led
    with _lock:
        _waiting.append(own)
        was_led, _is_led = _is_led, True
        return not was_led


def _lead(own: _Waiting[Any]) -> None:
    """Run what waits, let those go, and hand over to the next one."""
    taken: list[_Waiting[Any]] = []
    try:
        _commit(taken)
    except BaseException as error:
        # Whoever waits has waited about as long as the one who leads.
        taken = taken or _take()
        for each in taken:
            each.error = error
    finally:
        for each in taken:
            each.is_done = True
            if each is not own:
                each.called.release()
        _hand_over()


def _commit(taken: list[_Waiting[Any]]) -> None:
    again: list[_Waiting[Any]] = []
    is_committed = threading.Event()
    try:
        with transaction.atomic():
            transaction.on_commit(is_committed.set)
            taken += _take()  # who came while the turn was waited for
            again = _run(taken)
    except Exception:
        if not taken:
            raise
        if is_committed.is_set():
            log.exception("what was to follow a commit failed")
    for each in again if is_committed.is_set() else taken:
        each.run()


def _run(taken: list[_Waiting[Any]]) -> list[_Waiting[Any]]:
    """Run acts that share a transaction; returns those that have to run by themselves."""
    alone = []
    for place, each in enumerate(taken):
        if place == 1 and connection.vendor == "postgresql":
            # Locks are kept till the commit: who waits for long might wait in a circle.
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_LOCK}'")
        each.run()
        if connection.needs_rollback:
            raise _Broken
        if isinstance(each.error, OperationalError) and len(taken) > 1:
            alone.append(each)
    return alone


def _take() -> list[_Waiting[Any]]:
    with _lock:
        return [_waiting.popleft() for _ in range(min(MOST, len(_waiting)))]


def _hand_over() -> None:
    global _is_led
    with _lock:
        if _waiting:
            _waiting[0].called.release()
        else:
            _is_led = False
