"""Measures what the reader printed against an annotation made by hand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

Record = Mapping[str, Any]

MATCH_IOU = 0.5
"""Two obligations are the same when their spans overlap at least this much (the contract)."""

NEAR_TEXT = 0.8
"""A body whose letters were repaired is still the same body above this likeness (0-1)."""

SCALAR_FIELDS = (
    "type",
    "number",
    "symbol",
    "issuer",
    "parent_issuer",
    "place",
    "date",
    "urgency",
    "subject",
)
LIST_FIELDS = ("addressees", "recipients")
DOCUMENT_FIELDS = (
    "carries_out",
    "replaces",
    "amends",
    "reports_on",
    "bases",
    "references",
)
SIGNER_FIELDS = ("authority", "post", "name")
HEADER_FIELDS = (
    *SCALAR_FIELDS,
    *LIST_FIELDS,
    *DOCUMENT_FIELDS,
    "enclosures",
    *(f"signer_{name}" for name in SIGNER_FIELDS),
)
BODY_FIELDS = ("lead", "coordinate", "accountable")
TEXT_WARNINGS = frozenset(
    {
        "no_number",
        "date_incomplete",
        "deadline_before_document",
        "no_obligation",
        "two_documents",
    }
)
"""Warnings that the text alone decides; the others depend on the lexicon and are not scored."""

DUE_KEYS = ("kind", "date", "time", "rrule", "duration", "working_days")
UNDATED_KINDS = frozenset({"none", "standing"})
TARGET_KEYS = ("indicator", "disease", "stratum", "comparator", "value", "unit", "by")

WHOLE_UNITS = frozenset({"level", "count"})
WHOLE_FORMS = {"<": ("<=", -1), ">": (">=", 1)}

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
SYLLABLE = re.compile(r"[\w\u0300-\u036f]+")
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "*": None})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items were right, of how many annotated and how many read.

    Attributes:
        right: Items that agree; a fraction where a whole list counts as one item.
        gold: Items in the annotation.
        read: Items that the reader printed.
    """

    right: float = 0.0
    gold: float = 0.0
    read: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Add the counts of two dispatches."""
        return Tally(self.right + other.right, self.gold + other.gold, self.read + other.read)

    @property
    def precision(self) -> float:
        """Share of what was read that is right (0-1); 1 when nothing was read."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of what is annotated that was read right (0-1); 1 when nothing is annotated."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (0-1); 1 when both sides are empty."""
        total = self.gold + self.read
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement, for a person to look at.

    Attributes:
        field: Name of the row of the table that it lowers.
        where: Path of the clause, or the name of the header field.
        gold: What the annotation says; None when it has no such item.
        read: What the reader printed; None when it printed no such item.
    """

    field: str
    where: str
    gold: Any
    read: Any


