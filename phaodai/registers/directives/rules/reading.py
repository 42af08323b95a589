"""Rules of documents and of what is read out of them."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from phaodai.registers.directives.states import Precision
from phaodai.vocabulary.folding import fold

SURE, FAIR = 0.75, 0.5  # borders of the three bars of confidence
SHORTEST_TITLE, TITLE_LENGTH = 24, 110
_BRACKETS = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")
_COLLECTIVE = re.compile(r"(cac|ca|moi|nhung|toan|tat ca|dia phuong|nguoi dung dau|luc luong)\b")
_WORD = re.compile(r"[^\W_]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BREAK = re.compile(r"(?<=[.;:])\s")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as a document states it."""

    precision: Precision
    first_day: date | None  # first day of the stated day, month or year

    @property
    def year(self) -> int | None:
        """Return the year, where one is stated."""
        return self.first_day.year if self.first_day else None


def partial_date(value: str | None) -> PartialDate:
    """Read "2021-09-09", "2021-09", "2021" or nothing.

    Raises:
        ValueError: The text is no such date.
    """
    if value is None:
        return PartialDate(Precision.NONE, None)
    parts = [int(part) for part in value.split("-")]
    if len(parts) > 3:
        raise ValueError(f"no date: {value!r}")
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    return PartialDate(precision, date(*([*parts, 1, 1])[:3]))


def words_key(text: str) -> str:
    """Return a key of the words of a text, blind to case, accents, spaces and punctuation.

    A copy that was typed with the older placing of tone marks, or laid out on other lines, has
    the same key.
    """
    return hashlib.sha256(" ".join(_WORD.findall(fold(text))).encode()).hexdigest()


def orders_key(obligations: Iterable[str]) -> str:
    """Return a key of what a document orders, or "" where it orders nothing."""
    texts = list(obligations)
    return words_key("\n".join(texts)) if texts else ""


def symbol_key(symbol: str) -> str:
    """Return a key of a symbol: "343-TB/TU" and "343/TB-TU" part the same words."""
    return "-".join(_WORD.findall(fold(symbol)))


def number_key(number: str) -> str:
    """Return a key of a number: Decree 30 writes 07, older habits 7.

    Source: Decree 30/2020/NĐ-CP, Annex I, part II, item 3 (a number below 10 gets a leading 0).
    """
    key = symbol_key(number)
    return key.lstrip("0") or key


def search_key(parts: Iterable[str]) -> str:
    """Return the folded text in which documents are looked up."""
    return fold("\n".join(parts))


def is_cited(cited: PartialDate, candidate: PartialDate) -> bool:
    """Say whether a citation of a number and symbol can mean a document of that date.

    Numbers begin again every year and every People's Committee uses the same symbols, so a
    citation without a date means nothing that can be found, and two full dates must be equal.
    """
    if cited.first_day is None or candidate.first_day is None:
        return False
    parts = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
    n = min(parts[cited.precision], parts[candidate.precision])
    return str(cited.first_day).split("-")[:n] == str(candidate.first_day).split("-")[:n]


def circle(start: int, next_of: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the documents on a way from `start` back to it, or nothing.

    Args:
        start: The document asked about.
        next_of: Document -> documents that it carries out.
    """
    way: list[int] = []
    seen: set[int] = set()

    def leads_back(node: int) -> bool:
        for other in next_of.get(node, ()):
            if other == start:
                return True
            if other not in seen:
                seen.add(other)
                way.append(other)
                if leads_back(other):
                    return True
                way.pop()
        return False

    return [start, *way] if leads_back(start) else []


def plain(text: str) -> str:
    """Return a text without the asterisks that stand for bold and italic type."""
    return text.replace("*", "")


def title(text: str) -> str:
    """Return the beginning of an obligation as a title: a whole sentence, or cut at a word.

    What stands in brackets is left out before anything is cut.
    """
    words = " ".join(plain(text).split())
    first = _BREAK.split(words, maxsplit=1)[0]
    if not SHORTEST_TITLE <= len(first) <= TITLE_LENGTH:
        first = " ".join(_BRACKETS.sub(" ", words).split()).replace(" ,", ",").replace(" .", ".")
        shorter = _BREAK.split(first, maxsplit=1)[0]
        first = shorter if len(shorter) >= SHORTEST_TITLE else first
    if len(first) > TITLE_LENGTH:
        first = first[: TITLE_LENGTH + 1].rsplit(" ", 1)[0].rstrip(".;:,( ") + "…"
    return first[:1].upper() + first[1:].rstrip(".;:, ")


def full_number(number: str, symbol: str) -> str:
    """Return number and symbol as they stand on paper; what is blank shows as dots.

    Source: Decree 30/2020/NĐ-CP, Annex I ("15/QĐ-BNV"); the Party writes "343-TB/TU".
    """
    if not number and not symbol:
        return ""
    is_party = "/" in symbol and "-" not in symbol
    return f"{number or '…'}{'-' if is_party else '/'}{symbol or '…'}"


def is_collective(text: str) -> bool:
    """Say whether a wording means many without naming any: "các đơn vị liên quan".

    Nobody is missing from the catalogue where nobody is named.
    """
    return _COLLECTIVE.match(fold(text)) is not None


def bars(confidence: float) -> int:
    """Return the bars of confidence: 3 sure, 2 fairly sure, 1 to be looked at."""
    return 3 if confidence >= SURE else 2 if confidence >= FAIR else 1


class BadReading(Exception):
    """What should be kept is no reading of the text it carries."""


def check_reading(reading: Mapping[str, Any]) -> None:
    """Refuse spans that lie outside the text, or obligations that are not what stands there.

    The form itself is checked against the published schema before this.

    Raises:
        BadReading: A span is wrong.
    """
    text = reading["text"]
    if _UNSTORABLE.search(text):
        raise BadReading("the text holds a NUL or half a character, which no database stores")
    for where, span in _spans(reading):
        if not 0 <= span[0] < span[1] <= len(text):
            raise BadReading(f"{where}: span {list(span)} lies outside the text")
    for n, obligation in enumerate(reading["obligations"], start=1):
        start, end = obligation["span"]
        if " ".join(text[start:end].split()) != obligation["text"]:
            raise BadReading(f"obligation {n} is not what stands at {start}-{end}")


def _spans(reading: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[int]]]:
    for n, obligation in enumerate(reading["obligations"], start=1):
        yield f"obligation {n}", obligation["span"]
        parts = [
            obligation["due"],
            *obligation["targets"],
            *obligation["lead"],
            *obligation["coordinate"],
            *obligation["accountable"],
        ]
        for part in parts:
            if part.get("span"):
                yield f"obligation {n}", part["span"]
    for pointer, evidence in reading["document"]["evidence"].items():
        if evidence.get("span"):
            yield pointer, evidence["span"]
    for warning in reading["warnings"]:
        if warning.get("span"):
            yield warning["code"], warning["span"]
