"""`phaodai forecast`: how many each case infects, and how many come in the next two weeks."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, HERE, find_unit, today
from phaodai.vocabulary.units import UnitLevel

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.decisions.forecasts.queries import Ahead, OutlookRow

STATES = {
    "TOO_FEW": "quá ít ca / too few cases",
    "UNKNOWN": "thiếu báo cáo / too many days were not reported",
    "TOO_EARLY": "chuỗi số liệu còn ngắn / the series is too short",
    "NO_SOURCE": "ca từ nơi khác đến / no earlier cases here explain them",
}
COLUMNS = ("đơn vị / unit", "ca 7 ngày / cases", "R", "95 %", "R > 1", "7 ngày tới / next 7 days")


@click.group()
def forecast() -> None:
    """Forecasts: the reproduction number R and the next two weeks, with how sure they are.

    \b
    phaodai forecast renew
    phaodai forecast list --level PROVINCE
    phaodai forecast show "tỉnh Lai Châu"
    """


@forecast.command()
@click.option("--disease", default="COVID-19", show_default=True)
@click.option("--last", type=DAY, help="Last day of the figures; yesterday if not said.")
def renew(*, disease: str, last: date | None) -> None:
    """Look ahead from the figures of today; the worker of `phaodai serve` does it by itself.

    \b
    phaodai forecast renew --last 2021-12-20
    """
    runtime.start_django()
    from phaodai.decisions.forecasts import operations, rules

    try:
        found = operations.renew(disease=disease, now=runtime.clock(), last=last)
    except operations.UnknownInterval:
        known = ", ".join(rules.INTERVALS)
        runtime.fail(
            f"Chưa có khoảng thế hệ của {disease}; có: {known}.",
            f"No serial interval of {disease} is known; known are: {known}.",
        )
    except operations.NothingToForesee:
        runtime.fail(
            f"Chưa có số liệu ca {disease}: nạp báo cáo, hoặc chọn ngày khác bằng --last.",
            f"There are no figures of {disease}: file reports, or choose another day by --last.",
        )
    new = "" if found.is_new else " Số liệu không đổi, không lưu lại. Same figures: kept nothing."
    runtime.say(f"{found.last_day:%d/%m/%Y}: {found.n_units} đơn vị / units.{new}")


@forecast.command(name="list")
@click.option("--disease", default="COVID-19", show_default=True)
@click.option("--level", type=click.Choice([level.value for level in UnitLevel]))
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON list.")
def list_(*, disease: str, level: str | None, most: int, as_json: bool) -> None:
    """List units, where a rise is likeliest first.

    \b
    phaodai forecast list --level DISTRICT --most 10
    """
    runtime.start_django()
    from phaodai.decisions.forecasts import queries

    rows = queries.get_outlooks(
        actor=runtime.operator(), disease=disease, level=UnitLevel(level) if level else None,
        most=most,
    )  # fmt: skip
    if as_json:
        runtime.write_json([asdict(row) for row in rows])
        return
    runtime.write_table([_line(row) for row in rows], COLUMNS)


@forecast.command()
@click.argument("unit")
@click.option("--disease", default="COVID-19", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def show(unit: str, *, disease: str, as_json: bool) -> None:
    """Show what is foreseen of a UNIT, given by code or name, and what that rests on.

    \b
    phaodai forecast show "huyện Tân Uyên, Lai Châu"
    """
    runtime.start_django()
    from phaodai.decisions.forecasts import queries

    found = find_unit(unit, on=today())
    try:
        row = queries.get_outlook(actor=runtime.operator(), unit=found.ref, disease=disease)
    except queries.NoOutlook:
        runtime.fail(
            f"Không có dự báo cho {found.full_name}: bốn tuần không có ca, hoặc chưa có số liệu.",
            f"No forecast of {found.full_name}: no case in four weeks, or no figures.",
        )
    if as_json:
        runtime.write_json(asdict(row))
        return
    for line in _told(row):
        click.echo(line)


def _line(row: "OutlookRow") -> dict[str, object]:
    return dict(
        zip(
            COLUMNS,
            (
                row.unit_name,
                row.n_cases,
                "-" if row.r_mean is None else f"{row.r_mean:.2f}",
                STATES[row.r_state] if row.r_mean is None else f"{row.r_low:.2f}-{row.r_high:.2f}",
                "-" if row.rising is None else f"{100 * row.rising:.0f} %",
                _span(row.weeks[0]) if row.weeks else STATES[row.ahead_state],
            ),
            strict=True,
        )
    )


def _told(row: "OutlookRow") -> list[str]:
    at = row.estimated_at.astimezone(HERE)
    lines = [
        f"{row.unit_name}, {row.disease}, số liệu đến / figures up to {row.last_day:%d/%m/%Y}",
        f"ca trong 7 ngày / cases in 7 days: {row.n_cases}",
    ]
    if row.r_mean is None:
        lines.append(f"R: {STATES[row.r_state]}")
    else:
        lines.append(f"R = {row.r_mean:.2f} (95 %: {row.r_low:.2f}-{row.r_high:.2f})")
        lines.append(f"khả năng đang tăng / chance of a rise: {100 * (row.rising or 0):.0f} %")
    if not row.days:
        lines.append(f"dự báo / forecast: {STATES[row.ahead_state]}")
    for each in (*row.weeks, *row.days):
        term = f"{each.first:%d/%m}" + (f"-{each.last:%d/%m}" if each.last > each.first else "")
        lines.append(f"{term:>12}: {_span(each)}")
    lines.append(f"nguồn / source: {row.source} ({row.indicator}); lúc / at {at:%d/%m/%Y %H:%M}")
    for method, assumed in row.assumed.items():
        told = ", ".join(
            f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in assumed.items()
        )
        lines.append(f"giả định / assumed, {method}: {told}")
    return lines


def _span(ahead: "Ahead") -> str:
    """Write the median with its intervals: 95 % in brackets."""
    return f"{ahead.median} ({ahead.lower}-{ahead.upper}; 95 %: {ahead.low}-{ahead.high})"
