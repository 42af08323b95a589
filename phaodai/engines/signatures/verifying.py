"""What the signatures in a PDF prove: who, when, whether anything changed since."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SignedDataCerts, UnacceptableSignerError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from phaodai.engines.signatures.signing import STRONG, Holder, holder_of

BROKEN = (PdfError, ValueError, KeyError, TypeError, NotImplementedError)
MOST = 20  # signatures of one file that are looked at


class Verdict(StrEnum):
    """What is to be said of one signature, the worst first."""

    BROKEN = "BROKEN"  # what was signed is not what stands there, or the signature is no signature
    CHANGED = "CHANGED"  # it holds for what was signed; the file was changed afterwards
    WEAK = "WEAK"  # made by means that can be forged
    EXPIRED = "EXPIRED"  # the certificate was not valid when it was made
    REVOKED = "REVOKED"
    UNTRUSTED = "UNTRUSTED"  # nobody whom we trust vouches for the certificate
    SOUND = "SOUND"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature.

    Attributes:
        field: its name in the file.
        signed_at: as its signer says; no proof without a time stamp. None where he does not.
        covers_all: whether it covers the file as it is, to the last byte.
    """

    field: str
    verdict: Verdict
    holder: Holder | None
    signed_at: datetime | None
    reason: str
    covers_all: bool


class NoPdf(ValueError):
    """It is no PDF, or one that cannot be read."""


def read_trust(data: bytes) -> list[Any]:
    """Return the certificates of a file in PEM or DER form.

    Raises:
        ValueError: It holds none.
    """
    found = list(load_certs_from_pemder_data(data))
    if not all(each.subject.native for each in found) or not found:  # the parser is lazy
        raise ValueError("no certificate")
    return found


def holders_of(certificates: Sequence[Any]) -> tuple[Holder, ...]:
    """Return whose certificates they are."""
    return tuple(holder_of(each) for each in certificates)


def verify(pdf: bytes, *, trusted: Sequence[Any]) -> tuple[Signature, ...]:
    """Look at every signature of a file, in the order in which they were made.

    Nothing is fetched: what the file does not bring with it is not known.

    Args:
        pdf: The file.
        trusted: Whom to trust; a certificate that leads to none of them is untrusted.

    Raises:
        NoPdf: It is none, or cannot be read.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = list(reader.embedded_regular_signatures)[:MOST]
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoPdf(str(error)) from error
    return tuple(_look(each, trusted) for each in found)


def _look(embedded: EmbeddedPdfSignature, trusted: Sequence[Any]) -> Signature:
    try:
        certificates: SignedDataCerts | None = embedded.signer_cert
    except (PdfError, ValueError, KeyError):
        certificates = None
    holder = holder_of(certificates) if certificates is not None else None
    signed_at = _time(embedded)
    verdict, covers_all = Verdict.BROKEN, False
    try:
        status = validate_pdf_signature(
            embedded,
            ValidationContext(trust_roots=list(trusted), allow_fetching=False, moment=signed_at),
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
            ),
        )
    except UnacceptableSignerError:
        verdict = Verdict.UNTRUSTED
    except (SignatureValidationError, *BROKEN):
        verdict = Verdict.BROKEN
    else:
        covers_all = status.modification_level is ModificationLevel.NONE
        verdict = _verdict(status, holder, signed_at)
    return Signature(
        field=str(embedded.field_name),
        verdict=verdict,
        holder=holder,
        signed_at=signed_at,
        reason=str(embedded.sig_object.get("/Reason", "")),
        covers_all=covers_all,
    )


def _verdict(status: Any, holder: Holder | None, signed_at: datetime | None) -> Verdict:
    level = status.modification_level
    checks = (
        (not (status.intact and status.valid), Verdict.BROKEN),
        (level in (None, ModificationLevel.OTHER), Verdict.CHANGED),
        (status.md_algorithm not in STRONG, Verdict.WEAK),
        (status.revoked, Verdict.REVOKED),
        (
            holder is not None
            and signed_at is not None
            and not holder.first <= signed_at <= holder.last,
            Verdict.EXPIRED,
        ),
        (not status.trusted, Verdict.UNTRUSTED),
    )
    return next((verdict for is_so, verdict in checks if is_so), Verdict.SOUND)


def _time(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        found = embedded.self_reported_timestamp
    except (PdfError, ValueError, KeyError):
        return None
    return found if isinstance(found, datetime) else None
