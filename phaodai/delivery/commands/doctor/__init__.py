"""`phaodai doctor`: what is wrong here, and how to mend it."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.doctor.findings import Check, Finding, Status, bad

MARKS = {Status.OK: "✓", Status.INFO: "·", Status.WARN: "!", Status.BAD: "✗"}
COLOURS = {Status.OK: "green", Status.INFO: None, Status.WARN: "yellow", Status.BAD: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def doctor(*, as_json: bool) -> None:
    """Look for what is wrong with this installation, and say how to mend it.

    Ends with status 0 if nothing is bad, 1 otherwise; warnings alone do not fail.

    \b
    phaodai doctor
    phaodai doctor --json
    """  # noqa: D301
    try:
        runtime.start_django()
    except RuntimeError as failure:  # settings refuse to load, and say why
        findings = [bad("settings", f"Cấu hình sai: {failure}.", f"Wrong settings: {failure}.")]
    else:
        findings = list(examine(runtime.real_clock()))
    if as_json:
        runtime.write_json(
            {
                "ok": not _any_bad(findings),
                "checks": [
                    {"code": f.code, "status": str(f.status), "vi": f.vi, "en": f.en}
                    for f in findings
                ],
            }
        )
    else:
        _write(findings)
    if _any_bad(findings):
        sys.exit(runtime.Exit.FAILED)


def examine(now: datetime) -> Iterator[Finding]:
    """Run all checks; those that need the database only if it answers."""
    from phaodai.delivery.commands.doctor import database, machine, outbox, people, site, trail

    yield from _run((machine.python, machine.disk, machine.folder, machine.timezone), now)
    yield from _run((site.secret_key, site.debug, site.demo, site.https), now)
    yield from _run((site.locale, site.static), now)
    reached = list(_run((database.reachable,), now))
    yield from reached
    if not _any_bad(reached):
        yield from _run((database.sqlite_durability, database.sqlite_file, database.postgres), now)
        reached = list(_run((database.migrations,), now))
        yield from reached
    if not _any_bad(reached):  # what follows reads tables
        yield from _run((machine.clock,), now)
        yield from _run((trail.worker, trail.append_only, trail.backlog), now)
        yield from _run((trail.anchored, trail.last_check, trail.backup), now)
        yield from _run((outbox.courier, outbox.deliveries, outbox.business_clock), now)
        yield from _run((people.units, people.second_factor), now)
    yield from _run((machine.programs,), now)


def _any_bad(findings: Iterable[Finding]) -> bool:
    return any(finding.status is Status.BAD for finding in findings)


def _run(checks: Iterable[Check], now: datetime) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(now)
        except Exception as failure:  # a check that fails has found something
            code = check.__name__.replace("_", "-")
            yield bad(
                code,
                f"Không kiểm tra được: {failure!r}.",
                f"This could not be checked: {failure!r}.",
            )


def _write(findings: list[Finding]) -> None:
    colourful = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = max(len(finding.code) for finding in findings)
    for finding in findings:
        line = f"{MARKS[finding.status]} {finding.code.ljust(width)}  {finding.vi}"
        if colourful:
            line = click.style(line, fg=COLOURS[finding.status])
        click.echo(line)
        if finding.en != finding.vi:
            click.echo(f"  {' ' * width}  {finding.en}")
    counts = {s: sum(f.status is s for f in findings) for s in Status}
    click.echo(
        f"{counts[Status.BAD]} hỏng / bad, {counts[Status.WARN]} cần xem / to look at, "
        f"{counts[Status.OK]} tốt / good."
    )
