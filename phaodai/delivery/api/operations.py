"""How an operation is registered: there is no way to do it without naming its permission."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from ninja import Router, Schema

from phaodai.delivery.api.limits import MOST_BYTES
from phaodai.vocabulary.access import Permission

Function = TypeVar("Function", bound=Callable[..., Any])


class Open(StrEnum):
    """What is asked where no permission is."""

    ANY_TOKEN = "any_token"  # noqa: S105 - a word, not a secret


class Room:
    """The operations on one kind of thing."""

    def __init__(self, tag: str) -> None:
        """Take the heading under which the description lists them."""
        self.router = Router(tags=[tag])

    def read(
        self, path: str, *, permission: Permission | Open, returns: type[Schema], name: str
    ) -> Callable[[Function], Function]:
        """Register a read, GET."""
        return self._register("GET", path, permission, {200: returns}, name)

    def act(
        self,
        path: str,
        *,
        permission: Permission,
        returns: type[Schema],
        name: str,
        status: int = 201,
        also: Sequence[int] = (),
        most_bytes: int = MOST_BYTES,
    ) -> Callable[[Function], Function]:
        """Register an act, POST; 201 where it makes something, 200 where it changes it.

        Args:
            path: Its address.
            permission: What a post must hold to be let in at all.
            returns: What is answered.
            name: Of the operation.
            status: Of the usual answer.
            also: Further statuses of an answer of the same form.
            most_bytes: How large a body may be.
        """
        responses = dict.fromkeys((status, *also), returns)
        marked = self._register("POST", path, permission, responses, name)

        def mark(function: Function) -> Function:
            function.most_bytes = most_bytes  # type: ignore[attr-defined]
            return marked(function)

        return mark

    def _register(
        self,
        method: str,
        path: str,
        permission: Permission | Open,
        response: dict[int, type[Schema]],
        name: str,
    ) -> Callable[[Function], Function]:
        def mark(function: Function) -> Function:
            function.permission = permission  # type: ignore[attr-defined]
            function.returns = response[min(response)]  # type: ignore[attr-defined]
            self.router.add_api_operation(
                path,
                [method],
                function,
                response=response,
                operation_id=name,
                summary=(function.__doc__ or "").splitlines()[0].rstrip("."),
                description="",
            )
            return function

        return mark
