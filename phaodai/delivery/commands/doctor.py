"""`phaodai doctor`: what is wrong here, and how to mend it."""

import os
import sys

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.health.findings import Finding, Status, any_bad, bad

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
        from phaodai.delivery.health import examining

        findings = list(examining.examine(runtime.real_clock()))
    if as_json:
        runtime.write_json(
            {
                "ok": not any_bad(findings),
                "checks": [
                    {"code": f.code, "status": str(f.status), "vi": f.vi, "en": f.en}
                    for f in findings
                ],
            }
        )
    else:
        _write(findings)
    if any_bad(findings):
        sys.exit(runtime.Exit.FAILED)


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
