"""What was read from one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from phaodai.engines.dispatch.clauses import Clause
from phaodai.engines.dispatch.enclosures import Enclosure
from phaodai.engines.dispatch.footer import Footer
from phaodai.engines.dispatch.head import Header
from phaodai.engines.dispatch.obligations import Obligation
from phaodai.engines.dispatch.references import (
    Citation,
    date_as_dict,
)
from phaodai.engines.dispatch.text import Page
from phaodai.engines.dispatch.warnings import Remark

NAME: Final = "phaodai.engines.dispatch"
VERSION: Final = "1.2.0"
"""Changes whenever the reading of any text changes."""


@dataclass(slots=True)
class Reading:
    """All that was read from one text, each fact with the place it was read from."""

    page: Page
    header: Header
    footer: Footer
    carries_out: list[Citation] = field(default_factory=list)
    replaces: list[Citation] = field(default_factory=list)
    amends: list[Citation] = field(default_factory=list)
    reports_on: list[Citation] = field(default_factory=list)
    bases: list[Citation] = field(default_factory=list)
    references: list[Citation] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    scopes: list[list[dict[str, object]]] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    is_issuer_inferred: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as the contract's JSON object, keys in its order."""
        return {
            "text": self.page.text,
            "document": self._document(),
            "clauses": [clause.as_dict() for clause in self.clauses],
            "obligations": [
                self._obligation(item, scope)
                for item, scope in zip(self.obligations, self.scopes, strict=True)
            ],
            "warnings": [item.as_dict() for item in self.warnings],
            "reader": {"name": NAME, "version": VERSION},
        }

    def _document(self) -> dict[str, Any]:
        header, footer = self.header, self.footer
        return {
            "type": header.type,
            "number": header.number,
            "symbol": header.symbol,
            "issuer": header.issuer,
            "parent_issuer": header.parent,
            "place": header.place,
            "date": date_as_dict(header.date),
            "urgency": header.urgency,
            "subject": header.subject,
            "addressees": [item[0] for item in header.addressees],
            "recipients": [item[0] for item in footer.recipients],
            "carries_out": [item.as_dict() for item in self.carries_out],
            "bases": [item.as_dict() for item in self.bases],
            "references": [item.as_dict() for item in self.references],
            "replaces": [item.as_dict() for item in self.replaces],
            "amends": [item.as_dict() for item in self.amends],
            "reports_on": [item.as_dict() for item in self.reports_on],
            "enclosures": [item.text for item in self.enclosures],
            "signer": {
                "authority": list(footer.authority),
                "post": footer.post,
                "name": footer.name,
            },
            "evidence": self._evidence(),
        }

    def _evidence(self) -> dict[str, Any]:
        header, footer = self.header, self.footer
        inferred_type = header.type is not None and header.type_span is None
        rows: list[tuple[str, tuple[int, int] | None, float, bool]] = [
            ("/type", header.type_span, 0.7 if inferred_type else 0.97, inferred_type),
            ("/number", header.number_span, 0.97, False),
            ("/symbol", header.symbol_span, 0.97, False),
            ("/issuer", header.issuer_span, 0.5 if self.is_issuer_inferred else 0.95,
             self.is_issuer_inferred),
            ("/parent_issuer", header.parent_span, 0.9, False),
            ("/place", header.place_span, 0.95, False),
            ("/date", header.date_span, 0.97 if header.date else 0.3, False),
            ("/urgency", header.urgency_span, 0.97, False),
            ("/subject", header.subject_span, 0.9, False),
            ("/signer/authority", footer.authority_span, 0.95, False),
            ("/signer/post", footer.post_span, 0.93, False),
            ("/signer/name", footer.name_span, 0.9, False),
        ]  # fmt: skip
        rows += [
            (f"/addressees/{index}", (item[1], item[2]), 0.93, False)
            for index, item in enumerate(header.addressees)
        ]
        rows += [
            (f"/recipients/{index}", (item[1], item[2]), 0.9, False)
            for index, item in enumerate(footer.recipients)
        ]
        for key, cited in (
            ("carries_out", self.carries_out), ("bases", self.bases),
            ("references", self.references), ("replaces", self.replaces),
            ("amends", self.amends), ("reports_on", self.reports_on),
        ):  # fmt: skip
            rows += [
                (f"/{key}/{index}", (item.start, item.end), 0.85, False)
                for index, item in enumerate(cited)
            ]
        rows += [
            (f"/enclosures/{index}", item.span, 0.7, item.is_inferred)
            for index, item in enumerate(self.enclosures)
        ]
        penalty = 0.2 if self.page.is_accentless else 0.0
        return {
            pointer: {
                "span": list(span) if span else None,
                "confidence": round(max(0.05, confidence - penalty), 2),
                "inferred": inferred,
                "raw": self.page.text[span[0] : span[1]] if span else None,
            }
            for pointer, span, confidence, inferred in rows
            if span is not None or inferred
        }

    def _obligation(self, item: Obligation, scope: list[dict[str, object]]) -> dict[str, Any]:
        page = self.page
        return {
            "clause": item.clause,
            "span": [item.start, item.end],
            "text": page.slice(item.start, item.end),
            "lead": [party.as_dict(page) for party in item.lead],
            "coordinate": [party.as_dict(page) for party in item.coordinate],
            "accountable": [party.as_dict(page) for party in item.accountable],
            "scope": scope,
            "due": item.due.as_dict(page),
            "targets": [target.as_dict() for target in item.targets],
            "confidence": item.confidence,
        }
