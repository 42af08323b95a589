"""A PDF is signed with a certificate that its holder brings."""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

STRONG = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
SMALLEST_RSA = 2048  # bits
FOR_SIGNATURES = frozenset({"digital_signature", "non_repudiation"})


class CannotSign(ValueError):
    """The certificate or the file cannot be used.

    Attributes:
        code: "unreadable" (no certificate file, or the password is wrong), "no_key", "not_yet",
            "expired", "purpose" (it is not meant for signatures), "weak", "stamp" (nobody vouched
            for the moment), "stamp_untrusted" (a stranger did), "revocation" (it was revoked, or
            nobody says that it was not), "untrusted", "token" (the device does not answer, or has
            no such key), "pin" or "pdf".
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
class Mark:
    """What is seen of a signature.

    Attributes:
        page: from 0.
        box: corners in points, from the lower left of the page.
        drawn: a PDF with one page as large as the box.
    """

    page: int
    box: tuple[int, int, int, int]
    drawn: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file."""

    pdf: bytes
    holder: Holder


def sign(
    pdf: bytes,
    *,
    signer: signers.Signer,
    reason: str,
    location: str,
    field: str,
    now: datetime,
    mark: Mark | None = None,
    stamper: TimeStamper | None = None,
) -> Signed:
    """Sign a file; what was signed before stays signed.

    Args:
        pdf: The file.
        signer: Certificate and key: see `open_pkcs12`; or those of a device.
        reason: What the signature says, such as the number of the paper.
        location: Where.
        field: Name of the field, new in the file.
        now: The real moment, against which the certificate is checked.
        mark: What is seen of it, and where; None = nothing.
        stamper: Who vouches for the moment; None = the signer's own word.

    Returns:
        The file with an increment; its first bytes are those that came.

    Raises:
        CannotSign: The certificate cannot be used, or the file is none that can be signed.
    """
    certificate = signer.signing_cert
    holder = holder_of(certificate)
    _check(certificate, holder, now)
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        location=location,
        reason=reason,
        name=holder.name,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    shown = fields.SigFieldSpec(
        field, on_page=mark.page if mark else 0, box=mark.box if mark else None
    )
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.PdfSigner(
            meta,
            signer,
            timestamper=stamper,
            new_field_spec=shown,
            stamp_style=_style(mark) if mark else None,
        ).sign_pdf(writer, output=out)
    except TimestampRequestError as error:
        raise CannotSign("stamp", str(error)) from error
    except (PdfError, SigningError, ValueError, KeyError) as error:
        raise CannotSign("pdf", str(error)) from error
    return Signed(out.getvalue(), holder)


def prove(pdf: bytes, *, field: str, context: ValidationContext) -> bytes:
    """Put into a signed file what its issuers say of revocation (B-LT).

    It proves itself then when nobody can be asked any more.

    Args:
        pdf: The file.
        field: Whose signature, with its time stamp.
        context: Whom to trust, and where to ask.

    Returns:
        The file with an increment.

    Raises:
        CannotSign: "revocation" where a certificate was revoked or nobody says that it was not.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    found = next(each for each in reader.embedded_signatures if each.field_name == field)
    out = io.BytesIO()
    try:
        asyncio.run(async_add_validation_info(found, context, output=out))
    except (PathBuildingError, PathValidationError, PdfError, ValueError) as error:
        raise CannotSign("revocation", str(error)) from error
    return out.getvalue()


def _style(mark: Mark) -> StaticStampStyle:
    return StaticStampStyle(background=_Drawn(mark), border_width=0)


class _Drawn(PdfContent):
    """A page of a file held in memory."""

    def __init__(self, mark: Mark) -> None:
        left, low, right, high = mark.box
        self._drawn = mark.drawn
        super().__init__(box=BoxConstraints(width=right - left, height=high - low))

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self._drawn))
        self.resources.xobject["/Mark"] = self._ensure_writer.import_page_as_xobject(reader)
        return b"/Mark Do"


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


def open_pkcs12(content: bytes, password: str) -> signers.SimpleSigner:
    """Return the certificate and key of a .p12 or .pfx; kept nowhere.

    Raises:
        CannotSign: It cannot be opened, or holds no key.
    """
    try:
        found: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
            content, other_certs=(), passphrase=password.encode()
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
    if not _usages(certificate):
        raise CannotSign("purpose")
    key = certificate.public_key
    is_short = key.algorithm == "rsa" and key.bit_size < SMALLEST_RSA
    if is_short or certificate.hash_algo not in STRONG:
        raise CannotSign("weak")


def _usages(certificate: Any) -> set[str]:
    usage = certificate.key_usage_value
    return set(FOR_SIGNATURES if usage is None else FOR_SIGNATURES & set(usage.native))
