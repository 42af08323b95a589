"""The catalogue of messages: found in code and templates, compiled without gettext.

    .venv/bin/python scripts/messages.py            put new messages in, take unused ones out
    .venv/bin/python scripts/messages.py compile    write the .mo files that Django reads
    .venv/bin/python scripts/messages.py missing    list what has no English yet
    .venv/bin/python scripts/messages.py check      fail where `update` would change anything

Vietnamese is the source: a message is its own Vietnamese wording.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "phaodai"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("vi", "en")
LAZY = {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items() if "gettext" in name}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY}
CHURN = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Language-Team|'
    r"Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
    re.MULTILINE,
)

Message = tuple[str | tuple[str, ...], str | None]


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that may hold messages, as Python text."""
    from django.utils.translation.template import templatize

    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text()
    for path in sorted(
        [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]
    ):
        # What is left of a template is no program: indentation would only disturb.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        yield path, "\n".join(line.strip() for line in lines)


def find() -> dict[Message, set[str]]:
    """Return each message with its context, and the files that use it."""
    found: dict[Message, set[str]] = {}
    for path, text in sources():
        file = io.BytesIO(text.encode())
        place = path.relative_to(ROOT).as_posix()
        for _, words, _, context in extract("python", file, KEYWORDS):
            key = tuple(words) if isinstance(words, (tuple, list)) else words
            if key and all(key):
                found.setdefault((key, context), set()).add(place)
    return found


def file_of(language: str) -> Path:
    """Return the path of a catalogue."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """Read a catalogue as it is kept."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def updated(language: str) -> Catalog:
    """Return the catalogue with exactly the messages in use, translations kept."""
    old = load(language)
    new = Catalog(locale=language, domain="django", header_comment="# Pháo Đài", fuzzy=False)
    for (words, context), places in find().items():
        kept = old.get(words, context=context)
        if kept is None and isinstance(words, tuple):
            kept = old.get(words[0], context=context)
        string = kept.string if kept is not None else None
        if isinstance(words, tuple) and isinstance(string, str):
            string = (string,) * new.num_plurals  # it was said alike of both numbers so far
        new.add(
            words,
            string=string,
            locations=[(place, None) for place in sorted(places)],
            context=context,
        )
    return new


def text_of(catalog: Catalog) -> str:
    """Return a catalogue as it is kept: sorted, without dates that only make changes."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return CHURN.sub("", file.getvalue().decode())


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages without a full translation."""
    missing = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (not all(strings) or message.fuzzy):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def update() -> int:
    """Write the catalogues anew."""
    for language in LANGUAGES:
        catalog = updated(language)
        file_of(language).parent.mkdir(parents=True, exist_ok=True)
        file_of(language).write_text(text_of(catalog))
        print(f"{language}: {len(catalog)} messages", file=sys.stderr)
    return missing()


def compile_all() -> int:
    """Write the files that Django reads."""
    for language in LANGUAGES:
        with file_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, load(language))
    return 0


def missing() -> int:
    """List what has no English; the status says whether there is any."""
    lines = untranslated(load("en"))
    for line in lines:
        print(line)
    return 1 if lines else 0


def check() -> int:
    """Say whether the catalogues hold what is used, and English all of it."""
    stale = [lang for lang in LANGUAGES if file_of(lang).read_text() != text_of(updated(lang))]
    for language in stale:
        print(f"{language}: run scripts/messages.py update", file=sys.stderr)
    return max(missing(), int(bool(stale)))


def main() -> int:
    """Run one act."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    acts = {"update": update, "compile": compile_all, "missing": missing, "check": check}
    parser.add_argument("act", nargs="?", choices=acts, default="update")
    chosen = parser.parse_args().act
    if chosen in {"update", "check"}:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phaodai.project.settings")
        django.setup()
    return acts[chosen]()


if __name__ == "__main__":
    sys.exit(main())
