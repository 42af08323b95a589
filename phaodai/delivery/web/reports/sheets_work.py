"""Workbooks worked on: a small one while its owner waits, any other by the worker."""

from datetime import timedelta
from uuid import UUID

from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue
from phaodai.registers.reports.operations import importing_rows

SMALL = 100  # rows that a page works on by itself
SLICE = timedelta(seconds=15)  # after which other tasks have their turn


def begin(workbook: UUID, *, n_rows: int) -> None:
    """Judge or file the rows of a workbook, now or as soon as the worker comes to it."""
    if n_rows > SMALL:
        work(str(workbook))
    else:
        importing_rows.advance(workbook=workbook, now=clock.now, at=clock.real_now)


@queue.task()  # type: ignore[untyped-decorator] # huey has no types
def work(workbook: str) -> None:
    """Work on one workbook for a while, then queue up again."""
    ends = clock.real_now() + SLICE
    if importing_rows.advance(
        workbook=UUID(workbook),
        now=clock.now,
        at=clock.real_now,
        goes_on=lambda: clock.real_now() < ends,
    ):
        work(workbook)
