"""The paper of an edition is drafted, worded, numbered and issued; wordings are kept."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from phaodai.engines.forms.schedule import HERE
from phaodai.engines.papers.model import Form as PaperForm
from phaodai.engines.papers.templates import Fault, Names, check, check_text
from phaodai.foundation.agencies import numbering
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit.queries import chain_state
from phaodai.foundation.events import bus
from phaodai.foundation.files import operations as files
from phaodai.foundation.files.checking import Examined
from phaodai.registers.reports import policies, wording
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Edition, Form, Paper, PaperTemplate
from phaodai.registers.reports.operations.editions import certify_edition
from phaodai.registers.reports.queries.addressees import named
from phaodai.registers.reports.queries.papers import template_of
from phaodai.registers.reports.queries.signing import PDF
from phaodai.registers.reports.states import PaperState
from phaodai.registers.reports.wording import Content
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.bodies import Branch
from phaodai.vocabulary.events import PaperIssued
from phaodai.vocabulary.refs import BodyRef, UnitRef

OWNER: Final = "paper"  # of files
_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
_CODE: Final = 10


class BrokenTemplate(Refused):
    """A template has faults; each names its block and column."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults."""
        first = faults[0]
        super().__init__(
            f"mẫu văn bản có {len(faults)} chỗ sai; chỗ đầu ở khối {first.block}, cột "
            f"{first.column}: {first.word}",
            f"the template has {len(faults)} faults; the first in block {first.block}, column "
            f"{first.column}: {first.word}",
        )
        self.faults = tuple(faults)


@transaction.atomic
def keep_template(
    *, actor: Actor, body: BodyRef, form: str, content: Content, names: Names, now: datetime
) -> int:
    """Keep a new version of how a body words a paper.

    Args:
        actor: Who compiles for the body, or heads it.
        body: Whose wording it is.
        form: Code of the form that is compiled.
        content: The wording.
        names: What it may name.
        now: The moment.

    Returns:
        The number of the version.

    Raises:
        NotFound: There is no such body in the actor's sight, or no such form.
        NotAllowed: The actor neither compiles for it nor heads it.
        BrokenTemplate: It names what is not there, or a brace stands alone.
    """
    place = _body(actor, body)
    row = Form.objects.filter(code=form).first()
    if row is None:
        raise NotFound(form)
    _check(content, names)
    Body.objects.select_for_update().get(pk=place.pk)  # versions come one after the other
    last = PaperTemplate.objects.filter(body=place, form=row).aggregate(n=Max("number"))["n"] or 0
    made = PaperTemplate.objects.create(
        body=place, form=row, number=last + 1, content=wording.written(content),
        made_by=actor.name, made_by_ref=actor.user, made_at=now,
    )  # fmt: skip
    audit.record(
        actor=actor, action="paper.template", subject_kind="template", subject_ref=made.ref,
        unit_ref=place.unit.ref, body_ref=place.ref,
        details={"form": form, "number": made.number}, at=now,
    )  # fmt: skip
    return made.number


@transaction.atomic
def draft_paper(*, actor: Actor, edition: UUID, now: datetime) -> UUID:
    """Begin the paper of an edition, in the body's wording; return the one that is begun.

    Raises:
        NotFound: There is no such edition in the actor's sight.
        NotAllowed: The actor does not compile for its body.
        Refused: Its paper is issued, or it was sent back.
    """
    row = (
        Edition.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit", "form")
        .filter(ref=edition)
        .first()
    )
    if row is None:
        raise NotFound(str(edition))
    policies.check_can_compile(actor, row.body)
    if row.returned_at is not None:
        raise Refused(
            "lần tổng hợp này đã bị trả lại; tổng hợp lại rồi hãy soạn văn bản",
            "this edition was sent back; compile again before you write its paper",
        )
    before = row.papers.exclude(state=PaperState.DROPPED).order_by("-pk").first()
    if before is not None:
        if before.state == PaperState.ISSUED:
            raise Refused(
                "văn bản của lần tổng hợp này đã ban hành; có số liệu mới thì tổng hợp lại",
                "the paper of this edition is issued; compile again where figures are new",
            )
        return before.ref
    content = _filled(template_of(row.body, row.form.code), row.body, now)
    made = Paper.objects.create(
        unit=row.unit, body=row.body, edition=row, content=wording.written(content),
        state=PaperState.DRAFT, code="".join(secrets.choice(_LETTERS) for _ in range(_CODE)),
        written_by=actor.name, written_by_ref=actor.user, written_at=now,
    )  # fmt: skip
    _record(actor, "paper.draft", made, now)
    return made.ref


