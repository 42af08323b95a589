"""Scope: the levels of government that an obligation binds, by the bodies that lead it."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.parties import Party
from phaodai.engines.dispatch.text import Page, fold, modern_tone

_AREA = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+\S.*$"
    r"|(?<=ủy )[A-ZĐ].*$"
)
_LADDER = ("country", "province", "district", "commune", "hamlet")
_NATIONAL = re.compile(
    r"(?:bo |chinh phu|thu tuong|ban chi dao quoc gia|van phong chinh phu|cuc |tong cuc |trung uong"
    r"|ban bi thu|vien )"
)
_ISSUERS = (
    ("commune", r"(?<!\w)(?:xa|phuong|thi tran|dac khu)(?!\w)"),
    ("district", r"(?<!\w)(?:huyen|quan|thi xa|thi uy)(?!\w)"),
    ("province", r"(?<!\w)(?:tinh|thanh pho|thanh uy)(?!\w)"),
)
_HEAD = re.compile(
    r"(?:(?:cac|dong chi|d/c|tung|moi|toan the|tat ca)\s+)*"
    r"(?:(?:pho )?(?:chu tich|bi thu)(?: thuong truc)?|nguoi dung dau|thu truong|lanh dao"
    r"|ban thuong vu|thuong truc|ban chap hanh|cap uy,? ?|thuong vu)?"
    r"(?:,? (?:va )?(?:pho )?(?:chu tich|bi thu))?\s*"
)
_COMMITTEE = re.compile(r"(?:uy ban nhan dan|ubnd|hdnd va ubnd|hdnd-ubnd)(?!\w)")
_COUNCIL = re.compile(r"(?:hoi dong nhan dan|hdnd)(?!\w)")
_PARTY = re.compile(
    r"(?:cac\s+)?(?:(?:huyen|thi|quan|thanh|thi xa)(?: uy|,)|tinh uy|dang uy|chi bo|dang bo"
    r"|chi uy)(?!\w)"
)
_PLACE = re.compile(
    r"(?:tinh|huyen|thi xa|thanh pho|xa|phuong|thi tran|thon|ap|khu pho|to dan pho|tp|dac khu"
    r"|cap (?:tinh|huyen|xa)|buon|khom|xom|tieu khu|lang)(?!\w)(?! (?:doan|hoi)(?!\w))"
)
_EMPTY = re.compile(
    r"(?<!\w)(?:va|dia phuong|co|lien quan|trong|tren dia ban|tinh|huyen|toan)(?!\w)"
)
_KINDS = (
    ("province", r"tinh(?! (?:uy|doan|hinh))"),
    ("district", r"huyen(?! doan)|thi xa|thanh pho|tp"),
    ("commune", r"(?<!thi )xa(?! hoi)|phuong|thi tran|dac khu"),
    ("hamlet", r"thon|tieu khu|khu pho|to dan pho|ap|khom|xom|buon|khu dan cu|lang|tdp|khoi pho"),
)  # fmt: skip
_HAMLET = re.compile(
    r"(?:cac\s+)?(?:(?:to )?truong (?:cac )?(?:to dan pho|thon|ban|ap|khu pho|khom|xom|buon"
    r"|tieu khu)"
    r"|to covid|to phong, chong dich|to nhan dan|ban quan ly thon|ban cong tac mat tran|to giam sat"
    r"|ban nhan dan (?:thon|ap|khu pho))"
)
_PEOPLE = re.compile(
    r"(?:(?:cac|moi|tung|toan the|toan|tat ca)\s+)*(?:nguoi dan|nhan dan|tang lop nhan dan"
    r"|ho gia dinh|ho dan|gia dinh|cong dan|chu ho|phu huynh|hoc sinh|cong dong(?! doanh)|can bo"
    r"|dang vien|chu vat nuoi|nguoi nuoi|nguoi lao dong|doi tuong)"
)


def area_of(issuer: str | None) -> str | None:
    """Return the unit in an issuer's name ("huyện Mai Sơn"), or None."""
    area = _AREA.search(issuer or "")
    return area.group() if area is not None else None


def level_of(issuer: str | None) -> str:
    """Return the level of government that an issuer belongs to."""
    folded = fold(issuer or "")
    if _NATIONAL.match(folded) and " tinh" not in folded:
        return "country"
    if folded.startswith("tinh uy"):
        return "province"
    if folded.startswith(("huyen uy", "quan uy", "thi uy")):
        return "district"
    for level, pattern in _ISSUERS:
        if re.search(pattern, folded):
            return level
    return "province"


