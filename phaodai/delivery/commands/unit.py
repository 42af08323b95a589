"""`phaodai unit`: look at the tree of units, load it, check it."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import runtime, unit_acts
from phaodai.delivery.commands.places import DAY, find_unit, place, today
from phaodai.delivery.commands.runtime import Exit

if TYPE_CHECKING:
    from phaodai.foundation.units.editions.statements import Report
    from phaodai.foundation.units.rows import UnitRow

SHOWN = 20  # rejected rows that are printed without --json


@click.group()
def unit() -> None:
    """Units: provinces, districts, communes, hamlets, as of any day.

    \b
    phaodai unit load 2024 && phaodai unit load 2025    the whole tree, before and after 1/7/2025
    phaodai unit tree 58 --on 2021-12-21                Ninh Thuận as it was
    phaodai unit find "Tân Uyên, Lai Châu" --on 2021-11-01
    """


for command in unit_acts.COMMANDS:
    unit.add_command(command)


@unit.command()
@click.argument("name", default="VN")
@click.option("--on", "day", type=DAY, help="As of this day; today by default.")
@click.option("--depth", type=click.IntRange(0, 6), default=1, help="Levels below; 1 by default.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def tree(name: str, day: date | None, depth: int, *, as_json: bool) -> None:
    """Show what lies below a unit, given by CODE or NAME.

    \b
    phaodai unit tree 125 --on 2021-09-09
    phaodai unit tree "tỉnh Lai Châu" --depth 2
    """
    runtime.start_django()
    from phaodai.foundation.units import queries

    on = day or today()
    root = _country() if name == "VN" else find_unit(name, on=on)
    rows = queries.tree_on(on, root.ref, depth=depth)
    if as_json:
        runtime.write_json(
            [{**_plain(row.unit), "depth": row.depth, "n_children": row.n_children} for row in rows]
        )
        return
    for row in rows:
        below = f"  ({row.n_children})" if row.n_children and row.depth == depth else ""
        code = row.unit.code or "-"
        click.echo(f"{'  ' * row.depth}{code}  {row.unit.full_name}{below}")


@unit.command()
@click.argument("text")
@click.option("--on", "day", type=DAY, help="As of this day; today by default.")
@click.option("--in", "inside", metavar="UNIT", help="Only what lies below this unit.")
@click.option("--limit", type=click.IntRange(1, 500), default=20, help="20 by default.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def find(text: str, day: date | None, inside: str | None, limit: int, *, as_json: bool) -> None:
    """Find units by name, code or abbreviation; accents and case do not matter.

    \b
    phaodai unit find "phan rang" --on 2021-12-21
    phaodai unit find "TP. Phan Rang-Tháp Chàm" --on 21/12/2021 --json
    """
    runtime.start_django()
    from phaodai.foundation.units import queries

    on = day or today()
    under = find_unit(inside, on=on).path if inside else None
    found = queries.find_units(text, on=on, under_path=under, limit=limit)
    if as_json:
        runtime.write_json([_plain(row) for row in found])
    else:
        runtime.write_table(
            [{"mã": row.code or "-", "đơn vị": place(row)} for row in found], ("mã", "đơn vị")
        )
    if not found:
        runtime.fail(
            f"không thấy đơn vị nào ngày {on:%d/%m/%Y}", f"no unit found on {on.isoformat()}"
        )


@unit.command()
@click.argument("name")
@click.option("--on", "day", type=DAY, help="As of this day; today by default.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def show(name: str, day: date | None, *, as_json: bool) -> None:
    """Show one unit, given by CODE or NAME: where it lay, what it was made of, what became of it.

    \b
    phaodai unit show 58 --on 2021-12-21
    """
    runtime.start_django()
    from phaodai.foundation.units import queries

    on = day or today()
    row = find_unit(name, on=on)
    above = queries.ancestors_on(row.ref, on)
    parents = queries.parents_of(row.ref)
    origins, heirs = queries.predecessors(row.ref), queries.successors(row.ref)
    aliases = queries.aliases_of(row.ref)
    children = queries.children_on(row.ref, on)
    if as_json:
        runtime.write_json(
            {
                **_plain(row),
                "above": [_plain(each) for each in above],
                "parents": [
                    {"parent": _plain(p.parent), "first_day": p.first_day, "last_day": p.last_day}
                    for p in parents
                ],
                "predecessors": [{**asdict(s), "unit": _plain(s.unit)} for s in origins],
                "successors": [{**asdict(s), "unit": _plain(s.unit)} for s in heirs],
                "aliases": [alias.text for alias in aliases],
                "n_children": len(children),
            }
        )
        return
    line = " › ".join([*(each.full_name for each in above), row.full_name])
    click.echo(f"{row.full_name}  {row.code}\n{line}")
    click.echo(f"{_term(row.valid_from, row.valid_to)}; trực thuộc / below: {len(children)}")
    for parent in parents:
        term = _term(parent.first_day, parent.last_day)
        click.echo(f"  thuộc / below  {parent.parent.full_name}  {term}")
    for label, steps in (("từ / from", origins), ("thành / became", heirs)):
        for step in steps:
            share = "?" if step.share is None else f"{step.share:.0%}"
            click.echo(
                f"  {label}  {place(step.unit)}  {step.day:%d/%m/%Y}  {share}  {step.reason}"
            )
    if aliases:
        click.echo("  còn gọi / also  " + "; ".join(alias.text for alias in aliases))


@unit.command()
@click.argument("edition", type=click.Choice(["2024", "2025"]))
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def load(edition: str, *, is_dry_run: bool, as_json: bool) -> None:
    """Load a built-in edition of the whole tree; no network is needed.

    2024 has three levels (63 provinces), 2025 two (34 provinces, from 1/7/2025). Load them in
    order of time: the second one then knows what went on, what ended and what followed it.

    \b
    phaodai unit load 2024
    phaodai unit load 2025
    """
    runtime.start_django()
    from phaodai.foundation.units import operations
    from phaodai.foundation.units.editions.statements import Unreadable

    try:
        report = operations.load_builtin(
            edition, actor=runtime.operator(), now=runtime.clock(), is_dry_run=is_dry_run
        )
    except Unreadable as error:
        runtime.fail(error.vi, error.en)
    _finish(report, as_json=as_json)


@unit.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "day", type=DAY, help="The day that the list describes.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def import_(file: Path, day: date | None, *, is_dry_run: bool, as_json: bool) -> None:
    """Load units from a FILE; a second time nothing changes.

    It may be the statistics office's table (.xls, .xlsx), JSON of three or of two levels, the
    lists splits.json and merges.json, or a plain table (.csv, .xlsx) with the columns code, name,
    kind, parent_code, valid_from, valid_to, lat, lon, is_remote, aliases (parted by ";"), name_en,
    area_km2, level. A plain table only adds and completes; the others name the whole tree, so
    what they do not name has ended. Hamlets go below their commune's code and need no code.

    \b
    phaodai unit import gso_2021-11-06.xls
    phaodai unit import thon-ban.csv --edition 2021-09-01 --dry-run
    """
    runtime.start_django()
    from phaodai.foundation.units import operations
    from phaodai.foundation.units.editions import files
    from phaodai.foundation.units.editions.statements import Unreadable

    try:
        edition = files.read(file.name, file.read_bytes(), day=day, today=today())
    except Unreadable as error:
        runtime.fail(f"{file.name}: {error.vi}", f"{file.name}: {error.en}")
    except OSError as error:
        runtime.fail(f"không mở được {file.name}: {error}", f"cannot open {file.name}: {error}")
    report = operations.load_edition(
        edition, actor=runtime.operator(), now=runtime.clock(), is_dry_run=is_dry_run
    )
    _finish(report, as_json=as_json)


@unit.command()
@click.option("--on", "day", type=DAY, help="The day of the counts; today by default.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def validate(day: date | None, *, as_json: bool) -> None:
    """Check the whole tree over all days: reach, circles, paths, codes, shares.

    \b
    phaodai unit validate --on 2021-11-06
    """
    runtime.start_django()
    from phaodai.foundation.units import validation

    checked = validation.validate(day or today())
    if as_json:
        runtime.write_json({**asdict(checked), "ok": not checked.findings})
    else:
        counts = ", ".join(f"{level} {n}" for level, n in checked.counts.items())
        click.echo(f"{checked.n_units} đơn vị qua mọi thời kỳ / units over all days")
        click.echo(f"{checked.day:%d/%m/%Y}: {counts}")
        for finding in checked.findings:
            click.echo(f"{finding.rule}  {finding.unit}: {finding.vi} / {finding.en}")
    if checked.findings:
        runtime.fail(
            f"{len(checked.findings)} chỗ sai",
            f"{len(checked.findings)} findings",
            status=Exit.BROKEN,
        )


def _country() -> "UnitRow":
    from phaodai.foundation.units import queries

    try:
        return queries.country()
    except queries.UnknownUnit:
        runtime.fail(
            "chưa nạp cây đơn vị: chạy `phaodai unit load 2024` rồi `phaodai unit load 2025`",
            "no units are loaded: run `phaodai unit load 2024`, then `phaodai unit load 2025`",
        )


def _finish(report: "Report", *, as_json: bool) -> None:
    """Print the report; the exit status says whether all, some or no rows were taken."""
    from phaodai.foundation.units.editions import statements

    if as_json:
        runtime.write_json({**asdict(report), "n_rejected": report.n_rejected})
    else:
        kept = " (thử, không lưu / dry run, nothing kept)" if report.is_dry_run else ""
        click.echo(f"{report.source}, {report.day:%d/%m/%Y}{kept}")
        click.echo(
            f"đọc {report.n_read} = thêm {report.n_added} + giữ nguyên {report.n_unchanged} + "
            f"cập nhật {report.n_updated} + từ chối {report.n_rejected}"
        )
        click.echo(
            f"read {report.n_read} = added {report.n_added} + unchanged {report.n_unchanged} + "
            f"updated {report.n_updated} + rejected {report.n_rejected}"
        )
        click.echo(
            f"chấm dứt / ended {report.n_ended}, chuyển / moved {report.n_moved}, "
            f"kế tục / successions {report.n_successions}, "
            f"chưa rõ kế tục / no known successor {report.n_ended_without_successor}, "
            f"mất cấp trên / stranded {report.n_stranded}"
        )
        counts = ", ".join(f"{level} {n}" for level, n in report.counts.items())
        click.echo(f"{report.day:%d/%m/%Y}: {counts}")
        for vi, en in list(statements.lines(report.rejections))[:SHOWN]:
            runtime.say(f"{vi}\n{en}")
        if report.n_rejected > SHOWN:
            more = report.n_rejected - SHOWN
            runtime.say(f"… và {more} dòng nữa: --json / and {more} more rows: --json")
    if report.n_read == report.n_rejected:
        sys.exit(Exit.FAILED)
    if report.rejections:
        sys.exit(Exit.PARTLY)


def _term(first: date, last: date | None) -> str:
    return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}" if last else f"từ / from {first:%d/%m/%Y}"


def _plain(row: "UnitRow") -> dict[str, Any]:
    return asdict(row)
