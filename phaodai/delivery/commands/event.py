"""`phaodai event`: what rooms announced and others have not heard yet."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import HERE

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.foundation.events.queries import DeliveryRow


@click.group()
def event() -> None:
    """Events between rooms: what waits, what failed, and trying again.

    \b
    phaodai event list --failed
    phaodai event list --waiting --json
    phaodai event retry            # all that failed
    phaodai event retry 118 119
    """


@event.command("list")
@click.option("--waiting", "which", flag_value="waiting", help="Not delivered yet (the default).")
@click.option("--failed", "which", flag_value="failed", help="Failed at least once.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def list_(*, which: str | None, as_json: bool) -> None:
    """List deliveries, oldest first.

    \b
    phaodai event list --failed
    """
    runtime.start_django()
    from phaodai.foundation.events import queries

    outbox = queries.get_outbox(now=runtime.clock())
    rows = queries.list_failed() if which == "failed" else queries.list_waiting()
    if as_json:
        runtime.write_json(
            {
                "due": outbox.n_due,
                "paused": outbox.n_paused,
                "given_up": outbox.n_given_up,
                "deliveries": [_as_json(row) for row in rows],
            }
        )
        return
    if rows:
        columns = ["id", "event", "handler", "at", "tries", "next", "error"]
        runtime.write_table([_as_line(row) for row in rows], columns)
    runtime.say(
        f"{outbox.n_due} đến lượt / due, {outbox.n_paused} chờ / paused, "
        f"{outbox.n_given_up} bỏ cuộc / given up."
    )


@event.command()
@click.argument("deliveries", nargs=-1, type=int)
def retry(deliveries: tuple[int, ...]) -> None:
    """Have failed deliveries tried again at once: those given by number, or all.

    The worker of `phaodai serve` does it within seconds. Ends with status 3 if one of the numbers
    is no failed delivery.

    \b
    phaodai event retry
    """
    runtime.start_django()
    from django.db import transaction

    from phaodai.foundation.audit import operations as audit
    from phaodai.foundation.events import operations

    with transaction.atomic():
        found = operations.retry(deliveries or None)
        if found:  # the outbox lies below the trail, so the act is recorded here
            audit.record(
                actor=runtime.operator(),
                action="event.retry",
                subject_kind="delivery",
                subject_ref=None,
                details={"deliveries": found},
                at=runtime.clock(),
            )
    runtime.say(f"Thử lại {len(found)} lần giao. {len(found)} deliveries will be tried again.")
    if missing := sorted(set(deliveries) - set(found)):
        numbers = ", ".join(map(str, missing))
        runtime.fail(
            f"Không có lần giao hỏng số {numbers}: xem `phaodai event list --failed`.",
            f"No failed delivery {numbers}: see `phaodai event list --failed`.",
            status=runtime.Exit.PARTLY,
        )
    sys.exit(runtime.Exit.DONE)


def _as_json(row: "DeliveryRow") -> dict[str, object]:
    return {
        "id": row.id,
        "event": row.event,
        "ref": row.ref,
        "handler": row.handler,
        "occurred_at": row.occurred_at.isoformat(),
        "tries": row.tries,
        "next_try_at": row.next_try_at and row.next_try_at.isoformat(),
        "given_up_at": row.given_up_at and row.given_up_at.isoformat(),
        "last_error": row.last_error,
    }


def _as_line(row: "DeliveryRow") -> dict[str, object]:
    if row.given_up_at is not None:
        next_try = "bỏ cuộc / given up"
    else:
        next_try = _when(row.next_try_at) if row.next_try_at else "ngay / at once"
    return {
        "id": row.id,
        "event": row.event,
        "handler": row.handler.rpartition(".registers.")[2],
        "at": _when(row.occurred_at),
        "tries": row.tries,
        "next": next_try,
        "error": row.last_error.replace("\n", " ")[:80],
    }


def _when(at: datetime) -> str:
    return f"{at.astimezone(HERE):%d/%m/%Y %H:%M:%S}"