@dataclass(frozen=True, slots=True)
class Scores:
    """The tallies of one dispatch, or the sum over several.

    Attributes:
        tallies: One tally for each row, in the order of the table.
        differences: Every disagreement, in reading order.
    """

    tallies: Mapping[str, Tally]
    differences: tuple[Difference, ...] = field(default=())

    def __getitem__(self, name: str) -> Tally:
        """Return the tally of one row.

        Raises:
            KeyError: There is no such row.
        """
        return self.tallies[name]

    def __add__(self, other: "Scores") -> "Scores":
        """Sum the counts (micro-average) and chain the differences."""
        names = dict.fromkeys((*self.tallies, *other.tallies))
        nothing = Tally()
        return Scores(
            {n: self.tallies.get(n, nothing) + other.tallies.get(n, nothing) for n in names},
            self.differences + other.differences,
        )

    def as_rows(self) -> list[tuple[str, float, float, float, float, float]]:
        """Return (name, precision, recall, F1, right, gold) for a printed table."""
        return [(n, t.precision, t.recall, t.f1, t.right, t.gold) for n, t in self.tallies.items()]

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Return the same rows for JSON, shares rounded to four places."""
        return {
            n: {
                "precision": round(t.precision, 4),
                "recall": round(t.recall, 4),
                "f1": round(t.f1, 4),
                "right": t.right,
                "gold": t.gold,
                "read": t.read,
            }
            for n, t in self.tallies.items()
        }

    def table(self) -> str:
        """Return the rows as lines of text with a heading."""
        lines = [f"{'':<24}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>8}{'gold':>7}"]
        lines += [
            f"{n:<24}{p:>10.3f}{r:>8.3f}{f:>8.3f}{right:>8.1f}{gold:>7.0f}"
            for n, p, r, f, right, gold in self.as_rows()
        ]
        return "\n".join(lines)


def evaluate(gold: Record, read: Record, text: str) -> Scores:
    """Compare one reading with its annotation.

    Args:
        gold: Annotation in the shape of the reader's output; body texts may be left out, their
            spans then say them.
        read: What the reader printed for the same text.
        text: The text that all spans index, NFC with LF line ends.

    Returns:
        One tally per row. A header field counts once per dispatch: 0 or 1 for a scalar, the F1 of
        the items for a list. "deadlines" counts annotated obligations whose due is exact, so an
        obligation that was not found is a miss; "deadlines_stated" counts only dues that say a
        time. What a due runs "from" is words and not compared. Bodies, scope levels and targets
        count items, those of unmatched obligations too.

    Raises:
        ValueError: A span lies outside the text or is turned round.
    """
    _check_spans(gold, len(text), "gold")
    _check_spans(read, len(text), "read")
    tallies: dict[str, Tally] = {}
    found: list[Difference] = []
    _score_header(gold["document"], read["document"], tallies, found)
    _score_clauses(gold["clauses"], read["clauses"], tallies, found)
    _score_obligations(gold["obligations"], read["obligations"], text, tallies, found)
    _score_warnings(gold["warnings"], read["warnings"], tallies, found)
    return Scores(tallies, tuple(found))


def total(scores: Iterable[Scores]) -> Scores:
    """Sum the scores of several dispatches into their micro-average."""
    result = Scores({})
    for one in scores:
        result += one
    return result


def match_obligations(
    gold: Sequence[Record], read: Sequence[Record], least_iou: float = MATCH_IOU
) -> list[tuple[int, int]]:
    """Pair obligations one to one, the largest overlap first.

    Args:
        gold: Annotated obligations.
        read: Obligations that the reader printed.
        least_iou: Smallest overlap (intersection over union of the spans, 0-1) of a pair.

    Returns:
        Pairs of positions in `gold` and `read`, by position in `gold`.
    """
    overlaps = [
        (-overlap, i, j)
        for i, g in enumerate(gold)
        for j, r in enumerate(read)
        if (overlap := _iou(g["span"], r["span"])) >= least_iou
    ]
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken_read: set[int] = set()
    for _, i, j in sorted(overlaps):
        if i not in taken_gold and j not in taken_read:
            pairs.append((i, j))
            taken_gold.add(i)
            taken_read.add(j)
    return sorted(pairs)


def _tone_last(syllable: re.Match[str]) -> str:
    """Move the tone mark behind the last letter, so that it does not matter where it sat."""
    letters = "".join(c for c in syllable[0] if c not in TONES)
    return letters + "".join(c for c in syllable[0] if c in TONES)


def _fold(text: str | None) -> str:
    """Fold case, white space, quotes and dashes, outer punctuation and where the tone mark sits."""
    if not text:
        return ""
    plain = unicodedata.normalize("NFD", text.translate(QUOTES)).lower()
    plain = unicodedata.normalize("NFC", SYLLABLE.sub(_tone_last, plain))
    return " ".join(plain.split()).strip(" .,;:/")


def _fold_subject(text: str | None) -> str:
    """Fold a subject, with or without its opening words."""
    folded = _fold(text)
    for opening in (_fold("V/v"), _fold("Về việc"), _fold("Về")):
        if folded.startswith(opening + " "):
            return folded[len(opening) + 1 :].lstrip(": ")
    return folded


def _fold_line(text: str) -> str:
    """Fold one line of a list of bodies, without the note in brackets at its end."""
    body, bracket, _ = text.rpartition("(")
    return _fold(body if bracket and text.rstrip(" .;,").endswith(")") else text)


def _iou(one: Sequence[int], other: Sequence[int]) -> float:
    """Intersection over union of two spans (0-1); 0 for two empty ones."""
    inner = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    outer = (one[1] - one[0]) + (other[1] - other[0]) - inner
    return inner / outer if outer else 0.0


def _check_spans(record: Any, length: int, name: str) -> None:
    """Raise ValueError for a span outside the text, at any depth of a record."""
    if isinstance(record, Mapping):
        span = record.get("span")
        if span is not None and not 0 <= span[0] <= span[1] <= length:
            raise ValueError(f"{name} has the span {list(span)} in a text of {length} characters")
        for value in record.values():
            _check_spans(value, length, name)
    elif isinstance(record, Sequence) and not isinstance(record, str):
        for value in record:
            _check_spans(value, length, name)


def _common(gold: Iterable[Any], read: Iterable[Any]) -> Tally:
    """Count the items that two bags share."""
    bag, other = Counter(gold), Counter(read)
    return Tally((bag & other).total(), bag.total(), other.total())


def _document_key(document: Record) -> tuple[str, str, str, str]:
    """Tell one named document from another: type, number, symbol, date."""
    return (
        _fold(document["type"]),
        _fold(document["number"]),
        _fold(document["symbol"]),
        (document["date"] or {}).get("value") or "",
    )


def _cited(document: Record, name: str) -> Sequence[Record]:
    """Return the documents named for one reason; older annotations leave out what they lack."""
    named: Sequence[Record] = document.get(name, ())
    return named


def _scalar_key(name: str, document: Record) -> Any:
    """Return the form in which one scalar header field is compared."""
    value = document[name]
    if name == "date":
        return ((value or {}).get("value"), (value or {}).get("precision"))
    if name == "subject":
        return _fold_subject(value)
    return _fold(value)


def _score_header(
    gold: Record, read: Record, tallies: dict[str, Tally], found: list[Difference]
) -> None:
    """Score the document's own fields, each worth one point."""
    points: dict[str, tuple[float, Any, Any]] = {}
    for name in SCALAR_FIELDS:
        same = _scalar_key(name, gold) == _scalar_key(name, read)
        points[name] = (float(same), gold[name], read[name])
    for name in LIST_FIELDS:
        tally = _common(map(_fold_line, gold[name]), map(_fold_line, read[name]))
        points[name] = (tally.f1, gold[name], read[name])
    for name in DOCUMENT_FIELDS:
        named = _cited(gold, name), _cited(read, name)
        tally = _common(map(_document_key, named[0]), map(_document_key, named[1]))
        points[name] = (tally.f1, *named)
    enclosed = gold["enclosures"], read["enclosures"]
    points["enclosures"] = (float(len(enclosed[0]) == len(enclosed[1])), *enclosed)
    for name in SIGNER_FIELDS:
        signer, other = (gold["signer"] or {}).get(name), (read["signer"] or {}).get(name)
        if name == "authority":
            same = list(signer or []) == list(other or [])
        else:
            same = _fold(signer) == _fold(other)
        points[f"signer_{name}"] = (float(same), signer, other)

    tallies["header"] = Tally(sum(p[0] for p in points.values()), len(points), len(points))
    for name, (score, one, other) in points.items():
        tallies[f"header.{name}"] = Tally(score, 1, 1)
        if score < 1:
            found.append(Difference("header", name, one, other))
    _score_issuers(gold, read, tallies, found)


