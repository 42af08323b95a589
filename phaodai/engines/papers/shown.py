"""How letters and paragraphs of a Word file look: near settings win over far ones."""

from collections.abc import Iterator
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_ALIGNED = {
    WD_ALIGN_PARAGRAPH.LEFT: "left",
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}


def _styles(run: Run) -> Iterator[Any]:
    """Return run, then its styles, then those of its paragraph, from near to far."""
    yield run.font
    holder: Any = run._parent  # noqa: SLF001
    for style in (run.style, holder.style):
        while style is not None:
            yield style.font
            style = style.base_style


def flag(run: Run, name: str) -> bool:
    """Whether letters are bold, or italic, by the name of the setting."""
    return next((value for font in _styles(run) if (value := getattr(font, name)) is not None),
                False)  # fmt: skip


def size(run: Run) -> float:
    """Return the size of letters, in points."""
    for font in _styles(run):
        if font.size is not None:
            return float(font.size.pt)
    default = _defaults(run).find(f".//{qn('w:sz')}")
    return float(default.get(qn("w:val"))) / 2 if default is not None else 10.0


def face(run: Run) -> str:
    """Return the name of their face."""
    for font in _styles(run):
        if font.name is not None:
            return str(font.name)
    default = _defaults(run).find(f".//{qn('w:rFonts')}")
    return default.get(qn("w:ascii"), "") if default is not None else ""


def _defaults(run: Run) -> Any:
    return run.part.document.styles.element.find(qn("w:docDefaults"))  # type: ignore[attr-defined]


def aligned(paragraph: Paragraph) -> str:
    """Return how a paragraph stands: "left", "center", "right", "justify" or "other"."""
    if paragraph.alignment is not None:
        return _ALIGNED.get(paragraph.alignment, "other")
    style: Any = paragraph.style
    while style is not None:
        if style.paragraph_format.alignment is not None:
            return _ALIGNED.get(style.paragraph_format.alignment, "other")
        style = style.base_style
    return "left"
