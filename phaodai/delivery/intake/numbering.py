"""Automatic numbering of Word: the labels that stand on paper and not in the file."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

MAX_LEVELS = 9
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DASHES = frozenset("-–—−\uf02d\u2010\u2011\u2012\u2015")
_ORDINARY_BULLET = "•"
_LARGEST_ROMAN = 3999
_LARGEST_LETTERS = 26 * 20


def local_name(node: Element) -> str:
    """Give the name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def attribute(node: Element | None, name: str) -> str | None:
    """Read an attribute by its name without namespace (strict and transitional files differ)."""
    if node is not None:
        for key, value in node.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return None


def child(node: Element | None, name: str) -> Element | None:
    """Find the first child of a name, namespace aside."""
    if node is not None:
        for item in node:
            if local_name(item) == name:
                return item
    return None


def value_of(node: Element | None, name: str) -> str | None:
    """Read the `val` attribute of a named child."""
    return attribute(child(node, name), "val")


def whole(text: str | None, default: int) -> int:
    """Read a small whole number out of a file; anything else gives the default."""
    try:
        number = int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default
    return number


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a list: how its label looks and counts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    spaced: bool = True
    restart_after: int | None = None
    legal: bool = False
    font: str | None = None
    style: str | None = None


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One list of the document: the levels of its template with its own changes."""

    template: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass
class Lists:
    """All lists of one document, and how far each has counted."""

    instances: dict[str, Instance] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int | None:
        """Find the level of a list that a paragraph style is tied to."""
        instance = self.instances.get(number)
        for i, level in (instance.levels if instance else {}).items():
            if level.style == style:
                return i
        return None

    def next_label(self, number: str, i: int) -> tuple[str, Level] | None:
        """Count one paragraph and give its label.

        Args:
            number: The list's number in the file (`numId`).
            i: Level, 0 to 8.

        Returns:
            The label as printed and its level, or None when the file defines no such level.

        Notes:
            Lists of one template count together, as in Word; a list that states its own start
            begins there the first time it is used.
        """
        instance = self.instances.get(number)
        level = instance.levels.get(i) if instance else None
        if instance is None or level is None:
            return None
        counts = self._counts.setdefault(instance.template, {})
        if i in instance.starts and (number, i) not in self._begun:
            counts[i] = instance.starts[i]
        elif i in counts:
            counts[i] += 1
        else:
            counts[i] = level.start
        self._begun.add((number, i))
        for deeper in [j for j in counts if j > i]:
            below = instance.levels.get(deeper)
            after = below.restart_after if below else None
            if after is None or (after != 0 and i + 1 <= after):
                del counts[deeper]
        return _label(instance, i, counts), level


def read_lists(root: Element | None, style_lists: dict[str, str]) -> Lists:
    """Read the numbering part of a package.

    Args:
        root: Root of the part, None when the document has none.
        style_lists: For each numbering style, the number of the list that defines it.
    """
    lists = Lists()
    if root is None:
        return lists
    templates: dict[str, Element] = {}
    instances: list[Element] = []
    for node in root:
        if local_name(node) == "abstractNum":
            templates[attribute(node, "abstractNumId") or ""] = node
        elif local_name(node) == "num":
            instances.append(node)
    template_of = {
        attribute(node, "numId") or "": value_of(node, "abstractNumId") or "" for node in instances
    }
    for node in instances:
        number = attribute(node, "numId") or ""
        template = _followed(template_of[number], templates, template_of, style_lists)
        levels = _levels(templates.get(template))
        starts: dict[int, int] = {}
        for override in node:
            if local_name(override) != "lvlOverride":
                continue
            i = whole(attribute(override, "ilvl"), 0)
            own = child(override, "lvl")
            if own is not None:
                levels[i] = _level(own)
            start = value_of(override, "startOverride")
            if start is not None:
                starts[i] = whole(start, 1)
        lists.instances[number] = Instance(template=template, levels=levels, starts=starts)
    return lists


def _followed(
    template: str,
    templates: dict[str, Element],
    template_of: dict[str, str],
    style_lists: dict[str, str],
) -> str:
    """Follow a template that only points to a numbering style to the one that defines it."""
    for _ in range(MAX_LEVELS):
        style = value_of(templates.get(template), "numStyleLink")
        if style is None or style not in style_lists:
            break
        template = template_of.get(style_lists[style], template)
    return template


def _levels(template: Element | None) -> dict[int, Level]:
    return {
        whole(attribute(node, "ilvl"), 0): _level(node)
        for node in ([] if template is None else template)
        if local_name(node) == "lvl"
    }


def _level(node: Element) -> Level:
    restart = value_of(node, "lvlRestart")
    fonts = child(child(node, "rPr"), "rFonts")
    legal = child(node, "isLgl")
    picture = child(node, "lvlPicBulletId")
    return Level(
        start=whole(value_of(node, "start"), 0 if child(node, "start") is None else 1),
        form="bullet" if picture is not None else value_of(node, "numFmt") or "decimal",
        text=(value_of(node, "lvlText") or "")[:200],
        spaced=value_of(node, "suff") != "nothing",
        restart_after=None if restart is None else whole(restart, 0),
        legal=legal is not None and attribute(legal, "val") not in {"0", "false"},
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
        style=value_of(node, "pStyle"),
    )


def _label(instance: Instance, i: int, counts: dict[int, int]) -> str:
    level = instance.levels[i]
    if level.form == "bullet":
        return bullet(level.text, font=level.font)
    label = level.text
    for j in range(MAX_LEVELS):
        mark = f"%{j + 1}"
        if mark in label:
            other = instance.levels.get(j, Level())
            form = "decimal" if level.legal and j < i else other.form
            label = label.replace(mark, number_in_words(counts.get(j, other.start), form=form))
    return label


def bullet(text: str, *, font: str | None) -> str:
    """Give a bullet as one ordinary sign: dashes and plus signs as printed, the rest as a dot.

    Args:
        text: The bullet as the file holds it, often a private number of a symbol font.
        font: The font of the bullet.
    """
    sign = text.strip()
    if sign and set(sign) <= _DASHES:
        return "-"
    symbols = (font or "").lower().startswith(("symbol", "wingdings", "webdings", "courier"))
    private = any("\ue000" <= letter <= "\uf8ff" for letter in sign)
    if not sign or private or (symbols and sign not in {"+", "*"}) or sign in {"o", "·", "§"}:
        return _ORDINARY_BULLET
    return sign


def number_in_words(number: int, *, form: str) -> str:
    """Write a count in one of Word's number forms; forms not met in Vietnam become digits.

    Args:
        number: The count, 0 or more.
        form: `numFmt` of the level.
    """
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{number:02d}"
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= _LARGEST_LETTERS:
        letters = _LETTERS[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < number <= _LARGEST_ROMAN:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form == "vietnameseCounting" and 0 <= number < 100:
        return _vietnamese(number)
    return str(number)


def _roman(number: int) -> str:
    out = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out.append(letters * count)
    return "".join(out)


def _vietnamese(number: int) -> str:
    tens, units = divmod(number, 10)
    if tens == 0:
        return _DIGITS[units]
    words = ["mười" if tens == 1 else f"{_DIGITS[tens]} mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)