def origin(issuer: str | None, parent: str | None) -> str | None:
    """Return the name that says which unit a document comes from: the issuer's or its parent's."""
    if issuer is None or area_of(issuer) or _NATIONAL.match(fold(issuer)):
        return issuer
    return f"{issuer} {parent}" if parent else issuer


def scope(page: Page, leads: list[Party], issuer: str | None) -> list[dict[str, object]]:
    """Return one entry for each lead and each level that it reaches.

    Args:
        page: the text.
        leads: bodies that lead the obligation.
        issuer: who issues the document; its unit is the "within" of every entry.
    """
    within = area_of(issuer)
    found: list[dict[str, object]] = []
    for party in leads:
        text = party.name(page)
        for level in levels(_distinct(text), level_of(issuer)):
            entry: dict[str, object] = {"level": level, "within": within, "text": text}
            if entry not in found:
                found.append(entry)
    return found


def _distinct(text: str) -> str:
    """Fold a name; bản (hamlet) and quận (district) stay apart from ban and quân."""
    lowered = re.sub(r"(?<!\w)bản(?!\w)", "thôn", modern_tone(text).lower())
    return fold(re.sub(r"(?<!\w)quận(?!\w)", "huyện", lowered))


def _below(issuer: str) -> list[str]:
    at = _LADDER.index(issuer)
    return list(_LADDER[at + 1 : 4]) or ["hamlet"]


def levels(name: str, issuer: str) -> list[str]:
    """Return the levels that one body stands for.

    Args:
        name: folded name.
        issuer: level of the document's issuer, for "địa phương" and "các cấp".
    """
    if _HAMLET.match(name):
        return ["hamlet"]
    if _PEOPLE.match(name):
        return ["people"]
    head = _HEAD.match(name)
    core = re.sub(r"^(?:cac|tung|moi)\s+", "", name[head.end() :] if head else name)
    for rule in (_system, _committee, _party, _place):
        found = rule(core, issuer)
        if found:
            return found
    return _group(core, issuer)


def _system(core: str, issuer: str) -> list[str]:
    """Read "các cấp", and the whole system "từ tỉnh đến cơ sở"."""
    if "he thong chinh tri" in core and "den co so" in core:
        words = (("tinh den", "province"), ("huyen den", "district"))
        start = next((level for word, level in words if word in core), "commune")
        return list(_LADDER[_LADDER.index(start) : 4])
    if core == "cap" or re.search(r"(?<!\w)cac cap$", core):
        return _below(issuer)
    return []


def _committee(core: str, issuer: str) -> list[str]:
    if _COMMITTEE.match(core):
        return _units(core) or [issuer if issuer != "country" else "province"]
    if _COUNCIL.match(core):
        return ["agency"]
    return _below(issuer)[:1] if "phu trach dia ban" in core else []


def _party(core: str, issuer: str) -> list[str]:
    if not _PARTY.match(core):
        return []
    found: list[str] = []
    if issuer == "country" and "thanh uy" in core:
        return ["province"]
    if re.search(r"(?<!\w)tinh uy", core):
        found.append("province")
    if re.search(r"(?<!\w)(?:huyen|thi|quan|thanh) uy|(?<!\w)huyen,", core):
        found.append("district")
    if re.search(r"(?:chi bo|dang bo|dang uy) (?:cac )?(?:xa|phuong|thi tran)", core):
        found.append("commune")
    elif re.search(r"(?<!\w)(?:dang uy|chi bo|dang bo)(?!\w)", core):
        found.append("agency")
    return found or ["agency"]


def _place(core: str, _issuer: str) -> list[str]:
    """Read a unit that stands for its committee: "các huyện, thành phố"."""
    return _units(core) if _PLACE.match(core) else []


def _group(core: str, issuer: str) -> list[str]:
    """Read a general group; "địa phương" in it is the level below the issuer."""
    if not re.search(r"(?<!\w)dia phuong(?!\w)", core):
        return ["agency"]
    others = _EMPTY.sub("", core).strip(" ,")
    return (["agency"] if others else []) + _below(issuer)[:1]


def _units(core: str) -> list[str]:
    """Return the levels of the kinds of units named; lists count each, a lone name the first."""
    places = [(re.search(rf"(?<!\w)(?:{pattern})(?!\w)", core), level) for level, pattern in _KINDS]
    found = [(match.start(), level) for match, level in places if match is not None]
    if re.search(r"(?<!\w)tinh, (?:thanh pho|tp)", core):
        found = [item for item in found if item[1] != "district"]
    if len(found) > 1 and not re.search(r",|/| va ", core):
        found = [min(found)]
    return [level for _, level in found]
