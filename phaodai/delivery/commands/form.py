"""`phaodai form`: what reports ask, as data; drawn up by one person and approved by another."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import DAY, today

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.engines.forms.definition import Form
    from phaodai.registers.reports.queries.forms import VersionRow

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def form() -> None:
    """Forms: which reports there are, what they ask, when they are due.

    \b
    phaodai form list                                  the forms in force
    phaodai form show daily-commune                    fields, rules, cut-off
    phaodai form check my-form.toml                    every fault with its key
    phaodai form diff daily-commune my-form.toml       what would change
    """


@form.command(name="list")
@click.option("--on", "day", type=DAY, help="The day they hold on; today unless said.")
@click.option("--all", "everything", is_flag=True, help="Every version, proposals too.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(day: date | None, *, everything: bool, as_json: bool) -> None:
    """List forms.

    \b
    phaodai form list --all --json | jq -r '.[] | select(.state=="PROPOSED") | .code'
    """
    runtime.start_django()
    from phaodai.registers.reports.queries import forms

    read = forms.get_versions if everything else forms.get_active
    rows = read(actor=runtime.operator(), on=day or today())
    if as_json:
        runtime.write_json([_plain(row) for row in rows])
        return
    runtime.write_table(
        [
            {
                "mã": row.code,
                "bản": row.number,
                "trạng thái": row.standing or row.state,
                "từ ngày": row.first_day or "-",
                "kỳ": row.form.schedule.cadence.value,
                "giờ chốt": _clock(row.form.schedule.cutoff),
                "tên": row.form.title.vi,
                "name": row.form.title.en,
            }
            for row in rows
        ],
        ("mã", "bản", "trạng thái", "từ ngày", "kỳ", "giờ chốt", "tên", "name"),
    )


@form.command()
@click.argument("code")
@click.option("--number", type=int, help="Which version; the one in force unless said.")
@click.option("--json", "as_json", is_flag=True, help="The definition itself, to begin from.")
def show(code: str, number: int | None, *, as_json: bool) -> None:
    """Show what a form asks, given by CODE.

    \b
    phaodai form show daily-commune --json > next.json     the beginning of a new version
    """
    from phaodai.engines.forms.dumping import dump

    runtime.start_django()
    row = _version(code, number)
    if as_json:
        runtime.write_json(dump(row.form))
        return
    _print(row.form)
    click.echo(f"\n{row.standing or row.state}  {row.first_day or '-'}  sha256:{row.digest[:16]}")
    click.echo(
        f"đề xuất / proposed by: {row.proposed_by}; quyết định / by: {row.decided_by or '-'}"
    )


@form.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check the definition in FILE (.toml or .json) and name every fault by its key.

    \b
    phaodai form check my-form.toml
    """
    runtime.start_django()
    _print(_read(file))


@form.command()
@click.argument("file", type=FILE)
def propose(file: Path) -> None:
    """Propose the definition in FILE as the next version; prints its reference.

    \b
    phaodai form propose next.json
    """
    runtime.start_django()
    from phaodai.registers.reports.operations import forms

    definition = _read(file)
    with _explained():
        ref = forms.propose(actor=runtime.operator(), definition=definition, now=runtime.clock())
    click.echo(ref)


@form.command()
@click.argument("code")
@click.option("--from", "first_day", type=DAY, help="Its first day; tomorrow unless said.")
@click.option("--basis", default="", help="The number of the decision.")
def approve(code: str, first_day: date | None, basis: str) -> None:
    """Approve the proposed version of CODE; not by who proposed it.

    \b
    phaodai form approve daily-commune --from 01/01/2022 --basis "QĐ 12/QĐ-UBND"
    """
    runtime.start_django()
    from phaodai.registers.reports.operations import forms

    with _explained():
        forms.approve(
            actor=runtime.operator(),
            version=_proposed(code).ref,
            first_day=first_day or today() + timedelta(days=1),
            reason=basis,
            now=runtime.clock(),
        )


@form.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why.")
def refuse(code: str, reason: str) -> None:
    """Refuse the proposed version of CODE.

    \b
    phaodai form refuse daily-commune --reason "thiếu ô ô xy"
    """
    runtime.start_django()
    from phaodai.registers.reports.operations import forms

    with _explained():
        forms.refuse(
            actor=runtime.operator(),
            version=_proposed(code).ref,
            reason=reason,
            now=runtime.clock(),
        )


