"""What Annex I of Decree 30/2020/NĐ-CP asks of a page, and what is chosen within it.

Lengths are in millimetres, sizes of letters in points. The ranges are the Decree's, by box; the
choices are ours and lie inside them. The Party's form has boxes of its own, set alike.
"""

from dataclasses import dataclass

FACE = "Times New Roman"
STAND_INS = ("Tinos", "Liberation Serif")  # drawn to the same widths, where the face is missing
PAGE = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both allowed."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        """Whether a value lies in it, to the hundredth."""
        return self.low - 0.01 <= value <= self.high + 0.01


MARGINS = {
    "top": Range(20, 25),
    "bottom": Range(20, 25),
    "left": Range(30, 35),
    "right": Range(15, 20),
}
MARGIN = {"top": 20.0, "bottom": 20.0, "left": 30.0, "right": 20.0}
WIDTH = PAGE[0] - MARGIN["left"] - MARGIN["right"]
LEFT_COLUMN, RIGHT_COLUMN = 64.0, WIDTH - 64.0

INDENT = 10.0  # of the first line; 10 to 12.7
HANG = 28.5  # of a list of addressees, so that its dashes stand under the colon
BETWEEN = 6.0  # points above a paragraph, at least 6
LINES = 1.15  # from single to one and a half


@dataclass(frozen=True, slots=True)
class Box:
    """How the letters of a box stand.

    Attributes:
        sizes: what is allowed, in points.
        size: what is chosen.
        align: "left", "center", "right" or "justify"; "" where any will do.
    """

    sizes: Range
    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: str = ""

    def __post_init__(self) -> None:
        """Check the choice.

        Raises:
            ValueError: It lies outside what is allowed.
        """
        if self.size not in self.sizes:
            raise ValueError(f"{self.size} pt is not allowed here")


SMALL, MIDDLE, LARGE = Range(11, 11), Range(12, 13), Range(13, 14)
BOXES = {
    "1a": Box(MIDDLE, 12, bold=True, caps=True, align="center"),  # Quốc hiệu
    "1b": Box(LARGE, 13, bold=True, align="center"),  # Tiêu ngữ
    "2a": Box(MIDDLE, 12, caps=True, align="center"),  # the body above
    "2b": Box(MIDDLE, 12, bold=True, caps=True, align="center"),  # the issuing body
    "3": Box(Range(13, 13), 13, align="center"),  # number and symbol
    "4": Box(LARGE, 13, italic=True, align="center"),  # place and day
    "5a": Box(LARGE, 14, bold=True, caps=True, align="center"),  # kind
    "5a-subject": Box(LARGE, 14, bold=True, align="center"),
    "5b": Box(MIDDLE, 12, align="center"),  # V/v …
    "6": Box(LARGE, 14, align="justify"),
    "6-basis": Box(LARGE, 14, italic=True, align="justify"),
    "6-part": Box(LARGE, 14, bold=True, align="justify"),
    "6-table": Box(Range(11, 14), 12),
    "7a": Box(LARGE, 14, bold=True, caps=True, align="center"),
    "7b": Box(LARGE, 14, bold=True, align="center"),
    "9a": Box(LARGE, 14),
    "9b-title": Box(Range(12, 12), 12, bold=True, italic=True, align="left"),
    "9b": Box(SMALL, 11, align="left"),
    "10b": Box(LARGE, 13, bold=True, caps=True, align="center"),
    "page": Box(LARGE, 13, align="center"),
    "seal": Box(Range(7, 9), 8, align="left"),
}
URGENCY_SIZES = {"HỎA TỐC": (30.0, 8.0), "THƯỢNG KHẨN": (40.0, 8.0), "KHẨN": (20.0, 8.0)}
RED = "FF0000"
