"""A province of two districts with two communes each."""

from tests.phaodai.indicators.conftest import land

__all__ = ["land"]
