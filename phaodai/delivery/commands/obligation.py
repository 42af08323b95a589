"""`phaodai obligation`: whether what was ordered is met, from the figures."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import HERE

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.decisions.obligations.gathering import Judged
    from phaodai.decisions.obligations.queries import AssessmentRow

STATES = {
    "MET": "đạt / met",
    "NOT_MET": "chưa đạt / not met",
    "PARTLY": "chưa đủ số liệu / some are silent",
    "NO_FIGURE": "không có số liệu / no figure",
}
PHASES = {
    "STANDING": "thường xuyên / standing",
    "ON_THE_WAY": "trong hạn / on the way",
    "OVER": "đã hết hạn / past its last day",
}
BASES = {0: "", 1: "báo cáo / stated", 2: "đếm / counted"}
MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")


@click.group()
def obligation() -> None:
    """Obligations: held against the figures, and why an answer is what it is.

    \b
    phaodai obligation assess
    phaodai obligation assess --as-of 2021-12-23T10:05 --json
    phaodai obligation explain 3f1c…
    """


@obligation.command()
@click.option("--as-of", type=click.DateTime(MOMENTS), help="Look back; nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def assess(*, as_of: datetime | None, as_json: bool) -> None:
    """Judge all running targets; keep and announce what changed.

    The worker of `phaodai serve` does it every five minutes.

    \b
    phaodai obligation assess --as-of "2021-12-23 10:05"
    """
    runtime.start_django()
    from phaodai.decisions.obligations import operations

    moment = _aware(as_of)
    found = operations.assess(now=runtime.clock(), as_of=moment)
    if as_json:
        runtime.write_json(
            {
                "as_of": moment and moment.isoformat(),
                "is_stored": found.is_stored,
                "n_targets": len(found.judged),
                "n_changed": found.n_changed,
                "n_announced": found.n_announced,
                "targets": [_judged_as_json(each) for each in found.judged],
            }
        )
        return
    counts = dict.fromkeys(STATES, 0)
    for each in found.judged:
        counts[each.judgement.state.value] += 1
    runtime.write_table(
        [{"trạng thái / state": STATES[state], "n": n} for state, n in counts.items()],
        ["trạng thái / state", "n"],
    )
    if found.is_stored:
        runtime.say(f"{found.n_changed} thay đổi / changed, {found.n_announced} báo / announced.")
    else:
        runtime.say("Xem lại, không lưu. A look back: nothing was kept.")


@obligation.command()
@click.argument("target", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def explain(target: UUID, *, as_json: bool) -> None:
    """Say why a TARGET is judged as it is: what was demanded, what is known, and from whom.

    References of targets are in `phaodai obligation assess --json`.

    \b
    phaodai obligation explain 3f1cdd0e-7a55-4b1e-9d0c-0f8f2f0c9a11
    """
    runtime.start_django()
    from phaodai.decisions.obligations import queries

    try:
        row = queries.get_assessment(actor=runtime.operator(), target=target)
        history = queries.get_history(actor=runtime.operator(), target=target)
    except queries.UnknownTarget:
        runtime.fail(
            f"Không có mục tiêu {target}: chạy `phaodai obligation assess --json`.",
            f"No target {target}: run `phaodai obligation assess --json`.",
        )
    if as_json:
        runtime.write_json(
            {
                **{k: v for k, v in asdict(row).items() if k != "entry"},
                "indicator": row.entry.code,
                "margin": row.margin,
                "is_missed": row.is_missed,
                "history": [asdict(point) for point in history],
            }
        )
        return
    for line in _explained(row):
        click.echo(line)
    click.echo(f"lần đánh giá / answers so far: {len(history)}")


def _explained(row: "AssessmentRow") -> list[str]:
    entry, measure = row.entry, row.entry.measure_vi
    about = " ".join(part for part in (row.disease, row.stratum) if part)
    last = f"{row.last_day:%d/%m/%Y}" if row.last_day else "-"
    term = f"{row.first_day:%d/%m/%Y} - {last}"
    lines = [
        f"{row.unit_name}: {entry.label_vi} / {entry.label_en} {about}".rstrip(),
        f"{entry.definition_vi}",
        f"{entry.definition_en}",
        f"yêu cầu / demanded: {row.comparator} {_number(row.demanded)} {measure}, {term}",
        f"kết luận / answer: {STATES[row.state]}, {PHASES[row.phase]}",
    ]
    if row.value is not None:
        margin = _number(row.margin)
        lines.append(f"giá trị / value: {_number(row.value)} {measure} ({margin})")
        lines.append(f"nguồn / source: {row.source} ({BASES[1 + row.is_counted]})")
        lines.append(f"ngày số liệu / day of the figure: {row.figure_day:%d/%m/%Y}")
    if row.numerator is not None:
        scale = f" × {entry.scale}" if entry.scale != 1 else ""
        parts = f"{_number(row.numerator)} / {_number(row.denominator)}{scale}"
        lines.append(f"= {entry.numerator} / {entry.denominator}{scale} = {parts}")
    if row.is_stale:
        lines.append("số liệu đã cũ, không dùng để kết luận / too old to decide by")
    lines.append(f"đơn vị báo cáo / reported: {row.n_reported} / {row.n_expected}")
    if row.other_value is not None:
        basis = BASES[1 + row.is_other_counted]
        lines.append(
            f"nguồn khác / another source: {row.other_source} ({basis}) {_number(row.other_value)}"
        )
    lines.append(f"đánh giá lúc / assessed at: {row.assessed_at.astimezone(HERE):%d/%m/%Y %H:%M}")
    return lines


def _judged_as_json(each: "Judged") -> dict[str, Any]:
    target, figure, judgement = each.target, each.figure, each.judgement
    return {
        "target": target.ref,
        "obligation": target.obligation,
        "unit": target.unit,
        "indicator": target.indicator,
        "disease": target.disease,
        "stratum": target.stratum,
        "comparator": str(target.comparator),
        "demanded": target.value,
        "last_day": target.last_day,
        "state": judgement.state.value,
        "phase": judgement.phase.value,
        "is_missed": judgement.is_missed,
        "margin": judgement.margin,
        "per_day": judgement.per_day,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n_reported": figure.n_reported,
        "n_expected": figure.n_expected,
        "day": figure.day,
        "is_stale": figure.is_stale,
        "source": figure.source,
        "basis": {0: "", 1: "stated", 2: "counted"}[figure.basis],
        "other": each.other and {"source": each.other.source, "value": each.other.value},
    }


def _aware(moment: datetime | None) -> datetime | None:
    """Return a moment in Vietnam's time where none was written."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=HERE)


def _number(value: Decimal | None) -> str:
    if value is None:
        return "-"
    whole = value.to_integral_value()
    return f"{whole}" if value == whole else f"{value:.4f}".rstrip("0").rstrip(".")
