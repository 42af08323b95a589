"""`phaodai agency`: bodies of units, what wordings stand for, and who heads them."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, find_unit, today
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.units import UnitLevel

if TYPE_CHECKING:
    from phaodai.foundation.agencies.rows import BodyRow, SeatRow

ON = click.option("--on", "day", type=DAY, help="As of this day; today by default.")
JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")
FILLED = [level.value for level in UnitLevel]


@click.group()
def agency() -> None:
    """Bodies: People's Committees, Party committees, departments, stations and their heads.

    \b
    phaodai agency fill --unit 14 --below --level DISTRICT
    phaodai agency resolve "Sở Y tế" --unit 125 --on 2021-09-09
    phaodai agency head set "UBND huyện" "Chủ tịch" "Nguyễn Văn An" --unit 125 --from 2021-07-01
    """


@agency.command(name="list")
@click.argument("text", default="")
@click.option("--unit", metavar="UNIT", help="Bodies of this unit itself.")
@click.option("--below", metavar="UNIT", help="Bodies of this unit and all below it.")
@click.option("--branch", default="", help="PARTY, STATE, HEALTH, POLICE, …")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, help="200 by default.")
@ON
@JSON
def list_(
    text: str,
    unit: str | None,
    below: str | None,
    branch: str,
    limit: int,
    day: date | None,
    *,
    as_json: bool,
) -> None:
    """List bodies whose names hold the words of TEXT; accents do not matter.

    \b
    phaodai agency list --unit 125 --on 2021-09-09
    phaodai agency list "y te" --below "tỉnh Sơn La" --branch HEALTH
    """
    runtime.start_django()
    from phaodai.foundation.agencies import queries

    on = day or today()
    page = queries.find_bodies(
        text,
        on=on,
        unit=find_unit(unit, on=on).ref if unit else None,
        under_path=find_unit(below, on=on).path if below else None,
        branch=branch.upper(),
        limit=limit,
    )
    if as_json:
        runtime.write_json([asdict(row) for row in page.rows])
        return
    for row in page.rows:
        click.echo(f"{row.branch:<10}  {row.name}  [{row.kind or '-'}]")
    if page.total > len(page.rows):
        runtime.say(f"{len(page.rows)}/{page.total}; --limit")
    if not page.rows:
        runtime.say(
            "chưa có cơ quan nào: `phaodai agency fill --unit MÃ`\n"
            "no bodies yet: `phaodai agency fill --unit CODE`"
        )


@agency.command()
@click.argument("body")
@click.option("--unit", metavar="UNIT", help="Read BODY as in this unit.")
@ON
@JSON
def show(body: str, unit: str | None, day: date | None, *, as_json: bool) -> None:
    """Show one BODY, given by its wording or reference: superior, seats and who held them.

    \b
    phaodai agency show "Trung tâm Y tế huyện" --unit 125 --on 2021-09-09
    """
    runtime.start_django()
    from phaodai.foundation.agencies import queries

    on = day or today()
    row = _find(body, unit, on=on)
    seats = queries.heads_of(row.ref)
    below = queries.subordinates_of(row.ref, on=on)
    aliases = queries.aliases_of(row.ref)
    if as_json:
        runtime.write_json(
            {
                **asdict(row),
                "aliases": aliases,
                "heads": [asdict(seat) for seat in seats],
                "subordinates": [asdict(each) for each in below],
            }
        )
        return
    click.echo(f"{row.name}  [{row.kind or '-'}]  {row.branch}\n{row.unit_name}  {row.ref}")
    if row.superior_name:
        known = CATALOGUE.get(row.kind)
        source = f"  ({known.superior_source})" if known and known.superior_source else ""
        click.echo(f"  cấp trên / under  {row.superior_name}{source}")
    click.echo(f"  trực thuộc / directs  {len(below)}")
    if aliases:
        click.echo("  còn gọi / also  " + "; ".join(aliases))
    for seat in seats:
        _print_seat(seat, on)


@agency.command()
@click.argument("text")
@click.option("--unit", metavar="UNIT", required=True, help="The unit whose document uses TEXT.")
@ON
@JSON
def resolve(text: str, unit: str, day: date | None, *, as_json: bool) -> None:
    """Say which body, or which many, a wording of a dispatch stands for.

    \b
    phaodai agency resolve "Sở Y tế" --unit 125 --on 2021-09-09
    phaodai agency resolve "UBND các xã, thị trấn" --unit "huyện Mai Sơn" --on 2021-09-09
    """
    runtime.start_django()
    from phaodai.foundation.agencies import queries

    on = day or today()
    near = find_unit(unit, on=on).ref
    matches = queries.resolve(text, near=near, on=on)
    many = [] if matches else queries.expand(text, near=near, on=on)
    if as_json:
        runtime.write_json(
            {"matches": [asdict(m) for m in matches], "expansions": [asdict(e) for e in many]}
        )
    for match in [] if as_json else matches:
        click.echo(f"{match.score:.2f}  {match.why:<16}  {match.name}  {match.ref}")
    for each in [] if as_json else many:
        click.echo(f"{each.n:>5} × {each.kind}  {each.level}  {each.within_name}")
    if not matches and not many:
        runtime.fail(
            f"không rõ “{text}” là cơ quan nào; nếu là cơ quan chuẩn, chạy `phaodai agency fill`, "
            "nếu không, thêm tên gọi bằng `phaodai agency alias add`",
            f"“{text}” is not known here; fill in standard bodies with `phaodai agency fill`, or "
            "add the wording with `phaodai agency alias add`",
        )


@agency.command()
@click.option("--unit", metavar="UNIT", required=True, help="The unit, by code or name.")
@click.option("--below", "is_below", is_flag=True, help="Also all units below it.")
@click.option(
    "--level", type=click.Choice(FILLED, case_sensitive=False), help="With --below: down to here."
)
@ON
@JSON
def fill(unit: str, level: str | None, day: date | None, *, is_below: bool, as_json: bool) -> None:
    """Give units the bodies that every unit of their level has; a second time nothing changes.

    \b
    phaodai agency fill --unit VN --below --level DISTRICT --on 2021-11-01
    phaodai agency fill --unit 125 --below --on 2021-09-09
    """
    runtime.start_django()
    from phaodai.foundation.agencies import operations
    from phaodai.foundation.units import queries as units
    from phaodai.foundation.units.rules import DEPTH

    on = day or today()
    root = units.unit_by_code("VN", on=on) if unit == "VN" else find_unit(unit, on=on)
    refs = [root.ref]
    if is_below:
        lowest = DEPTH[UnitLevel(level.upper())] if level else len(DEPTH)
        rows = units.tree_on(on, root.ref)
        refs = [row.unit.ref for row in rows if DEPTH[row.unit.level] <= lowest]
    filled = operations.fill_standard_bodies(
        actor=runtime.operator(), units=refs, now=runtime.clock()
    )
    if as_json:
        runtime.write_json(asdict(filled))
    else:
        click.echo(
            f"{filled.n_units} đơn vị / units: thêm / added {filled.n_added}, "
            f"chấm dứt / ended {filled.n_ended}, đổi cấp trên / rehung {filled.n_rehung}"
        )


@agency.group()
def head() -> None:
    """Who heads a body, from day to day."""


@head.command(name="set")
@click.argument("body")
@click.argument("post")
@click.argument("name")
@click.option("--unit", metavar="UNIT", help="Read BODY as in this unit.")
@click.option("--from", "day", type=DAY, required=True, help="First day in office.")
@JSON
def set_(body: str, post: str, name: str, unit: str | None, day: date, *, as_json: bool) -> None:
    """Let NAME hold the seat POST of a BODY from a day on; the one before leaves the day before.

    A title that the body has no seat for is added as a further deputy's seat.

    \b
    phaodai agency head set "UBND huyện" "Chủ tịch" "Nguyễn Văn An" --unit 125 --from 2021-07-01
    """
    runtime.start_django()
    from phaodai.foundation.agencies import operations

    row = _find(body, unit, on=day)
    with _explained():
        done = operations.set_head(
            actor=runtime.operator(),
            now=runtime.clock(),
            body=row.ref,
            title=post,
            holder=name,
            first_day=day,
        )
    if as_json:
        runtime.write_json({"body": row.ref, "seat": done.seat, "replaced": done.replaced})
        return
    instead = f" (thay / instead of {done.replaced})" if done.replaced else ""
    click.echo(f"{row.name}: {post} {name}, từ / from {day:%d/%m/%Y}{instead}")


@agency.group()
def alias() -> None:
    """Other wordings for bodies."""


@alias.command(name="add")
@click.argument("body")
@click.argument("text")
@click.option("--unit", metavar="UNIT", help="Read BODY as in this unit.")
@ON
@JSON
def add(body: str, text: str, unit: str | None, day: date | None, *, as_json: bool) -> None:
    """Let a BODY answer to another wording, TEXT.

    \b
    phaodai agency alias add "Ban Chỉ đạo" "Sở Chỉ huy tiền phương" --unit 58 --on 2021-11-01
    """
    runtime.start_django()
    from phaodai.foundation.agencies import operations

    row = _find(body, unit, on=day or today())
    with _explained():
        is_new = operations.add_alias(
            actor=runtime.operator(), now=runtime.clock(), body=row.ref, text=text
        )
    if as_json:
        runtime.write_json({"body": row.ref, "added": is_new})
    else:
        click.echo(f"{row.name} = {text}{'' if is_new else ' (đã có / already)'}")


@contextmanager
def _explained() -> Iterator[None]:
    from phaodai.foundation.agencies.operations import Refused

    try:
        yield
    except Refused as error:
        runtime.fail(error.vi, error.en)


def _find(text: str, unit: str | None, *, on: date) -> "BodyRow":
    """Return the one body that a reference or a wording means, or end with what to write."""
    from phaodai.foundation.agencies import queries
    from phaodai.foundation.units import queries as units
    from phaodai.vocabulary.refs import BodyRef

    try:
        return queries.get_body(BodyRef(UUID(text)))
    except (ValueError, queries.UnknownBody):
        pass
    try:
        near = find_unit(unit, on=on).ref if unit else units.country().ref
    except units.UnknownUnit:
        runtime.fail(
            "chưa nạp cây đơn vị: `phaodai unit load 2024`",
            "no units are loaded: `phaodai unit load 2024`",
        )
    found = queries.resolve(text, near=near, on=on)
    if len(found) != 1:
        listed = "".join(f"\n  {match.ref}  {match.name}" for match in found)
        runtime.fail(
            f"“{text}” không chỉ đúng một cơ quan ngày {on:%d/%m/%Y}; thêm --unit, "
            f"ghi tên đầy đủ hoặc mã tham chiếu{listed}",
            f"“{text}” is not exactly one body on {on.isoformat()}; add --unit, write its full "
            "name or its reference",
        )
    return queries.get_body(found[0].ref)


def _print_seat(seat: "SeatRow", on: date) -> None:
    click.echo(f"  {seat.title_vi}: {seat.holder_on(on) or '–'}")
    for tenure in seat.tenures:
        last = f"{tenure.last_day:%d/%m/%Y}" if tenure.last_day else "nay / now"
        click.echo(f"    {tenure.first_day:%d/%m/%Y} – {last}  {tenure.holder}")
