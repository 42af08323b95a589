"""`phaodai unit add|rename|move|merge|split|close|alias`: acts that change the tree."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, find_unit, place

if TYPE_CHECKING:
    from phaodai.foundation.units.operations import Part

FROM = click.option("--from", "day", type=DAY, required=True, help="First day of the new state.")
JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")
_PART = re.compile(r"(?P<code>[^=]*)=(?P<name>[^=]+?)(?:=(?P<share>[0-9.,]+)(?P<percent>%?))?")


@contextmanager
def _explained() -> Iterator[None]:
    """End with both wordings when the change is unsound or refused."""
    from phaodai.foundation.units.rules import UnsoundChange

    try:
        yield
    except UnsoundChange as error:
        runtime.fail(error.vi, error.en)


def _answer(ref: UUID, *, as_json: bool) -> None:
    from phaodai.foundation.units import queries
    from phaodai.vocabulary.refs import UnitRef

    row = queries.get_unit(UnitRef(ref))
    if as_json:
        runtime.write_json({"ref": row.ref, "code": row.code, "full_name": row.full_name})
    else:
        click.echo(f"{row.code or '-'}  {place(row)}  {row.valid_from:%d/%m/%Y}  {row.ref}")


@click.command()
@click.argument("kind")
@click.argument("name")
@click.option("--below", required=True, metavar="UNIT", help="The unit above, by code or name.")
@click.option("--code", default="", help="Official code.")
@click.option("--remote", "is_remote", is_flag=True, help="A remote, mountain or island unit.")
@FROM
@JSON
def add(
    kind: str, name: str, below: str, code: str, day: date, *, is_remote: bool, as_json: bool
) -> None:
    """Add a unit of a KIND ("bản", "tổ dân phố", …) with a NAME.

    \b
    phaodai unit add bản "Cang" --below "xã Chiềng Mung, Mai Sơn" --from 2021-01-01
    """
    runtime.start_django()
    from phaodai.foundation.units import operations

    with _explained():
        ref = operations.add(
            actor=runtime.operator(),
            now=runtime.clock(),
            parent=find_unit(below, on=day).ref,
            kind=kind,
            name=name,
            code=code,
            is_remote=is_remote,
            valid_from=day,
        )
    _answer(ref, as_json=as_json)


@click.command()
@click.argument("unit")
@click.argument("name")
@click.option("--kind", default="", help="The new kind; the old one stays by default.")
@click.option("--from", "day", type=DAY, help="First day; without it the spelling is mended.")
@JSON
def rename(unit: str, name: str, kind: str, day: date | None, *, as_json: bool) -> None:
    """Give a UNIT another NAME or kind from a day on, or mend its spelling.

    \b
    phaodai unit rename 219 "Việt Yên" --kind "thị xã" --from 2024-02-01
    """
    runtime.start_django()
    from phaodai.delivery.commands.places import today
    from phaodai.foundation.units import operations, rules

    with _explained():
        ref = operations.rename(
            actor=runtime.operator(),
            now=runtime.clock(),
            unit=find_unit(unit, on=rules.day_before(day) if day else today()).ref,
            name=name,
            kind=kind,
            first_day=day,
        )
    _answer(ref, as_json=as_json)


@click.command()
@click.argument("unit")
@click.argument("parent")
@FROM
@JSON
def move(unit: str, parent: str, day: date, *, as_json: bool) -> None:
    """Hang a UNIT, with all below it, under another PARENT from a day on.

    \b
    phaodai unit move 04117 126 --from 2024-01-01
    """
    runtime.start_django()
    from phaodai.foundation.units import operations

    moved = find_unit(unit, on=day)
    with _explained():
        operations.move(
            actor=runtime.operator(),
            now=runtime.clock(),
            unit=moved.ref,
            parent=find_unit(parent, on=day).ref,
            first_day=day,
        )
    _answer(moved.ref, as_json=as_json)


@click.command()
@click.argument("units", nargs=-1, required=True)
@click.option("--into", required=True, metavar="NAME", help='The new unit: "xã Mai Sơn".')
@click.option("--below", required=True, metavar="UNIT", help="The unit above, by code or name.")
@click.option("--code", default="", help="Its official code.")
@FROM
@JSON
def merge(
    units: tuple[str, ...], into: str, below: str, code: str, day: date, *, as_json: bool
) -> None:
    """Let several UNITS become one from a day on; what lay below them lies below it.

    \b
    phaodai unit merge 04117 04120 --into "xã Mai Sơn" --code 04121 --below 125 --from 2024-01-01
    """
    runtime.start_django()
    from phaodai.foundation.units import operations, rules

    before = rules.day_before(day)
    kind, name = _split(into)
    with _explained():
        ref = operations.merge(
            actor=runtime.operator(),
            now=runtime.clock(),
            units=[find_unit(each, on=before).ref for each in units],
            parent=find_unit(below, on=day).ref,
            kind=kind,
            name=name,
            code=code,
            first_day=day,
        )
    _answer(ref, as_json=as_json)


@click.command()
@click.argument("unit")
@click.option(
    "--into",
    "parts",
    multiple=True,
    required=True,
    metavar="CODE=NAME=SHARE",
    help='A new unit: "04121=xã Mai Sơn=60%"; the share of the people may be left out.',
)
@click.option(
    "--child",
    "children",
    multiple=True,
    metavar="UNIT=PLACE",
    help='Where a unit below goes: "bản Cang=1" is the first --into.',
)
@FROM
@JSON
def split(
    unit: str, parts: tuple[str, ...], children: tuple[str, ...], day: date, *, as_json: bool
) -> None:
    """Let a UNIT become several from a day on.

    \b
    phaodai unit split 04117 --from 2024-01-01 --into "04117=xã Cò Nòi=60%" \\
        --into "04118=xã Nà Bó=40%" --child "bản Cang, Cò Nòi=1"
    """
    runtime.start_django()
    from phaodai.foundation.units import operations, rules

    before = rules.day_before(day)
    places = {}
    for child in children:
        name, _, number = child.rpartition("=")
        if not name or not number.isdecimal():
            raise click.BadParameter(f"{child!r}: UNIT=PLACE", param_hint="--child")
        places[find_unit(name, on=before).ref] = int(number) - 1
    with _explained():
        refs = operations.split(
            actor=runtime.operator(),
            now=runtime.clock(),
            unit=find_unit(unit, on=before).ref,
            parts=[_part(text) for text in parts],
            first_day=day,
            children=places,
        )
    if as_json:
        runtime.write_json([{"ref": ref} for ref in refs])
        return
    for ref in refs:
        _answer(ref, as_json=False)


@click.command()
@click.argument("unit")
@click.option("--on", "day", type=DAY, required=True, help="Its last day.")
@JSON
def close(unit: str, day: date, *, as_json: bool) -> None:
    """End a UNIT that nothing follows and below which nothing lies any more.

    \b
    phaodai unit close "bản Cang, Cò Nòi" --on 2024-12-31
    """
    runtime.start_django()
    from phaodai.foundation.units import operations

    ended = find_unit(unit, on=day)
    with _explained():
        operations.close(
            actor=runtime.operator(), now=runtime.clock(), unit=ended.ref, last_day=day
        )
    _answer(ended.ref, as_json=as_json)


@click.command()
@click.argument("unit")
@click.argument("text")
@click.option("--on", "day", type=DAY, help="The day on which UNIT is looked up; today by default.")
@JSON
def alias(unit: str, text: str, day: date | None, *, as_json: bool) -> None:
    """Let a UNIT answer to another wording.

    \b
    phaodai unit alias 46 "Thừa Thiên Huế"
    """
    runtime.start_django()
    from phaodai.delivery.commands.places import today
    from phaodai.foundation.units import operations

    named = find_unit(unit, on=day or today())
    with _explained():
        operations.add_alias(
            actor=runtime.operator(), now=runtime.clock(), unit=named.ref, text=text
        )
    _answer(named.ref, as_json=as_json)


def _split(full_name: str) -> tuple[str, str]:
    from phaodai.foundation.units import rules

    kind, name = rules.split_name(full_name)
    if not kind:
        raise click.BadParameter(f"{full_name!r}: “xã Mai Sơn”, “phường 1”, …", param_hint="--into")
    return kind, name


def _part(text: str) -> "Part":
    from phaodai.foundation.units.operations import Part

    match = _PART.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter(f"{text!r}: CODE=NAME=SHARE", param_hint="--into")
    kind, name = _split(match["name"])
    share = None
    if match["share"]:
        try:
            share = float(match["share"].replace(",", ".")) / (100 if match["percent"] else 1)
        except ValueError as error:
            raise click.BadParameter(f"{text!r}: SHARE 0–1, %", param_hint="--into") from error
    return Part(kind=kind, name=name, code=match["code"].strip(), share=share)


COMMANDS = (add, rename, move, merge, split, close, alias)
