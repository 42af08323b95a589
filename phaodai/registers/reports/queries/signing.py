"""What of a paper is signed, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Paper, PaperSignature
from phaodai.registers.reports.states import SignedAs
from phaodai.vocabulary.access import Actor, Permission

PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature."""

    signed_as: SignedAs
    holder: str
    organization: str
    issuer: str
    serial: str
    fingerprint: str
    sha256: str  # of the file that it is in, with those before it
    signed_at: datetime
    signed_by: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The file of a paper that goes out: the last one, with every signature so far."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Signing:
    """How far a paper is signed.

    Attributes:
        printed: None where it has no PDF.
        next_as: who signs next; None where both have.
    """

    printed: Printed | None
    signatures: tuple[SignatureRow, ...]
    next_as: SignedAs | None
    may_sign: bool


def signatures_of(papers: Collection[UUID]) -> dict[UUID, tuple[SignatureRow, ...]]:
    """Return by paper who signed it, in their order; of papers that the reader sees."""
    rows = PaperSignature.objects.filter(paper__ref__in=papers).select_related("paper")
    found: dict[UUID, tuple[SignatureRow, ...]] = {}
    for each in rows.order_by("pk"):
        found[each.paper.ref] = (*found.get(each.paper.ref, ()), _row(each))
    return found


def signers_of(files: Collection[str]) -> dict[str, tuple[SignatureRow, ...]]:
    """Return by SHA-256 who signed a file; whoever holds the file reads the same in it."""
    papers = dict(
        PaperSignature.objects.filter(sha256__in=files).values_list("sha256", "paper__ref")
    )
    signed = signatures_of(papers.values())
    return {
        sha256: signed[paper][: 1 + [each.sha256 for each in signed[paper]].index(sha256)]
        for sha256, paper in papers.items()
    }


def get_signing(*, actor: Actor, paper: UUID) -> Signing:
    """Return how far a paper is signed.

    Raises:
        NotFound: There is none in the actor's sight.
    """
    row = _seen(actor, paper)
    rows = tuple(_row(each) for each in row.signatures.order_by("pk"))
    done = {each.signed_as for each in rows}
    left = [each for each in SignedAs if each not in done]
    return Signing(
        printed=printed_of(row),
        signatures=rows,
        next_as=left[0] if left else None,
        may_sign=policies.can_certify(actor, row.body),
    )


def get_printed(*, actor: Actor, paper: UUID) -> tuple[Printed, bytes]:
    """Return the file that goes out.

    Raises:
        NotFound: There is no such paper in the actor's sight, or it has no PDF.
    """
    found = printed_of(_seen(actor, paper))
    if found is None:
        raise NotFound(str(paper))
    return found, read_printed(found)


def printed_of(row: Paper) -> Printed | None:
    """Return the last PDF of a paper; None where it has none."""
    found = (
        Attachment.objects.filter(
            owner_kind="paper", owner_ref=row.ref, media_type=PDF, removed_at=None
        )
        .order_by("-pk")
        .first()
    )
    return None if found is None else Printed(found.name, found.content_id)


def read_printed(printed: Printed) -> bytes:
    """Return the bytes of a file that goes out."""
    return bytes(FileContent.objects.values_list("content", flat=True).get(pk=printed.sha256))


def _row(each: PaperSignature) -> SignatureRow:
    return SignatureRow(
        SignedAs(each.signed_as), each.holder, each.organization, each.issuer, each.serial,
        each.fingerprint, each.sha256, each.signed_at, each.signed_by,
    )  # fmt: skip


def _seen(actor: Actor, paper: UUID) -> Paper:
    row = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_related("unit", "body__unit")
        .filter(ref=paper)
        .first()
    )
    if row is None:
        raise NotFound(str(paper))
    return row
