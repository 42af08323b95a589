"""The stage: who acts, when, on which paper; every act is one of the product's own operations."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from heapq import heappop, heappush
from importlib.resources import files
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from phaodai.delivery.demo.people import COMMITTEE, Account, Place
from phaodai.delivery.demo.staff import Province
from phaodai.foundation.accounts.queries import actor_of
from phaodai.registers.directives import lexicon, operations, queries
from phaodai.registers.directives.operations import Share
from phaodai.registers.directives.queries.feeds import feed_assignments
from phaodai.registers.directives.queries.occurrences import feed_occurrences
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import BodyRef, DocumentRef

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR = 2021
MOST_TASKS = 10_000

Act = Callable[[], object]


def moment(text: str) -> datetime:
    """Return a moment of the year of the play: "13/12 14:05", in Vietnam."""
    days, _, clock = text.partition(" ")
    day, month = map(int, days.split("/"))
    return datetime.combine(date(YEAR, month, day), time.fromisoformat(clock), tzinfo=HERE)


def paper(name: str) -> str:
    """Return the text of a paper of the package."""
    folder = files("phaodai.delivery.demo") / "papers"
    return (folder / f"{name}.txt").read_text(encoding="utf-8")


def officers_of(people: Iterable[Account]) -> dict[Place, str]:
    """Return the user names by the places that they hold."""
    return {post: account.username for account in people for post in account.posts}


@dataclass(slots=True)
class Stage:
    """Acts in the order of their moments, and what they left to be found again.

    Attributes:
        province: Units and bodies.
        operator: Who loads the demo.
        officers: User names by unit, role and kind of body.
        now: The moment of the act that runs.
    """

    province: Province
    operator: Actor
    officers: Mapping[Place, str]
    now: datetime = field(default_factory=lambda: moment("01/11 00:00"))
    documents: dict[str, DocumentRef] = field(default_factory=dict)
    tasks: dict[tuple[str, int, BodyRef], UUID] = field(default_factory=dict)
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _occurrences: dict[tuple[UUID, date], UUID] = field(default_factory=dict)

    def at(self, when: str | datetime, act: Act) -> None:
        """Let an act happen at a moment; of one moment, the one that was told first."""
        at = when if isinstance(when, datetime) else moment(when)
        heappush(self._acts, (at, next(self._order), act))

    def play(self, *, until: datetime, told: Callable[[date], None]) -> int:
        """Run everything in order; return how many acts there were.

        Args:
            until: The moment at which the curtain falls; nothing later may have been told.
            told: Called with each new day.
        """
        n = 0
        while self._acts:
            at, _, act = heappop(self._acts)
            if at > until:
                raise ValueError(f"{at} lies after {until}")
            if at.astimezone(HERE).date() != self.now.astimezone(HERE).date():
                told(at.astimezone(HERE).date())
            self.now = at
            act()
            n += 1
        self.now = until
        return n

    def who(self, username: str) -> Actor:
        """Return an officer with his posts."""
        if username not in self._actors:
            user = get_user_model().objects.get(username=username)
            self._actors[username] = actor_of(user, on=self.now.astimezone(HERE).date())
        return self._actors[username]

    def officer(self, code: str, role: Role | None = None, kind: str = COMMITTEE) -> str:
        """Return who answers for a body: of a committee the duty officer, else the reporter."""
        for each in (role,) if role else (Role.DUTY_OFFICER, Role.REPORTER):
            if Place(each, code, kind) in self.officers:
                return self.officers[Place(each, code, kind)]
        raise LookupError(f"{code} {kind}")

    def has_officer(self, code: str) -> bool:
        """Say whether the committee of a unit has somebody who answers."""
        roles = (Role.DUTY_OFFICER, Role.REPORTER)
        return any(Place(role, code) in self.officers for role in roles)

    def body(self, code: str, kind: str = COMMITTEE) -> BodyRef:
        """Return a body by the code of its unit."""
        return self.province.body(code, kind)

    def store(self, name: str, *, by: str, keeper: BodyRef) -> None:
        """Keep a paper as it is read."""
        text = paper(name)
        self.documents[name] = operations.import_document(
            actor=self.who(by),
            keeper=keeper,
            reading=lexicon.read_text(text),
            file=text.encode(),
            file_name=f"{name}.txt",
            media_type="text/plain",
            now=self.now,
        ).ref

    def arrive(self, name: str, *, by: str) -> None:
        """Enter a paper in the register of what came in."""
        operations.register_arrival(
            actor=self.who(by),
            document=self.documents[name],
            day=self.now.astimezone(HERE).date(),
            now=self.now,
        )

    def reject(self, name: str, ordinal: int, *, by: str, reason: str) -> None:
        """Put one proposal of a paper aside."""
        detail = queries.get_document(actor=self.who(by), ref=self.documents[name])
        row = next(row for row in detail.proposals if row.ordinal == ordinal)
        operations.reject_proposal(
            actor=self.who(by),
            proposal=UUID(row.ref),
            version=row.version,
            reason=reason,
            now=self.now,
        )

    def confirm(self, name: str, *, by: str) -> None:
        """Confirm all proposals that are still open."""
        operations.confirm_all(actor=self.who(by), document=self.documents[name], now=self.now)

    def issue(self, name: str, *, by: str) -> None:
        """Issue what was confirmed, and remember whose task is which."""
        document = self.documents[name]
        operations.issue(actor=self.who(by), document=document, now=self.now)
        rows = queries.list_obligations(actor=self.operator, document=document, now=self.now)
        ordinals = {row.ref: row.ordinal for row in rows}
        for row in feed_assignments(
            actor=self.operator, document=document, limit=MOST_TASKS, now=self.now
        ):
            self.tasks[name, ordinals[row.obligation], row.body] = row.ref

    def task(self, name: str, ordinal: int, body: BodyRef) -> UUID:
        """Return the task of a body under one obligation of a paper."""
        return self.tasks[name, ordinal, body]

    def occurrence(self, name: str, ordinal: int, body: BodyRef, day: date) -> UUID:
        """Return one occurrence of a recurring task."""
        key = (self.task(name, ordinal, body), day)
        if key not in self._occurrences:
            rows = feed_occurrences(
                actor=self.operator, assignment=key[0], now=self.now, limit=MOST_TASKS
            )
            self._occurrences |= {(key[0], row.day): row.ref for row in rows}
        return self._occurrences[key]

    def delegate(
        self,
        name: str,
        ordinal: int,
        body: BodyRef,
        to: Iterable[BodyRef],
        *,
        by: str,
        due: str | None = None,
        text: str = "",
    ) -> None:
        """Pass a task on to bodies below, and remember theirs."""
        receivers = list(to)
        until = moment(due) if due else None
        made = operations.delegate(
            actor=self.who(by),
            assignment=self.task(name, ordinal, body),
            version=None,
            shares=[Share(body=receiver, due_at=until) for receiver in receivers],
            text=text,
            now=self.now,
        )
        self.tasks |= {
            (name, ordinal, receiver): ref for receiver, ref in zip(receivers, made, strict=True)
        }
