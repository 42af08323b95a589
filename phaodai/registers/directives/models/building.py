"""Rows made from a reading; nothing here is saved."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from hashlib import sha256
from typing import Any, Protocol

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import rules
from phaodai.registers.directives.models.documents import Document, DocumentLink
from phaodai.registers.directives.models.proposals import Proposal, ProposalBody
from phaodai.registers.directives.states import Direction, Part, Relation
from phaodai.vocabulary.folding import fold

_LISTS = (
    (Relation.CARRIES_OUT, "carries_out"),
    (Relation.BASIS, "bases"),
    (Relation.REFERENCE, "references"),
    (Relation.REPLACES, "replaces"),
    (Relation.AMENDS, "amends"),
    (Relation.REPORTS_ON, "reports_on"),
)
_PARTS = ((Part.LEAD, "lead"), (Part.COORDINATE, "coordinate"), (Part.ACCOUNTABLE, "accountable"))


class Found(Protocol):
    """What a wording stands for among the bodies that are known here."""

    @property
    def body(self) -> Body | None:
        """The one body, where it is one."""

    @property
    def kind(self) -> str:
        """The kind of the body or bodies."""

    @property
    def level(self) -> str:
        """The level of many."""

    @property
    def within(self) -> Unit | None:
        """The unit in which the many lie."""

    @property
    def unit_kinds(self) -> str:
        """The kinds of unit that are meant, between bars; "" is every kind."""

    @property
    def n_units(self) -> int | None:
        """How many there are."""


class Finder(Protocol):
    """Whoever knows the bodies."""

    def find(self, text: str) -> Found:
        """Return what a wording stands for."""


def build_document(reading: Mapping[str, Any], *, body: Body) -> Document:
    """Return the document of a reading as the body would keep it."""
    head = reading["document"]
    text = reading["text"]
    stated = rules.partial_date(head["date"]["value"])
    signer = head["signer"] or {}
    orders = [obligation["text"] for obligation in reading["obligations"]]
    names = [head[key] or "" for key in ("type", "number", "symbol", "issuer", "subject")]
    return Document(
        unit=body.unit,
        body=body,
        direction=Direction.INCOMING,
        doc_type=_fit(Document, "doc_type", head["type"]),
        number=_fit(Document, "number", head["number"]),
        symbol=_fit(Document, "symbol", head["symbol"]),
        issuer=_fit(Document, "issuer", head["issuer"]),
        parent_issuer=_fit(Document, "parent_issuer", head["parent_issuer"]),
        place=_fit(Document, "place", head["place"]),
        day=stated.first_day,
        date_precision=stated.precision,
        urgency=head["urgency"],
        subject=head["subject"] or "",
        signer_authority=list(signer.get("authority") or []),
        signer_post=_fit(Document, "signer_post", signer.get("post")),
        signer_name=_fit(Document, "signer_name", signer.get("name")),
        addressees=list(head["addressees"]),
        recipients=list(head["recipients"]),
        enclosures=list(head["enclosures"]),
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        clauses=list(reading["clauses"]),
        evidence=dict(head["evidence"]),
        reader_name=_fit(Document, "reader_name", reading["reader"]["name"]),
        reader_version=_fit(Document, "reader_version", reading["reader"]["version"]),
        number_key=_fit(Document, "number_key", rules.number_key(head["number"] or "")),
        symbol_key=_fit(Document, "symbol_key", rules.symbol_key(head["symbol"] or "")),
        issuer_key=_fit(Document, "issuer_key", fold(head["issuer"] or "")),
        year=stated.year,
        content_key=rules.words_key(text),
        orders_key=rules.orders_key(orders),
        search_key=rules.search_key([*names, f"{names[1]}/{names[2]}", text]),
    )


def build_links(reading: Mapping[str, Any], *, document: Document) -> Iterator[DocumentLink]:
    """Yield the documents that the document names, by what each is to it."""
    for relation, key in _LISTS:
        for ordinal, cited in enumerate(reading["document"][key], start=1):
            stated = rules.partial_date((cited["date"] or {}).get("value"))
            yield DocumentLink(
                document=document,
                relation=relation,
                ordinal=ordinal,
                doc_type=_fit(DocumentLink, "doc_type", cited["type"]),
                number=_fit(DocumentLink, "number", cited["number"]),
                symbol=_fit(DocumentLink, "symbol", cited["symbol"]),
                issuer=_fit(DocumentLink, "issuer", cited["issuer"]),
                day=stated.first_day,
                date_precision=stated.precision,
                number_key=_fit(
                    DocumentLink, "number_key", rules.number_key(cited["number"] or "")
                ),
                symbol_key=_fit(
                    DocumentLink, "symbol_key", rules.symbol_key(cited["symbol"] or "")
                ),
            )


def build_proposals(reading: Mapping[str, Any], *, document: Document) -> list[Proposal]:
    """Return one proposal for each obligation, in the order of the text."""
    headings = {clause["path"]: clause["heading"] for clause in reading["clauses"]}
    return [
        Proposal(
            document=document,
            ordinal=ordinal,
            clause=_fit(Proposal, "clause", obligation["clause"]),
            heading=_heading(obligation["clause"], headings),
            span_start=obligation["span"][0],
            span_end=obligation["span"][1],
            text=obligation["text"],
            search_key=fold(obligation["text"]),
            scope=list(obligation["scope"]),
            targets=list(obligation["targets"]),
            confidence=obligation["confidence"],
            **_due(obligation["due"]),
        )
        for ordinal, obligation in enumerate(reading["obligations"], start=1)
    ]


def bodies_of(
    obligation: Mapping[str, Any], *, proposal: Proposal, resolver: Finder
) -> Iterator[ProposalBody]:
    """Yield the bodies that an obligation names, as far as they are known here."""
    for part, key in _PARTS:
        for ordinal, named in enumerate(obligation[key], start=1):
            found = resolver.find(named["text"])
            start, end = named["span"] or (None, None)
            yield ProposalBody(
                proposal=proposal,
                part=part,
                ordinal=ordinal,
                text=_fit(ProposalBody, "text", named["text"]),
                span_start=start,
                span_end=end,
                found_by=named["by"],
                body=found.body,
                kind=found.kind,
                level=found.level,
                within=found.within,
                unit_kinds=found.unit_kinds,
                n_units=found.n_units,
                group_key=_fit(ProposalBody, "group_key", group_key(found, named["text"])),
            )


def _due(due: Mapping[str, Any]) -> dict[str, Any]:
    start, end = due["span"] or (None, None)
    return {
        "due_kind": due["kind"],
        "due_date": date.fromisoformat(due["date"]) if due["date"] else None,
        "due_time": time.fromisoformat(due["time"]) if due["time"] else None,
        "due_rrule": _fit(Proposal, "due_rrule", due["rrule"]),
        "due_duration": _fit(Proposal, "due_duration", due["duration"]),
        "due_working_days": due["working_days"],
        "due_from": _fit(Proposal, "due_from", due["from"]),
        "due_text": due["text"] or "",
        "due_span_start": start,
        "due_span_end": end,
    }


def _heading(path: str | None, headings: Mapping[str, str | None]) -> str:
    """Return the nearest heading above a clause."""
    while path:
        if headings.get(path):
            return str(headings[path])
        path = path.rpartition(".")[0]
    return ""


def group_key(found: Found, text: str) -> str:
    """Return the key that every wording of the same bodies shares."""
    if found.body is not None:
        return f"{fold(found.body.name)} {found.body.ref}"
    if found.within is not None:
        place = f"{found.within.name_key} {found.within.ref}"
        many = f"{found.kind} {found.level} {found.unit_kinds}" if found.kind else fold(text)
        return f"{many} {place}"
    return fold(text)


def _fit(model: type, name: str, value: str | None) -> str:
    """Return a text no longer than its column; the whole of it stays in the document's text.

    A header that was misread can be a page long, and PostgreSQL refuses what SQLite takes.
    """
    longest = model._meta.get_field(name).max_length  # type: ignore[attr-defined]  # noqa: SLF001
    text = value or ""
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"