@transaction.atomic
def word_paper(
    *, actor: Actor, paper: UUID, version: int, content: Content, names: Names, now: datetime
) -> int:
    """Change the words of a paper that is not issued.

    Args:
        actor: Who compiles for the body, or heads it.
        paper: Which.
        version: The one that was read: nobody writes over what he has not seen.
        content: Its words from now on.
        names: What they may name.
        now: The moment.

    Returns:
        The version that it is now.

    Raises:
        NotFound: There is no such paper in the actor's sight.
        NotAllowed: The actor neither compiles for the body nor heads it.
        Refused: It is issued or given up, or somebody else changed it meanwhile.
        BrokenTemplate: It names what is not there.
    """
    row = _paper(actor, paper)
    _check_open(row)
    _check_version(row, version)
    _check(content, names)
    row.content, row.version = wording.written(content), version + 1
    row.written_by, row.written_by_ref, row.written_at = actor.name, actor.user, now
    row.save(update_fields=["content", "version", "written_by", "written_by_ref", "written_at"])
    _record(actor, "paper.word", row, now)
    return row.version


@transaction.atomic
def number_paper(*, actor: Actor, paper: UUID, day: date, now: datetime) -> int:
    """Give a paper the next number of its body, kind and year; a second time it keeps its own.

    Raises:
        NotFound: There is no such paper in the actor's sight.
        NotAllowed: The actor neither compiles for the body nor heads it.
        Refused: It is issued or given up.
    """
    row = _paper(actor, paper)
    _check_open(row)
    content = wording.read(row.content)
    if content.form is PaperForm.PARTY and row.body.branch != Branch.PARTY:
        raise Refused(
            "văn bản theo thể thức của Đảng lấy số ở sổ của cấp ủy; tải tệp Word về để cấp ủy ban "
            "hành, hoặc chuyển sang thể thức hành chính",
            "a paper in the Party's form takes its number from the Party committee's register; "
            "download the Word file for it, or change to the State's form",
        )
    if row.number is None:
        series = numbering.outgoing(content.kind)
        row.number = numbering.take(row.body, series=series, year=day.year)
        row.day, row.state = day, PaperState.NUMBERED
        sealed = chain_state()
        row.root, row.root_at = sealed.hash, sealed.sealed_at
        row.save(update_fields=["number", "day", "state", "root", "root_at"])
        _record(actor, "paper.number", row, now)
    return row.number


