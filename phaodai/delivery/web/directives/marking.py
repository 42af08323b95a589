"""The text of a dispatch as HTML, with marks that may lie inside each other or overlap.

What is shown is the text itself, letter by letter: taking the tags away gives it back. The
numbers of the marks are attributes that the style sheet prints.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from phaodai.delivery.web.directives.layout import Layout, Span, gaps


@dataclass(frozen=True, slots=True)
class Mark:
    """One obligation in the text."""

    number: int
    span: Span
    is_weak: bool
    label: str  # what a screen reader says of its number


@dataclass(frozen=True, slots=True)
class _Range:
    """A span and its tags; a lower rank lies outside."""

    start: int
    end: int
    rank: int
    first: SafeString  # the opening tag
    again: SafeString  # the opening tag of a later piece, where another range cut it
    close: SafeString

    @property
    def order(self) -> tuple[int, int, int]:
        return self.rank, self.start, -self.end


@dataclass(slots=True)
class _Writer:
    text: str
    out: list[str] = field(default_factory=list)
    open: list[_Range] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)

    def turn_to(self, wanted: Sequence[_Range]) -> None:
        """Close and open tags until exactly the wanted ranges are open."""
        same = 0
        for ours, theirs in zip(self.open, wanted, strict=False):
            if ours is not theirs:
                break
            same += 1
        self.out += [one.close for one in reversed(self.open[same:])]
        for one in wanted[same:]:
            self.out.append(one.again if id(one) in self.begun else one.first)
            self.begun.add(id(one))
        self.open = list(wanted)


def render_text(
    text: str, *, layout: Layout, marks: Iterable[Mark], anchors: Iterable[tuple[str, Span]] = ()
) -> SafeString:
    """Return the text with its parts, marks and places of evidence as nested elements.

    Args:
        text: The text of the document, never trusted.
        layout: The parts of the dispatch.
        marks: The obligations.
        anchors: Names (safe as identifiers) and spans that facts of the header link to.
    """
    ranges = [
        *_parts(layout, text),
        *(_anchor(name, span) for name, span in anchors),
        *(_mark(mark) for mark in marks),
        *(_plain(span, 4, "b") for span in layout.bold),
        *(_plain(span, 4, "i") for span in layout.italic),
        *(_plain(span, 6, "span", "md") for span in layout.signs),
    ]
    ranges = sorted((r for r in ranges if r.start < r.end), key=lambda r: r.order)
    borders = sorted({0, len(text), *(r.start for r in ranges), *(r.end for r in ranges)})
    writer = _Writer(text)
    for start, end in itertools.pairwise(borders):
        writer.turn_to([r for r in ranges if r.start <= start and r.end >= end])
        writer.out.append(escape(text[start:end]))
    writer.turn_to([])
    return mark_safe("".join(writer.out))  # noqa: S308 - every piece is escaped or built above


def _plain(span: Span, rank: int, tag: str, classes: str = "") -> _Range:
    opening = format_html('<{} class="{}">', tag, classes) if classes else format_html("<{}>", tag)
    return _Range(*span, rank, opening, opening, format_html("</{}>", tag))


def _parts(layout: Layout, text: str) -> Iterable[_Range]:
    for part in (layout.header, layout.footer):
        if part:
            # The blank lines around a box are its margin.
            before, after = text[: part[0]], text[part[1] :]
            yield _plain((len(before.rstrip()), part[0]), 0, "span", "md")
            yield _plain((part[1], len(text) - len(after.lstrip())), 0, "span", "md")
    if layout.header:
        yield _plain(layout.header, 0, "div", "hd")
        for box in layout.boxes:
            yield _plain(box, 1, "div", "bx")
        for gap in gaps(layout.boxes):
            yield _plain(gap, 1, "span", "md")
    if layout.footer:
        yield _plain(layout.footer, 0, "div", "ft")
        parts = [part for part in (layout.recipients, layout.signature) if part]
        for part, name in zip(parts, ("rc", "sg"), strict=False):
            yield _plain(part, 1, "div", name)
        for gap in gaps(parts):
            yield _plain(gap, 1, "span", "md")


def _anchor(name: str, span: Span) -> _Range:
    first = format_html('<span class="ev" id="{}">', name)
    again = format_html('<span class="{}">', "ev")
    return _Range(*span, 5, first, again, format_html("</{}>", "span"))


def _mark(mark: Mark) -> _Range:
    weak = " weak" if mark.is_weak else ""
    first = format_html(
        '<mark id="d{0}" class="d{1}" data-o="{0}"><a class="no" href="#o{0}" data-n="{0}"'
        ' aria-label="{2}"></a>',
        mark.number,
        weak,
        mark.label,
    )
    again = format_html('<mark class="d{1} more" data-o="{0}">', mark.number, weak)
    return _Range(*mark.span, 3, first, again, format_html("</{}>", "mark"))
