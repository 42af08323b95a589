"""The TOML of a definition, as `docs/how-to/forms.md` writes it; whatever data hold is kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TABLES = frozenset({"filer", "schedule", "text"})  # written below their own heading
_ROWS = frozenset({"sections", "fields", "rules"})


def write_toml(data: Mapping[str, Any]) -> str:
    """Return the TOML of data made of text, numbers, yes and no, lists and tables."""
    return "\n".join(_table(data, "")).strip("\n") + "\n"


def _table(data: Mapping[str, Any], path: str) -> Iterator[str]:
    below: list[Iterator[str]] = []
    for name, value in data.items():
        full = f"{path}.{_key(name)}" if path else _key(name)
        if name in _ROWS and isinstance(value, list) and value and _all_tables(value):
            below.append(_rows(value, full))
        elif name in _TABLES and isinstance(value, Mapping):
            below.append(_headed(f"[{full}]", value, full))
        else:
            yield f"{_key(name)} = {_value(value)}"
    # Plain keys come first: what follows a heading belongs to it.
    for part in below:
        yield from part


def _rows(rows: list[Mapping[str, Any]], path: str) -> Iterator[str]:
    for row in rows:
        yield from _headed(f"[[{path}]]", row, path)


def _headed(heading: str, data: Mapping[str, Any], path: str) -> Iterator[str]:
    if not heading.startswith("[[") and path.endswith(".text"):
        yield heading
    else:
        yield from ("", heading)
    yield from _table(data, path)


def _all_tables(value: list[Any]) -> bool:
    return all(isinstance(each, Mapping) for each in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            inner = ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list():
            return f"[{', '.join(_value(each) for each in value)}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _text(text: str) -> str:
    written = "".join(
        _ESCAPES.get(each)
        or (f"\\u{ord(each):04X}" if ord(each) < 32 or ord(each) == 127 else each)
        for each in text
    )
    return f'"{written}"'
