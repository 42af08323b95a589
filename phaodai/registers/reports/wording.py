"""How a paper is worded, before figures stand in it: as data that a body edits and keeps."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from phaodai.engines.papers.model import Form as PaperForm
from phaodai.engines.papers.model import Urgency
from phaodai.engines.papers.templates import Kind, Part
from phaodai.registers.reports.errors import Refused

BUILTIN: Final = Path(__file__).parent / "builtin" / "papers"
MOST_NAMES, LONGEST = 30, 300  # addressees or copies, characters of one


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says and to whom, with names in braces where figures go.

    Attributes:
        form: whose form it takes.
        kind: such as "Báo cáo"; "" for an official letter.
        symbol: such as "BC-UBND".
        subject: may hold names in braces.
        addressees: "Kính gửi".
        copies: "Nơi nhận".
        authority: lines above the post, such as "TM. Ủy ban nhân dân".
        post: of who signs.
        signer: name of who signs; "" until known.
        place: where it is issued; "" = the unit's own name.
        parts: the body.
        typed: why each number that somebody typed stands there, by number.
    """

    form: PaperForm
    kind: str
    symbol: str
    subject: str
    parts: tuple[Part, ...]
    addressees: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    post: str = ""
    signer: str = ""
    place: str = ""
    urgency: Urgency | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def read(data: Mapping[str, Any]) -> Content:
    """Return a content from its data.

    Raises:
        Refused: Something in it is none of what it should be.
    """
    try:
        found = Content(
            form=PaperForm(data["paper"]),
            kind=str(data["kind"]),
            symbol=str(data["symbol"]),
            subject=str(data["subject"]),
            parts=tuple(_part(each) for each in data["parts"]),
            addressees=tuple(map(str, data.get("addressees", ()))),
            copies=tuple(map(str, data.get("copies", ()))),
            authority=tuple(map(str, data.get("authority", ()))),
            post=str(data.get("post", "")),
            signer=str(data.get("signer", "")),
            place=str(data.get("place", "")),
            urgency=Urgency(data["urgency"]) if data.get("urgency") else None,
            typed={str(key): str(why) for key, why in data.get("typed", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            f"mẫu văn bản thiếu hoặc sai ở {error}; sửa phần ấy rồi lưu lại",
            f"the template lacks or misspells {error}; mend it and save again",
        ) from error
    names = (*found.addressees, *found.copies, *found.authority, found.post, found.signer,
             found.place, found.symbol, found.kind)  # fmt: skip
    if len(names) > MOST_NAMES + 5 or any(len(name) > LONGEST for name in names):
        raise Refused(
            f"quá {MOST_NAMES} nơi nhận, hoặc một dòng dài quá {LONGEST} ký tự",
            f"over {MOST_NAMES} addressees, or a line of over {LONGEST} characters",
        )
    return found


def written(content: Content) -> dict[str, Any]:
    """Return the data of a content; `read` makes the same content of it."""
    return {
        "paper": content.form.value,
        "kind": content.kind,
        "symbol": content.symbol,
        "subject": content.subject,
        "addressees": list(content.addressees),
        "copies": list(content.copies),
        "authority": list(content.authority),
        "post": content.post,
        "signer": content.signer,
        "place": content.place,
        "urgency": content.urgency.value if content.urgency else "",
        "typed": dict(content.typed),
        "parts": [
            {
                "kind": part.kind.value,
                "text": part.text,
                "level": part.level,
                "table": part.table,
                "when": part.when,
                "each": part.each,
            }
            for part in content.parts
        ],
    }


def builtin() -> Iterator[tuple[str, Content]]:
    """Yield the templates that come with the product, with the code of the form they serve."""
    for path in sorted(BUILTIN.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield data["form"], read(data)


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        kind=Kind(data["kind"]),
        text=str(data.get("text", "")),
        level=int(data.get("level", 1)),
        table=str(data.get("table", "")),
        when=str(data.get("when", "")),
        each=str(data.get("each", "")),
    )
