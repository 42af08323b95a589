"""Styles of a Word document, as far as they change its text: numbering, fonts, capitals, hiding."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from phaodai.delivery.intake.numbering import attribute, child, local_name, value_of

_MAX_CHAIN = 20


def is_on(properties: Element | None, name: str) -> bool | None:
    """Read an on/off property of a run; None where it is not stated."""
    node = child(properties, name)
    if node is None:
        return None
    return attribute(node, "val") not in {"0", "false", "off"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a run's properties say about its letters; None where they say nothing."""

    font: str | None = None
    high_font: str | None = None
    capitals: bool | None = None
    hidden: bool | None = None

    def over(self, below: "Look") -> "Look":
        """Lay this look over a weaker one."""
        return Look(
            font=self.font or below.font,
            high_font=self.high_font or below.high_font,
            capitals=below.capitals if self.capitals is None else self.capitals,
            hidden=below.hidden if self.hidden is None else self.hidden,
        )


def look_of(properties: Element | None) -> Look:
    """Read the look out of run properties (`rPr`)."""
    if properties is None:
        return _PLAIN
    fonts = child(properties, "rFonts")
    return Look(
        font=attribute(fonts, "ascii"),
        high_font=attribute(fonts, "hAnsi"),
        capitals=is_on(properties, "caps"),
        hidden=is_on(properties, "vanish"),
    )


_PLAIN = Look()


@dataclass(frozen=True, kw_only=True)
class _Style:
    below: str | None
    look: Look
    list_number: str | None
    list_level: str | None


@dataclass
class Styles:
    """The styles of one document, each asked for with everything it is based on."""

    default_paragraph: str = ""
    default_look: Look = _PLAIN
    lists: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, _Style] = field(default_factory=dict)
    _looks: dict[str, Look] = field(default_factory=dict)

    def look(self, style: str | None) -> Look:
        """Give the look of a style with what it is based on; a plain look for an unknown one."""
        if style is None:
            return _PLAIN
        if style not in self._looks:
            look = _PLAIN
            for step in self._chain(style):
                look = look.over(step.look)
            self._looks[style] = look
        return self._looks[style]

    def numbering(self, style: str) -> tuple[str, str | None] | None:
        """Give list number and level that a paragraph style brings, None when it brings none."""
        for step in self._chain(style):
            if step.list_number is not None:
                return step.list_number, step.list_level
        return None

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        name: str | None = style
        while name is not None and name in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[name])
            name = self._styles[name].below
        return chain


def read_styles(root: Element | None) -> Styles:
    """Read the styles part of a package; None gives a document without styles."""
    styles = Styles()
    if root is None:
        return styles
    for node in root:
        if local_name(node) == "docDefaults":
            styles.default_look = look_of(child(child(node, "rPrDefault"), "rPr"))
        if local_name(node) != "style":
            continue
        name = attribute(node, "styleId") or ""
        kind = attribute(node, "type")
        numbering = child(child(node, "pPr"), "numPr")
        list_number = value_of(numbering, "numId")
        if kind == "paragraph" and attribute(node, "default") in {"1", "true"}:
            styles.default_paragraph = name
        if kind == "numbering" and list_number is not None:
            styles.lists[name] = list_number
        styles._styles[name] = _Style(  # noqa: SLF001 - this function builds the object
            below=value_of(node, "basedOn"),
            look=look_of(child(node, "rPr")),
            list_number=list_number,
            list_level=value_of(numbering, "ilvl"),
        )
    return styles
