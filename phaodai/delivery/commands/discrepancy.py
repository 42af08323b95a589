"""`phaodai discrepancy`: figures that disagree, in the installation or in any file."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import csv
import io
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, today

if TYPE_CHECKING:
    from phaodai.engines.discrepancies.series import Spotted

FAULTS = {
    "NEGATIVE": "số âm / below zero",
    "FALLS": "cộng dồn giảm / a running total falls",
    "TWICE": "một ngày ghi hai lần / one day stands there twice",
    "MISSING": "thiếu ngày / days are missing",
    "UNLIKELY": "",
    "COPIED": "chép lại / copied from {lag} days before",
    "LEVEL": "từ ngày này đếm theo cách khác / from here on counted otherwise (scale, area)",
    "LUMPS": "có thứ trong tuần không bao giờ báo / some weekdays are never reported",
    "DIGITS": "số tròn quá nhiều / too many round figures",
}
MISTAKES = {
    "SIGN": "dấu trừ / a minus before a count",
    "EXTRA_DIGIT": "thừa một chữ số / a digit too many",
    "LOST_DIGIT": "thiếu một chữ số / a digit left out",
    "DOUBLED_DIGIT": "gõ đúp / a digit typed twice",
    "TRANSPOSED": "đổi chỗ hai chữ số / two digits exchanged",
    "OTHER_COLUMN": "nhầm cột / another column's figure",
    "TOTAL_AS_DAY": "ghi số cộng dồn / the total in place of the day",
    "COPIED": "chép hôm trước / yesterday's figure again",
    "ZERO_FOR_SILENCE": "chưa đếm mà ghi 0 / zero for silence",
    "MOVED": "dồn ngày / of other days, held back or given ahead",
    "OTHER_UNIT": "đổi nhầm đơn vị / exchanged with a neighbour's",
    "BULK": "cộng thêm một khoản / a bulk that is not of the day",
}
_DAYS = ("date", "day", "ngày", "ngay", "report_date", "date_reported", "dateRep")


@click.group()
def discrepancy() -> None:
    """Figures that disagree: look for them, try a rule, look through any series.

    \b
    phaodai discrepancy scan so-ca.csv --column cases --json
    phaodai discrepancy scan tinh.csv --column cases --by province
    phaodai discrepancy look
    phaodai discrepancy try --code f0_unlikely --days 30
    phaodai discrepancy claim ma-ca.csv
    """


@discrepancy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", required=True, help="Column of the counts.")
@click.option("--date", "date_column", default="", help="Column of the days; guessed otherwise.")
@click.option("--by", default="", help="Column that parts the file into several series.")
@click.option(
    "--total/--daily", "is_total", default=None, help="The column is a running total; guessed."
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def scan(
    *, file: Path, column: str, date_column: str, by: str, is_total: bool | None, as_json: bool
) -> None:
    """Look through a CSV of daily counts: what is wrong, and how likely that is.

    Of each doubtful figure both likelihoods are told, of a real course and of a mistake, as
    powers of ten, and the chance of a mistake when both are weighed.
    """
    from phaodai.engines.discrepancies import series

    found = []
    n_days = 0
    for name, line in _lines(file, column, date_column, by).items():
        days, values = [day for day, _ in line], [value for _, value in line]
        total = series.is_running_total(values) if is_total is None else is_total
        n_days += len(line)
        found += [(name, total, each) for each in series.scan(days, values, is_total=total)]
    if as_json:
        runtime.write_json(
            {"file": file.name, "column": column, "n_days": n_days,
             "findings": [_as_json(*each) for each in found]}
        )  # fmt: skip
        return
    for name, _total, each in found:
        click.echo(f"{f'{name}: ' if name else ''}{_sentence(each)}")
    runtime.say(f"{n_days} ngày / days, {len(found)} chỗ / findings.")


def _lines(
    file: Path, column: str, date_column: str, by: str
) -> dict[str, list[tuple[int, float | None]]]:
    """Return series by name, each as days and values."""
    text = file.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = names
    day_name = date_column or next((name for name in names if name in _DAYS), "")
    for asked in (column, day_name or "date", *([by] if by else [])):
        if asked not in names:
            runtime.fail(
                f"Không có cột {asked!r}; tệp có: {', '.join(names)}.",
                f"No column {asked!r}; the file has: {', '.join(names)}.",
            )
    found: dict[str, list[tuple[int, float | None]]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        day = _day(row[day_name] or "", number)
        found[row[by] if by else ""].append((day.toordinal(), _value(row[column], number)))
    return found


def _day(text: str, number: int) -> date:
    try:
        found = DAY.convert(text.strip()[:10], None, None)
    except click.BadParameter:
        runtime.fail(
            f"Dòng {number}: không đọc được ngày {text!r}; viết 2021-12-23 hoặc 23/12/2021.",
            f"Line {number}: {text!r} is no day; write 2021-12-23 or 23/12/2021.",
        )
    return found


def _value(text: str | None, number: int) -> float | None:
    said = (text or "").strip()
    if said.lower() in {"", "nan", "na", "null", "none", "-"}:
        return None
    try:
        return float(said)
    except ValueError:
        runtime.fail(
            f"Dòng {number}: {said!r} không phải là số.", f"Line {number}: {said!r} is no number."
        )


def _as_json(name: str, is_total: bool, each: "Spotted") -> dict[str, Any]:  # noqa: FBT001
    weighed = None if each.weighed is None else asdict(each.weighed)
    return {
        "series": name,
        "is_total": is_total,
        "fault": each.fault.value,
        "first": date.fromordinal(each.first).isoformat(),
        "last": date.fromordinal(each.last).isoformat(),
        "value": each.value,
        "log10_real": weighed and round(weighed["real"], 2),
        "log10_mistake": weighed and round(weighed["wrong"], 2),
        "chance_of_mistake": weighed and round(weighed["odds_wrong"], 4),
        "mistake": weighed and weighed["mistake"],
        "meant": weighed and weighed["meant"],
        "expected": weighed and round(weighed["expected"], 1),
        "expected_range": weighed and [round(weighed["low"], 1), round(weighed["high"], 1)],
        "chance_by_itself": each.chance,
        "lag": each.lag or None,
        "reason": _sentence(each),
    }


def _sentence(each: "Spotted") -> str:
    days = f"{date.fromordinal(each.first)}"
    if each.last != each.first:
        days += f" … {date.fromordinal(each.last)}"
    if each.weighed is None:
        words = FAULTS[each.fault.value].format(lag=each.lag)
        value = "" if each.value is None else f" {each.value:g}"
        return f"{days}{value}: {words}"
    told = each.weighed
    meant = "" if told.meant is None else f" ({told.meant:g}?)"
    return (
        f"{days} {each.value:g}: dự kiến / expected {told.expected:.0f} "
        f"({told.low:.0f}-{told.high:.0f}); thật / real 10^{told.real:.1f}, "
        f"nhầm / mistaken 10^{told.wrong:.1f}: {100 * told.odds_wrong:.1f}% "
        f"{MISTAKES[told.mistake.value]}{meant}"
    )


@discrepancy.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def look(*, as_json: bool) -> None:
    """Judge the last days of all units, as the worker does every ten minutes."""
    runtime.start_django()
    from phaodai.decisions.discrepancies.operations import finding, watching

    now = runtime.clock()
    done = finding.look(now=now)
    n_told = watching.watch(now=now)
    if as_json:
        runtime.write_json(asdict(done) | {"n_reminded_or_escalated": n_told})
        return
    runtime.say(
        f"{done.n_found} chỗ vênh / found: {done.n_opened} mới / new, {done.n_changed} đổi / "
        f"changed, {done.n_corrected} đã khớp / corrected; {n_told} nhắc, báo lên / escalated."
    )


@discrepancy.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def list_(*, as_json: bool) -> None:
    """List what is neither accepted nor corrected, those due first on top."""
    runtime.start_django()
    from phaodai.decisions.discrepancies import queries

    found = queries.list_findings(actor=runtime.operator(), now=runtime.clock())
    if as_json:
        runtime.write_json([asdict(row) for row in found.rows])
        return
    rows = [
        {
            "hạn / due": f"{row.due_at:%d/%m %H:%M}",
            "đơn vị / unit": row.unit_name,
            "ngày / day": row.day.isoformat(),
            "vênh / disagrees": row.text_vi,
            "một bên / left": row.left or "",
            "bên kia / right": row.right or "",
            "trạng thái / state": row.state.value,
        }
        for row in found.rows
    ]
    if rows:
        runtime.write_table(rows, list(rows[0]))
    runtime.say(f"{found.total} chỗ / findings.")


@discrepancy.command("try")
@click.option("--code", default="", help="A rule that is there.")
@click.option("--file", type=click.Path(exists=True, path_type=Path), help="A rule in TOML.")
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 92))
@click.option("--last", type=DAY, help="Last day; today where not said.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def try_(*, code: str, file: Path | None, days: int, last: date | None, as_json: bool) -> None:
    """Say how much a rule would have found, and where; nothing is kept.

    \b
    phaodai discrepancy try --code f0_unlikely --days 30
    phaodai discrepancy try --file quy-tac.toml --last 2021-12-23
    """
    runtime.start_django()
    from phaodai.decisions.discrepancies import rulebook
    from phaodai.decisions.discrepancies.errors import Refused
    from phaodai.decisions.discrepancies.operations import ruling

    if file is not None:
        try:
            definition = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            runtime.fail(f"{file}: {error}", f"{file}: {error}")
    elif code in rulebook.builtin_rows():
        definition = rulebook.builtin_rows()[code]
    else:
        runtime.fail(
            f"Không có quy tắc {code!r}; có: {', '.join(rulebook.builtin_rows())}.",
            f"No rule {code!r}; there are: {', '.join(rulebook.builtin_rows())}.",
        )
    end = last or today()
    first = date.fromordinal(end.toordinal() - days + 1)
    try:
        trial = ruling.try_out(
            actor=runtime.operator(), definition=definition, first=first, last=end
        )
    except Refused as error:
        runtime.fail(error.vi, error.en)
    if as_json:
        runtime.write_json(
            {"first": first.isoformat(), "last": end.isoformat(), "n": trial.n,
             "n_units": trial.n_units, "by_unit": dict(trial.by_unit)}
        )  # fmt: skip
        return
    for name, n in trial.by_unit:
        click.echo(f"{n:>5}  {name}")
    runtime.say(f"{trial.n} chỗ vênh / findings, {trial.n_units} đơn vị / units. Chưa ghi gì.")


@discrepancy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def claim(*, file: Path) -> None:
    """Keep case codes that units claim: a CSV of unit code, day and case code, no names.

    \b
    phaodai discrepancy claim ma-ca.csv
    """
    runtime.start_django()
    from phaodai.decisions.discrepancies.operations import claiming
    from phaodai.foundation.units import queries as units

    codes: dict[tuple[str, date], list[str]] = defaultdict(list)
    for number, row in enumerate(_table(file, ("unit", "day", "code")), start=2):
        codes[row["unit"], _day(row["day"], number)].append(row["code"])
    n = 0
    for (unit, day), some in codes.items():
        try:
            found = units.unit_by_code(unit, on=day)
        except units.UnknownUnit:
            runtime.fail(f"Không có đơn vị mã {unit}.", f"No unit has the code {unit}.")
        n += claiming.keep(unit=found.ref, day=day, codes=some, now=runtime.clock())
    runtime.say(f"{n} ca / cases, {len(codes)} đơn vị-ngày / unit-days.")


def _table(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := [name for name in columns if name not in (rows.fieldnames or ())]:
            runtime.fail(f"Thiếu cột {missing[0]}.", f"There is no column {missing[0]}.")
        return list(rows)
