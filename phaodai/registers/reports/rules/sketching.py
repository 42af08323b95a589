"""What a sketch has to look like so that its parts can be shown and changed one by one."""

import math
from collections.abc import Mapping
from typing import Any

from phaodai.engines.forms.definition import Text

DEEPEST = 40  # rules may be twelve deep; what is deeper is no rule


def shape_fault(data: object) -> Text | None:
    """Return why data have no sections of fields and rules, or None where they do."""
    if not isinstance(data, Mapping):
        return Text("phải là một bảng", "has to be a table")
    sections, rules = data.get("sections", []), data.get("rules", [])
    if not _are_tables(sections) or not _are_tables(rules):
        return Text(
            "sections và rules phải là danh sách bảng: [[sections]], [[rules]]",
            "sections and rules have to be lists of tables: [[sections]], [[rules]]",
        )
    if not all(_are_tables(section.get("fields", [])) for section in sections):
        return Text(
            "fields của mỗi phần phải là danh sách bảng: [[sections.fields]]",
            "fields of each section have to be a list of tables: [[sections.fields]]",
        )
    if not _is_plain(data, 0):
        return Text(
            f"chỉ gồm chữ, số, true/false, danh sách và bảng, lồng nhau không quá {DEEPEST} tầng",
            f"may hold text, numbers, true and false, lists and tables, at most {DEEPEST} deep",
        )
    return None


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _is_plain(value: Any, depth: int) -> bool:
    if depth > DEEPEST:
        return False
    if isinstance(value, Mapping):
        return all(_is_plain(each, depth + 1) for each in value.values())
    if isinstance(value, list):
        return all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)  # JSON has no other
    return isinstance(value, str | int)
