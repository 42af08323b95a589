"""A printed paper signed with a certificate whose issuer is trusted here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper

from phaodai.delivery.documents.marks import Side, mark_of
from phaodai.delivery.intake.signatures import check_signatures
from phaodai.engines.signatures.signing import CannotSign, Holder, read_holder
from phaodai.engines.signatures.signing import sign as sign_pdf
from phaodai.engines.signatures.verifying import Verdict
from phaodai.foundation.files import checking
from phaodai.foundation.files.checking import Examined
from phaodai.registers.reports.states import SignedAs

SIDES = {SignedAs.HEAD: Side.HEAD, SignedAs.BODY: Side.BODY}
_ENDING = "-da-ky"
_SECONDS = 10  # that a service of time stamps may be silent


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signed file that may be kept, and whose certificate it bears."""

    file: Examined
    holder: Holder


def sign_printed(
    pdf: bytes,
    *,
    name: str,
    signer: str,
    reason: str,
    location: str,
    signed_as: SignedAs,
    pkcs12: bytes,
    password: str,
    trust: Path,
    tsa: str,
    now: datetime,
) -> SignedPaper:
    """Sign a printed paper, and look at the signature as any reader would.

    Args:
        pdf: The file that goes out.
        name: Of the file.
        signer: Name below the signature.
        reason: What the signature says.
        location: Where.
        signed_as: In whose name.
        pkcs12: Certificate and key; kept nowhere.
        password: That opens it; kept nowhere.
        trust: Folder with certificates of those whom we trust.
        tsa: Address of a service that vouches for the moment; "" for none.
        now: The real moment.

    Raises:
        CannotSign: The certificate cannot be used; "untrusted" where nobody here vouches for it.
        UnacceptableFile: The signed file is none that is kept.
    """
    side = SIDES[signed_as]
    holder = read_holder(pkcs12, password).name
    stamper: TimeStamper | None = None
    if tsa:
        stamper = HTTPTimeStamper(tsa, timeout=_SECONDS)  # type: ignore[no-untyped-call]
    done = sign_pdf(
        pdf, pkcs12=pkcs12, password=password, reason=reason, location=location, field=side.value,
        mark=mark_of(pdf, below=signer, holder=holder, side=side, now=now), now=now,
        stamper=stamper,
    )  # fmt: skip
    found = check_signatures(done.pdf, name=name, trust=trust)
    mine = next((each for each in found if each.field == side.value), None)
    if mine is None or mine.verdict is Verdict.UNTRUSTED:
        raise CannotSign("untrusted" if mine else "pdf")
    if mine.verdict is not Verdict.SOUND:
        raise CannotSign("pdf", mine.verdict.value)
    stem = name.removesuffix(".pdf").removesuffix(_ENDING)
    return SignedPaper(checking.examine(done.pdf, name=f"{stem}{_ENDING}.pdf"), done.holder)