def _score_issuers(
    gold: Record, read: Record, tallies: dict[str, Tally], found: list[Difference]
) -> None:
    """Score who issued the named documents, over those that both sides name."""
    ours = {_document_key(d): d["issuer"] for n in DOCUMENT_FIELDS for d in _cited(gold, n)}
    theirs = {_document_key(d): d["issuer"] for n in DOCUMENT_FIELDS for d in _cited(read, n)}
    both = [key for key in ours if key in theirs]
    wrong = [key for key in both if _fold(ours[key]) != _fold(theirs[key])]
    found += [Difference("document_issuers", k[1], ours[k], theirs[k]) for k in wrong]
    tallies["document_issuers"] = Tally(len(both) - len(wrong), len(both), len(both))


def _score_clauses(
    gold: Sequence[Record],
    read: Sequence[Record],
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score the clauses: the same path at the same place."""
    left = list(read)
    right = 0
    for clause in gold:
        twin = next(
            (
                other
                for other in left
                if other["path"] == clause["path"] and _iou(clause["span"], other["span"]) > 0
            ),
            None,
        )
        if twin is None:
            found.append(Difference("clauses", clause["path"], clause["span"], None))
        else:
            left.remove(twin)
            right += 1
    found += [Difference("clauses", c["path"], None, c["span"]) for c in left]
    tallies["clauses"] = Tally(right, len(gold), len(read))


def _words(item: Record, text: str) -> str:
    """Return the printed words of a body."""
    if item.get("text"):
        return str(item["text"])
    start, end = item["span"]
    return text[start:end]


def _match_bodies(
    gold: Sequence[Record], read: Sequence[Record], text: str
) -> list[tuple[Record, Record]]:
    """Pair bodies by their folded words, then nearly equal words at the same place."""

    def same(one: Record, other: Record) -> bool:
        return _fold(_words(one, text)) == _fold(_words(other, text))

    def near(one: Record, other: Record) -> bool:
        if not one.get("span") or not other.get("span"):
            return False
        likeness = SequenceMatcher(None, _fold(_words(one, text)), _fold(_words(other, text)))
        return _iou(one["span"], other["span"]) >= MATCH_IOU and likeness.ratio() >= NEAR_TEXT

    pairs: list[tuple[Record, Record]] = []
    left_gold, left_read = list(gold), list(read)
    tests: tuple[Callable[[Record, Record], bool], ...] = (same, near)
    for test in tests:
        for one in list(left_gold):
            other = next((r for r in left_read if test(one, r)), None)
            if other is not None:
                pairs.append((one, other))
                left_gold.remove(one)
                left_read.remove(other)
    return pairs


def _due_key(due: Record | None) -> tuple[Any, ...]:
    """Return the exact form of a deadline; the order of RRULE parts does not matter."""
    due = due or {}
    values = [due.get(key) for key in DUE_KEYS]
    rrule = values[DUE_KEYS.index("rrule")]
    values[DUE_KEYS.index("rrule")] = tuple(sorted(rrule.split(";"))) if rrule else None
    values[DUE_KEYS.index("working_days")] = bool(due.get("working_days"))
    return tuple(values)


def _target_key(target: Record, *, with_disease: bool) -> tuple[Any, ...]:
    """Return the exact form of a target.

    A missing stratum may be printed as "none". Levels and counts are whole numbers, so "below 2"
    is "at most 1", and a count of "at most 0" is 0.
    """
    values: dict[str, Any] = {key: target.get(key) for key in TARGET_KEYS}
    if values["stratum"] in ("", "none"):
        values["stratum"] = None
    if values["unit"] in WHOLE_UNITS and values["value"] is not None:
        same, step = WHOLE_FORMS.get(values["comparator"], (values["comparator"], 0))
        values |= {"comparator": same, "value": values["value"] + step}
        if values["unit"] == "count" and (same, values["value"]) == ("<=", 0):
            values["comparator"] = "="
    disease = "".join(c for c in _fold(values["disease"]) if c.isalnum()) or None
    values["disease"] = disease if with_disease else None
    return tuple(values.values())


def _common_targets(gold: Sequence[Record], read: Sequence[Record]) -> Tally:
    """Count the targets that two obligations share; a disease left open in gold matches any."""
    left = list(read)
    right = 0
    for target in sorted(gold, key=lambda t: not t.get("disease")):
        strict = bool(target.get("disease"))
        key = _target_key(target, with_disease=strict)
        twin = next((o for o in left if _target_key(o, with_disease=strict) == key), None)
        if twin is not None:
            left.remove(twin)
            right += 1
    return Tally(right, len(gold), len(read))


def _levels(obligation: Record) -> set[str]:
    """Return the levels that an obligation reaches."""
    return {entry["level"] for entry in obligation["scope"]}


def _score_obligations(
    gold: Sequence[Record],
    read: Sequence[Record],
    text: str,
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score obligations and what hangs on them, over pairs matched one to one."""
    pairs = match_obligations(gold, read)
    partner = dict(pairs)
    tallies["obligations"] = Tally(len(pairs), len(gold), len(read))
    for j in sorted(set(range(len(read))) - set(partner.values())):
        extra = " ".join(text[slice(*read[j]["span"])].split())
        found.append(Difference("obligations", str(read[j]["clause"]), None, extra))
    for i in sorted(set(range(len(gold))) - set(partner)):
        missed = " ".join(text[slice(*gold[i]["span"])].split())
        found.append(Difference("obligations", str(gold[i]["clause"]), missed, None))

    matched = [(gold[i], read[j]) for i, j in pairs]
    _score_places(matched, len(gold), tallies, found)
    _score_dues(matched, gold, read, tallies, found)
    _score_targets(matched, gold, read, tallies, found)
    for name in BODY_FIELDS:
        _score_bodies(name, matched, gold, read, text, tallies, found)
    _score_scopes(matched, gold, read, tallies, found)


def _score_places(
    matched: Sequence[tuple[Record, Record]],
    n_gold: int,
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score the clause that each obligation is said to stand in."""
    wrong = [(g, r) for g, r in matched if (g["clause"] or "") != (r["clause"] or "")]
    found += [
        Difference("obligation_clauses", str(g["clause"]), g["clause"], r["clause"])
        for g, r in wrong
    ]
    tallies["obligation_clauses"] = Tally(len(matched) - len(wrong), n_gold, n_gold)


def _score_dues(
    matched: Sequence[tuple[Record, Record]],
    gold: Sequence[Record],
    read: Sequence[Record],
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score deadlines: all of them, and those that state a time."""

    def stated(obligation: Record) -> bool:
        return (obligation["due"] or {}).get("kind") not in UNDATED_KINDS

    exact = [(g, r) for g, r in matched if _due_key(g["due"]) == _due_key(r["due"])]
    found += [
        Difference("deadlines", str(g["clause"]), g["due"], r["due"])
        for g, r in matched
        if _due_key(g["due"]) != _due_key(r["due"])
    ]
    tallies["deadlines"] = Tally(len(exact), len(gold), len(gold))
    tallies["deadlines_stated"] = Tally(
        sum(1 for g, _ in exact if stated(g)), sum(map(stated, gold)), sum(map(stated, read))
    )


def _score_targets(
    matched: Sequence[tuple[Record, Record]],
    gold: Sequence[Record],
    read: Sequence[Record],
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score targets exactly; those of unmatched obligations count against the reader."""
    right = 0.0
    for g, r in matched:
        tally = _common_targets(g["targets"], r["targets"])
        right += tally.right
        if tally.f1 < 1:
            found.append(Difference("targets", str(g["clause"]), g["targets"], r["targets"]))
    tallies["targets"] = Tally(
        right, sum(len(g["targets"]) for g in gold), sum(len(r["targets"]) for r in read)
    )


def _score_bodies(
    name: str,
    matched: Sequence[tuple[Record, Record]],
    gold: Sequence[Record],
    read: Sequence[Record],
    text: str,
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score one kind of bodies, and where each was found."""
    right = by = 0
    for g, r in matched:
        bodies = _match_bodies(g[name], r[name], text)
        right += len(bodies)
        agreed = sum(one["by"] == other["by"] for one, other in bodies)
        by += agreed
        ours, theirs = ([(_words(b, text), b["by"]) for b in side[name]] for side in (g, r))
        if not len(bodies) == len(ours) == len(theirs):
            found.append(Difference(name, str(g["clause"]), ours, theirs))
        elif agreed < len(bodies):
            found.append(Difference(f"{name}_by", str(g["clause"]), ours, theirs))
    tallies[name] = Tally(right, sum(len(g[name]) for g in gold), sum(len(r[name]) for r in read))
    tallies[f"{name}_by"] = Tally(by, right, right)


def _score_scopes(
    matched: Sequence[tuple[Record, Record]],
    gold: Sequence[Record],
    read: Sequence[Record],
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score the levels that each obligation reaches."""
    right = 0
    for g, r in matched:
        right += len(_levels(g) & _levels(r))
        if _levels(g) != _levels(r):
            ours, theirs = sorted(_levels(g)), sorted(_levels(r))
            found.append(Difference("scope", str(g["clause"]), ours, theirs))
    tallies["scope"] = Tally(
        right, sum(len(_levels(g)) for g in gold), sum(len(_levels(r)) for r in read)
    )


def _score_warnings(
    gold: Sequence[Record],
    read: Sequence[Record],
    tallies: dict[str, Tally],
    found: list[Difference],
) -> None:
    """Score the set of warning codes that the text alone decides."""
    ours, theirs = ({w["code"] for w in side} & TEXT_WARNINGS for side in (gold, read))
    tallies["warnings"] = Tally(len(ours & theirs), len(ours), len(theirs))
    if ours != theirs:
        found.append(Difference("warnings", "", sorted(ours), sorted(theirs)))
