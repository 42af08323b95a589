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
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from phaodai.engines.signatures.signing import FOR_SIGNATURES, STRONG, Holder, holder_of

UNREADABLE = (PdfError, ValueError, KeyError, TypeError, NotImplementedError)
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
class Stamp:
    """A moment that somebody other than the signer vouches for (RFC 3161).

    Attributes:
        by: who does.
        is_sound: whether it is of this very signature, unchanged, and by somebody who is trusted.
    """

    at: datetime
    by: str
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature.

    Attributes:
        field: its name in the file.
        signed_at: as its signer says; no proof without a time stamp. None where he does not.
        covers_all: whether it covers the file as it is, to the last byte.
        stamp: who else vouches for the moment; None where nobody does.
        is_lasting: whether the file brings with it, beside the stamp, what its issuer says of
            revocation (B-LT).
    """

    field: str
    verdict: Verdict
    holder: Holder | None
    signed_at: datetime | None
    reason: str
    covers_all: bool
    stamp: Stamp | None = None
    is_lasting: bool = False


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
    verdict, covers_all, stamp, is_lasting = Verdict.BROKEN, False, None, False
    try:
        status = _validate(embedded, trusted, signed_at)
        stamp = _stamp(status)
        moment = signed_at
        is_stamped = stamp is not None and stamp.is_sound
        if stamp is not None and is_stamped:
            moment = stamp.at
            status = _validate(embedded, trusted, moment)
        if _brings_revocations(embedded):
            strict = _validate(embedded, trusted, moment, revocation="require")
            is_lasting = is_stamped and bool(strict.trusted)
            status = strict if strict.revoked else status
    except UnacceptableSignerError:
        verdict = Verdict.UNTRUSTED
    except (SignatureValidationError, *UNREADABLE):
        verdict = Verdict.BROKEN
    else:
        covers_all = status.modification_level is ModificationLevel.NONE
        verdict = _verdict(status, holder, moment)
    return Signature(
        field=str(embedded.field_name),
        verdict=verdict,
        holder=holder,
        signed_at=signed_at,
        reason=str(embedded.sig_object.get("/Reason", "")),
        covers_all=covers_all,
        stamp=stamp,
        is_lasting=is_lasting,
    )


def _validate(
    embedded: EmbeddedPdfSignature,
    trusted: Sequence[Any],
    moment: datetime | None,
    *,
    revocation: str = "soft-fail",
) -> Any:
    """Check a signature as of a moment, with what the file brings with it and nothing else."""
    asked: dict[str, Any] = {
        "trust_roots": list(trusted),
        "allow_fetching": False,
        "moment": moment,
        "revocation_mode": revocation,
    }
    try:
        context = DocumentSecurityStore.read_dss(embedded.reader).as_validation_context(asked)
    except NoDSSFoundError:
        context = ValidationContext(**asked)
    usage = KeyUsageConstraints(key_usage=set(FOR_SIGNATURES), match_all_key_usages=False)
    return validate_pdf_signature(embedded, context, key_usage_settings=usage)


def _brings_revocations(embedded: EmbeddedPdfSignature) -> bool:
    try:
        store = DocumentSecurityStore.read_dss(embedded.reader)
    except NoDSSFoundError:
        return False
    return bool(store.crls or store.ocsps)


def _stamp(status: Any) -> Stamp | None:
    found = status.timestamp_validity
    if found is None:
        return None
    is_sound = found.intact and found.valid and found.trusted
    return Stamp(found.timestamp, holder_of(found.signing_cert).name, is_sound)


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
