"""What a reader should look at: gaps and oddities of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CODES: Final[tuple[str, ...]] = (
    "empty", "not_vietnamese", "accents_lost", "two_documents", "no_number", "no_symbol", "no_type",
    "no_issuer", "issuer_inferred", "no_date", "date_incomplete", "no_subject", "no_signer",
    "unknown_body", "lead_inherited_from_addressees", "no_lead", "deadline_before_document",
    "deadline_year_inferred", "deadline_incomplete", "impossible_day", "no_obligation",
    "circular_carries_out",
)  # fmt: skip
"""Every code that the reader may give."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at, with the place where it shows."""

    code: str
    message: str
    span: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the object of the contract."""
        return {
            "code": self.code,
            "message": self.message,
            "span": list(self.span) if self.span is not None else None,
        }
