"""How the story is told: acts that wait on the stage for their moment."""

from collections.abc import Sequence
from functools import partial

from phaodai.delivery.demo.stage import Stage, moment
from phaodai.registers.directives import operations
from phaodai.vocabulary.refs import BodyRef

DISTRICTS = ("582", "584", "585", "586", "587", "588", "589")
CHAIRMAN, DUTY, HEALTH = "chutich.tinh", "trucban.tinh", "soyte.tinh"
Key = tuple[str, int, BodyRef]  # a paper, the ordinal of its obligation, whose task


class Tasks:
    """Acts on tasks, told in advance: each waits on the stage for its moment."""

    def __init__(self, stage: Stage) -> None:
        """Bind the stage."""
        self.stage = stage

    def read(self, when: str, key: Key, by: str) -> None:
        """Let somebody acknowledge a task."""
        self._tell(when, operations.acknowledge, key, by)

    def progress(
        self,
        when: str,
        key: Key,
        by: str,
        percent: int,
        text: str,
        evidence: Sequence[str] = (),
    ) -> None:
        """Let somebody report how far it is, with papers that show it."""
        self._tell(
            when,
            operations.report_progress,
            key,
            by,
            percent=percent,
            text=text,
            evidence=evidence,
        )

    def answer(self, when: str, key: Key, by: str, text: str) -> None:
        """Let somebody answer a task."""
        self._tell(when, operations.submit, key, by, text=text)

    def accept(self, when: str, key: Key, by: str) -> None:
        """Let the one from whom it came accept the answer."""
        self._tell(when, operations.accept, key, by)

    def give_back(self, when: str, key: Key, by: str, reason: str) -> None:
        """Let the one from whom it came return the answer."""
        self._tell(when, operations.return_for_redo, key, by, reason=reason)

    def withdraw(self, when: str, key: Key, by: str, reason: str) -> None:
        """Let the one from whom it came ask for it no longer."""
        self._tell(when, operations.withdraw, key, by, reason=reason)

    def ask(self, when: str, key: Key, by: str, until: str, reason: str) -> None:
        """Let somebody ask for a later deadline."""
        self._tell(when, operations.ask_extension, key, by, until=moment(until), reason=reason)

    def decide(
        self,
        when: str,
        key: Key,
        by: str,
        *,
        is_granted: bool,
        reason: str = "",
    ) -> None:
        """Let the one from whom it came decide on a later deadline."""
        self._tell(when, operations.decide_extension, key, by, is_granted=is_granted, reason=reason)

    def _tell(self, when: str, act: object, key: Key, by: str, **words: object) -> None:
        assert callable(act)  # noqa: S101 - for the type checker

        def run() -> None:
            stage = self.stage
            act(
                actor=stage.who(by),
                assignment=stage.task(*key),
                version=None,
                now=stage.now,
                **words,
            )

        self.stage.at(when, run)


def issued(
    stage: Stage, name: str, *, stored: str, issued: str, duty: str, chairman: str, keeper: str
) -> None:
    """Let a paper of one's own be kept, confirmed and issued."""
    stage.at(stored, partial(stage.store, name, by=duty, keeper=stage.body(keeper)))
    stage.at(stored, partial(stage.confirm, name, by=duty))
    stage.at(issued, partial(stage.issue, name, by=chairman))
