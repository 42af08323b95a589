"""What the rows and columns of a sheet are; every guess comes with how sure it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from phaodai.engines.sheets import cells
from phaodai.engines.sheets.places import Places, is_name_of_unit, is_total
from phaodai.engines.sheets.words import Lexicon, Match, fold

Rows = Sequence[Sequence[str]]
Merged = Sequence[tuple[int, int, int, int]]  # first row, first column, last row, last column

SURE = 0.9  # of a score; what is less is asked
AHEAD = 0.12  # by which the likeliest has to lead
LIKELY = 0.35  # what is less is not even offered
SEARCHED = 40  # rows in which headings are looked for
MOST_FIELDS = 300  # rows of a sheet whose rows may be fields
TALLEST = 3  # rows of headings one above the other

PLACE, DAY, NOTE, CODE = "@place", "@day", "@note", "@code"  # meanings that are no field
_SPECIAL: Mapping[str, str] = {
    "don vi": PLACE, "ten don vi": PLACE, "xa": PLACE, "xa phuong": PLACE, "ten xa": PLACE,
    "xa phuong thi tran": PLACE, "phuong xa": PLACE, "dia phuong": PLACE, "dia ban": PLACE,
    "don vi bao cao": PLACE, "unit": PLACE, "commune": PLACE,
    "ma don vi": CODE, "ma xa": CODE, "ma dvhc": CODE, "ma": CODE, "unit code": CODE,
    "ngay": DAY, "ngay bao cao": DAY, "day": DAY, "date": DAY,
    "giai trinh": NOTE, "ghi chu": NOTE, "note": NOTE, "notes": NOTE,
}  # fmt: skip
_PASSED_OVER = frozenset({"stt", "tt", "no", "so tt", "so thu tu", "loi", "error", "huyen", "tinh"})


class Way(StrEnum):
    """How a sheet lies."""

    UNITS_DOWN = "UNITS_DOWN"  # a unit a row, a field a column
    UNITS_ACROSS = "UNITS_ACROSS"  # a field a row, a unit a column


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one row of a sheet that lies the other way.

    Attributes:
        index: from 0.
        heading: as it stands, rows of headings joined.
        meaning: code of a field, or PLACE, DAY, NOTE, CODE; "" where nobody has said.
        is_sure: whether the meaning may be taken without asking.
        offers: what it may mean, the likeliest first.
        has_values: whether anything stands below the heading.
    """

    index: int
    heading: str
    meaning: str = ""
    is_sure: bool = False
    offers: tuple[Match, ...] = ()
    has_values: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a sheet.

    Attributes:
        way: how it lies; the rest is said of it turned so that units lie down.
        first: index of the first row below the headings.
        columns: all of them, those that mean nothing too.
        days: that stand above the headings.
        places: keys of units that are named above the headings.
        strangers: what is named there like a unit and is none of those known.
    """

    way: Way
    first: int
    columns: tuple[Column, ...]
    days: frozenset[date] = frozenset()
    places: frozenset[str] = frozenset()
    strangers: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Column, ...]:
        """Columns with values that nobody has given a meaning: a person is asked."""
        return tuple(
            each
            for each in self.columns
            if each.has_values and not each.meaning and fold(each.heading) not in _PASSED_OVER
        )

    def fields(self) -> dict[str, int]:
        """Return where each field stands."""
        return {
            each.meaning: each.index
            for each in self.columns
            if each.meaning and not each.meaning.startswith("@")
        }

    def at(self, meaning: str) -> int | None:
        """Return the column of a meaning."""
        return next((each.index for each in self.columns if each.meaning == meaning), None)

    def name_of(self, column: Column) -> str:
        """Return what spreadsheets call it: "C", or the number of a row that stands for it."""
        if self.way is Way.UNITS_ACROSS:
            return str(column.index + 1)
        name, number = "", column.index + 1
        while number:
            number, rest = divmod(number - 1, 26)
            name = chr(ord("A") + rest) + name
        return name

    def decided(self, said: Mapping[int, str]) -> "Layout":
        """Return the layout with what a person said of columns; "" leaves a column out."""
        return replace(
            self,
            columns=tuple(
                replace(each, meaning=said[each.index], is_sure=True)
                if each.index in said
                else each
                for each in self.columns
            ),
        )


@dataclass(slots=True)
class _Guess:
    way: Way
    rows: Rows
    first: int
    headings: list[list[str]] = field(default_factory=list)  # wordings of each column
    score: int = 0


def turned(rows: Rows) -> list[list[str]]:
    """Return a sheet with rows and columns exchanged."""
    width = max(map(len, rows), default=0)
    return [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]


def turned_ranges(merged: Merged) -> list[tuple[int, int, int, int]]:
    """Return merged ranges of a sheet that was turned."""
    return [(left, top, right, bottom) for top, left, bottom, right in merged]


def propose(rows: Rows, *, fields: Lexicon, places: Places, merged: Merged = ()) -> Layout | None:
    """Say what a sheet is; None where it has no heading of any known field.

    Args:
        rows: The cells as text.
        fields: What the form asks.
        places: The units that it may be about.
        merged: Ranges that are one cell.
    """
    if not any(any(cell.strip() for cell in row) for row in rows):
        return None
    lying = [(Way.UNITS_DOWN, rows, merged)]
    if len(rows) <= MOST_FIELDS:
        lying.append((Way.UNITS_ACROSS, turned(rows), turned_ranges(merged)))
    guesses = [
        guess for way, grid, ranges in lying for guess in _headings(way, grid, ranges, fields)
    ]
    best = max(guesses, key=lambda guess: guess.score, default=None)
    if best is None or not best.score:
        return None
    return _layout(best, fields, places)


def _headings(way: Way, rows: Rows, merged: Merged, fields: Lexicon) -> Iterator[_Guess]:
    filled = _spread(rows[: SEARCHED + TALLEST], merged)
    for top in range(min(SEARCHED, len(filled))):
        if not any(filled[top]):
            continue
        for height in range(1, TALLEST + 1):
            lines = filled[top : top + height]
            if len(lines) < height:
                break
            headings = [_wordings(lines, column) for column in range(len(filled[top]))]
            sure = {
                best[0].key for texts in headings if (best := _best(texts, fields)) and _leads(best)
            }
            # A row more must bring a meaning more; the lowest that says as much is the heading.
            # Codes say it beyond doubt, so they win over the wording above them.
            n_codes = sum(1 for text in lines[-1] if fields.is_code(text))
            score = 100 * len(sure) + 5 * n_codes - height
            if sure:
                yield _Guess(way, rows, top + height, headings, score)


def _spread(rows: Rows, merged: Merged) -> list[list[str]]:
    """Return the top of a sheet with merged headings written over all their columns."""
    width = max(map(len, rows), default=0)
    grid = [[_line(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for top, left, bottom, right in merged:
        if top < len(grid) and left < width:
            for row in range(top, min(bottom + 1, len(grid))):
                for column in range(left, min(right + 1, width)):
                    grid[row][column] = grid[top][left] if row == top else grid[row][column]
    return grid


def _line(text: str) -> str:
    return " ".join(text.split())


def _wordings(lines: Sequence[Sequence[str]], column: int) -> list[str]:
    """Return what a column may be called: its lowest heading, and that under those above it."""
    stack = [line[column] for line in lines]
    lowest = next((text for text in reversed(stack) if text), "")
    if not lowest:
        return []
    above = []
    for line in lines[:-1]:
        # A heading over several columns stands in the first of them.
        text = next((line[i] for i in range(column, -1, -1) if line[i]), "")
        if text and text != lowest and not cells.is_number_like(text):
            above.append(text)
    return [lowest, *([" ".join([*above, lowest])] if above else []), *[t for t in stack if t]]


def _best(wordings: Sequence[str], fields: Lexicon) -> list[Match]:
    scores: dict[str, float] = {}
    for text in wordings:
        for match in fields.find(text):
            scores[match.key] = max(scores.get(match.key, 0.0), match.score)
    return [Match(*each) for each in sorted(scores.items(), key=lambda each: -each[1])]


def _leads(ranked: Sequence[Match]) -> bool:
    ahead = ranked[0].score - (ranked[1].score if len(ranked) > 1 else 0.0)
    is_named = ranked[0].score == 1.0 and ahead > 0
    return is_named or (ranked[0].score >= SURE and ahead >= AHEAD)


def _layout(guess: _Guess, fields: Lexicon, places: Places) -> Layout:
    body = guess.rows[guess.first :]
    columns = [
        _column(index, wordings, body, fields) for index, wordings in enumerate(guess.headings)
    ]
    columns = _place_column(_once(columns), body, places)
    above = [_line(cell) for row in guess.rows[: guess.first] for cell in row if cell.strip()]
    found = {text: places.find(text.rpartition(":")[2]) for text in above}
    return Layout(
        way=guess.way,
        first=guess.first,
        columns=tuple(columns),
        days=frozenset().union(*(cells.days_in(text) for text in above)),
        places=frozenset().union(*found.values()),
        strangers=tuple(
            text
            for text, known in found.items()
            if not known and is_name_of_unit(text.rpartition(":")[2])
        ),
    )


def _column(index: int, wordings: list[str], body: Rows, fields: Lexicon) -> Column:
    heading = wordings[1] if len(wordings) > 1 else (wordings[0] if wordings else "")
    has_values = any(index < len(row) and row[index].strip() for row in body)
    special = next((_SPECIAL[key] for text in wordings if (key := fold(text)) in _SPECIAL), "")
    ranked = tuple(each for each in _best(wordings, fields) if each.score >= LIKELY)[:3]
    if ranked and _leads(ranked):
        return Column(
            index, heading, ranked[0].key, is_sure=True, offers=ranked, has_values=has_values
        )
    if special:
        return Column(index, heading, special, is_sure=True, has_values=has_values)
    return Column(index, heading, offers=ranked, has_values=has_values)


def _once(columns: list[Column]) -> list[Column]:
    """Ask about columns that mean the same: of two values for one field none is taken."""
    found = list(columns)
    for meaning in {each.meaning for each in columns if each.meaning}:
        same = [each for each in found if each.meaning == meaning and each.has_values]
        if len(same) < 2:
            continue
        tops = [each for each in same if each.offers and each.offers[0].score == 1.0]
        keeps = tops[0] if len(tops) == 1 else None
        if keeps is None and meaning.startswith("@"):
            keeps = same[0]
        for each in same:
            if each is not keeps:
                found[each.index] = replace(each, meaning="", is_sure=False)
    return [
        replace(each, meaning="", is_sure=False)
        if each.meaning
        and not each.has_values
        and not each.meaning.startswith("@")
        and any(other.meaning == each.meaning for other in found if other is not each)
        else each
        for each in found
    ]


def _place_column(columns: list[Column], body: Rows, places: Places) -> list[Column]:
    """Find the column that names units by what stands in it, whatever it is called."""
    counts = [
        sum(1 for row in body[:2_000] if each.index < len(row) and places.find(row[each.index]))
        for each in columns
        if not each.meaning or each.meaning.startswith("@")
    ]
    free = [each for each in columns if not each.meaning or each.meaning.startswith("@")]
    named = [(count, each) for count, each in zip(counts, free, strict=True) if count]
    if not named:
        return columns
    by_words = [(n, each) for n, each in named if not _is_coded(each, body)]
    chosen = max(by_words or named, key=lambda pair: (pair[0], -pair[1].index))[1]
    coded = [each for n, each in named if _is_coded(each, body) and each is not chosen]
    found = [
        replace(each, meaning="", is_sure=False) if each.meaning == PLACE else each
        for each in columns
    ]
    found[chosen.index] = replace(chosen, meaning=PLACE, is_sure=True)
    if len(coded) == 1 and coded[0].meaning == CODE:
        found[coded[0].index] = replace(coded[0], meaning=CODE, is_sure=True)
    return found


def _is_coded(column: Column, body: Rows) -> bool:
    texts = [row[column.index].strip() for row in body if column.index < len(row)]
    coded = [text.isdecimal() for text in texts if text and not is_total(text)]
    return 2 * sum(coded) > len(coded)
