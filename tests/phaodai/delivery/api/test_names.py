"""A name of the description means one thing: of two that share it one would describe both."""

from collections import defaultdict
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules

from pydantic import BaseModel

from phaodai.delivery import api


def test_no_two_shapes_share_a_name():
    found = defaultdict(set)
    for info in iter_modules(api.__path__):
        module = import_module(f"{api.__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Enum | BaseModel):
                found[value.__name__].add(value)
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == {}
