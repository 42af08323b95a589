"""`phaodai report compile` and `editions`: reports of those below added up, and what was."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from datetime import date

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, find_unit, today

_FORM = click.option("--form", default="daily-commune", show_default=True, help="Code of the form.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.command("compile")
@click.argument("unit")
@_FORM
@click.option("--day", type=DAY, help="Period, by its last day; today where not said.")
@click.option("--carry", is_flag=True, help="Put earlier states of the silent beside the sums.")
@_JSON
def compile_(*, unit: str, form: str, day: date | None, carry: bool, as_json: bool) -> None:
    """Add up what those below UNIT (code or name) have reported; nothing is typed again.

    Who is missing is named and never counted as zero. A second time without anything new the last
    edition is answered.

    \b
    phaodai report compile 587 --day 2021-12-23
    """
    runtime.start_django()
    from phaodai.foundation.agencies import queries as agencies
    from phaodai.registers.reports.errors import NotFound, Refused
    from phaodai.registers.reports.operations.compiling import compile_day
    from phaodai.registers.reports.queries.editions import get_edition

    of_day, now = day or today(), runtime.clock()
    place = find_unit(unit, on=of_day)
    body = next(
        (each for each in agencies.bodies_of(place.ref, on=of_day)
         if each.kind == "people_committee"), None,
    )  # fmt: skip
    if body is None:
        runtime.fail(
            f"{place.full_name} không có Ủy ban nhân dân ngày {of_day:%d/%m/%Y}; xem: "
            f"phaodai agency list",
            f"{place.full_name} has no People's Committee on {of_day.isoformat()}; see: "
            f"phaodai agency list",
        )
    actor = runtime.operator()
    try:
        made = compile_day(
            actor=actor, body=body.ref, form=form, day=of_day, carries=carry, now=now
        )
    except (Refused, NotFound) as error:
        vi, en = (error.vi, error.en) if isinstance(error, Refused) else (str(error), str(error))
        runtime.fail(vi, en)
    found = get_edition(actor=actor, edition=made.edition, now=now)
    missing = [part.unit_name for part in found.missing]
    if as_json:
        runtime.write_json(
            {"edition": str(made.edition), "number": made.number, "is_new": made.is_new,
             "n_expected": found.n_expected, "n_reported": found.n_reported, "missing": missing}
        )  # fmt: skip
        return
    news = "" if made.is_new else ", không có gì mới / nothing new"
    runtime.say(
        f"Lần / edition {made.number}: {found.n_reported}/{found.n_expected} đơn vị đã báo cáo / "
        f"units have reported{news}"
    )
    for name in missing:
        runtime.say(f"  chưa báo cáo / not reported: {name}")


@click.command("editions")
@click.option("--form", default="", help="Only of this form.")
@click.option("--day", type=DAY, help="Only of this period, by its last day.")
@_JSON
def editions(*, form: str, day: date | None, as_json: bool) -> None:
    """List compiled reports, the latest period first."""
    runtime.start_django()
    from phaodai.registers.reports.queries.editions import EditionRow, list_editions

    def state(row: EditionRow) -> str:
        steps = (("returned", row.returned_at), ("accepted", row.accepted_at),
                 ("signed", row.certified_at))  # fmt: skip
        return next((word for word, at in steps if at is not None), "compiled")

    rows = [
        {"edition": str(row.edition), "unit": row.unit_name, "form": row.form,
         "day": row.day.isoformat(), "number": row.number, "reported": row.n_reported,
         "expected": row.n_expected, "state": state(row)}
        for row in list_editions(actor=runtime.operator(), form=form, day=day)
    ]  # fmt: skip
    if as_json:
        runtime.write_json(rows)
    else:
        runtime.write_table(
            rows, ("day", "unit", "form", "number", "reported", "expected", "state", "edition")
        )
