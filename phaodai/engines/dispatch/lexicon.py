"""Bodies that the caller knows, compiled for look-up by folded words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phaodai.engines.dispatch.text import fold

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
WORDS = re.compile(r"[^\W_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class BodyTerm:
    """One kind of body and every way a document may name it.

    Notes:
        Names may hold placeholders in braces ("Sở Y tế {kind} {name}"); they are ignored.
    """

    code: str
    names: tuple[str, ...]
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    branch: str = ""
    levels: tuple[str, ...] = ()
    is_general: bool = False


def words_of(name: str) -> tuple[str, ...]:
    """Return the folded words and signs of a name, placeholders removed."""
    return tuple(WORDS.findall(fold(_PLACEHOLDER.sub(" ", name))))


@dataclass(slots=True)
class Lexicon:
    """Look-up from folded words to the code and the spelling of a body."""

    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = field(default_factory=dict)
    spelling: dict[tuple[str, ...], str] = field(default_factory=dict)

    def match(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        """Return the length and code of the longest known name that starts at a word.

        Args:
            words: folded words of the text.
            at: index of the first word.
        """
        for name, code, _ in self.by_first.get(words[at], ()):
            if tuple(words[at : at + len(name)]) == name:
                return len(name), code
        return None


def compile_lexicon(bodies: Iterable[BodyTerm]) -> Lexicon:
    """Compile terms into a look-up, longest names first."""
    lexicon = Lexicon()
    seen: set[tuple[str, ...]] = set()
    for term in bodies:
        for name in (*term.names, *term.abbreviations, *term.aliases):
            words = words_of(name)
            if not words or words in seen:
                continue
            seen.add(words)
            spelt = " ".join(_PLACEHOLDER.sub(" ", name).split())
            lexicon.by_first.setdefault(words[0], []).append((words, term.code, spelt))
            lexicon.spelling[words] = spelt
    for entries in lexicon.by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return lexicon
