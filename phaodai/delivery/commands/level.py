"""`phaodai level`: rule packs, and the epidemic levels that figures give by them."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import tomllib
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, find_unit, today

if TYPE_CHECKING:
    from phaodai.engines.levels.pack import Pack

T = TypeVar("T")


@click.group()
def level() -> None:
    """Epidemic levels: packs of rules, what they rest on, and what figures give by them.

    \b
    phaodai level packs
    phaodai level numbers nq128-4800
    phaodai level diff nq128-4800 cua-tinh.toml
    phaodai level propose nq128-4800 --confirmed da-doi-chieu.toml --reason "..."
    phaodai level assess "tỉnh Ninh Thuận" --pack nq128-4800 --on 2021-12-23
    """


@level.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def packs(*, as_json: bool) -> None:
    """List packs: in force, waiting, or only known."""
    runtime.start_django()
    from phaodai.decisions.levels import queries

    rows = [
        {
            "code": row.pack.code,
            "version": row.pack.version,
            "first_day": row.pack.first_day,
            "last_day": row.pack.last_day or "",
            "state": "in force" if row.is_in_force else "waiting" if row.is_waiting else "known",
            "unconfirmed": row.n_unconfirmed,
            "ref": row.ref or "",
        }
        for row in queries.list_packs()
    ]
    _write(rows, as_json=as_json)


@level.command()
@click.argument("pack")
@click.option("--all", "is_all", is_flag=True, help="Those that are verified as well.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def numbers(*, pack: str, is_all: bool, as_json: bool) -> None:
    """List the numbers of a PACK, a code or a file, that have to be confirmed, with sources."""
    runtime.start_django()
    found = _read(_text(pack))
    rows = [
        asdict(each) | {"source": found.sources[each.source]}
        for each in (found.numbers if is_all else found.unconfirmed)
    ]
    _write(rows, as_json=as_json)
    runtime.say(f"{len(found.unconfirmed)} số chưa xác nhận / numbers not confirmed.")


@level.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def diff(*, before: str, after: str, as_json: bool) -> None:
    """Say what is not the same in two packs, codes or files."""
    runtime.start_django()
    from phaodai.engines.levels.comparing import differences

    texts = [_text(each) for each in (before, after)]
    for text in texts:
        _read(text)
    found = differences(*(tomllib.loads(text) for text in texts))
    _write([asdict(each) for each in found], as_json=as_json)


@level.command()
@click.argument("pack")
@click.option("--confirmed", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="TOML: key of a number = what it was compared with.")  # fmt: skip
@click.option("--reason", required=True, help="Why it is needed.")
def propose(*, pack: str, confirmed: Path | None, reason: str) -> None:
    """Propose to bring a PACK, a code or a file, into force; another person approves it."""
    runtime.start_django()
    from phaodai.decisions.levels.operations import packs as acts

    words = tomllib.loads(confirmed.read_text(encoding="utf-8")) if confirmed else {}
    ref = _checked(
        lambda: acts.propose(
            actor=runtime.operator(), text=_text(pack), reason=reason, now=runtime.clock(),
            confirmed={str(key): str(word) for key, word in words.items()},
        )
    )  # fmt: skip
    click.echo(ref)


@level.command()
@click.argument("proposal", type=click.UUID)
@click.option("--refuse", "is_refused", is_flag=True, help="Refuse it instead.")
def approve(*, proposal: UUID, is_refused: bool) -> None:
    """Approve a pack that another person proposed."""
    runtime.start_django()
    from phaodai.decisions.levels.operations import packs as acts

    _checked(
        lambda: acts.decide(
            actor=runtime.operator(), proposal=proposal, is_approved=not is_refused,
            now=runtime.clock(),
        )
    )  # fmt: skip


@level.command()
@click.argument("unit")
@click.argument("name")
@click.argument("value", type=int)
@click.option("--pack", required=True, help="Code of a pack in force.")
@click.option("--disease", default="COVID-19", show_default=True)
@click.option("--on", type=DAY, help="From which day; today otherwise.")
def state(*, unit: str, name: str, value: int, pack: str, disease: str, on: date | None) -> None:
    """State of a UNIT what no figure says: NAME of a choice or input, VALUE from 0 on."""
    runtime.start_django()
    from phaodai.decisions.levels.operations import assessing

    day = on or today()
    _checked(
        lambda: assessing.state(
            actor=runtime.operator(), unit=find_unit(unit, on=day).ref, pack=pack, disease=disease,
            name=name, value=value, day=day, now=runtime.clock(),
        )
    )  # fmt: skip


@level.command()
@click.argument("unit")
@click.option("--pack", required=True, help="Code of a pack in force.")
@click.option("--disease", default="COVID-19", show_default=True)
@click.option("--on", type=DAY, help="Which day; today otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def assess(*, unit: str, pack: str, disease: str, on: date | None, as_json: bool) -> None:
    """Grade all units below a UNIT; where two grades are given, figures are missing."""
    runtime.start_django()
    from phaodai.decisions.levels import queries
    from phaodai.decisions.levels.operations import assessing

    day = on or today()
    ref = _checked(
        lambda: assessing.assess(
            actor=runtime.operator(), unit=find_unit(unit, on=day).ref, pack=pack,
            disease=disease, on=day, now=runtime.clock(),
        )
    )  # fmt: skip
    rows = [
        {"unit": row.unit_name, "low": row.low, "high": row.high, "in_effect": row.in_effect}
        for row in queries.list_grades(actor=runtime.operator(), assessment=ref)
    ]
    _write(rows, as_json=as_json)
    runtime.say(f"Lần đánh giá / assessment {ref}")


@level.command()
@click.argument("assessment", type=click.UUID)
@click.argument("unit")
def explain(*, assessment: UUID, unit: str) -> None:
    """Say as JSON why a UNIT has its grade, what is missing, and what would change it."""
    runtime.start_django()
    from phaodai.decisions.levels import queries

    ref = find_unit(unit, on=today()).ref
    runtime.write_json(
        asdict(
            _checked(
                lambda: queries.explain_grade(
                    actor=runtime.operator(), assessment=assessment, unit=ref
                )
            )
        )
    )


def _text(pack: str) -> str:
    """Return the text of a pack: a file, else the version in force, else the product's own."""
    from phaodai.decisions.levels import packbook
    from phaodai.decisions.levels.errors import NotFound

    if Path(pack).is_file():
        return Path(pack).read_text(encoding="utf-8")
    try:
        return packbook.in_force(pack).text
    except NotFound:
        known = packbook.builtin()
    if pack not in known:
        runtime.fail(
            f"Không có tệp hay bộ quy tắc “{pack}”; có: {', '.join(known)}.",
            f"There is no file or pack “{pack}”; there are: {', '.join(known)}.",
        )
    return known[pack]


def _read(text: str) -> "Pack":
    from phaodai.decisions.levels import packbook

    return _checked(lambda: packbook.read(text))


def _checked(act: Callable[[], T]) -> T:
    """Do something, or end with what is wrong."""
    from phaodai.decisions.levels.errors import NotFound, Refused
    from phaodai.engines.levels.reading import BadPack

    try:
        return act()
    except Refused as error:
        runtime.fail(error.vi, error.en)
    except BadPack as error:
        runtime.fail(
            "\n".join(f"{each.key}: {each.vi}" for each in error.faults),
            "\n".join(f"{each.key}: {each.en}" for each in error.faults),
        )
    except NotFound as error:
        runtime.fail(
            f"Không có {error}, hoặc chưa áp dụng.", f"There is no {error}, or it is not in force."
        )


def _write(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        runtime.write_json(rows)
    elif rows:
        runtime.write_table(rows, list(rows[0]))
