"""`phaodai indicator`: what is counted, who says what, and the census."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import indicator_figures, runtime
from phaodai.delivery.commands.indicator_figures import explained
from phaodai.delivery.commands.runtime import Exit

if TYPE_CHECKING:
    from phaodai.indicators.queries import IndicatorRow


@click.group()
def indicator() -> None:
    """Indicators: what is counted, where it comes from, and the figures day by day.

    \b
    phaodai indicator list                                   the catalogue
    phaodai indicator show vaccination.coverage              definition, parts, who says it
    phaodai indicator import-census census2019.csv           population as denominators
    phaodai indicator series cases.confirmed --unit "tỉnh Lai Châu" --disease COVID-19
    """


for command in indicator_figures.COMMANDS:
    indicator.add_command(command)


@indicator.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(*, as_json: bool) -> None:
    """List all indicators: those of the catalogue, and local ones.

    \b
    phaodai indicator list --json | jq -r '.[].code'
    """
    runtime.start_django()
    from phaodai.indicators import queries

    rows = queries.get_indicators(actor=runtime.operator())
    if as_json:
        runtime.write_json([_plain(row) for row in rows])
        return
    runtime.write_table(
        [
            {
                "mã": row.entry.code,
                "loại": row.entry.kind,
                "đơn vị tính": row.entry.measure_vi,
                "tên": row.entry.label_vi,
                "name": row.entry.label_en,
            }
            for row in rows
        ],
        ("mã", "loại", "đơn vị tính", "tên", "name"),
    )


@indicator.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def show(code: str, *, as_json: bool) -> None:
    """Show one indicator, given by CODE: what is counted, by whom, and who has said anything.

    \b
    phaodai indicator show population.count
    """
    runtime.start_django()
    from phaodai.indicators import queries

    with explained():
        row = queries.get_indicator(actor=runtime.operator(), code=code)
        said = queries.get_spoken(actor=runtime.operator(), code=code)
    entry = row.entry
    sources = sorted({(each.source, each.basis.label) for each in said})
    if as_json:
        runtime.write_json(
            {**_plain(row), "said_by": [{"source": s, "basis": b} for s, b in sources]}
        )
        return
    click.echo(f"{entry.code}  {entry.kind}  {entry.measure_vi} / {entry.measure_en}")
    click.echo(f"{entry.label_vi}: {entry.definition_vi}")
    click.echo(f"{entry.label_en}: {entry.definition_en}")
    click.echo(f"nguồn / defined in: {entry.source}")
    if entry.numerator:
        scale = f" × {entry.scale}" if entry.scale != 1 else ""
        click.echo(f"= {entry.numerator} / {entry.denominator}{scale}")
    for parts in entry.strata:
        click.echo(f"theo / by: {parts.label_vi} / {parts.label_en} ({len(parts.strata)})")
    if entry.publishers:
        click.echo(f"ai công bố / published by: {', '.join(sorted(entry.publishers))}")
    for source, basis in sources:
        click.echo(f"đã có / said by: {source} ({basis})")


@indicator.command(name="add-local")
@click.argument("code")
@click.option("--kind", type=click.Choice(["FLOW", "STOCK"]), required=True)
@click.option("--measure", required=True, help="people, doses, samples, places, …")
@click.option("--vi", "label_vi", required=True, help="Its name in Vietnamese.")
@click.option("--en", "label_en", required=True, help="Its name in English.")
@click.option("--definition-vi", required=True, help="What is counted, in Vietnamese.")
@click.option("--definition-en", required=True, help="What is counted, in English.")
def add_local(
    code: str,
    kind: str,
    measure: str,
    label_vi: str,
    label_en: str,
    definition_vi: str,
    definition_en: str,
) -> None:
    """Add an indicator of this installation; its CODE begins with "local.".

    It is stated in reports, shown and summed; nothing is ever decided on it.

    \b
    phaodai indicator add-local local.food_parcels --kind FLOW --measure households \\
        --vi "Hộ nhận túi an sinh" --en "Households given parcels" \\
        --definition-vi "Số hộ nhận túi an sinh trong ngày." \\
        --definition-en "Households that were given a parcel on the day."
    """
    runtime.start_django()
    from phaodai.indicators import catalogue
    from phaodai.vocabulary.measures import Kind

    try:
        catalogue.add_local(
            actor=runtime.operator(),
            code=code,
            kind=Kind(kind),
            label_vi=label_vi,
            label_en=label_en,
            measure=measure,
            definition_vi=definition_vi,
            definition_en=definition_en,
            now=runtime.clock(),
        )
    except catalogue.BadLocalCode:
        runtime.fail(
            f"mã “{code}” không hợp lệ: viết “local.” rồi chữ thường, số, dấu gạch dưới",
            f"“{code}” is no local code: write “local.”, then small letters, digits, underscores",
            status=Exit.USAGE,
        )
    except catalogue.BadLocalIndicator as error:
        runtime.fail(f"không nhận: {error}", f"refused: {error}", status=Exit.USAGE)
    except catalogue.CodeTaken:
        runtime.fail(f"đã có chỉ tiêu {code}", f"there is an indicator {code}")
    click.echo(code)


@indicator.command(name="add-disease")
@click.argument("code")
@click.option("--vi", "label_vi", required=True, help="Its name in Vietnamese.")
@click.option("--en", "label_en", required=True, help="Its name in English.")
def add_disease(code: str, label_vi: str, label_en: str) -> None:
    """Add a disease that figures may be about, by CODE.

    \b
    phaodai indicator add-disease mpox --vi "Đậu mùa khỉ" --en Mpox
    """
    runtime.start_django()
    from phaodai.indicators import catalogue

    try:
        catalogue.add_disease(
            actor=runtime.operator(),
            code=code,
            label_vi=label_vi,
            label_en=label_en,
            now=runtime.clock(),
        )
    except (catalogue.BadLocalCode, catalogue.BadLocalIndicator) as error:
        runtime.fail(f"không nhận: {error}", f"refused: {error}", status=Exit.USAGE)
    except catalogue.CodeTaken:
        runtime.fail(f"đã có bệnh {code}", f"there is a disease {code}")
    click.echo(code)


def _plain(row: "IndicatorRow") -> dict[str, Any]:
    entry = row.entry
    return {
        **{name: value for name, value in asdict(entry).items() if name != "strata"},
        "measure_vi": entry.measure_vi,
        "measure_en": entry.measure_en,
        "publishers": sorted(entry.publishers),
        "strata": [stratum for each in entry.strata for stratum in each.strata],
        "is_local": row.is_local,
    }
