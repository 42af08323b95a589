"""The past of a figure as a line, with the day that is doubted."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from phaodai.decisions.discrepancies.queries import FindingDetail
from phaodai.delivery.web.discrepancies.words import number
from phaodai.delivery.web.tasks.charts import HEIGHT, TOP, Chart, Mark, Scale

FEWEST = 3  # days with a figure, below which there is no course to see
N_TICKS = 4


def picture_of(detail: FindingDetail) -> Chart | None:
    """Return the course of the doubted figure; None where hardly anything was said."""
    known = [(day, value) for day, value in detail.history if value is not None]
    doubted = next((value for day, value in known if day == detail.row.day), None)
    if len(known) < FEWEST or doubted is None:
        return None
    right = detail.evidence.get("right")
    expected = Decimal(right) if right is not None else doubted
    high = max(Decimal(1), expected, *(value for _, value in known))
    low = min(Decimal(0), *(value for _, value in known))
    # What was never spoken of before is no part of the course.
    days = tuple(each for each in detail.history if each[0] >= known[0][0])
    scale = Scale(days[0][0], days[-1][0], low, high)
    runs = list(_runs(days, scale))
    x = scale.x(detail.row.day)
    beside = [value for day, value in known if 0 < abs((day - detail.row.day).days) <= 1]
    is_high = not beside or doubted >= sum(beside) / len(beside)  # the line runs below it
    return Chart(
        lines=[" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1],
        dots=[_mark(x, TOP + y * HEIGHT / 100) for run in runs if len(run) == 1 for x, y in run],
        grid=[_mark(0, scale.y(value), number(value), up=5) for value in (low, high)],
        ticks=list(_ticks(scale)),
        target=_mark(14, scale.y(expected), number(round(expected)), up=6),
        last=_mark(
            x, scale.y(doubted), number(doubted), up=10 if is_high else -22,
            anchor="te" if x > 20 else "",
        ),
    )  # fmt: skip


def _mark(x: float, y: float, text: str = "", *, up: float = 0, anchor: str = "") -> Mark:
    return Mark(f"{x:g}%", f"{y:g}", text, f"{y - up:g}", anchor)


def _runs(
    days: tuple[tuple[date, Decimal | None], ...], scale: Scale
) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for day, value in days:
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((scale.x(day), scale.down(value)))
    if run:
        yield run


def _ticks(scale: Scale) -> Iterator[Mark]:
    n_days = (scale.last - scale.first).days
    for n in range(N_TICKS + 1):
        day = date.fromordinal(scale.first.toordinal() + round(n_days * n / N_TICKS))
        anchor = "" if n == 0 else "te" if n == N_TICKS else "tm"
        yield _mark(scale.x(day), TOP + HEIGHT + 20, f"{day.day}/{day.month}", anchor=anchor)
