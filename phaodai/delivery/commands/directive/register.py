"""Commands on what is kept: they start Django and act as the operator of this machine."""
# ruff: noqa: D301 - click keeps the lines of a paragraph that begins with a backspace

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from phaodai.delivery.commands.directive.keepers import find_keeper
from phaodai.delivery.commands.runtime import (
    Exit,
    clock,
    fail,
    operator,
    say,
    start_django,
    write_json,
    write_table,
)
from phaodai.vocabulary.refs import BodyRef

KEPT, KNOWN, FAILED, READABLE = "kept", "already_kept", "failed", "readable"
TWO_DOCUMENTS = "two_documents"


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--keeper", help="Body that keeps them: its reference or its name.")
@click.option("--dry-run", is_flag=True, help="Read and check, store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_(files: Sequence[str], *, keeper: str | None, dry_run: bool, as_json: bool) -> None:
    """Keep dispatches with everything the reader proposes.

    Each file is an act of its own. A dispatch that is kept already is named and left alone.
    Without --keeper they go to the home body: PHAODAI_HOME, or the province whose districts have
    bodies. The exit status is 0 when every file is kept, 3 when some failed, 1 when all failed.

    \b
    phaodai directive import cong-van/*.docx
    phaodai directive import 1367.pdf --keeper "UBND huyện Mai Sơn"
    """
    start_django()
    body = find_keeper(keeper)
    outcomes = [_import_file(file, body, dry_run=dry_run) for file in files]
    n_failed = sum(outcome["status"] == FAILED for outcome in outcomes)
    if as_json:
        counts = {
            status: sum(outcome["status"] == status for outcome in outcomes)
            for status in (KEPT, KNOWN, READABLE, FAILED)
        }
        write_json({"files": outcomes, "counts": counts, "dry_run": dry_run})
    else:
        for outcome in outcomes:
            _say_outcome(outcome)
    if n_failed:
        sys.exit(Exit.FAILED if n_failed == len(outcomes) else Exit.PARTLY)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print all rows as JSON.")
@click.option("--search", "words", default="", help="Words in number, issuer, subject or text.")
def list_(words: str, *, as_json: bool) -> None:
    """List what is kept, the latest first."""
    start_django()
    from phaodai.registers.directives import queries

    rows: list[dict[str, Any]] = []
    number, n_pages = 1, 1
    while number <= n_pages:
        found = queries.list_documents(
            actor=operator(), wanted=queries.DocumentFilter(words=words), page=number, size=500
        )
        n_pages = found.page.n_pages
        rows += [
            {
                "ref": str(row.ref),
                "name": _name(row.name),
                "issuer": row.name.issuer,
                "date": _date(row.name),
                "urgency": row.urgency,
                "subject": row.subject,
                "proposals": row.n_proposals,
                "without_deadline": row.n_undated,
                "warnings": list(row.warnings),
                "keeper": row.keeper,
            }
            for row in found.rows
        ]
        number += 1
    if as_json:
        write_json(rows)
        return
    short = [{**row, "subject": row["subject"][:60]} for row in rows]
    write_table(short, ["ref", "name", "date", "issuer", "proposals", "subject"])


@click.command()
@click.argument("ref_or_number")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def show(ref_or_number: str, *, as_json: bool) -> None:
    """Show one document by its reference, or by its number ("6128", "6128/UBND-VXNV")."""
    start_django()
    from phaodai.registers.directives import queries

    ref = _find(ref_or_number)
    try:
        document = queries.get_document(actor=operator(), ref=ref)
    except queries.DocumentNotFound:
        fail(f"Không có văn bản {ref}.", f"There is no document {ref}.")
    chain = queries.get_chain(actor=operator(), ref=ref)
    if as_json:
        from dataclasses import asdict

        write_json({"document": asdict(document), "chain": asdict(chain)})
        return
    from phaodai.delivery.web.directives import words

    click.echo(f"{_name(document.name)}  {document.ref}")
    click.echo(f"{document.name.issuer}, {_date(document.name) or 'không ghi ngày'}")
    click.echo(document.subject)
    for row in chain.up:
        where = row.ref or "(chưa có ở đây)"
        click.echo(f"  thực hiện {_name(row.name)} {row.name.issuer} {where}")
    for row in chain.down:
        click.echo(f"  được thực hiện bởi {_name(row.name)} {row.ref}")
    click.echo()
    write_table(
        (
            {
                "no": str(proposal.ordinal),
                "clause": proposal.clause,
                "deadline": words.due_words(
                    kind=proposal.due.kind,
                    day=proposal.due.day,
                    at=proposal.due.time,
                    rrule=proposal.due.rrule,
                    duration=proposal.due.duration,
                    working_days=proposal.due.working_days,
                    since=proposal.due.since,
                    text=proposal.due.text,
                    _=str,
                ),
                "lead": "; ".join(body.text for body in proposal.leads) or "?",
                "obligation": proposal.title[:70],
            }
            for proposal in document.proposals
        ),
        ["no", "clause", "deadline", "lead", "obligation"],
    )
    for warning in document.warnings:
        say(f"! {warning['code']}: {warning['message']}")


def _import_file(file: str, keeper: BodyRef, *, dry_run: bool) -> dict[str, Any]:
    from phaodai.delivery.intake.errors import UnreadableFile
    from phaodai.delivery.intake.texts import extract_text
    from phaodai.registers.directives import lexicon, operations

    outcome: dict[str, Any] = {"file": file}
    try:
        # Read once: what is kept is what was read, even if the file changes meanwhile.
        content = _load(file)
        extracted = extract_text(content, filename=Path(file).name)
    except UnreadableFile as error:
        facts = {"code": error.code, "vi": error.message_vi, "en": error.message_en}
        return {**outcome, "status": FAILED, "error": facts}
    reading = lexicon.read_text(extracted.text)
    try:
        if dry_run:
            operations.rehearse_import(actor=operator(), keeper=keeper, reading=reading)
            return {
                **outcome,
                "status": READABLE,
                "proposals": len(reading["obligations"]),
                "warnings": reading["warnings"],
            }
        kept = operations.import_document(
            actor=operator(),
            keeper=keeper,
            reading=reading,
            file=content,
            file_name=Path(file).name,
            media_type=extracted.media_type,
            remarks=[(note.value.lower(), note.message_vi) for note in extracted.notes],
            now=clock(),
        )
    except operations.AlreadyKept as error:
        return {
            **outcome,
            "status": KNOWN,
            "ref": str(error.ref),
            "name": error.name,
            # Only what is kept is known: a second document in this file is not.
            "warnings": [w for w in reading["warnings"] if w["code"] == TWO_DOCUMENTS],
        }
    return {
        **outcome,
        "status": KEPT,
        "ref": str(kept.ref),
        "name": kept.name,
        "proposals": kept.n_proposals,
        "readers": kept.n_readers,
        "warnings": list(kept.warnings),
    }


def _load(file: str) -> bytes:
    from phaodai.delivery.intake.limits import Limits
    from phaodai.delivery.intake.texts import extract_text

    try:
        with Path(file).open("rb") as opened:
            return opened.read(Limits().max_bytes + 1)
    except (OSError, ValueError):
        # The reader of files says what is wrong with the path itself.
        extract_text(file, filename=Path(file).name)
        raise


def _say_outcome(outcome: Mapping[str, Any]) -> None:
    file = " ".join(outcome["file"].split())  # one line, whatever the name of the file
    if outcome["status"] == FAILED:
        say(f"{file}: {outcome['error']['vi']}")
        say(f"{file}: {outcome['error']['en']}")
        return
    name = outcome.get("name") or "văn bản không số / no number"
    if outcome["status"] == KNOWN:
        say(f"{file}: đã lưu từ trước / kept already: {name} {outcome['ref']}")
    elif outcome["status"] == READABLE:
        click.echo(f"{file}: {outcome['proposals']} nghĩa vụ, chưa lưu / not stored (--dry-run)")
    else:
        click.echo(f"{file}: {name} {outcome['ref']}, {outcome['proposals']} nghĩa vụ")
    _say_warnings(outcome.get("warnings", ()))


def _say_warnings(warnings: Sequence[Mapping[str, Any]]) -> None:
    """Say each kind of warning once, in both languages, below the file that it is about."""
    from django.utils.translation import gettext, override

    from phaodai.delivery.web.directives import words

    for code, message in {w["code"]: w.get("message", "") for w in warnings}.items():
        vi = words.warning_words(code, message, _=str)
        with override("en"):
            en = words.warning_words(code, message, _=gettext)
        say(f"  ! {vi}")
        if en != vi:
            say(f"    {en}")


def _find(text: str) -> UUID:
    from phaodai.registers.directives import queries

    try:
        return UUID(text)
    except ValueError:
        pass
    found = queries.find_by_number(actor=operator(), text=text)
    if not found:
        fail(
            f"Không có văn bản số “{text}”. Xem danh sách: phaodai directive list",
            f"No document has the number “{text}”. See the list: phaodai directive list",
        )
    if len(found) > 1:
        names = ", ".join(f"{name} ({ref})" for ref, name in found)
        fail(
            f"Có {len(found)} văn bản số “{text}”: {names}. Ghi rõ mã.",
            f"{len(found)} documents have the number “{text}”: {names}. Give the reference.",
        )
    return found[0][0]


def _name(name: Any) -> str:
    from phaodai.delivery.web.directives import words

    return words.document_words(
        doc_type=name.doc_type,
        number=name.number,
        symbol=name.symbol,
        day=name.day,
        precision=name.precision,
        _=str,
    )


def _date(name: Any) -> str | None:
    length = {"day": 10, "month": 7, "year": 4}.get(name.precision, 0)
    return str(name.day)[:length] if name.day and length else None
