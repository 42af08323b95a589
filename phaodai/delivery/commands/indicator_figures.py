"""`phaodai indicator series|import-census|page`: figures day by day, the census, the catalogue."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, HERE, find_unit, place, today
from phaodai.delivery.commands.runtime import Exit

if TYPE_CHECKING:
    from phaodai.foundation.units.rows import UnitRow
    from phaodai.indicators.census.importing import Report
    from phaodai.indicators.history.importing import Report as SeriesReport
    from phaodai.indicators.reading import Figure, Measure, RatioFigure
    from phaodai.vocabulary.units import UnitLevel

SHOWN = 30  # rejected units that are printed without --json
LEVELS = ("country", "province", "district", "commune", "hamlet")
_MINUTES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")


@click.command()
@click.argument("code")
@click.option("--unit", "name", required=True, metavar="UNIT", help="By code or name; VN.")
@click.option("--from", "first", type=DAY, help="First day; 13 days before the last by default.")
@click.option("--to", "last", type=DAY, help="Last day; today by default.")
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help="Sum the statements of the units of this level below; without it, the unit's own.",
)
@click.option("--source", help="Who says it; needed where several do.")
@click.option("--basis", type=click.Choice(["stated", "counted"]), help="Needed where both are.")
@click.option("--disease", default="", help="COVID-19, dengue, …; none by default.")
@click.option("--stratum", default="", help='A part: "age=18+;dose=2".')
@click.option("--denominator-source", default="", help="Of a ratio: who says the denominator.")
@click.option("--denominator-level", type=click.Choice(LEVELS), help="Of a ratio: of which level.")
@click.option(
    "--as-of",
    type=click.DateTime(_MINUTES),
    help="What was known at this moment, in Vietnam: 2021-12-21T10:05.",
)
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def series(
    code: str,
    name: str,
    first: date | None,
    last: date | None,
    level: str | None,
    source: str | None,
    basis: str | None,
    disease: str,
    stratum: str,
    denominator_source: str,
    denominator_level: str | None,
    as_of: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Show an indicator, given by CODE, day by day, with how many units it covers.

    A day on which nobody said anything is left out: silence is not zero.

    \b
    phaodai indicator series population.count --unit "tỉnh Ninh Thuận" --level district \\
        --from 2019-04-01 --to 2019-04-01
    phaodai indicator series cases.confirmed --unit "tỉnh Lai Châu" --level commune \\
        --disease COVID-19 --from 2021-12-01 --to 2021-12-21 --as-of 2021-12-20T10:05
    """
    runtime.start_django()
    from phaodai.indicators import queries
    from phaodai.vocabulary.indicators import CATALOGUE
    from phaodai.vocabulary.units import UnitLevel

    until = last or today()
    since = first or until - timedelta(days=13)
    if since > until:
        raise click.BadParameter(f"{since} > {until}", param_hint="--from")
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=HERE)
    unit = _country() if name == "VN" else find_unit(name, on=until)
    period: dict[str, Any] = {
        "actor": runtime.operator(), "unit": unit.ref, "first": since, "last": until,
        "as_of": as_of,
    }  # fmt: skip
    figures: dict[date, Figure] | dict[date, RatioFigure]
    with explained():
        entry = CATALOGUE.get(code)
        if entry is not None and entry.numerator:
            believed = _believed(entry.numerator, source, basis, disease, stratum=None)
            figures = _ratio(
                code,
                believed,
                stratum,
                denominator_source,
                level=UnitLevel(level.upper()) if level else unit.level,
                denominator_level=UnitLevel(denominator_level.upper())
                if denominator_level
                else None,
                period=period,
            )
        else:
            measure = _believed(code, source, basis, disease, stratum=stratum)
            figures = (
                queries.get_own_series(measure=measure, **period)
                if level is None
                else queries.get_series(measure=measure, level=UnitLevel(level.upper()), **period)
            )
    _print_series(figures, unit, as_json=as_json)


