"""A course of days as a line: places in per cent across and in pixels down, no drawing here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import floor, log10

from phaodai.decisions.obligations.courses import Course, Day
from phaodai.decisions.obligations.pace import Trend
from phaodai.delivery.web.tasks.amounts import amount_words

TOP, HEIGHT = 24, 200  # px: of the plot within the picture
ROOM = 14  # days at the most that the picture runs on after the last figure
N_TICKS = 4
CLOSE = 18  # px: labels nearer than this would cover each other
Place = tuple[float, float]  # per cent across, per cent down within the plot


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the picture and the word beside it, written as SVG reads them.

    `x` is in per cent across, `y` and `word_y` in pixels down; `anchor` is "", "tm" or "te".
    """

    x: str
    y: str
    text: str = ""
    word_y: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart, ready to be drawn.

    Args:
        lines: Unbroken runs of days, as points of an SVG polyline; a day without a figure breaks.
        dots: Days that stand alone between days without a figure.
        grid: Lines across with their values.
        ticks: Days below.
        target: Where the demanded value stands.
        last: The last figure.
        deadline: The last day, where it falls within the picture.
        pace: The line of the last seven days, drawn on.
    """

    lines: list[str]
    dots: list[Mark]
    grid: list[Mark]
    ticks: list[Mark]
    target: Mark
    last: Mark
    deadline: Mark | None = None
    pace: str = ""
    top: int = TOP
    height: int = HEIGHT
    bottom: int = TOP + HEIGHT


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days and values lie."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> float:
        """Return a day in per cent from the left."""
        n_days = max(1, (self.last - self.first).days)
        return round(100 * (day - self.first).days / n_days, 2)

    def down(self, value: Decimal) -> float:
        """Return a value in per cent from the top."""
        return round(100 * float((self.high - value) / (self.high - self.low)), 2)

    def y(self, value: Decimal) -> float:
        """Return a value in pixels from the top of the picture."""
        return round(TOP + self.down(value) * HEIGHT / 100, 1)


def chart_of(course: Course) -> Chart | None:
    """Return the picture of a course; None where no day has a figure."""
    known = [day for day in course.days if day.value is not None]
    if not known:
        return None
    row, last = course.row, known[-1]
    assert last.value is not None  # noqa: S101 - of the known days
    ahead = _ahead(course, last.day)
    values = [day.value for day in known if day.value is not None]
    low, high, step = _bounds(
        [*values, row.demanded, *(value for _, value in ahead)],
        top=Decimal(100) if row.entry.measure == "percent" else None,
    )
    end = max(course.days[-1].day, *(day for day, _ in ahead), _end(course))
    scale = Scale(course.days[0].day, end, low, high)
    runs = list(_runs(course.days, scale))
    y_target, y_last = scale.y(row.demanded), scale.y(last.value)
    x_last = scale.x(last.day)
    is_above = abs(y_target - y_last) >= CLOSE or y_last < y_target
    return Chart(
        lines=[" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1],
        dots=[_mark(x, TOP + y * HEIGHT / 100) for run in runs if len(run) == 1 for x, y in run],
        grid=[
            _mark(0, scale.y(value), amount_words(value, row.entry), up=5)
            for value in _steps(low, high, step)
        ],
        ticks=_ticks(scale),
        target=_mark(
            26 if x_last > 40 else 60, y_target, amount_words(row.demanded, row.entry), up=6
        ),
        last=_mark(
            x_last,
            y_last,
            amount_words(last.value, row.entry, near=row.demanded),
            up=10 if is_above else -22,
            anchor="te" if x_last > 20 else "",
        ),
        deadline=_mark(
            scale.x(row.last_day),
            TOP,
            f"{row.last_day:%d/%m}",
            anchor="te",
            up=6 if y_target - TOP >= CLOSE else 10 - HEIGHT,
        )
        if row.last_day is not None and scale.first <= row.last_day <= end
        else None,
        pace=_line((last.day, last.value), ahead, scale),
    )


def _mark(x: float, y: float, text: str = "", *, up: float = 0, anchor: str = "") -> Mark:
    return Mark(f"{x:g}%", f"{y:g}", text, f"{y - up:g}", anchor)


def _ahead(course: Course, last: date) -> list[tuple[date, Decimal]]:
    """Return where the pace leads: to the target, or as far as the picture goes."""
    pace, value = course.pace, course.days[-1].value
    if pace.per_day is None or value is None or pace.trend in {Trend.MET, Trend.UNKNOWN}:
        return []
    end = min(pace.arrives or last + timedelta(days=ROOM), last + timedelta(days=ROOM))
    end = max(end, last + timedelta(days=1))
    return [(end, max(Decimal(0), value + pace.per_day * (end - last).days))]


def _end(course: Course) -> date:
    """Return the last day of the target where it is near enough to be drawn."""
    last, wanted = course.days[-1].day, course.row.last_day
    return wanted if wanted and last < wanted <= last + timedelta(days=ROOM) else last


def _runs(days: Sequence[Day], scale: Scale) -> Iterator[list[Place]]:
    run: list[Place] = []
    for day in days:
        if day.value is None:
            if run:
                yield run
            run = []
        else:
            run.append((scale.x(day.day), scale.down(day.value)))
    if run:
        yield run


def _line(start: tuple[date, Decimal], ahead: list[tuple[date, Decimal]], scale: Scale) -> str:
    if not ahead:
        return ""
    places = ((scale.x(day), scale.down(value)) for day, value in (start, *ahead))
    return "M" + " L".join(f"{x},{y}" for x, y in places)


def _bounds(values: Sequence[Decimal], *, top: Decimal | None) -> tuple[Decimal, Decimal, Decimal]:
    """Return round numbers around the values and the step between the lines of the grid."""
    low, high = min(values), max(values)
    step = _round_step((high - low) / 3 if high > low else max(high, Decimal(1)) / 3)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    high = low + step if high == low else high
    if top is not None and low < top:
        high = min(high, max(top, max(values)))
    return low, high, step


def _round_step(rough: Decimal) -> Decimal:
    power = Decimal(10) ** floor(log10(rough))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough)


def _steps(low: Decimal, high: Decimal, step: Decimal) -> Iterator[Decimal]:
    value = low
    while value <= high:
        yield value
        value += step


def _ticks(scale: Scale) -> list[Mark]:
    n_days = (scale.last - scale.first).days
    days = [scale.first + timedelta(days=round(n_days * n / N_TICKS)) for n in range(N_TICKS + 1)]
    anchors = ["", *["tm"] * (N_TICKS - 1), "te"]
    return [
        _mark(scale.x(day), TOP + HEIGHT + 20, f"{day.day}/{day.month}", anchor=anchor)
        for day, anchor in zip(days, anchors, strict=True)
    ]
