"""What scanners, mail programs and hurried typists do to a dispatch: text in, text out, by seed."""

import random
import re
import unicodedata
from collections.abc import Callable

Mutation = Callable[[str, int], str]

CONFUSIONS = {"l": "1", "1": "l", "O": "0", "0": "O", "ớ": "6", "6": "ớ", "đ": "d", "ủ": "ú"}
ACCENTS = re.compile(r"[\u0300-\u036f]")


def _some(text: str, seed: int, pattern: str, change: Callable[[str], str], share: float) -> str:
    """Change a random share of the matches of a pattern."""
    dice = random.Random(seed)
    return re.sub(pattern, lambda m: change(m[0]) if dice.random() < share else m[0], text)


def _bare(word: str) -> str:
    flat = ACCENTS.sub("", unicodedata.normalize("NFD", word))
    return flat.replace("đ", "d").replace("Đ", "D")


def break_lines(text: str, seed: int) -> str:
    """Put line ends in the place of spaces."""
    return _some(text, seed, r"(?<=\S) (?=\S)", lambda _: "\n", 0.1)


def break_lines_everywhere(text: str, seed: int) -> str:
    """Put a line end in the place of every space."""
    return re.sub(r"(?<=\S) (?=\S)", "\n", text)


def lose_accents(text: str, seed: int) -> str:
    """Lose the accents of some words."""
    return _some(text, seed, r"\w+", _bare, 0.1)


def lose_all_accents(text: str, seed: int) -> str:
    """Lose every accent."""
    return _bare(text)


def decompose(text: str, seed: int) -> str:
    """Write accents as combining marks (NFD)."""
    return unicodedata.normalize("NFD", text)


def space_digits(text: str, seed: int) -> str:
    """Put spaces between digits."""
    return _some(text, seed, r"\d(?=\d)", lambda digit: digit + " ", 0.3)


def confuse(text: str, seed: int) -> str:
    """Take one character for another, as a scanner does."""
    return _some(text, seed, "[" + "".join(CONFUSIONS) + "]", CONFUSIONS.__getitem__, 0.05)


def drop_blank_lines(text: str, seed: int) -> str:
    """Drop the blank lines."""
    return re.sub(r"\n\s*\n", "\n", text)


def windows_line_ends(text: str, seed: int) -> str:
    """End lines with CR LF."""
    return text.replace("\n", "\r\n")


def break_pages(text: str, seed: int) -> str:
    """Put form feeds and page numbers between lines."""
    return _some(text, seed, r"\n", lambda _: "\n\f2\n", 0.05)


def trail_spaces(text: str, seed: int) -> str:
    """Leave spaces and tabs at the ends of lines."""
    return _some(text, seed, r"\n", lambda _: " \t \u00a0\n", 0.5)


def merge_columns(text: str, seed: int) -> str:
    """Print the first lines side by side, as text taken from two columns comes out."""
    lines = text.split("\n")
    head = [line for line in lines[:14] if line.strip()]
    left, right = head[: len(head) // 2], head[len(head) // 2 :]
    left += [""] * (len(right) - len(left))
    return "\n".join([f"{a:<40}{b}" for a, b in zip(left, right, strict=True)] + lines[14:])


def upper(text: str, seed: int) -> str:
    """Write everything in capitals."""
    return text.upper()


def cut_short(text: str, seed: int) -> str:
    """Lose everything from some point on."""
    return text[: random.Random(seed).randrange(len(text) + 1)]


def repeat_lines(text: str, seed: int) -> str:
    """Print some lines twice."""
    return _some(text, seed, r"[^\n]+\n", lambda line: line * 2, 0.05)


MUTATIONS: tuple[Mutation, ...] = (
    break_lines,
    break_lines_everywhere,
    lose_accents,
    lose_all_accents,
    decompose,
    space_digits,
    confuse,
    drop_blank_lines,
    windows_line_ends,
    break_pages,
    trail_spaces,
    merge_columns,
    upper,
    cut_short,
    repeat_lines,
)
