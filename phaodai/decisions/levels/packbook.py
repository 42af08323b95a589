"""Rule packs: those that the product comes with, and those that two persons brought into force."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from phaodai.decisions.levels.errors import NotFound
from phaodai.decisions.levels.models import PackVersion
from phaodai.engines.levels.loading import Names, load
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.reading import BadPack, Fault
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.units import UnitLevel

BUILTIN: Final = Path(__file__).parent / "builtin"


@cache
def builtin() -> Mapping[str, str]:
    """Return the packs that the product comes with, code -> text. None of them is in force."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(BUILTIN.glob("*.toml"))]
    return {read(text).code: text for text in texts}


@lru_cache(maxsize=64)
def read(text: str) -> Pack:
    """Return the pack that a text is.

    Raises:
        BadPack: It is none; every fault is named.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPack([Fault("", f"không đọc được TOML: {error}", f"no TOML: {error}")]) from error
    pack = load(data, names=Names({*DISEASES} - {""}, {*UnitLevel}))
    faults = [
        Fault(f"inputs[{each.code}].figure", f"không có chỉ tiêu {each.figure}",
              f"there is no figure {each.figure}")
        for each in pack.inputs
        if each.figure and not is_figure(each.figure)
    ]  # fmt: skip
    if faults:
        raise BadPack(faults)
    return pack


def parted(figure: str) -> tuple[str, str]:
    """Return indicator and stratum of a figure like "cases.confirmed[found=community]"."""
    code, _, stratum = figure.partition("[")
    return code, stratum.removesuffix("]")


def is_figure(figure: str) -> bool:
    """Say whether the catalogue has an indicator with that part, and somebody publishes it."""
    code, stratum = parted(figure)
    entry = CATALOGUE.get(code)
    return entry is not None and bool(entry.publishers) and entry.has_stratum(stratum)


def in_force(code: str) -> PackVersion:
    """Return the version of a pack that was approved last.

    Raises:
        NotFound: No version was.
    """
    row = (
        PackVersion.objects.filter(code=code, is_approved=True).order_by("decided_at", "pk").last()
    )
    if row is None:
        raise NotFound(code)
    return row
