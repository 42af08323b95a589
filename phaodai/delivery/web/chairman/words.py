"""The numbers in words: what they are, how they moved, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from phaodai.delivery.web.chairman.numbers import SPAN, Number, Place, Share, change_of
from phaodai.delivery.web.discrepancies.words import PARTS
from phaodai.delivery.web.tasks.amounts import (
    definition_of,
    is_english,
    name_of,
    plain_number,
)
from phaodai.delivery.web.tasks.figures import SOURCES
from phaodai.indicators.reading import Figure

DRIVERS: Final = 2  # units that a reason names
MISSING: Final = 2
MINUS: Final = "\N{MINUS SIGN}"
UP, DOWN, SAME = "▲", "▼", "="
TITLES: Mapping[str, Promise | str] = {
    "new": gettext_lazy("Ca mắc mới, 7 ngày"),
    "care": gettext_lazy("Đang điều trị, quản lý"),
    "severe": gettext_lazy("Ca nặng, nguy kịch"),
    "deaths": gettext_lazy("Tử vong, 7 ngày"),
    "unreached": gettext_lazy("F0 chưa liên hệ được"),
    "f1": gettext_lazy("F1 đang theo dõi"),
    "hungry": gettext_lazy("Hộ thiếu ăn chờ hỗ trợ"),
    "doses": gettext_lazy("Mũi tiêm, 7 ngày"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One number as the page shows it.

    Attributes:
        value: "" where nobody said anything.
        sign: ▲, ▼ or =; "" where it cannot be compared.
        change: "25 % (+32)"; words where it cannot be compared.
        line: of the small course, points of an SVG polyline in a box of 100 × 24, run by run.
        last: place of the last day in the same box, x and y; None where it is silent.
        reported: "63/65 xã".
    """

    number: Number
    title: str
    name: str
    measure: str
    value: str
    sign: str
    change: str
    reason: str
    missing: str
    definition: str
    source: str
    reported: str
    url: str
    lines: Sequence[str]
    last: tuple[str, str] | None
    course: str


def told(number: Number, *, unit_name: str, query: str = "") -> Told:
    """Return a number in words."""
    entry, choice, value = number.choice.entry, number.choice, number.now.value
    lines, last = sparkline(number)
    measure = entry.measure_en if is_english() else entry.measure_vi
    return Told(
        number=number,
        title=title_of(number),
        name=name_of(entry).lower(),
        measure=measure,
        value="" if value is None else plain_number(value),
        sign=sign_of(number.change),
        change=change_words(number),
        reason=reason_of(number, unit_name),
        missing=missing_words(number),
        definition=definition_of(entry),
        source=str(SOURCES.get(number.measure.source, number.measure.source)),
        reported=reported_words(number),
        url=reverse("brief:number", args=[choice.code]) + query,
        lines=lines,
        last=last,
        course=course_words(number),
    )  # fmt: skip


def reported_words(number: Number) -> str:
    """Return how much was said of what had to be: "58/62 đơn vị", of a week "412/434 lượt"."""
    n, n_all = (
        plain_number(Decimal(each)) for each in (number.now.n_reported, number.now.n_expected)
    )
    words = _("%(n)s/%(all)s lượt báo cáo") if number.choice.is_flow else _("%(n)s/%(all)s đơn vị")
    return words % {"n": n, "all": n_all}


def title_of(number: Number) -> str:
    """Return the name of a number: a short one where it has one."""
    choice = number.choice
    if choice.code in TITLES:
        return str(TITLES[choice.code])
    parts = [name_of(choice.entry)]
    if choice.stratum:
        parts.append(str(PARTS.get(choice.stratum, choice.stratum)))
    if choice.is_flow:
        parts.append(_("7 ngày"))
    return ", ".join(parts)


def shown(figure: Figure | None) -> str:
    """Return a figure as a table shows it; "" where nobody said anything."""
    return "" if figure is None or figure.value is None else plain_number(figure.value)


def place_row(place: Place, top: Decimal | None) -> dict[str, Any]:
    """Return one unit of the table: cases, how they moved, and the rate with its bar.

    Args:
        place: The unit.
        top: The highest rate, which fills the bar.
    """
    change = None
    if place.cases is not None and place.before is not None:
        change = change_of(place.cases, place.before)
    rate = place.rate
    return {
        "place": place,
        "cases": shown(place.cases),
        "move": f"{sign_of(change)} {signed(change)}" if change else "",
        "rate": "" if rate is None else plain_number(rate),
        "width": round(100 * rate / top) if rate and top else 0,
    }


