"""What an indicator is: how its values combine, what they are measured in, who may say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from phaodai.vocabulary.strata import StrataSet


class Kind(StrEnum):
    """How values of an indicator combine."""

    FLOW = "FLOW"  # events on the day; sums over days and over units
    STOCK = "STOCK"  # state at the end of the day; sums over units only
    RATIO = "RATIO"  # never summed; recomputed from its numerator and denominator
    OWN = "OWN"  # a unit's own figure (a level, a percentile): neither summed nor recomputed


# Measure -> its name in Vietnamese and in English, as it stands after a number.
MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "count": ("lượt", "count"),
    "days": ("ngày", "days"),
    "doses": ("mũi", "doses"),
    "hours": ("giờ", "hours"),
    "households": ("hộ", "households"),
    "kilograms": ("kg", "kg"),
    "level": ("cấp", "level"),
    "litres": ("lít", "litres"),
    "outbreaks": ("ổ dịch", "outbreaks"),
    "people": ("người", "people"),
    "percent": ("%", "%"),
    "pieces": ("cái", "pieces"),
    "places": ("chỗ", "places"),
    "plans": ("kế hoạch", "plans"),
    "posts": ("chốt", "posts"),
    "samples": ("mẫu", "samples"),
    "stations": ("trạm", "stations"),
    "teams": ("tổ", "teams"),
    "units": ("đơn vị", "units"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted the same way everywhere.

    Attributes:
        code: dotted code, register first.
        label_vi: name on Vietnamese screens.
        label_en: name on English screens.
        measure: what one unit of the value is, a key of `MEASURES`.
        kind: how values combine.
        definition_vi: what is counted, in Vietnamese.
        definition_en: what is counted, in English.
        source: the dispatch or rule that asks for it.
        numerator: of a ratio, the code that is divided; a flow or a stock.
        denominator: of a ratio, the code it is divided by; a flow or a stock.
        scale: of a ratio, what the quotient is multiplied by: 100 for percent.
        strata: the sets of parts it may be broken down into; the whole is always allowed.
        publishers: sources that may publish it; "reports" also lets "reports:…" in.
        of_disease: whether it is counted disease by disease; False where no disease is meant.
    """

    code: str
    label_vi: str
    label_en: str
    measure: str
    kind: Kind
    definition_vi: str
    definition_en: str
    source: str
    numerator: str = ""
    denominator: str = ""
    scale: int = 1
    strata: tuple[StrataSet, ...] = ()
    publishers: frozenset[str] = frozenset()
    of_disease: bool = False

    @property
    def name_vi(self) -> str:
        """The Vietnamese label."""
        return self.label_vi

    @property
    def name_en(self) -> str:
        """The English label."""
        return self.label_en

    @property
    def measure_vi(self) -> str:
        """What stands after a number on Vietnamese screens."""
        return MEASURES[self.measure][0]

    @property
    def measure_en(self) -> str:
        """What stands after a number on English screens."""
        return MEASURES[self.measure][1]

    def has_stratum(self, stratum: str) -> bool:
        """Say whether it is broken down that way; the whole always is."""
        return not stratum or any(stratum in each.strata for each in self.strata)

    def may_be_published_by(self, source: str) -> bool:
        """Say whether a source, or the source of which it is a branch, may publish it."""
        return source in self.publishers or source.partition(":")[0] in self.publishers
