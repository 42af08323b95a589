"""`phaodai task`: what was assigned to whom, and how far it is."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import HERE

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.registers.directives.taskrows import AssignmentRow

STATES = (
    "NEW",
    "ACKNOWLEDGED",
    "IN_PROGRESS",
    "SUBMITTED",
    "RETURNED",
    "ACCEPTED",
    "WITHDRAWN",
)
LATENESS = ("ON_TIME", "DUE_SOON", "OVERDUE", "ANSWERED_LATE")


@click.group()
def task() -> None:
    """Tasks: which body has what to do, until when, and how far it is.

    \b
    phaodai task list --lateness OVERDUE
    phaodai task list --search "tiêm" --json
    phaodai task show 3f1cdd0e-7a55-4b1e-9d0c-0f8f2f0c9a11
    """


@task.command("list")
@click.option("--state", type=click.Choice(STATES, case_sensitive=False), help="In this state.")
@click.option("--lateness", type=click.Choice(LATENESS, case_sensitive=False), help="This late.")
@click.option("--search", "words", default="", help="Words of the task, accents or not.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
def list_(
    *, state: str | None, lateness: str | None, words: str, limit: int, as_json: bool
) -> None:
    """List tasks, the soonest due first.

    \b
    phaodai task list --state SUBMITTED
    """
    runtime.start_django()
    from phaodai.registers.directives.queries import feeds
    from phaodai.registers.directives.states import AssignmentState, Lateness

    rows = feeds.feed_assignments(
        actor=runtime.operator(),
        now=runtime.clock(),
        words=words,
        state=AssignmentState(state) if state else None,
        lateness=Lateness(lateness) if lateness else None,
        limit=limit + 1,
    )
    shown = rows[:limit]
    if as_json:
        runtime.write_json([asdict(row) for row in shown])
    else:
        columns = ["ref", "due", "state", "lateness", "percent", "body", "task"]
        runtime.write_table([_line(row) for row in shown], columns)
    if len(rows) > limit:
        runtime.say(f"Còn nữa; thêm --limit. There are more than {limit}: add --limit.")


@task.command()
@click.argument("ref", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def show(ref: UUID, *, as_json: bool) -> None:
    """Show one task: who has it, what was said about it, and to whom it was passed on.

    \b
    phaodai task show 3f1cdd0e-7a55-4b1e-9d0c-0f8f2f0c9a11 --json
    """
    runtime.start_django()
    from phaodai.registers.directives import queries

    try:
        found = queries.get_assignment(actor=runtime.operator(), ref=ref, now=runtime.clock())
    except queries.AssignmentNotFound:
        runtime.fail(
            f"Không có nhiệm vụ {ref}. Xem: phaodai task list",
            f"There is no task {ref}. See: phaodai task list",
        )
    if as_json:
        runtime.write_json(asdict(found))
        return
    row = found.row
    click.echo(f"{row.title}  {row.ref}")
    click.echo(f"{row.body_name}, {row.unit_name}: {row.head.holder or 'chưa rõ người đứng đầu'}")
    click.echo(f"{row.state} · {row.lateness} · {row.percent}% · hạn / due {_when(row)}")
    if found.note:
        click.echo(found.note)
    runtime.write_table(
        [_line(child) for child in found.children], ["ref", "due", "state", "percent", "body"]
    )


def _line(row: "AssignmentRow") -> dict[str, Any]:
    return {
        "ref": row.ref,
        "due": _when(row),
        "state": row.state.value,
        "lateness": row.lateness.value,
        "percent": row.percent,
        "body": row.user_name or row.body_name,
        "task": row.title[:60],
    }


def _when(row: "AssignmentRow") -> str:
    return f"{row.due_at.astimezone(HERE):%d/%m/%Y %H:%M}" if row.due_at else "-"