@click.command(name="import-census")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def import_census(files: tuple[Path, ...], *, is_dry_run: bool, as_json: bool) -> None:
    """Take the population of the census of 1/4/2019 from FILES; a second time nothing changes.

    A file is a table in CSV with the columns province_code, province, district_code, district,
    area (urban, rural), age (0-04 … 85+), population; or province_code, province, age,
    population. Units are matched by code and name as of the day of the census. Those that were
    merged before the oldest tree at hand are summed into their heir; those that were divided,
    and those that are not found, are listed, and the exit status is 3.

    \b
    phaodai unit load 2024
    phaodai indicator import-census census2019_district_age_urban.csv census2019_province_age.csv
    """
    runtime.start_django()
    from phaodai.indicators.census import importing

    reports = []
    for file in files:
        try:
            reports.append(
                importing.import_census(
                    actor=runtime.operator(),
                    raw=file.read_bytes(),
                    now=runtime.clock(),
                    is_dry_run=is_dry_run,
                )
            )
        except importing.Unreadable as error:
            runtime.fail(f"{file.name}: {error.vi}", f"{file.name}: {error.en}")
        except OSError as error:
            runtime.fail(f"không mở được {file.name}: {error}", f"cannot open {file.name}: {error}")
        if not as_json:
            _print_report(file.name, reports[-1])
    if as_json:
        runtime.write_json(
            [{"file": f.name, **asdict(r)} for f, r in zip(files, reports, strict=True)]
        )
    if all(report.n_ok == 0 for report in reports):
        sys.exit(Exit.FAILED)
    if any(report.rejections for report in reports):
        sys.exit(Exit.PARTLY)


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "pairs",
    multiple=True,
    required=True,
    metavar="HEADER=CODE",
    help="Which column is which indicator; may be given again.",
)
@click.option("--source", required=True, help='Who says it: "reports:ncsc".')
@click.option("--basis", type=click.Choice(["stated", "counted"]), default="stated")
@click.option("--disease", default="", help="COVID-19, dengue, …; none by default.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def import_(
    file: Path,
    pairs: tuple[str, ...],
    source: str,
    basis: str,
    disease: str,
    *,
    is_dry_run: bool,
    as_json: bool,
) -> None:
    """Take a historical series from FILE; a second time nothing changes.

    A table in CSV with the column date, the columns of a unit (province_code, province; or those
    of a district or a commune; none for the country), and columns of figures. Rows that are not
    taken are listed with the reason, and the exit status is 3.

    \b
    phaodai indicator import covid_province_day.csv --column cases=cases.confirmed \\
        --source reports:vnexpress --disease COVID-19 --dry-run
    """
    runtime.start_django()
    from phaodai.indicators.facts import NotItsPublisher
    from phaodai.indicators.history import importing
    from phaodai.indicators.publishing import Basis

    columns = dict(pair.partition("=")[::2] for pair in pairs)
    try:
        with explained():
            report = importing.import_series(
                actor=runtime.operator(),
                raw=file.read_bytes(),
                columns=columns,
                source=source,
                basis=Basis[basis.upper()],
                disease=disease,
                now=runtime.clock(),
                is_dry_run=is_dry_run,
            )
    except importing.Unreadable as error:
        runtime.fail(f"{file.name}: {error.vi}", f"{file.name}: {error.en}")
    except (NotItsPublisher, ValueError) as error:
        runtime.fail(f"nguồn không được công bố: {error}", f"not its publisher: {error}")
    if as_json:
        runtime.write_json({"file": file.name, **asdict(report)})
    else:
        _print_series_report(file.name, report)
    if not report.n_ok:
        sys.exit(Exit.FAILED)
    if report.rejections:
        sys.exit(Exit.PARTLY)


@click.command()
@click.option("--from", "first", type=DAY, help="First day; from the beginning by default.")
@click.option("--to", "last", type=DAY, help="Last day; to the end by default.")
@click.option("--rebuild", is_flag=True, help="Compute them anew.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def rollup(first: date | None, last: date | None, *, rebuild: bool, as_json: bool) -> None:
    """Compare the totals of all levels with their parts; status 4 where they differ.

    \b
    phaodai indicator rollup
    phaodai indicator rollup --rebuild --from 2021-12-01
    """
    runtime.start_django()
    from phaodai.indicators import rollup as totals

    found = (totals.rebuild if rebuild else totals.check)(first=first, last=last)
    if as_json:
        runtime.write_json({**asdict(found), "is_rebuilt": rebuild})
    else:
        click.echo(
            f"tổng / totals: {found.n_totals:,}; sai / wrong: {found.n_wrong:,}"
            + ("; đã tính lại / computed anew" if rebuild else "")
        )
    if found.n_wrong and not rebuild:
        sys.exit(Exit.BROKEN)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def page(file: Path | None) -> None:
    """Write the catalogue as a page of Markdown into a FILE, or to standard output.

    \b
    phaodai indicator page docs/indicators.md
    """
    from phaodai.delivery.commands.indicator_page import render

    text = render()
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text)
    except OSError as error:
        runtime.fail(f"không ghi được {file}: {error}", f"cannot write {file}: {error}")


