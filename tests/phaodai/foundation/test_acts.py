"""Acts that share a commit: each stands or falls by itself, and none is answered before it."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import translation

from phaodai.foundation import acts
from phaodai.foundation.acts import together
from phaodai.indicators.models import Source

pytestmark = pytest.mark.django_db(transaction=True)


def add(code: str) -> str:
    Source.objects.create(code=code)
    return code


def codes() -> set[str]:
    return set(Source.objects.values_list("code", flat=True))


class Crowd:
    """Threads that ask while somebody leads, so that they are taken along together."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.threads: list[threading.Thread] = []
        self.may_go, self.is_in = threading.Event(), threading.Event()

    def first(self) -> None:
        """Lead, and stay in the middle of the act until the others have come."""

        def act() -> str:
            self.is_in.set()
            assert self.may_go.wait(30)
            return add("first")

        self.ask("first", act)
        assert self.is_in.wait(30)

    def ask(self, name: str, act: Callable[[], object], *, language: str = "vi") -> None:
        def run() -> None:
            translation.activate(language)
            try:
                self.answers[name] = together(act)
            except Exception as error:
                self.answers[name] = error
            finally:
                connection.close()

        self.threads.append(threading.Thread(target=run))
        n_waiting = len(acts._waiting)
        self.threads[-1].start()
        if name != "first":
            while len(acts._waiting) == n_waiting:
                assert self.threads[-1].is_alive()

    def go(self) -> dict[str, object]:
        self.may_go.set()
        for thread in self.threads:
            thread.join(60)
        assert not acts._is_led
        assert not acts._waiting
        return self.answers


@pytest.fixture
def crowd():
    one = Crowd()
    one.first()
    yield one
    one.may_go.set()


def test_alone():
    assert together(lambda: add("a")) == "a"
    assert codes() >= {"a"}


def test_those_who_wait_share_one_commit(crowd, monkeypatch):
    sizes: list[int] = []
    run = acts._run
    monkeypatch.setattr(acts, "_run", lambda taken: sizes.append(len(taken)) or run(taken))
    for name in "abc":
        crowd.ask(name, lambda name=name: add(name))
    assert crowd.go() == {"first": "first", "a": "a", "b": "b", "c": "c"}
    assert codes() >= {"first", "a", "b", "c"}
    assert sizes == [3]


def test_one_that_fails_undoes_itself_alone(crowd):
    def fail() -> None:
        add("gone")
        raise ValueError("no")

    crowd.ask("a", lambda: add("a"))
    crowd.ask("bad", fail)
    crowd.ask("b", lambda: add("b"))
    answers = crowd.go()
    assert isinstance(answers["bad"], ValueError)
    assert (answers["a"], answers["b"]) == ("a", "b")
    assert codes() >= {"first", "a", "b"}
    assert "gone" not in codes()


def test_a_transaction_that_breaks_is_run_again_one_by_one(crowd):
    tries: list[int] = []

    def break_down() -> str:
        tries.append(1)
        if len(tries) == 1:
            connection.connection.rollback()  # as SQLite does when the disk is full
            raise OperationalError("database or disk is full")
        return add("breaking")

    crowd.ask("a", lambda: add("a"))
    crowd.ask("breaking", break_down)
    crowd.ask("b", lambda: add("b"))
    answers = crowd.go()
    assert (answers["a"], answers["breaking"], answers["b"]) == ("a", "breaking", "b")
    assert codes() >= {"a", "breaking", "b"}


def test_a_commit_that_fails_is_nobodys_answer(crowd, monkeypatch):
    failures = [OperationalError("disk full")]
    kind = type(connections["default"])
    commit = kind._commit

    def fail(self) -> None:
        if failures and self.in_atomic_block is False and crowd.may_go.is_set():
            raise failures.pop()
        commit(self)

    crowd.ask("a", lambda: add("a"))
    crowd.ask("b", lambda: add("b"))
    monkeypatch.setattr(kind, "_commit", fail)
    answers = crowd.go()
    assert not failures
    for name, answer in answers.items():
        assert answer == name
        assert name in codes()


def test_busy_for_one_is_busy_for_all_who_wait(crowd, monkeypatch):
    class Busy(OperationalError):
        pass

    begun: list[int] = []
    begin = transaction.Atomic.__enter__

    def refuse(self) -> None:
        if crowd.may_go.is_set() and not connection.in_atomic_block:
            begun.append(1)
            raise Busy
        begin(self)

    crowd.ask("a", lambda: add("a"))
    crowd.ask("b", lambda: add("b"))
    monkeypatch.setattr(transaction.Atomic, "__enter__", refuse)
    answers = crowd.go()
    monkeypatch.undo()
    assert isinstance(answers["a"], Busy)
    assert isinstance(answers["b"], Busy)
    assert not {"a", "b"} & codes()
    assert together(lambda: add("later")) == "later"


def test_the_language_of_who_asks_goes_along(crowd):
    for language in ("en", "vi"):
        crowd.ask(language, translation.get_language, language=language)
    answers = crowd.go()
    assert (answers["en"], answers["vi"]) == ("en", "vi")


def test_within_a_transaction_it_is_a_part_of_it():
    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT012
        together(lambda: add("part"))
        raise ValueError
    assert "part" not in codes()


def test_what_follows_a_commit_and_fails_undoes_nothing(crowd):
    def act() -> str:
        transaction.on_commit(lambda: 1 / 0)
        return add("a")

    crowd.ask("a", act)
    crowd.ask("b", lambda: add("b"))
    answers = crowd.go()
    assert (answers["a"], answers["b"]) == ("a", "b")
    assert Source.objects.filter(code__in=["a", "b"]).count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_one_that_waits_for_a_lock_lets_the_others_commit(crowd):
    """Its holder may wait for the very locks that those others hold."""
    add("wanted")
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Source.objects.select_for_update().get(code="wanted")
            is_held.set()
            assert may_end.wait(30)
        connection.close()

    def want() -> str:
        Source.objects.select_for_update().get(code="wanted")
        return add("got")

    def last() -> str:
        transaction.on_commit(may_end.set)
        return add("last")

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_held.wait(30)
    crowd.ask("a", lambda: add("a"))
    crowd.ask("want", want)
    crowd.ask("last", last)
    answers = crowd.go()
    holder.join(30)
    assert (answers["a"], answers["want"], answers["last"]) == ("a", "got", "last")
