"""A paper laid into the boxes of its form: the one picture from which every writer draws."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from phaodai.engines.papers.model import (
    Block,
    Figure,
    Form,
    Heading,
    Paper,
    Paragraph,
    Run,
    Seal,
    Table,
    Urgency,
    Words,
)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
FULL, PART = 1.0, 0.4  # of a line's own width, drawn beneath it; the Decree says ⅓ to ½
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph in a box.

    Attributes:
        box: its key in `measures.BOXES`.
        rule: part of its own width that is ruled beneath it; 0 for none.
        above: points of room above it.
        is_indented: its first line is.
        hangs: it is one of a list below a title: what runs over stands under the first word.
        is_kept: it stands on the page of what follows, as a title does.
    """

    box: str
    runs: tuple[Run, ...]
    rule: float = 0.0
    above: float = 0.0
    is_indented: bool = False
    hangs: bool = False
    is_kept: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is printed, place by place.

    Attributes:
        left: the left column of the head.
        right: the right column of the head.
        front: what stands across the page between head and body.
        body: lines and tables in reading order.
        foot_left: "Nơi nhận".
        foot_right: the signature; an empty line stands for the room of the hand.
    """

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    front: tuple[Line, ...]
    body: tuple[Line | Table, ...]
    foot_left: tuple[Line, ...]
    foot_right: tuple[Line, ...]
    urgency: Urgency | None
    seal: Seal | None


def lay_out(paper: Paper) -> Sheet:
    """Lay a paper into its boxes."""
    head = _state_head if paper.form is Form.STATE else _party_head
    left, right = head(paper)
    return Sheet(
        left=left,
        right=right,
        front=tuple(_front(paper)),
        body=tuple(_body(paper)),
        foot_left=tuple(_copies(paper.copies)),
        foot_right=tuple(_signed(paper)),
        urgency=paper.urgency,
        seal=paper.seal,
    )


def number_line(paper: Paper) -> str:
    """Return number and symbol: "Số: 05/BC-UBND"; room is left for a number that is not given."""
    number = f"{int(paper.number):02d}" if paper.number.isdecimal() else paper.number or " " * 6
    joint = "/" if paper.form is Form.STATE else "-"
    return f"Số: {number}{joint}{paper.symbol}" if paper.form is Form.STATE else (
        f"Số {number}{joint}{paper.symbol}"
    )  # fmt: skip


def place_line(place: str, day: date | None) -> str:
    """Return place and day; days below ten and the first two months have a leading zero."""
    if day is None:
        return f"{place}, ngày    tháng    năm    "
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def printable(text: str) -> str:
    """Return a text with a space for whatever cannot be printed, such as breaks and controls."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _state_head(paper: Paper) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    left = [_line("2a", paper.parent.upper())] if paper.parent else []
    left.append(_line("2b", paper.issuer.upper(), rule=PART))
    left.append(_line("3", number_line(paper), above=4))
    if not paper.kind:
        left.append(_line("5b", f"V/v {paper.subject}", above=6))
    right = (
        _line("1a", NATION),
        _line("1b", MOTTO, rule=FULL),
        _line("4", place_line(paper.place, paper.day), above=4),
    )
    return tuple(left), right


def _party_head(paper: Paper) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    left = [_line("2a", paper.parent.upper())] if paper.parent else []
    left += [
        _line("2b", paper.issuer.upper()),
        _line("3", "*"),
        _line("3", number_line(paper)),
    ]
    if not paper.kind:
        left.append(_line("5b", paper.subject, above=6))
    right = (
        _line("1a", PARTY, rule=FULL),
        _line("4", place_line(paper.place, paper.day), above=10),
    )
    return tuple(left), right


def _front(paper: Paper) -> Iterator[Line]:
    if paper.kind:
        yield _line("5a", paper.kind.upper(), above=16)
        yield _line("5a-subject", paper.subject, rule=PART)
    match paper.addressees:
        case ():
            return
        case (one,):
            yield replace(_line("9a", f"Kính gửi: {one}", above=14), is_indented=True)
        case many:
            yield replace(_line("9a", "Kính gửi:", above=14), is_indented=True)
            for each in _listed(many):
                yield replace(_line("9a", each), hangs=True)


def _body(paper: Paper) -> Iterator[Line | Table]:
    counts = [0, 0, 0]
    last = _last_words(paper.body)
    for at, block in enumerate(paper.body):
        match block:
            case Heading(level=level, runs=runs):
                counts[level - 1] += 1
                counts[level:] = [0] * (3 - level)
                number = Words(_number(level, counts[level - 1]) + " ", bold=True)
                bold = tuple(replace(run, bold=True) for run in runs)
                yield Line("6-part", (number, *bold), above=10 if level == 1 else 6,
                           is_indented=True, is_kept=True)  # fmt: skip
            case Paragraph(runs=runs):
                said: tuple[Run, ...] = (Words("- "), *runs) if block.is_item else runs
                if at == last:
                    said = _closed(said, paper.closing)
                box = "6-basis" if block.is_basis else "6"
                # Nobody signs on a page that bears nothing else.
                yield Line(box, said, above=6, is_indented=True, is_kept=at == last)
            case Table():
                yield block
    if last is None and paper.closing:
        yield Line("6", (Words(paper.closing),), above=6, is_indented=True, is_kept=True)


def _last_words(body: tuple[Block, ...]) -> int | None:
    """Return where the closing mark goes: the last block, if it is a paragraph."""
    return len(body) - 1 if body and isinstance(body[-1], Paragraph) else None


def _closed(runs: tuple[Run, ...], closing: str) -> tuple[Run, ...]:
    if not closing:
        return runs
    last = runs[-1]
    if isinstance(last, Figure):
        return (*runs, Words(closing))
    return (*runs[:-1], replace(last, text=last.text.rstrip(". ;") + closing))


def _number(level: int, count: int) -> str:
    if level == 1:
        return f"{ROMAN[count - 1] if count <= len(ROMAN) else count}."
    if level == 2:
        return f"{count}."
    return f"{LETTERS[(count - 1) % len(LETTERS)]})"


def _copies(copies: tuple[str, ...]) -> Iterator[Line]:
    if copies:
        yield _line("9b-title", "Nơi nhận:")
        for each in _listed(copies):
            yield _line("9b", each)


def _listed(names: tuple[str, ...]) -> Iterator[str]:
    for at, name in enumerate(names):
        yield f"- {name}{'.' if at == len(names) - 1 else ';'}"


def _signed(paper: Paper) -> Iterator[Line]:
    signature = paper.signature
    for each in (*signature.authority, signature.post):
        yield _line("7a", each.upper())
    yield Line("7b", ())
    yield _line("7b", signature.name)


def _line(box: str, text: str, *, rule: float = 0.0, above: float = 0.0) -> Line:
    return Line(box, (Words(text),), rule=rule, above=above)


def lines_of(sheet: Sheet) -> Iterable[Line]:
    """Return every line of a sheet that is not in a table, place by place."""
    for place in (sheet.left, sheet.right, sheet.front, sheet.body, sheet.foot_left,
                  sheet.foot_right):  # fmt: skip
        for each in place:
            if isinstance(each, Line):
                yield each