@form.command()
@click.argument("code")
@click.option("--after", "last_day", type=DAY, help="Its last day; without it, asking goes on.")
@click.option("--reason", required=True, help="Why.")
def end(code: str, last_day: date | None, reason: str) -> None:
    """Ask for CODE no more after a day; until it has passed, the day can be moved or taken back.

    \b
    phaodai form end daily-commune --after 31/12/2021 --reason "CV 5/UBND-VX"
    phaodai form end daily-commune --reason "CV 9/UBND-VX"      asking goes on
    """
    runtime.start_django()
    from phaodai.registers.reports.operations import forms

    with _explained():
        forms.end_form(
            actor=runtime.operator(),
            code=code,
            last_day=last_day,
            reason=reason,
            now=runtime.clock(),
        )


@form.command()
@click.argument("code")
@click.argument("other")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def diff(code: str, other: str, *, as_json: bool) -> None:
    """Show what differs between the version of CODE in force and OTHER: a number or a file.

    \b
    phaodai form diff daily-commune 2
    phaodai form diff daily-commune next.json
    """
    from phaodai.engines.forms.dumping import differences, dump

    runtime.start_django()
    new = _version(code, int(other)).form if other.isdecimal() else _read(Path(other))
    changes = differences(dump(_version(code, None).form), dump(new))
    if as_json:
        runtime.write_json(
            [{"key": each.key, "old": each.old, "new": each.new} for each in changes]
        )
        return
    for each in changes:
        click.echo(each.key)
        if each.old is not None:
            click.echo(f"  - {each.old}")
        if each.new is not None:
            click.echo(f"  + {each.new}")


def _read(file: Path) -> "Form":
    from phaodai.engines.forms.tables import BadForm
    from phaodai.registers.reports import definitions

    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".json":
            return definitions.read(json.loads(text))
        return definitions.read_toml(text)
    except BadForm as error:
        for fault in error.faults:
            runtime.say(f"{fault.key}: {fault.vi} / {fault.en}")
        runtime.fail(
            f"{file}: {len(error.faults)} lỗi, chưa dùng được; sửa các khóa trên rồi chạy lại",
            f"{file}: {len(error.faults)} faults; mend the keys above and try again",
        )
    except (OSError, ValueError) as error:
        runtime.fail(f"không đọc được {file}: {error}", f"cannot read {file}: {error}")


def _version(code: str, number: int | None) -> "VersionRow":
    from phaodai.registers.reports.queries import forms

    try:
        return forms.get_version(actor=runtime.operator(), code=code, on=today(), number=number)
    except forms.UnknownForm:
        runtime.fail(
            f"không có mẫu “{code}”, hoặc không có bản đó; xem `phaodai form list --all`",
            f"no form “{code}”, or no such version; see `phaodai form list --all`",
        )


def _proposed(code: str) -> "VersionRow":
    from phaodai.registers.reports.queries import forms
    from phaodai.registers.reports.states import VersionState

    rows = forms.get_versions(actor=runtime.operator(), on=today())
    waiting = [row for row in rows if row.code == code and row.state is VersionState.PROPOSED]
    if not waiting:
        runtime.fail(
            f"mẫu “{code}” không có bản nào chờ phê duyệt; xem `phaodai form list --all`",
            f"no version of “{code}” waits for approval; see `phaodai form list --all`",
        )
    return waiting[0]


@contextmanager
def _explained() -> Iterator[None]:
    """End with both wordings where an act is refused."""
    from phaodai.registers.reports.operations.errors import Refused

    try:
        yield
    except Refused as error:
        runtime.fail(error.vi, error.en)


def _print(definition: "Form") -> None:
    schedule, filer = definition.schedule, definition.filer
    click.echo(f"{definition.code} {definition.version}  {definition.title.vi}")
    click.echo(f"  {definition.title.en}")
    click.echo(f"  {filer.level} / {filer.body} / {filer.role}")
    click.echo(
        f"  {schedule.cadence.value}: kỳ kết thúc / period ends {_clock(schedule.day_ends)}, "
        f"chốt / due {_clock(schedule.cutoff)} (+{schedule.grace} phút / min)"
    )
    for section in definition.sections:
        click.echo(f"\n{section.title.vi} / {section.title.en}")
        for field in section.fields:
            said = field.binding
            figure = f"{said.indicator} {said.disease} {said.stratum}".rstrip() if said else ""
            mark = "*" if field.is_required else " "
            click.echo(f" {mark} {field.code:<20} {field.kind.value:<8} {field.label.vi}  {figure}")
    click.echo(f"\n{len(definition.rules)} quy tắc / rules")
    for rule in definition.rules:
        click.echo(f"   {rule.code:<20} {rule.severity.value:<8} {rule.text.vi}")


def _plain(row: "VersionRow") -> dict[str, Any]:
    return {
        "code": row.code,
        "number": row.number,
        "state": row.state.value,
        "standing": row.standing.value if row.standing else None,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "digest": row.digest,
        "title_vi": row.form.title.vi,
        "title_en": row.form.title.en,
        "proposed_by": row.proposed_by,
        "decided_by": row.decided_by,
        "ref": str(row.ref),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