@transaction.atomic
def issue_paper(
    *,
    actor: Actor,
    paper: UUID,
    version: int,
    subject: str,
    words: str,
    typed: Sequence[str],
    printed: Sequence[Examined],
    now: datetime,
) -> None:
    """Issue a paper as the head: the edition is signed, the files are kept, nothing changes again.

    Args:
        actor: Who heads the unit.
        paper: Which; it has its number.
        version: The one that was read and printed.
        subject: What it is about, filled in.
        words: What is printed, as plain words.
        typed: The numbers in it that somebody typed.
        printed: The files as they go out.
        now: The moment.

    Raises:
        NotFound: There is no such paper in the actor's sight.
        NotAllowed: The actor does not head its unit.
        Refused: It has no number, was issued or changed, a typed number is not accounted for, or
            its edition cannot be signed.
    """
    row = _paper(actor, paper)
    policies.check_can_certify(actor, row.body)
    _check_open(row)
    _check_version(row, version)
    if row.number is None or row.day is None:
        raise Refused(
            "văn bản chưa có số; lấy số trong sổ văn bản đi rồi ban hành",
            "the paper has no number; take one from the register, then issue it",
        )
    content = wording.read(row.content)
    if not content.signer.strip():
        raise Refused(
            "văn bản chưa có tên người ký; ghi tên ở ô “Người ký” rồi lưu",
            "the paper names nobody who signs; write the name in the field of the signer and save",
        )
    if loose := [number for number in typed if not content.typed.get(number, "").strip()]:
        raise Refused(
            f"số gõ tay chưa nêu nguồn: {', '.join(loose)}; thay bằng tên số liệu, hoặc ghi số ấy "
            f"lấy từ đâu",
            f"typed numbers without a source: {', '.join(loose)}; name the figure instead, or say "
            f"where the number comes from",
        )
    certify_edition(actor=actor, edition=row.edition.ref, now=now)
    row.state, row.words = PaperState.ISSUED, words
    row.issued_at, row.issued_by, row.issued_by_ref = now, actor.name, actor.user
    row.save(update_fields=["state", "words", "issued_at", "issued_by", "issued_by_ref"])
    for each in printed:
        files.keep(
            actor=actor, content=each, owner_kind=OWNER, owner_ref=row.ref,
            unit_ref=UnitRef(row.unit.ref), body_ref=BodyRef(row.body.ref), now=now,
        )  # fmt: skip
    _record(actor, "paper.issue", row, now)
    pdf = next((each for each in printed if each.media_type == PDF), None)
    bus.announce(
        PaperIssued(
            occurred_at=now, paper=row.ref, body=BodyRef(row.body.ref), kind=content.kind,
            number=row.number, symbol=content.symbol, day=row.day, subject=subject,
            words=words, addressees=content.addressees, signer=content.signer or actor.name,
            post=content.post, authority=content.authority, copies=content.copies,
            place=content.place, urgency=(content.urgency or "").lower(),
            file=pdf.sha256 if pdf else "", file_name=pdf.name if pdf else "",
        )
    )  # fmt: skip


@transaction.atomic
def drop_paper(*, actor: Actor, paper: UUID, reason: str, now: datetime) -> None:
    """Give up a paper that is not issued; a number that it took stays taken, with the reason.

    Raises:
        NotFound: There is no such paper in the actor's sight.
        NotAllowed: The actor neither compiles for the body nor heads it.
        Refused: It is issued or given up already, or no reason is given.
    """
    row = _paper(actor, paper)
    _check_open(row)
    if not reason.strip():
        raise Refused("phải ghi lý do bỏ văn bản", "say why the paper is given up")
    row.state = PaperState.DROPPED
    row.save(update_fields=["state"])
    _record(actor, "paper.drop", row, now, reason=reason.strip()[:300])


def _filled(content: Content, body: Body, now: datetime) -> Content:
    """Name the bodies to which it goes, and the head where the wording names nobody."""
    day = now.astimezone(HERE).date()
    head = agencies.head_on(BodyRef(body.ref), day)
    return replace(
        content,
        addressees=named(content.addressees, body=body, on=day),
        signer=content.signer or (head.holder if head else ""),
    )


def _check(content: Content, names: Names) -> None:
    faults = [*check_text(content.subject, names), *check(content.parts, names)]
    if faults:
        raise BrokenTemplate(faults)


def _check_open(row: Paper) -> None:
    if row.state not in (PaperState.DRAFT, PaperState.NUMBERED):
        raise Refused(
            "văn bản đã ban hành hoặc đã bỏ, không sửa được nữa; tổng hợp lại để soạn văn bản mới",
            "the paper is issued or given up and changes no more; compile again for a new one",
        )


def _check_version(row: Paper, version: int) -> None:
    if row.version != version:
        raise Refused(
            "người khác vừa sửa văn bản này; tải lại, xem bản mới rồi sửa tiếp",
            "somebody else has just changed this paper; load it again and go on from there",
        )


def _body(actor: Actor, ref: BodyRef) -> Body:
    place = Body.objects.select_related("unit").filter(ref=ref).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(ref))
    policies.check_can_word(actor, place)
    return place


def _paper(actor: Actor, ref: UUID) -> Paper:
    row = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit", "edition")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    policies.check_can_word(actor, row.body)
    return row


def _record(actor: Actor, action: str, row: Paper, now: datetime, **more: Any) -> None:
    audit.record(
        actor=actor, action=action, subject_kind="paper", subject_ref=row.ref,
        unit_ref=row.unit.ref, body_ref=row.body.ref,
        details={"version": row.version, "number": row.number, **more}, at=now,
    )  # fmt: skip
