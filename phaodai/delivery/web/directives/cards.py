"""Rows of the register as the pages say them, in the reader's language."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phaodai.delivery.web.directives import words
from phaodai.registers.directives.rows import (
    BoardRow,
    DocumentDetail,
    DocumentName,
    Due,
    NamedBody,
    ProposalRow,
)
from phaodai.registers.directives.rules import full_number, plain
from phaodai.registers.directives.states import DueKind
from phaodai.vocabulary.indicators import CATALOGUE

PLACE_LENGTH = 90
# Warnings that say nothing without the words they are about.
WITH_PLACES = frozenset(
    {
        "unknown_body",
        "no_lead",
        "lead_inherited_from_addressees",
        "deadline_before_document",
        "deadline_year_inferred",
        "deadline_incomplete",
        "impossible_day",
    }
)
_UNSAFE = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the header and where it was read."""

    label: str
    values: Sequence[str]
    anchor: str  # "" where the text does not say it in one place
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body as a card names it."""

    text: str
    note: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposed obligation in words."""

    number: int
    title: str
    is_cut: bool
    text: str
    clause: str
    heading: str
    leads: Sequence[BodyCard]
    coordinates: Sequence[BodyCard]
    accountables: Sequence[BodyCard]
    scope: Sequence[str]
    due: str
    has_due: bool
    due_anchor: str
    targets: Sequence[str]
    bars: int
    sureness: str


