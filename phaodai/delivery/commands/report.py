"""`phaodai report`: reports from spreadsheets, and spreadsheets from reports."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, find_unit, today
from phaodai.delivery.commands.report_editions import compile_, editions

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.delivery.intake.tables import Table
    from phaodai.engines.sheets.hidden import Told
    from phaodai.registers.reports.operations.workbooks import FiledLine
    from phaodai.registers.reports.workbookrows import Inspection, Line

_LETTERS = 26


@click.group()
def report() -> None:
    """Reports: take spreadsheets in, give templates and filed figures out.

    \b
    phaodai report template daily-commune --under 587 -o mau.xlsx
    phaodai report import tong-hop.xlsx --under 587 --dry-run
    phaodai report import tong-hop.xlsx --under 587 --day 2021-11-23 --errors loi.xlsx
    phaodai report export daily-commune --under 587 --day 2021-11-23 -o ngay-23.xlsx
    phaodai report compile 587 --day 2021-11-23
    """


report.add_command(compile_)
report.add_command(editions)
_FORM = click.option("--form", default="daily-commune", show_default=True, help="Code of the form.")
_UNDER = click.option("--under", default="", help="Only units below this one: code or name.")
_DAY = click.option("--day", type=DAY, help="Period, by its last day; today where not said.")
_OUT = click.option(
    "-o", "--output", type=click.Path(allow_dash=True), default="-", help="File; - for stdout."
)


@report.command("import")
@click.argument("file", type=click.File("rb"))
@_FORM
@_UNDER
@click.option("--day", type=DAY, help="Period of rows that name none; the sheet's own otherwise.")
@click.option("--sheet", default="", help="Name of the sheet, where the file has several.")
@click.option("--map", "maps", multiple=True, help="As in C=f0_new; C= leaves C out.")
@click.option(
    "--carry", is_flag=True, help="Fields that carry over and have no column: yesterday's."
)
@click.option("--replace", is_flag=True, help="Replace what was filed and differs.")
@click.option("--reason", default="", help="Why it is replaced.")
@click.option(
    "--errors", type=click.Path(), help="Write rejected rows there, with a column of faults."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would come of each row.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def import_(
    *,
    file: Any,
    form: str,
    under: str,
    day: date | None,
    sheet: str,
    maps: tuple[str, ...],
    carry: bool,
    replace: bool,
    reason: str,
    errors: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """File the rows of a spreadsheet, each by itself, while others file too.

    Rows in = filed + the same as before + rejected + skipped, always. Ends with 3 where a row was
    rejected. Before the first row is filed Ctrl-C leaves nothing; later it ends after the row at
    hand, and the same command goes on with the rest: no row is filed twice.

    \b
    phaodai report import tong-hop.xlsx --under 587 --map C=f0_new --dry-run
    """
    runtime.start_django()
    from phaodai.registers.reports.operations.workbooks import file_lines
    from phaodai.registers.reports.queries.workbooks import inspect
    from phaodai.registers.reports.states import Channel
    from phaodai.registers.reports.workbookrows import Choices, Verdict

    table = _table(file, sheet)
    now = runtime.clock()
    columns = dict(_mapping(text) for text in maps)
    seen = _asked(
        lambda: inspect(
            actor=runtime.operator(),
            form=form,
            rows=table.rows,
            merged=table.merged,
            choices=Choices(day=day, columns=columns, carries=carry),
            unit_path=_path(under, day),
            title=table.name,
            now=now,
        ),
        form,
    )
    if seen.layout is None:
        runtime.fail(
            "Không tìm thấy dòng tiêu đề nào của mẫu. Tải mẫu: phaodai report template",
            "No heading of the form was found. Get a template: phaodai report template",
        )
    hidden = table.hidden.told(seen.layout)
    filed: list[FiledLine] = []
    if not dry_run:
        filed = file_lines(
            actor=runtime.operator(),
            inspection=seen,
            replaces=replace,
            reason=reason,
            channel=Channel.STICK,
            now=now,
            progress=_progress,
        )
    lost = [each for each in filed if each.problem is not None]
    rejected = seen.of(Verdict.REJECTED)
    if errors:
        Path(errors).write_bytes(_returned(table, seen, lost))
    if as_json:
        runtime.write_json(_told(seen, filed, hidden, dry_run=dry_run))
    else:
        _write(seen, filed, hidden, dry_run=dry_run, replace=replace)
    kept_back = [] if replace else seen.of(Verdict.CHANGED)
    if rejected or lost or kept_back:
        sys.exit(runtime.Exit.PARTLY)


@report.command()
@click.argument("form", default="daily-commune")
@_UNDER
@_DAY
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@_OUT
def template(*, form: str, under: str, day: date | None, language: str, output: str) -> None:
    """Write the table of a form with the names of the units, to be filled in.

    \b
    phaodai report template daily-commune --under 587 -o mau.xlsx
    """
    _write_sheet(form, under, day, language, output, is_filled=False)


@report.command()
@click.argument("form", default="daily-commune")
@_UNDER
@_DAY
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@_OUT
def export(*, form: str, under: str, day: date | None, language: str, output: str) -> None:
    """Write what was filed for a period; a unit that filed nothing has blank cells, not zeros.

    \b
    phaodai report export daily-commune --under 587 --day 2021-11-23 -o ngay-23.xlsx
    """
    _write_sheet(form, under, day, language, output, is_filled=True)


def _write_sheet(
    form: str, under: str, named: date | None, language: str, output: str, *, is_filled: bool
) -> None:
    runtime.start_django()
    from phaodai.delivery.documents.workbooks import Sheetrow, form_sheet
    from phaodai.registers.reports.queries.workbooks import get_filed, get_filers

    day = named or today()
    definition, filers = _asked(
        lambda: get_filers(
            actor=runtime.operator(), form=form, on=day, unit_path=_path(under, day)
        ),
        form,
    )
    said = get_filed(form=form, day=day, filers=filers) if is_filled else {}
    rows = [Sheetrow(each.code, each.unit_name, said.get(each.unit_id, {})) for each in filers]
    content = form_sheet(definition, rows, day=day, language=language)
    with click.open_file(output, "wb") as out:
        out.write(content)
    if is_filled:
        runtime.say(f"{len(said)}/{len(filers)} đơn vị đã báo cáo / units have filed")


def _asked(ask: Any, form: str) -> Any:
    from phaodai.registers.reports.errors import NotFound

    try:
        return ask()
    except NotFound:
        runtime.fail(
            f"Không có mẫu “{form}” hoặc không có đơn vị nào gửi mẫu này. Xem: phaodai form list",
            f"There is no form “{form}”, or no unit that files it. See: phaodai form list",
        )


def _table(file: Any, sheet: str) -> "Table":
    """Return the sheet that was asked for, or the only one."""
    from phaodai.delivery.intake.errors import UnreadableFile
    from phaodai.delivery.intake.tables import LIMITS, read_tables, sentence

    try:
        tables = read_tables(file.read(LIMITS.max_bytes + 1), filename=str(file.name))
    except UnreadableFile as error:
        runtime.fail(*sentence(error))
    found = [each for each in tables if not sheet or each.name == sheet]
    if len(found) != 1:
        names = ", ".join(f"“{each.name}”" for each in tables) or "-"
        runtime.fail(
            f"Chọn một trang tính bằng --sheet; tệp có: {names}",
            f"Choose one sheet with --sheet; the file has: {names}",
            status=runtime.Exit.USAGE,
        )
    return found[0]


def _mapping(text: str) -> tuple[int, str]:
    column, mark, name = text.partition("=")
    letters = column.strip().upper()
    if mark and letters.isascii() and letters.isdecimal() and int(letters):
        return int(letters) - 1, name.strip()  # a row, where units lie across
    if not mark or not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        runtime.fail(
            f"--map {text}: viết dạng C=f0_new", f"--map {text}: write C=f0_new",
            status=runtime.Exit.USAGE,
        )  # fmt: skip
    index = 0
    for letter in letters:
        index = index * _LETTERS + ord(letter) - ord("A") + 1
    return index - 1, name.strip()


def _path(under: str, day: date | None) -> str:
    return find_unit(under, on=day or today()).path if under else ""


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{total}", err=True, nl=done == total)


def _returned(table: "Table", seen: "Inspection", lost: "list[FiledLine]") -> bytes:
    from phaodai.delivery.documents.workbooks import returned_sheet
    from phaodai.registers.reports.workbookrows import rejected_rows

    problems = {number: each.vi for number, each in seen.problems.items()}
    problems |= {each.line.number: each.problem.vi for each in lost if each.problem is not None}
    headings, rows = rejected_rows(table.rows, seen.layout, problems)
    return returned_sheet(headings, rows)


def _told(
    seen: "Inspection", filed: "list[FiledLine]", hidden: "Told", *, dry_run: bool
) -> dict[str, Any]:
    receipts = {each.line.number: each for each in filed}
    assert seen.layout is not None  # noqa: S101 - said before
    return {
        "dry_run": dry_run,
        "form": seen.form.code,
        "rows": seen.n_lines,
        "counts": seen.counts,
        "columns_not_used": [each.heading for each in seen.layout.open],
        "hidden": {
            "rows": hidden.n_rows,
            "columns": list(hidden.columns),
            "sheet": hidden.is_whole,
        },
        "totals_that_differ": [[label.vi, said, makes] for label, said, makes in seen.sums],
        "skipped": {str(number): why.value for number, why in seen.skipped.items()},
        "lines": [_line(each, receipts.get(each.number)) for each in seen.lines],
    }


def _line(line: "Line", filed: "FiledLine | None") -> dict[str, Any]:
    problems = list(line.problems)
    if filed is not None and filed.problem is not None:
        problems.append(filed.problem)
    return {
        "row": line.number,
        "unit": line.filer.unit_name if line.filer else line.named,
        "day": line.day,
        "verdict": line.verdict.value,
        "receipt": filed.receipt if filed else "",
        "problems": [{"vi": each.vi, "en": each.en} for each in problems],
    }


def _write(
    seen: "Inspection",
    filed: "list[FiledLine]",
    hidden: "Told",
    *,
    dry_run: bool,
    replace: bool,
) -> None:
    from phaodai.engines.sheets.wordings import SKIPS

    receipts = {each.line.number: each for each in filed}
    rows = []
    for line in seen.lines:
        told = _line(line, receipts.get(line.number))
        words = " ".join(each["vi"] for each in told["problems"])
        rows.append({**told, "said": told["receipt"] or words})
    runtime.write_table(rows, ["row", "unit", "day", "verdict", "said"])
    for number, why in seen.skipped.items():
        runtime.say(f"{number}: {SKIPS[why][0]} / {SKIPS[why][1]}")
    if seen.layout is not None:
        for column in seen.layout.open:
            offers = ", ".join(each.key for each in column.offers)
            runtime.say(
                f"Cột không dùng / column not used: “{column.heading}”"
                f"; --map {seen.layout.name_of(column)}={offers or '…'}"
            )
    if hidden:
        runtime.say(f"{hidden.vi}\n{hidden.en}")
    for label, said, makes in seen.sums:
        runtime.say(f"Dòng tổng / totals: {label.vi}: {said} ≠ {makes}")
    counts = seen.counts
    n_taken = sum(1 for each in filed if each.problem is None)
    changed = "" if replace or not counts["CHANGED"] else " (--replace)"
    runtime.say(
        f"{seen.n_lines} dòng / rows = "
        f"{counts['NEW']} mới / new + {counts['CHANGED']} khác / changed{changed} + "
        f"{counts['SAME']} như cũ / same + {counts['REJECTED']} lỗi / rejected + "
        f"{len(seen.skipped)} bỏ qua / skipped"
    )
    if dry_run:
        runtime.say("Chưa ghi gì / nothing was written")
    else:
        runtime.say(f"Đã ghi / filed: {n_taken}")
