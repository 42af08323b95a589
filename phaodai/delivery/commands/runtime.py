"""What every command shares: starting Django, the clock, output and failure."""

import getpass
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, NoReturn

import click

from phaodai.vocabulary.access import Actor


class Exit(IntEnum):
    """Exit statuses of all commands."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTLY = 3
    BROKEN = 4
    TRY_AGAIN = 75


def start_django() -> None:
    """Load settings and apps; commands that need no database never call it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phaodai.project.settings")
    django.setup()


def clock() -> datetime:
    """Return the present moment of business, aware, in UTC."""
    from phaodai.delivery import clock as business

    return business.now()


def real_clock() -> datetime:
    """Return the moment that the machine shows: for accounts, seals and checks."""
    return datetime.now(UTC)


def operator() -> Actor:
    """Return the actor of the command line: who sits at this machine."""
    return Actor(name=f"operator:{getpass.getuser()}", is_operator=True)


def say(message: str) -> None:
    """Write a line of progress to standard error."""
    click.echo(message, err=True)


def fail(vi: str, en: str, *, status: Exit = Exit.FAILED) -> NoReturn:
    """Say in both languages what is wrong and how to mend it, and end."""
    say(vi)
    if en != vi:
        say(en)
    sys.exit(status)


def write_json(value: Any) -> None:
    """Write one JSON value to standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def write_table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write rows as columns of plain text; numbers to the right."""
    cells = [[str(row.get(column, "")) for column in columns] for row in rows]
    widths = [
        max([len(column), *(len(line[i]) for line in cells)]) for i, column in enumerate(columns)
    ]
    for line in [list(columns), *cells]:
        padded = [
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(line, widths, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def _is_number(cell: str) -> bool:
    return cell.replace(".", "").replace(",", "").replace("-", "").isdecimal()
