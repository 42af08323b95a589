"""Dispatches and the reader as tests use them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from phaodai.engines.dispatch import read
from tests.engines.dispatch.terms import INDICATORS, TERMS

DISPATCHES = Path(__file__).resolve().parents[4] / "shared" / "dispatches"


@pytest.fixture
def reading() -> Callable[[str], dict[str, Any]]:
    """Read a text with the catalogues."""
    return lambda text: read(text, bodies=TERMS, indicators=INDICATORS).as_dict()


@pytest.fixture
def dispatch(reading: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """Read one of the five real dispatches, or skip where they are not at hand."""

    def load(name: str) -> dict[str, Any]:
        path = DISPATCHES / f"{name}.txt"
        if not path.exists():
            pytest.skip(f"the real dispatches are not beside the repository ({path.name})")
        return reading(path.read_text(encoding="utf-8"))

    return load
