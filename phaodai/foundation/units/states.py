"""Words of the room that are stored."""

from enum import StrEnum


class AliasKind(StrEnum):
    """Why a unit answers to another wording."""

    SHORT = "SHORT"  # "TP.HCM"
    FORMER = "FORMER"  # "Hà Tây"
    FOREIGN = "FOREIGN"  # "Saigon"
    OTHER = "OTHER"


class Change(StrEnum):
    """How one unit follows another."""

    MERGE = "MERGE"  # several become one
    SPLIT = "SPLIT"  # one becomes several
    RENAME = "RENAME"  # the same ground and people under another name, kind or code
    BOUNDARY = "BOUNDARY"  # a part of the ground changes hands
