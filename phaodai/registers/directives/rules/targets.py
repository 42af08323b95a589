"""Targets of an obligation: figures that show whether it is met."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from phaodai.vocabulary.indicators import CATALOGUE

COMPARATORS = ("<", "<=", "=", ">=", ">")


class BadTarget(ValueError):
    """The target cannot be judged; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


def checked(target: Mapping[str, Any]) -> dict[str, Any]:
    """Return a target in the form that the reader writes.

    Raises:
        BadTarget: The indicator is not counted, the comparison or a number is none.
    """
    indicator = str(target.get("indicator") or "")
    if indicator not in CATALOGUE:
        raise BadTarget("chỉ tiêu không có trong danh mục", "no such indicator")
    if target.get("comparator") not in COMPARATORS:
        raise BadTarget("phép so sánh không hợp lệ", "no such comparison")
    by = target.get("by")
    try:
        value = Decimal(str(target.get("value")))
        if by:
            date.fromisoformat(str(by))
    except (InvalidOperation, ValueError) as error:
        raise BadTarget("giá trị hoặc ngày không hợp lệ", "no such value or day") from error
    if not value.is_finite() or value < 0:
        raise BadTarget("giá trị không hợp lệ", "no such value")
    return {
        "indicator": indicator,
        "disease": target.get("disease") or None,
        "stratum": target.get("stratum") or None,
        "comparator": target["comparator"],
        "value": int(value) if value == int(value) else float(value),
        "unit": str(target.get("unit") or CATALOGUE[indicator].measure),
        "by": str(by) if by else None,
        "span": target.get("span") or None,
    }
