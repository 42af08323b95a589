"""What the editor of a paper sends: blocks in their order, moved without scripts too."""

import re
from collections.abc import Mapping
from typing import Any

from phaodai.engines.papers.templates import MOST, Kind
from phaodai.registers.reports import wording
from phaodai.registers.reports.wording import Content

_LINES = ("addressees", "copies", "authority")
_PLAIN = ("paper", "kind", "symbol", "subject", "post", "signer", "place", "urgency")
_TYPED = "why-"


def data_of(posted: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as the data of a wording, whether it is one or not."""
    found: dict[str, Any] = {name: posted.get(name, "").strip() for name in _PLAIN}
    found |= {name: _lines(posted.get(name, "")) for name in _LINES}
    n = min(int(posted.get("n", "0")) if posted.get("n", "").isdecimal() else 0, MOST + 1)
    found["parts"] = [_part(posted, at) for at in range(n) if f"p{at}-is" in posted]
    found["typed"] = {
        key.removeprefix(_TYPED): value.strip()[: wording.LONGEST]
        for key, value in posted.items()
        if key.startswith(_TYPED) and value.strip()
    }
    return found


def move(data: dict[str, Any], act: str) -> int | None:
    """Do what a button of a block says, such as "up:3"; return the block that is then at hand."""
    match = re.fullmatch(r"(up|down|remove|add):(\d{1,3})", act)
    parts = data["parts"]
    if match is None or not 0 <= (at := int(match[2])) <= len(parts):
        return None
    if match[1] == "add":
        if len(parts) < MOST:
            parts.insert(at, {"kind": Kind.PARAGRAPH.value, "text": ""})
        return min(at, len(parts) - 1)
    if at >= len(parts):
        return None
    one = parts.pop(at)
    if match[1] == "remove":
        return min(at, len(parts) - 1) if parts else None
    to = max(0, at - 1) if match[1] == "up" else min(len(parts), at + 1)
    parts.insert(to, one)
    return to


def content_of(data: Mapping[str, Any]) -> Content:
    """Return the wording that was typed.

    Raises:
        Refused: It is none.
    """
    return wording.read(data)


def kind_of(part: Mapping[str, Any]) -> str:
    """Return how a block stands in the list of kinds: "heading:2", "table:units", "item"."""
    kind = str(part["kind"])
    if kind == Kind.HEADING:
        return f"{kind}:{part.get('level', 1)}"
    return f"{kind}:{part.get('table', '')}" if kind == Kind.TABLE else kind


def _part(posted: Mapping[str, str], at: int) -> dict[str, Any]:
    kind, _, more = posted[f"p{at}-is"].partition(":")
    return {
        "kind": kind,
        "text": " ".join(posted.get(f"p{at}-text", "").split()),
        "level": int(more) if kind == Kind.HEADING and more.isdecimal() else 1,
        "table": more if kind == Kind.TABLE else "",
        "when": posted.get(f"p{at}-when", "").strip(),
        "each": posted.get(f"p{at}-each", "").strip(),
    }


def _lines(text: str) -> list[str]:
    return [line.strip(" ;.-–") for line in text.splitlines() if line.strip(" ;.-–")]
