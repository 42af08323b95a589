"""A printed paper signed with a certificate whose issuer is trusted here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from phaodai.delivery.documents.marks import Side, mark_of
from phaodai.delivery.intake.signatures import certificates_of, check_signatures
from phaodai.engines.signatures.signing import CannotSign, Holder, holder_of, prove
from phaodai.engines.signatures.signing import sign as sign_pdf
from phaodai.engines.signatures.verifying import Signature, Verdict
from phaodai.foundation.files import checking
from phaodai.foundation.files.checking import Examined
from phaodai.registers.reports.states import SignedAs

SIDES = {SignedAs.HEAD: Side.HEAD, SignedAs.BODY: Side.BODY}
_ENDING = "-da-ky"
_SECONDS = 10  # that a service may be silent


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signed file that may be kept, and whose certificate it bears."""

    file: Examined
    holder: Holder


def sign_printed(
    pdf: bytes,
    *,
    name: str,
    below: str,
    reason: str,
    location: str,
    signed_as: SignedAs,
    signer: Signer,
    trust: Path,
    tsa: str,
    lasting: bool,
    now: datetime,
) -> SignedPaper:
    """Sign a printed paper, and look at the signature as any reader would.

    Args:
        pdf: The file that goes out.
        name: Of the file.
        below: Name below the signature.
        reason: What the signature says.
        location: Where.
        signed_as: In whose name.
        signer: Certificate and key; kept nowhere.
        trust: Folder with certificates of those whom we trust.
        tsa: Address of a service that vouches for the moment; "" for none.
        lasting: whether to ask the issuers about revocation and put what they say into the file.
        now: The real moment.

    Raises:
        CannotSign: The certificate cannot be used; "untrusted" where nobody here vouches for it.
        UnacceptableFile: The signed file is none that is kept.
    """
    side = SIDES[signed_as]
    holder = holder_of(signer.signing_cert).name
    stamper: TimeStamper | None = None
    if tsa:
        stamper = HTTPTimeStamper(tsa, timeout=_SECONDS)  # type: ignore[no-untyped-call]
    done = sign_pdf(
        pdf, signer=signer, reason=reason, location=location, field=side.value,
        mark=mark_of(pdf, below=below, holder=holder, side=side, now=now), now=now,
        stamper=stamper,
    )  # fmt: skip
    mine = _look(done.pdf, side, name=name, trust=trust)
    if tsa and (mine.stamp is None or not mine.stamp.is_sound):
        raise CannotSign("stamp_untrusted")
    signed = done.pdf
    if lasting:
        signed = prove(signed, field=side.value, context=_asking(trust))
        _look(signed, side, name=name, trust=trust)
    stem = name.removesuffix(".pdf").removesuffix(_ENDING)
    return SignedPaper(checking.examine(signed, name=f"{stem}{_ENDING}.pdf"), done.holder)


def _look(pdf: bytes, side: Side, *, name: str, trust: Path) -> Signature:
    """Look at the signature that was just made, as any reader would.

    Raises:
        CannotSign: It is not sound.
    """
    found = check_signatures(pdf, name=name, trust=trust)
    mine = next((each for each in found if each.field == side.value), None)
    if mine is None or mine.verdict is Verdict.UNTRUSTED:
        raise CannotSign("untrusted" if mine else "pdf")
    if mine.verdict is not Verdict.SOUND:
        raise CannotSign("pdf", mine.verdict.value)
    return mine


def _asking(trust: Path) -> ValidationContext:
    """Ask where the certificates say; those of strangers have been refused by now."""
    return ValidationContext(
        trust_roots=certificates_of(trust),
        allow_fetching=True,
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=_SECONDS),
        revocation_mode="require",
    )
