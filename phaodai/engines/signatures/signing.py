"""A PDF is signed with a certificate that its holder brings."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.stamp import TextStampStyle

STRONG = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
SMALLEST_RSA = 2048  # bits


class CannotSign(ValueError):
    """The certificate or the file cannot be used.

    Attributes:
        code: "unreadable" (no certificate file, or the password is wrong), "no_key", "not_yet",
            "expired", "purpose" (it is not meant for signatures), "weak" or "pdf".
    """

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the code."""
        super().__init__(f"{code} {detail}".strip())
        self.code = code


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is.

    Attributes:
        name: the common name.
        organization: "" where the certificate names none.
        issuer: who vouches for it.
        serial: as hexadecimal digits.
        fingerprint: SHA-256 of the certificate, as hexadecimal digits.
        first: the first moment at which it is valid.
        last: the last one.
    """

    name: str
    organization: str
    issuer: str
    serial: str
    fingerprint: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature is seen: page from 0, corners in points from the lower left."""

    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file."""

    pdf: bytes
    holder: Holder


def sign(
    pdf: bytes,
    *,
    pkcs12: bytes,
    password: str,
    reason: str,
    location: str,
    field: str,
    now: datetime,
    place: Place | None = None,
) -> Signed:
    """Sign a file; what was signed before stays signed.

    Args:
        pdf: The file.
        pkcs12: The bytes of a .p12 or .pfx with certificate and key; kept nowhere.
        password: That opens it.
        reason: What the signature says, such as the number of the paper.
        location: Where.
        field: Name of the field, new in the file.
        now: The real moment, against which the certificate is checked.
        place: Where the signature is seen; None = nowhere.

    Returns:
        The file with an increment; its first bytes are those that came.

    Raises:
        CannotSign: The certificate cannot be used, or the file is none that can be signed.
    """
    signer = _signer(pkcs12, password)
    holder = holder_of(signer.signing_cert)
    _check(signer.signing_cert, holder, now)
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        location=location,
        reason=reason,
        name=holder.name,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    shown = fields.SigFieldSpec(
        field, on_page=place.page if place else 0, box=place.box if place else None
    )
    style = TextStampStyle(stamp_text="%(signer)s\n%(ts)s", timestamp_format="%d/%m/%Y %H:%M:%S %z")
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.PdfSigner(
            meta, signer, new_field_spec=shown, stamp_style=style if place else None
        ).sign_pdf(writer, output=out)
    except (PdfError, SigningError, ValueError, KeyError) as error:
        raise CannotSign("pdf", str(error)) from error
    return Signed(out.getvalue(), holder)


def read_holder(pkcs12: bytes, password: str) -> Holder:
    """Return whose certificate a file holds.

    Raises:
        CannotSign: It cannot be opened, or holds no key.
    """
    return holder_of(_signer(pkcs12, password).signing_cert)


def holder_of(certificate: Any) -> Holder:
    """Return what a certificate says of its holder."""
    subject = certificate.subject.native
    issuer = certificate.issuer.native
    return Holder(
        name=_said(subject, "common_name"),
        organization=_said(subject, "organization_name"),
        issuer=_said(issuer, "common_name") or _said(issuer, "organization_name"),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        first=certificate.not_valid_before,
        last=certificate.not_valid_after,
    )


def _said(name: object, key: str) -> str:
    value = name.get(key, "") if isinstance(name, dict) else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _signer(pkcs12: bytes, password: str) -> signers.SimpleSigner:
    try:
        found: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
            pkcs12, other_certs=(), passphrase=password.encode()
        )
    except (ValueError, OSError, TypeError) as error:
        raise CannotSign("unreadable") from error
    if found is None:
        raise CannotSign("unreadable")
    if found.signing_cert is None or found.signing_key is None:
        raise CannotSign("no_key")
    return found


def _check(certificate: Any, holder: Holder, now: datetime) -> None:
    if now < holder.first:
        raise CannotSign("not_yet", holder.first.isoformat())
    if now > holder.last:
        raise CannotSign("expired", holder.last.isoformat())
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & set(usage.native):
        raise CannotSign("purpose")
    key = certificate.public_key
    is_short = key.algorithm == "rsa" and key.bit_size < SMALLEST_RSA
    if is_short or certificate.hash_algo not in STRONG:
        raise CannotSign("weak")
