"""Diseases that figures may be about; the empty code is "no disease in particular"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease under the law on infectious diseases."""

    code: str
    label_vi: str
    label_en: str


DISEASES: Final[Mapping[str, Disease]] = {
    disease.code: disease
    for disease in (
        Disease("", "Không riêng bệnh nào", "No disease in particular"),
        Disease("COVID-19", "COVID-19", "COVID-19"),
        Disease("dengue", "Sốt xuất huyết Dengue", "Dengue"),
        Disease("diphtheria", "Bạch hầu", "Diphtheria"),
        Disease("measles", "Sởi", "Measles"),
        Disease("rabies", "Dại", "Rabies"),
    )
}
