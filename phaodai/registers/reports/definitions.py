"""Definitions of forms: read, checked against the names here, kept in one way of writing."""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.tables import BadForm, Fault
from phaodai.engines.forms.vocabularies import Vocabularies
from phaodai.indicators import dimensions
from phaodai.vocabulary import bodies
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Permission, Role
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator
from phaodai.vocabulary.units import UnitLevel

BUILTIN = Path(__file__).parent / "builtin"
REGISTERS = frozenset({"reports", "residents_away"})  # that can count for a field
FILERS = frozenset(role for role in Role if Permission.REPORTS_FILE in ROLE_PERMISSIONS[role])
LARGEST = 1_000_000  # characters of a definition


def read_toml(text: str) -> Form:
    """Return the form that a file defines.

    Raises:
        BadForm: It is no TOML, or defines no form; every fault has its key.
    """
    return read(parse_toml(text))


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a file says, right or wrong.

    Raises:
        BadForm: It is no TOML, or too long.
    """
    if len(text) > LARGEST:
        raise BadForm([Fault("", f"dài quá {LARGEST} ký tự", f"over {LARGEST} characters")])
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadForm([Fault("", f"không đọc được TOML: {error}", f"no TOML: {error}")]) from None


def read(data: object) -> Form:
    """Return the form that data define, by the names of this installation.

    Raises:
        BadForm: With every fault and its key.
    """
    return load(data, names=_names(data))


def builtin() -> Iterator[Form]:
    """Yield the forms that come with the product, by code."""
    for path in sorted(BUILTIN.glob("*.toml")):
        yield read_toml(path.read_text(encoding="utf-8"))


def written(form: Form) -> str:
    """Return the one writing of a form, of which the digest is taken."""
    return json.dumps(dump(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(form: Form) -> str:
    """Return the SHA-256 of a form in hexadecimal."""
    return hashlib.sha256(written(form).encode()).hexdigest()


class Stored(Protocol):
    """A row that holds a definition; reading it may cost a statement."""

    digest: str
    definition: Any


def stored(row: Stored) -> Form:
    """Return the form of a row; what has the same digest is read once and never again."""
    form = _READ.get(row.digest)
    if form is None:
        form = _READ[row.digest] = load(row.definition, names=None)
    return form


_READ: dict[str, Form] = {}  # of approved and proposed versions: a handful in an installation


def _names(data: object) -> Vocabularies:
    local = {code for code in _said(data, "indicator") if dimensions.is_local(code)}
    diseases = set(_said(data, "disease")) - DISEASES.keys()
    return Vocabularies(
        indicators={**CATALOGUE, **_local_entries(local)},
        diseases={*DISEASES, *_local_diseases(diseases)},
        levels={*UnitLevel},
        bodies=bodies.CATALOGUE,
        roles=FILERS,
        registers=REGISTERS,
    )


def _said(data: object, key: str) -> Iterator[str]:
    """Yield what stands under a key, however deep."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name == key and isinstance(value, str):
                yield value
            elif name in ("sections", "fields"):
                yield from _said(value, key)
    elif isinstance(data, list):
        for each in data:
            yield from _said(each, key)


def _local_entries(codes: Collection[str]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for code in codes:
        try:
            found |= dimensions.entries([code])
        except dimensions.UnknownIndicator:
            continue
    return found


def _local_diseases(codes: Collection[str]) -> list[str]:
    found: list[str] = []
    for code in codes:
        try:
            found += dimensions.disease_ids([code])
        except dimensions.UnknownDisease:
            continue
    return found
