"""Terms as people write them in one line: `care_home + care_tier1 - before(f0_current)`.

Another spelling of the same tree, for those who write rules by hand. What has no such spelling is
written as JSON.
"""

import json
import re
from typing import Any, Final

BEFORE: Final = "before"  # the field in the report of the period before
_TOKEN = re.compile(
    r"\s*(?:(?P<before>before|truoc|trước)\s*\(\s*(?P<past>[a-z][a-z0-9_]*)\s*\)"
    r"|(?P<code>[a-z][a-z0-9_]*)|(?P<number>[0-9]+(?:[.,][0-9]+)?)|(?P<sign>[-−+()]))"
)


class BadSum(ValueError):
    """A line is no sum; `rest` is what could not be read."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


def write_sum(term: Any) -> str:
    """Return the line of a term's JSON, or the JSON itself where it has none."""
    try:
        line = _line(term)
        if read_sum(line) == term:
            return line
    except (BadSum, ValueError, TypeError, AttributeError, RecursionError):
        pass
    return json.dumps(term, ensure_ascii=False)


def read_sum(line: str) -> Any:
    """Return the JSON of a term that is written in one line.

    Raises:
        BadSum: It is none.
    """
    text = line.strip()
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise BadSum(text) from None
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadSum(text[at:].strip())
        tokens.append(found)
        at = found.end()
    reader = _Reader(tokens)
    term = reader.term()
    if reader.next is not None:
        raise BadSum(text[reader.next.start() :].strip())
    return term


class _Reader:
    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def next(self) -> re.Match[str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def term(self, depth: int = 0) -> Any:
        total, open_sum = self.part(depth), False
        while (token := self.next) is not None and token["sign"] in ("+", "-", "−"):
            self.at += 1
            part = self.part(depth)
            if token["sign"] != "+":
                total, open_sum = {"difference": [total, part]}, False
            elif open_sum:
                total["sum"].append(part)
            else:
                total, open_sum = {"sum": [total, part]}, True
        return total

    def part(self, depth: int) -> Any:
        token = self.next
        if token is None or depth > 20:
            raise BadSum("")
        self.at += 1
        if token["before"]:
            return {"previous": token["past"]}
        if token["code"]:
            return token["code"]
        if token["number"]:
            number = token["number"].replace(",", ".")
            return int(number) if number.isdecimal() else {"number": number}
        if token["sign"] == "(":
            inner = self.term(depth + 1)
            if (end := self.next) is None or end["sign"] != ")":
                raise BadSum(token.string[token.start() :].strip())
            self.at += 1
            return inner
        raise BadSum(token.string[token.start() :].strip())


def _line(term: Any) -> str:
    match term:
        case str():
            return term
        case bool():
            raise BadSum("")
        case int():
            return str(term)
        case {"previous": str(code), **rest} if not rest:
            return f"{BEFORE}({code})"
        case {"number": str(number), **rest} if not rest:
            return number
        case {"sum": [first, *others], **rest} if not rest:
            begin = f"({_line(first)})" if _is_sum(first) else _line(first)
            return " + ".join([begin, *(_bracketed(each) for each in others)])
        case {"difference": [left, right], **rest} if not rest:
            return f"{_line(left)} - {_bracketed(right)}"
    raise BadSum("")


def _is_sum(term: Any) -> bool:
    return isinstance(term, dict) and "sum" in term


def _bracketed(term: Any) -> str:
    made = isinstance(term, dict) and ("sum" in term or "difference" in term)
    return f"({_line(term)})" if made else _line(term)
