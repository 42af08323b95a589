"""A paper as it is meant, before any form: who writes to whom, and the blocks of its body."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Form(StrEnum):
    """Whose form a paper takes."""

    STATE = "STATE"  # Decree 30/2020/NĐ-CP, Annex I
    PARTY = "PARTY"  # bodies of the Party


class Urgency(StrEnum):
    """How fast it has to go, box 10b; the value is what is printed."""

    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HỎA TỐC"


@dataclass(frozen=True, slots=True)
class Words:
    """Words as somebody wrote them."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a sentence or a cell: never typed, always bound to where it comes from.

    Attributes:
        text: as it is printed, such as "1.234" or "chưa có số liệu".
        source: what it is read from, such as "cases.confirmed|COVID-19".
        as_of: the moment as of which it is known.
    """

    text: str
    source: str
    as_of: datetime
    bold: bool = False
    italic: bool = False


Run = Words | Figure


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; its number follows from its place: I, then 1, then a).

    Attributes:
        level: 1 to 3.
    """

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body.

    Attributes:
        is_item: it is one of a list, and begins with a dash.
        is_basis: a ground on which the paper stands, in italics.
    """

    runs: tuple[Run, ...]
    is_item: bool = False
    is_basis: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body.

    Attributes:
        headings: one a column.
        rows: cells by row; each row has as many as there are headings.
        widths: parts of the width that each column takes, in any unit; empty = all alike.
        n_words: how many of the first columns hold words, and stand at the left; the others hold
            figures, and stand at the right.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    widths: tuple[float, ...] = ()
    n_words: int = 1
    title: str = ""

    def __post_init__(self) -> None:
        """Check the shape.

        Raises:
            ValueError: A row is longer or shorter than the headings, or the widths are.
        """
        columns = len(self.headings)
        if any(len(row) != columns for row in self.rows):
            raise ValueError(f"each row of the table has {columns} cells")
        if self.widths and len(self.widths) != columns:
            raise ValueError(f"the table has {columns} widths")


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, boxes 7a and 7b.

    Attributes:
        authority: such as "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH", a line each; empty where the
            head signs for the body itself.
        post: such as "CHỦ TỊCH".
        name: of the person; empty while nobody is named.
    """

    post: str
    name: str = ""
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """What proves the printed page: a code to look up, and the same as a QR.

    Attributes:
        code: short, readable aloud.
        target: what the QR carries.
        note: what the code is, a short line beneath it.
    """

    code: str
    target: str
    note: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes:
        parent: the body above the issuing one, or of which it is a part; "" where none is named.
        issuer: the issuing body.
        number: the paper's number of its year, without a leading zero; "" until it is numbered.
        symbol: such as "BC-UBND" or "UBND-VX".
        place: where it is issued.
        day: of issue; None until it is signed.
        kind: such as "Báo cáo"; "" for an official letter.
        subject: what it is about; of a letter what stands after "V/v".
        addressees: to whom, "Kính gửi"; empty where the kind has none.
        body: in reading order.
        closing: printed after the last word.
        copies: who gets it, "Nơi nhận", without their final marks.
        seal: what proves the page; None where nothing does yet.
    """

    issuer: str
    symbol: str
    place: str
    subject: str
    body: tuple[Block, ...]
    signature: Signature
    form: Form = Form.STATE
    parent: str = ""
    number: str = ""
    day: date | None = None
    kind: str = ""
    addressees: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    urgency: Urgency | None = None
    closing: str = "./."
    seal: Seal | None = field(default=None)


def counting_runs(paper: Paper) -> Iterator[Run]:
    """Return the runs of a body in reading order, but for the cells of tables that hold names."""
    for block in paper.body:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row[block.n_words :]:
                    yield from cell
        else:
            yield from block.runs