def share_row(share: Share) -> dict[str, Any]:
    """Return one unit below as the page of a number shows it."""
    change = share.change
    return {
        "share": share,
        "now": shown(share.now),
        "before": shown(share.before),
        "sign": sign_of(change),
        "change": "" if change is None else signed(change),
    }


def sign_of(change: Decimal | None) -> str:
    """Return which way something moved."""
    if change is None:
        return ""
    return UP if change > 0 else DOWN if change < 0 else SAME


def signed(change: Decimal) -> str:
    """Return "+32" or "−7"."""
    return f"{'+' if change > 0 else MINUS if change < 0 else ''}{plain_number(abs(change))}"


def change_words(number: Number) -> str:
    """Return "25 % (+32)"; no share of nothing, and no comparison with silence."""
    change, before = number.change, number.before.value
    if change is None:
        if number.now.value is None:
            return ""
        if before is None:
            return _("chưa có số của 7 ngày trước để so")
        return _("mới có %(reported)s, chưa so được") % {"reported": reported_words(number)}
    if not change:
        return _("không đổi")
    if not before:
        return _("%(change)s, trước đó là 0") % {"change": signed(change)}
    share = plain_number((abs(change) * 100 / before).quantize(Decimal(1)))
    return f"{share} % ({signed(change)})"


def reason_of(number: Number, unit_name: str) -> str:
    """Return which units drive the change."""
    parts = []
    if number.now.value is None:
        return _("Chưa đơn vị nào báo số này.")
    drivers, change = number.drivers(), number.change
    if number.shares and change is not None:
        named = drivers[:DRIVERS]
        names = ", ".join(f"{each.unit.name} {signed(each.change or Decimal(0))}" for each in named)
        if not named:
            parts.append(_("đơn vị nào cũng giữ nguyên"))
        elif change:
            share = number.part_of(named)
            words = (
                _("%(names)s; %(share)s %% mức tăng") if change > 0
                else _("%(names)s; %(share)s %% mức giảm")
            )  # fmt: skip
            parts.append(words % {"names": names, "share": share})
        else:
            parts.append(_("bù trừ nhau: %(names)s") % {"names": names})
    if not parts:
        parts.append(_("theo báo cáo của %(unit)s") % {"unit": unit_name})
    return "; ".join(parts)


def missing_words(number: Number) -> str:
    """Return who is still silent: "thiếu 9 lượt: Bác Ái 7, Thuận Bắc 2"; "" where nobody is."""
    if number.n_missing <= 0:
        return ""
    late = sorted(
        (each for each in number.shares if each.n_missing > 0), key=lambda each: -each.n_missing
    )
    words = ngettext("thiếu %(n)s lượt", "thiếu %(n)s lượt", number.n_missing) % {
        "n": number.n_missing
    }
    if not late:
        return words
    named = ", ".join(f"{each.unit.name} {each.n_missing}" for each in late[:MISSING])
    return f"{words}: {named}{', …' if len(late) > MISSING else ''}"


def sparkline(number: Number) -> tuple[list[str], tuple[str, str] | None]:
    """Return the course as unbroken runs of points, and the place of its last day."""
    known = {day: each.value for day, each in number.days.items() if each.value is not None}
    if not known:
        return [], None
    last = max(known)
    first = last - timedelta(days=SPAN - 1)
    high = max(*known.values(), Decimal(1))
    runs: list[list[tuple[date, str]]] = [[]]
    for back in range(SPAN):
        day = first + timedelta(days=back)
        if day in known:
            x, y = 100 * back / (SPAN - 1), 22 - 20 * float(known[day] / high)
            runs[-1].append((day, f"{x:g},{y:.1f}"))
        elif runs[-1]:
            runs.append([])
    lines = [" ".join(point for _day, point in run) for run in runs if len(run) > 1]
    left, _comma, top = next(point for run in runs for day, point in run if day == last).partition(
        ","
    )
    return lines, (left, top)


def course_words(number: Number) -> str:
    """Return the small course as a screen reader says it."""
    said = [f"{day:%d/%m} {plain_number(each.value)}" for day, each in number.days.items()
            if each.value is not None]  # fmt: skip
    return ", ".join(said) or _("chưa có số liệu")


def rising(shares: Sequence[Share], n: int) -> str:
    """Return where it rises most: "Ninh Phước (+21), Thuận Nam (+9)"; "" where nowhere."""
    up = sorted(
        (each for each in shares if (each.change or 0) > 0), key=lambda each: -(each.change or 0)
    )
    return ", ".join(f"{each.unit.name} ({signed(each.change or Decimal(0))})" for each in up[:n])