@contextmanager
def explained() -> Iterator[None]:
    """End with both wordings where a code, a disease or a part is unknown."""
    from phaodai.indicators import reading

    try:
        yield
    except reading.UnknownIndicator as error:
        runtime.fail(
            f"không có chỉ tiêu “{error}”; xem `phaodai indicator list`",
            f"no indicator “{error}”; see `phaodai indicator list`",
        )
    except reading.UnknownDisease as error:
        runtime.fail(
            f"không có bệnh “{error}”; thêm bằng `phaodai indicator add-disease`",
            f"no disease “{error}”; add it with `phaodai indicator add-disease`",
        )
    except reading.UnknownStratum as error:
        runtime.fail(
            f"chỉ tiêu không chia theo nhóm này: {error}; xem `phaodai indicator show`",
            f"it is not broken down that way: {error}; see `phaodai indicator show`",
        )
    except reading.NeverSummed as error:
        runtime.fail(
            f"{error} là số liệu riêng của từng đơn vị, không cộng được; bỏ --level",
            f"{error} is each unit's own figure and is never summed; leave --level out",
            status=Exit.USAGE,
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


def _believed(
    code: str, source: str | None, basis: str | None, disease: str, *, stratum: str | None
) -> "Measure":
    """Return the one measure that is meant, or end with the sources to choose from.

    A `stratum` of None takes any: of a ratio the parts have their own.
    """
    from phaodai.indicators import queries

    said = queries.get_spoken(actor=runtime.operator(), code=code)
    meant = [
        measure
        for measure in said
        if measure.disease == disease
        and (stratum is None or measure.stratum == stratum)
        and source in (None, measure.source)
        and (basis is None or measure.basis.name == basis.upper())
    ]
    choices = sorted({(measure.source, measure.basis.name.lower()) for measure in meant})
    if len(choices) > 1:
        listed = ", ".join(f"--source {s} --basis {b}" for s, b in choices)
        runtime.fail(
            f"{code} có nhiều nguồn, không cộng lẫn được; chọn một: {listed}",
            f"several sources speak of {code} and are never mixed; choose one: {listed}",
            status=Exit.USAGE,
        )
    if not choices:
        others = sorted({f"{m.source} {m.basis.name.lower()} {m.disease}".strip() for m in said})
        there = "; ".join(others) or "-"
        runtime.fail(
            f"chưa ai nói gì về {code} như vậy; đã có: {there}",
            f"nobody has said anything of the kind about {code}; there is: {there}",
        )
    return meant[0]


def _ratio(
    code: str,
    believed: "Measure",
    stratum: str,
    denominator_source: str,
    *,
    level: "UnitLevel",
    denominator_level: "UnitLevel | None",
    period: dict[str, Any],
) -> "dict[date, RatioFigure]":
    from phaodai.indicators import queries, reading
    from phaodai.vocabulary.indicators import CATALOGUE

    below = _believed(
        CATALOGUE[code].denominator,
        denominator_source or None,
        None,
        believed.disease if CATALOGUE[CATALOGUE[code].denominator].of_disease else "",
        stratum=None,
    )
    of = reading.ratio_of(
        code,
        source=believed.source,
        basis=believed.basis,
        disease=believed.disease,
        stratum=stratum,
        denominator_source=below.source,
        denominator_basis=below.basis,
    )
    return queries.get_ratio_series(
        of=of, level=level, denominator_level=denominator_level, **period
    )


def _print_series(
    figures: "dict[date, Figure] | dict[date, RatioFigure]", unit: "UnitRow", *, as_json: bool
) -> None:
    if as_json:
        runtime.write_json([{"day": day, **asdict(figure)} for day, figure in figures.items()])
    elif figures:
        click.echo(place(unit))
        runtime.write_table(
            [{"ngày": day, **_cells(figure)} for day, figure in figures.items()],
            ("ngày", "giá trị", "báo cáo", "biết lúc"),
        )
    if not figures:
        runtime.fail(
            f"{unit.full_name}: không ai nói gì trong những ngày này (im lặng không phải là 0)",
            f"{unit.full_name}: nobody said anything on these days (silence is not zero)",
        )


def _cells(figure: "Figure | RatioFigure") -> dict[str, object]:
    from phaodai.indicators.reading import Figure

    part = figure if isinstance(figure, Figure) else figure.numerator
    value = figure.value
    return {
        "giá trị": "" if value is None else f"{round(value, 4).normalize():f}",
        "báo cáo": f"{part.n_reported}/{part.n_expected}",
        "biết lúc": part.known_at.astimezone(HERE).strftime("%Y-%m-%d %H:%M")
        if part.known_at
        else "",
    }


def _print_report(name: str, report: "Report") -> None:
    kept = " (thử, không lưu / dry run, nothing kept)" if report.is_dry_run else ""
    click.echo(f"{name}{kept}")
    click.echo(
        f"đọc {report.n_read} = nhận {report.n_ok} + từ chối {report.n_rejected} dòng / "
        f"read {report.n_read} = taken {report.n_ok} + rejected {report.n_rejected} rows"
    )
    verdict = (
        "đúng tổng cả nước / the national sum"
        if report.is_national_sum
        else "khác tổng cả nước 96,208,984 / not the national sum of 96,208,984"
    )
    click.echo(
        f"dân số đọc / people read {report.people_read:,}: {verdict}; "
        f"đã ghi / stored {report.people_stored:,}"
    )
    written = report.written
    click.echo(
        f"đơn vị / units {report.n_units}, gộp / merged {report.n_merged}; số liệu / values: "
        f"thêm / added {written.n_added}, sửa / corrected {written.n_corrected}, "
        f"giữ nguyên / unchanged {written.n_unchanged}, rút / withdrawn {written.n_withdrawn}"
    )
    for heir, parts in report.merged:
        click.echo(f"  {heir} = {' + '.join(parts)}")
    for each in report.rejections[:SHOWN]:
        where = f"{each.code} {each.name}" + (
            f", {each.province}" if each.province != each.name else ""
        )
        runtime.say(
            f"{where} ({each.n_rows} dòng, {each.n_people:,} người): {each.vi}\n"
            f"{where} ({each.n_rows} rows, {each.n_people:,} people): {each.en}"
        )
    if len(report.rejections) > SHOWN:
        more = len(report.rejections) - SHOWN
        runtime.say(f"… và {more} đơn vị nữa: --json / and {more} more units: --json")


def _print_series_report(name: str, report: "SeriesReport") -> None:
    kept = " (thử, không lưu / dry run, nothing kept)" if report.is_dry_run else ""
    written = report.written
    click.echo(f"{name}{kept}")
    click.echo(
        f"đọc {report.n_read} = nhận {report.n_ok} + từ chối {report.n_rejected} dòng / "
        f"read {report.n_read} = taken {report.n_ok} + rejected {report.n_rejected} rows"
    )
    click.echo(
        f"đơn vị / units {report.n_units}, {report.first} … {report.last}; số liệu / values "
        f"{report.n_values}: thêm / added {written.n_added}, sửa / corrected "
        f"{written.n_corrected}, giữ nguyên / unchanged {written.n_unchanged}"
    )
    for each in report.rejections[:SHOWN]:
        lines = ", ".join(map(str, each.lines[:5])) + (" …" if each.n_rows > 5 else "")
        runtime.say(
            f"{each.what} (dòng {lines}; {each.n_rows} dòng): {each.vi}\n"
            f"{each.what} (lines {lines}; {each.n_rows} rows): {each.en}"
        )
    if len(report.rejections) > SHOWN:
        more = len(report.rejections) - SHOWN
        runtime.say(f"… và {more} lý do nữa: --json / and {more} more: --json")


COMMANDS = (series, import_, import_census, rollup, page)