@dataclass(frozen=True, slots=True)
class WarningCard:
    """A warning in words, with what it is about."""

    text: str
    details: Sequence[str]
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that is named, with its address where it is here."""

    name: str
    issuer: str
    day: str
    subject: str
    url: str


def name_words(name: DocumentName) -> str:
    """Return how a document is called."""
    return words.document_words(
        doc_type=name.doc_type,
        number=name.number,
        symbol=name.symbol,
        day=name.day,
        precision=name.precision,
        _=_,
    )


def day_words(name: DocumentName) -> str:
    """Return the date of a document as far as it is known."""
    return words.day_words(name.day, name.precision, _=_)


def due_words(due: Due) -> str:
    """Return a deadline in words."""
    return words.due_words(
        kind=due.kind,
        day=due.day,
        at=due.time,
        rrule=due.rrule,
        duration=due.duration,
        working_days=due.working_days,
        since=due.since,
        text=due.text,
        _=_,
    )


def proposal_card(proposal: ProposalRow) -> ProposalCard:
    """Return one proposal in words."""
    return ProposalCard(
        number=proposal.ordinal,
        title=proposal.title,
        is_cut=proposal.title.rstrip("…") != proposal.text.rstrip(".;:, "),
        text=proposal.text,
        clause=clause_words(proposal.clause),
        heading=plain(proposal.heading),
        leads=[_body(body) for body in proposal.leads],
        coordinates=[_body(body) for body in proposal.coordinates],
        accountables=[_body(body) for body in proposal.accountables],
        scope=list(dict.fromkeys(_scope(proposal.scope))),
        due=due_words(proposal.due),
        has_due=proposal.due.kind is not DueKind.NONE,
        due_anchor=f"u{proposal.ordinal}" if proposal.due.span else "",
        targets=[target_text(target) for target in proposal.targets],
        bars=proposal.bars,
        sureness=words.confidence_words(proposal.bars, _=_),
    )


def board_card(row: BoardRow) -> dict[str, Any]:
    """Return one row of the board in words."""
    return {
        "card": proposal_card(row.proposal),
        "document": name_words(row.document_name),
        "issuer": row.document_name.issuer,
        "urgency": words.urgency_words(row.urgency, _=_),
        "url": reverse("directives:detail", args=[row.document]),
        "group_key": row.group_key,
        "group": row.group,
        "group_unit": row.group_unit,
        "due_day": row.proposal.due.day,
    }


def clause_words(path: str) -> str:
    """Return the path of a clause as it is spoken: "II.2.-3" is "II.2, gạch đầu dòng 3"."""
    plain, _dot, dash = path.rpartition(".-")
    if not _dot:
        return path
    return _("%(clause)s, gạch đầu dòng %(n)s") % {"clause": plain, "n": dash}


def facts(document: DocumentDetail) -> Iterator[Fact]:
    """Yield the header of a document, fact by fact; what is unknown says so."""
    signer = " ".join([*document.signer_authority, document.signer_post]).strip()
    rows: list[tuple[str, str, Iterable[str]]] = [
        (_("Cơ quan ban hành"), "/issuer", [document.name.issuer]),
        (_("Cơ quan cấp trên"), "/parent_issuer", [document.parent_issuer]),
        (_("Số, ký hiệu"), "/symbol", [number_of(document.name)]),
        (
            _("Nơi, ngày"),
            "/date",
            [", ".join(filter(None, [document.place, day_words(document.name)]))],
        ),
        (_("Độ khẩn"), "/urgency", [words.urgency_words(document.urgency, _=_)]),
        (_("Về việc"), "/subject", [document.subject]),
        (_("Kính gửi"), "/addressees", document.addressees),
        (_("Người ký"), "/signer/name", [document.signer_name, signer]),
        (_("Nơi nhận"), "/recipients", document.recipients),
        (_("Gửi kèm"), "/enclosures", document.enclosures),
    ]
    optional = {"/parent_issuer", "/urgency", "/enclosures"}
    for label, pointer, values in rows:
        said = [value for value in values if value]
        if not said and pointer in optional:
            continue
        evidence = document.evidence.get(pointer) or {}
        yield Fact(
            label=label,
            values=said,
            anchor=anchor_of(pointer) if evidence.get("span") else "",
            is_inferred=bool(evidence.get("inferred")),
        )


def anchor_of(pointer: str) -> str:
    """Return the identifier of a place of evidence."""
    return "e" + _UNSAFE.sub("-", pointer.lower().replace("/", "-"))


def citation(name: DocumentName, *, url: str, subject: str = "") -> Citation:
    """Return a named document in words."""
    return Citation(
        name=name_words(name),
        issuer=name.issuer,
        day=day_words(name) if name.day else "",
        subject=subject,
        url=url,
    )


def warning_cards(document: DocumentDetail) -> list[WarningCard]:
    """Return the warnings in words, those of one kind together with the places that they mean."""
    cards = []
    for code in dict.fromkeys(warning["code"] for warning in document.warnings):
        alike = [warning for warning in document.warnings if warning["code"] == code]
        spans = [warning["span"] for warning in alike if warning["span"]]
        places = (" ".join(document.text[start:end].split()) for start, end in spans)
        short = (Truncator(place).chars(PLACE_LENGTH) for place in places if place)
        cards.append(
            WarningCard(
                text=words.warning_words(code, alike[0]["message"], _=_),
                details=list(dict.fromkeys(short)) if code in WITH_PLACES else [],
                links=[
                    (reverse("directives:detail", args=[other["ref"]]), other["name"])
                    for warning in alike
                    for other in warning.get("documents", ())
                ],
            )
        )
    return cards


def number_of(name: DocumentName) -> str:
    """Return number and symbol as they stand on the paper."""
    return full_number(name.number, name.symbol)


def _body(body: NamedBody) -> BodyCard:
    notes = {
        "parent": _("theo mục trên"),
        "addressees": _("theo nơi gửi"),
    }
    note = [notes[body.found_by]] if body.found_by in notes else []
    if body.n_units is not None:
        note.insert(0, _("%(n)s cơ quan") % {"n": body.n_units})
    return BodyCard(text=body.text, note=" · ".join(note), is_known=body.is_known)


def _scope(scope: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in scope:
        level = words.level_words(entry["level"], _=_)
        yield f"{level}, {entry['within']}" if entry["within"] else level


def target_text(target: Mapping[str, Any]) -> str:
    """Return a target in words, in the reader's language."""
    indicator = CATALOGUE.get(target["indicator"])
    is_english = (get_language() or "vi").startswith("en")
    if indicator is None:
        label = target["indicator"]
    else:
        label = indicator.label_en if is_english else indicator.label_vi
    return words.target_words(target, label=label, _=_)
