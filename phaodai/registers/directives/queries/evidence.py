"""Evidence: who sees the files of which rows, and which documents a reference names."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from phaodai.foundation.access.scoping import ScopedQuerySet
from phaodai.registers.directives import rules
from phaodai.registers.directives.models import Assignment, Document, Judgement, Occurrence
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import DocumentRef

_NUMBER = re.compile(r"(\d+)\s*[-/]\s*([^\s,;()]+)")  # "15/BC-UBND", of the Party "343-TB/TU"


def visible_assignments(actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some assignments that the actor sees."""
    return _visible(Assignment.objects.all(), actor, refs)


def visible_occurrences(actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some occurrences that the actor sees."""
    return _visible(Occurrence.objects.all(), actor, refs)


def visible_judgements(actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some judgements that the actor sees."""
    return _visible(Judgement.objects.all(), actor, refs)


def find_cited(*, actor: Actor, references: Iterable[str]) -> Mapping[str, DocumentRef]:
    """Return the documents in sight that references name by number and symbol; one query.

    A reference that names none, or more than one, is left out: "Báo cáo 12/BC-UBND".
    """
    keys = {}
    for text in references:
        match = _NUMBER.search(text)
        if match:
            number, symbol = match.groups()
            keys[text] = rules.number_key(number), rules.symbol_key(symbol.rstrip("."))
    if not keys:
        return {}
    found: dict[tuple[str, str], list[UUID]] = {}
    rows = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        number_key__in={number for number, _symbol in keys.values()}
    )
    for ref, number, symbol in rows.values_list("ref", "number_key", "symbol_key"):
        found.setdefault((number, symbol), []).append(ref)
    return {
        text: DocumentRef(found[key][0])
        for text, key in keys.items()
        if len(found.get(key, ())) == 1
    }


def _visible(rows: ScopedQuerySet[Any], actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    seen = rows.visible_to(actor, Permission.DIRECTIVES_VIEW)
    return set(seen.filter(ref__in=refs).values_list("ref", flat=True))
