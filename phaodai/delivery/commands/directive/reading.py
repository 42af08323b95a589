"""Commands that only read files: no database, no Django."""
# ruff: noqa: D301 - click keeps the lines of a paragraph that begins with a backspace

import json
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from phaodai.delivery.commands.runtime import Exit, fail, say, write_json

if TYPE_CHECKING:
    from phaodai.delivery.intake.texts import ExtractedText

STDIN = "-"
TEXT_ENDINGS = (".txt", ".md")


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
@click.option("--text", "as_text", is_flag=True, help="Print the extracted text alone.")
def read(file: str, *, as_json: bool, as_text: bool) -> None:
    """Read what a dispatch orders: bodies, deadlines, targets.

    FILE is a .docx, .pdf or .txt file, or - for standard input. Nothing is stored and no
    database is needed.

    \b
    phaodai directive read cong-van.docx
    phaodai directive read cong-van.pdf --json | jq '.obligations[].due'
    """
    if as_json and as_text:
        raise click.UsageError("--json / --text: chọn một trong hai; choose one of the two")
    extracted = extract(file)
    if as_text:
        click.echo(extracted.text)
        return
    from phaodai.registers.directives import lexicon

    reading = lexicon.read_text(extracted.text)
    for note in extracted.notes:
        say(f"! {note.message_vi}")
        say(f"! {note.message_en}")
    if as_json:
        write_json(reading)
        return
    from phaodai.delivery.commands.directive.summary import write_summary

    write_summary(reading)


@click.command()
def schema() -> None:
    """Print the JSON Schema of what `read --json` prints."""
    from phaodai.engines.dispatch import SCHEMA

    write_json(SCHEMA)


@click.command()
@click.argument("gold_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("text_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def evaluate(gold_dir: Path, text_dir: Path, *, as_json: bool) -> None:
    """Measure the reader against annotations made by hand.

    Every GOLD_DIR/name.json is compared with what is read from TEXT_DIR/name.txt. Precision and
    recall are printed field by field for each file, then over all files (micro-averaged).
    """
    from phaodai.engines.dispatch import evaluation
    from phaodai.registers.directives import lexicon

    scores: dict[str, evaluation.Scores] = {}
    missing: list[str] = []
    for gold_file in sorted(gold_dir.glob("*.json")):
        source = _text_of(text_dir, gold_file.stem)
        if source is None:
            missing.append(gold_file.stem)
            continue
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        text = _plain_text(source)
        scores[gold_file.stem] = evaluation.evaluate(gold, lexicon.read_text(text), text)
    if not scores:
        fail(
            f"Không có tệp .txt nào trong {text_dir} ứng với chú giải trong {gold_dir}.",
            f"No .txt file in {text_dir} belongs to an annotation in {gold_dir}.",
        )
    overall = evaluation.total(scores.values())
    if as_json:
        write_json(
            {
                "files": {name: score.as_dict() for name, score in scores.items()},
                "overall": overall.as_dict(),
                "missing": missing,
            }
        )
    else:
        for name, score in scores.items():
            click.echo(f"{name}\n{score.table()}\n")
        click.echo(f"{len(scores)} files\n{overall.table()}")
    if missing:
        say(f"Thiếu văn bản của / No text for: {', '.join(missing)}")
        sys.exit(Exit.PARTLY)


def extract(file: str) -> "ExtractedText":
    """Return the text of a file, or end with both languages' sentence about why not."""
    from phaodai.delivery.intake.errors import UnreadableFile
    from phaodai.delivery.intake.limits import Limits
    from phaodai.delivery.intake.texts import extract_text

    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(Limits().max_bytes + 1)
            return extract_text(content, filename="")
        return extract_text(file, filename=Path(file).name)
    except UnreadableFile as error:
        fail(f"{file}: {error.message_vi}", f"{file}: {error.message_en}")


def _text_of(folder: Path, stem: str) -> Path | None:
    return next((f for e in TEXT_ENDINGS if (f := folder / f"{stem}{e}").is_file()), None)


def _plain_text(file: Path) -> str:
    """Return a text as the annotations count it: every letter of the file, NFC and LF."""
    raw = file.read_bytes().decode("utf-8-sig")
    return unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
