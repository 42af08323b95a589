"""Read a Vietnamese administrative document into obligations, by its form."""

from phaodai.engines.dispatch.lexicon import BodyTerm
from phaodai.engines.dispatch.reading import read
from phaodai.engines.dispatch.result import NAME, VERSION, Reading
from phaodai.engines.dispatch.schema import SCHEMA

__all__ = ["NAME", "SCHEMA", "VERSION", "BodyTerm", "Reading", "read"]
