"""An issued paper is signed with a certificate; what was signed is kept beside what was printed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.engines.signatures.signing import Holder
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.foundation.files import operations as files
from phaodai.foundation.files.checking import Examined
from phaodai.registers.reports import policies, wording
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Paper, PaperSignature
from phaodai.registers.reports.operations.papers import OWNER
from phaodai.registers.reports.queries.signing import printed_of
from phaodai.registers.reports.states import PaperState, SignedAs
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.events import PaperSigned
from phaodai.vocabulary.refs import BodyRef, UnitRef


@transaction.atomic
def sign_paper(
    *,
    actor: Actor,
    paper: UUID,
    base: str,
    signed_as: SignedAs,
    holder: Holder,
    signed: Examined,
    now: datetime,
) -> None:
    """Keep a signed paper, with whose certificate it bears.

    Args:
        actor: Who heads the unit.
        paper: Which; it is issued.
        base: SHA-256 of the file that was signed.
        signed_as: In whose name.
        holder: Whose certificate.
        signed: The signed file.
        now: The moment.

    Raises:
        NotFound: There is no such paper in the actor's sight.
        NotAllowed: The actor does not head its unit.
        Refused: It is not issued, signed in that name already, or another file lies there now; or
            the body would sign before its head.
    """
    row = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit")
        .filter(ref=paper)
        .first()
    )
    if row is None:
        raise NotFound(str(paper))
    policies.check_can_certify(actor, row.body)
    check_can_be_signed(
        row.state, set(row.signatures.values_list("signed_as", flat=True)), signed_as
    )
    last = printed_of(row)
    if last is None or last.sha256 != base:
        raise Refused(
            "văn bản vừa có tệp mới; tải lại trang rồi ký tệp ấy",
            "the paper has a new file; load the page again and sign that one",
        )
    files.keep(
        actor=actor, content=signed, owner_kind=OWNER, owner_ref=row.ref,
        unit_ref=UnitRef(row.unit.ref), body_ref=BodyRef(row.body.ref), now=now,
    )  # fmt: skip
    PaperSignature.objects.create(
        paper=row, signed_as=signed_as, holder=holder.name[:300],
        organization=holder.organization[:300], issuer=holder.issuer[:300],
        serial=holder.serial[:64], fingerprint=holder.fingerprint, sha256=signed.sha256,
        signed_at=now, signed_by=actor.name, signed_by_ref=actor.user,
    )  # fmt: skip
    audit.record(
        actor=actor, action="paper.sign", subject_kind="paper", subject_ref=row.ref,
        unit_ref=row.unit.ref, body_ref=row.body.ref, at=now,
        details={
            "as": signed_as.value, "holder": holder.name, "issuer": holder.issuer,
            "serial": holder.serial, "fingerprint": holder.fingerprint,
            "sha256": signed.sha256, "base": base,
        },
    )  # fmt: skip
    if row.number is not None and row.day is not None:
        bus.announce(
            PaperSigned(
                occurred_at=now, paper=row.ref, body=BodyRef(row.body.ref),
                kind=wording.read(row.content).kind, number=row.number, day=row.day,
                file=signed.sha256, file_name=signed.name,
            )
        )  # fmt: skip


def check_can_be_signed(state: str, present: set[str], signed_as: SignedAs) -> None:
    """Refuse what cannot be signed, before anybody types a password.

    Raises:
        Refused: It is not issued, signed in that name already, or its head has not signed yet.
    """
    if state != PaperState.ISSUED:
        raise Refused(
            "văn bản chưa ban hành; ban hành rồi mới ký số",
            "the paper is not issued; issue it, then sign it",
        )
    if signed_as in present:
        raise Refused(
            "văn bản đã có chữ ký số này; cần ký lại thì ban hành văn bản mới",
            "the paper bears that signature already; issue a new one to sign again",
        )
    if signed_as is SignedAs.BODY and SignedAs.HEAD not in present:
        raise Refused(
            "người đứng đầu ký trước, cơ quan ký sau",
            "the head signs first, then the body",
        )
