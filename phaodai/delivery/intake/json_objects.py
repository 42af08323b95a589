"""JSON in which a key stands once: of two values under one name nobody knows which is meant."""

import json
from collections.abc import Sequence
from typing import Any


class KeyTwice(ValueError):
    """An object of a JSON text has a key twice."""

    def __init__(self, key: str) -> None:
        """Name the key."""
        super().__init__(key)
        self.key = key


def read_json(content: bytes) -> Any:
    """Return what a JSON text says.

    Raises:
        KeyTwice: An object has a key twice.
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    return json.loads(content, object_pairs_hook=_object)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        keys = [key for key, _ in pairs]
        raise KeyTwice(next(key for at, key in enumerate(keys) if key in keys[:at]))
    return said
