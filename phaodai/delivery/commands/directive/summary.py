"""A reading in plain words on the terminal."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from textwrap import wrap
from typing import Any

import click

from phaodai.delivery.web.directives import words
from phaodai.registers.directives import rules
from phaodai.vocabulary.indicators import CATALOGUE

WIDTH = 96
LABEL = 18


def write_summary(reading: Mapping[str, Any]) -> None:
    """Print what a dispatch says and orders, in Vietnamese, as the dispatch itself."""
    head = reading["document"]
    stated = rules.partial_date(head["date"]["value"])
    name = words.document_words(
        doc_type=head["type"] or "",
        number=head["number"] or "",
        symbol=head["symbol"] or "",
        day=stated.first_day,
        precision=stated.precision,
        _=str,
    )
    urgency = words.urgency_words(head["urgency"], _=str)
    click.echo(f"{name}{f' [{urgency}]' if urgency else ''}")
    signer = head["signer"] or {}
    post = " ".join([*(signer.get("authority") or []), signer.get("post") or ""]).strip()
    facts: list[tuple[str, Iterable[str | None]]] = [
        ("Cơ quan ban hành", [head["issuer"]]),
        ("Nơi, ngày", [head["place"], words.day_words(stated.first_day, stated.precision, _=str)]),
        ("Về việc", [head["subject"]]),
        ("Kính gửi", head["addressees"]),
        ("Thực hiện", [_cited(cited) for cited in head["carries_out"]]),
        ("Thay thế", [_cited(cited) for cited in head["replaces"]]),
        ("Sửa đổi, bổ sung", [_cited(cited) for cited in head["amends"]]),
        ("Báo cáo về", [_cited(cited) for cited in head["reports_on"]]),
        ("Căn cứ", [_cited(cited) for cited in head["bases"]]),
        ("Có nhắc đến", [_cited(cited) for cited in head["references"]]),
        ("Gửi kèm", head["enclosures"]),
        ("Người ký", [signer.get("name"), post]),
    ]
    for label, values in facts:
        _line(label, "; ".join(value for value in values if value) or "không ghi")
    click.echo()
    obligations = reading["obligations"]
    click.echo(f"{len(obligations)} nghĩa vụ đề xuất")
    for n, obligation in enumerate(obligations, start=1):
        _write_obligation(n, obligation)
    if reading["warnings"]:
        click.echo()
        click.echo("Cần xem lại")
        for warning in reading["warnings"]:
            text = warning["message"] or words.warning_words(warning["code"], "", _=str)
            click.echo(f"  - {text} ({warning['code']})")


def _write_obligation(n: int, obligation: Mapping[str, Any]) -> None:
    click.echo()
    clause = f" (mục {obligation['clause']})" if obligation["clause"] else ""
    sureness = words.confidence_words(rules.bars(obligation["confidence"]), _=str).lower()
    title = rules.title(obligation["text"])
    lines = wrap(f"{title}{clause}", WIDTH - 5)
    click.echo(f"{n:>3}. {lines[0]}")
    for line in lines[1:]:
        click.echo(f"     {line}")
    due = obligation["due"]
    said = words.due_words(
        kind=due["kind"],
        day=date.fromisoformat(due["date"]) if due["date"] else None,
        at=time.fromisoformat(due["time"]) if due["time"] else None,
        rrule=due["rrule"] or "",
        duration=due["duration"] or "",
        working_days=due["working_days"],
        since=due["from"] or "",
        text=due["text"] or "",
        _=str,
    )
    rows = [
        ("Chủ trì", _bodies(obligation["lead"]) or "chưa rõ"),
        ("Phối hợp", _bodies(obligation["coordinate"])),
        ("Chịu trách nhiệm", _bodies(obligation["accountable"])),
        ("Hạn", f"{said} [{sureness}]"),
        ("Chỉ tiêu", "; ".join(_target(target) for target in obligation["targets"])),
    ]
    for label, text in rows:
        if text:
            _line(label, text, indent=5)


def _line(label: str, text: str, *, indent: int = 2) -> None:
    lines = wrap(text, WIDTH - indent - LABEL) or [""]
    click.echo(f"{' ' * indent}{label.ljust(LABEL)}{lines[0]}")
    for line in lines[1:]:
        click.echo(f"{' ' * (indent + LABEL)}{line}")


def _bodies(bodies: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(body["text"] for body in bodies)


def _cited(cited: Mapping[str, Any]) -> str:
    stated = rules.partial_date((cited["date"] or {}).get("value"))
    name = words.document_words(
        doc_type=cited["type"] or "",
        number=cited["number"] or "",
        symbol=cited["symbol"] or "",
        day=stated.first_day,
        precision=stated.precision,
        _=str,
    )
    day = words.day_words(stated.first_day, stated.precision, _=str) if stated.first_day else ""
    return " ".join(filter(None, [name, day, cited["issuer"] and f"của {cited['issuer']}"]))


def _target(target: Mapping[str, Any]) -> str:
    indicator = CATALOGUE.get(target["indicator"])
    label = indicator.label_vi if indicator else target["indicator"]
    return words.target_words(target, label=label, _=str)
