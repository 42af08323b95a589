"""Forms are drawn up by one person and approved by another; what was approved never changes."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import Form, FormVersion
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.queries.forms import asked_elsewhere, terms
from phaodai.registers.reports.rules.versions import check_move, earliest_first_day
from phaodai.registers.reports.states import VersionState
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.events import FormApproved

PRODUCT = "phaodai"  # who proposes the forms that come with it
BEGINNING = date(2020, 1, 1)  # their first day: before any report
WITHDRAWN = "rút lại"  # the reason of a version that its proposer took back


@transaction.atomic
def install_builtin(*, actor: Actor, now: datetime) -> list[str]:
    """Bring the forms that come with the product into an installation; twice is as good as once.

    A form that is not there comes into force at once. A later version of one that is there, is
    proposed and waits for a commander like any other.

    Returns:
        Codes of forms of which something is new.

    Raises:
        NotAllowed: The actor is not the operator.
    """
    policies.check_is_operator(actor)
    changed = []
    for definition in definitions.builtin():
        form, _ = Form.objects.select_for_update().get_or_create(
            code=definition.code, defaults={"created_at": now}
        )
        last = form.versions.order_by("number").last()
        if last is not None and last.number >= definition.version:
            continue
        version = _add(form, definition, by=Actor(name=PRODUCT), now=now)
        if last is None:
            _approve(version, by=actor, first_day=BEGINNING, reason=PRODUCT, now=now)
        version.save()
        _record(actor, "form.install", version, now)
        changed.append(form.code)
    return changed


@transaction.atomic
def propose(*, actor: Actor, definition: Definition, now: datetime) -> UUID:
    """Ask the commander of the top unit to bring a definition into force.

    Returns:
        The reference of the version.

    Raises:
        NotAllowed: The actor draws up no forms.
        Refused: Its number is not the next one, or another version waits.
    """
    policies.check_can_propose(actor)
    form, _ = Form.objects.select_for_update().get_or_create(
        code=definition.code, defaults={"created_at": now}
    )
    waiting = form.versions.filter(state=VersionState.PROPOSED).first()
    if waiting is not None:
        raise Refused(
            f"bản {waiting.number} đang chờ phê duyệt; chờ quyết định, hoặc rút bản đó trước",
            f"version {waiting.number} waits for approval; wait for it, or withdraw it first",
        )
    expected = next_number(definition.code)
    if definition.version != expected:
        raise Refused(
            f"version phải là {expected}: các bản trước đã dùng những số kia",
            f"version has to be {expected}: the other numbers are taken",
        )
    version = _add(form, definition, by=actor, now=now)
    _record(actor, "form.propose", version, now)
    return version.ref


@transaction.atomic
def withdraw(*, actor: Actor, version: UUID, now: datetime) -> None:
    """Take back what one has proposed; its number is not used again.

    Raises:
        NotAllowed: The actor draws up no forms.
        NotFound: There is no such version.
        IllegalMove: It does not wait for approval.
        Refused: Somebody else proposed it.
    """
    policies.check_can_propose(actor)
    row = _waiting(version, VersionState.REFUSED)
    if row.proposed_by_ref != actor.user or (actor.user is None and row.proposed_by != actor.name):
        raise Refused(
            "chỉ người đề xuất rút được; người phê duyệt thì không phê duyệt, kèm lý do",
            "who proposed it alone withdraws it; a commander refuses it and says why",
        )
    row.state, row.reason = VersionState.REFUSED, WITHDRAWN
    row.decided_by, row.decided_by_ref, row.decided_at = actor.name, actor.user, now
    row.save()
    _record(actor, "form.withdraw", row, now)


@transaction.atomic
def approve(
    *, actor: Actor, version: UUID, first_day: date, now: datetime, reason: str = ""
) -> None:
    """Bring a proposed version into force from a day on.

    Args:
        actor: A commander of the top unit who did not propose it.
        version: Which.
        first_day: Reports of this day and later are filed by it.
        now: The moment of the approval.
        reason: On what it rests: the number of a decision.

    Raises:
        NotAllowed: The actor does not command the top unit.
        NotFound: There is no such version.
        IllegalMove: It does not wait for approval.
        Refused: The actor proposed it himself, the day is too early, or another form of that level
            asks for the same figure.
    """
    today = now.astimezone(HERE).date()
    policies.check_can_approve(actor, on=today)
    row = _waiting(version, VersionState.APPROVED)
    is_same_user = row.proposed_by_ref is not None and row.proposed_by_ref == actor.user
    if is_same_user or row.proposed_by == actor.name:
        raise Refused(
            "người đề xuất không tự phê duyệt: cần một người thứ hai",
            "who proposed it does not approve it: a second person is needed",
        )
    earliest = earliest_first_day(terms(list(row.form.versions.all())), today=today)
    if first_day < earliest:
        raise Refused(
            f"bản mới áp dụng sớm nhất từ ngày {earliest:%d/%m/%Y}",
            f"a new version begins on {earliest.isoformat()} at the earliest",
        )
    _check_alone(row, first_day)
    _approve(row, by=actor, first_day=first_day, reason=reason, now=now)
    row.save()
    _record(actor, "form.approve", row, now, first_day=first_day.isoformat())
    bus.announce(
        FormApproved(
            occurred_at=now,
            form=row.form.code,
            version=row.ref,
            number=row.number,
            first_day=first_day,
        )
    )


@transaction.atomic
def refuse(*, actor: Actor, version: UUID, reason: str, now: datetime) -> None:
    """Refuse a proposed version; its number is not used again.

    Raises:
        NotAllowed: The actor does not command the top unit.
        NotFound: There is no such version.
        IllegalMove: It does not wait for approval.
        Refused: No reason is given.
    """
    policies.check_can_approve(actor, on=now.astimezone(HERE).date())
    row = _waiting(version, VersionState.REFUSED)
    if not reason.strip():
        raise Refused("phải ghi lý do không phê duyệt", "say why it is refused")
    row.state, row.reason = VersionState.REFUSED, reason.strip()
    row.decided_by, row.decided_by_ref, row.decided_at = actor.name, actor.user, now
    row.save()
    _record(actor, "form.refuse", row, now)


@transaction.atomic
def end_form(*, actor: Actor, code: str, last_day: date | None, reason: str, now: datetime) -> None:
    """Stop asking for a form after a day; what was filed stays.

    Until that day has passed it can be moved, or taken back.

    Args:
        actor: A commander of the top unit.
        code: Of the form.
        last_day: Last day for which it is asked; None goes on asking.
        reason: On what it rests; kept in the trail.
        now: The moment of the act.

    Raises:
        NotAllowed: The actor does not command the top unit.
        NotFound: There is no such form.
        Refused: The day has passed, it has ended before, or no reason is given.
    """
    today = now.astimezone(HERE).date()
    policies.check_can_approve(actor, on=today)
    form = Form.objects.select_for_update().filter(code=code).first()
    if form is None:
        raise NotFound(code)
    if form.last_day is not None and form.last_day < today:
        raise Refused(
            f"mẫu đã kết thúc ngày {form.last_day:%d/%m/%Y}; muốn hỏi lại thì trình một mẫu mới",
            f"the form ended on {form.last_day.isoformat()}; to ask again, propose a new one",
        )
    if last_day is not None and last_day < today:
        raise Refused(
            f"ngày cuối đã qua; chọn hôm nay ({today:%d/%m/%Y}) hoặc ngày sau",
            f"the last day has passed; choose today ({today.isoformat()}) or later",
        )
    if last_day == form.last_day:
        raise Refused("mẫu đã như vậy rồi; không có gì thay đổi", "it is so already")
    if not reason.strip():
        raise Refused("phải ghi lý do", "say why")
    form.last_day = last_day
    form.save(update_fields=["last_day"])
    audit.record(
        actor=actor,
        action="form.end" if last_day else "form.resume",
        subject_kind="form",
        subject_ref=form.ref,
        details={
            "code": code,
            "last_day": last_day and last_day.isoformat(),
            "reason": reason.strip(),
        },
        at=now,
    )


def next_number(code: str) -> int:
    """Return the number that the next version of a form has; refused ones keep theirs."""
    last = FormVersion.objects.filter(form__code=code).order_by("number").last()
    return 1 if last is None else last.number + 1


def _add(form: Form, definition: Definition, *, by: Actor, now: datetime) -> FormVersion:
    return FormVersion.objects.create(
        form=form,
        number=definition.version,
        definition=dump(definition),
        digest=definitions.digest(definition),
        proposed_by=by.name,
        proposed_by_ref=by.user,
        drawn_up_at=now,
        proposed_at=now,
    )


def _waiting(version: UUID, target: VersionState) -> FormVersion:
    row = (
        FormVersion.objects.select_related("form")
        .select_for_update(of=("self", "form"))
        .filter(ref=version)
        .first()
    )
    if row is None:
        raise NotFound(str(version))
    check_move(current=VersionState(row.state), target=target)
    return row


def _check_alone(row: FormVersion, first_day: date) -> None:
    """Refuse a figure that units of the same level already state by another form.

    A unit says a figure of a day once.
    """
    asking = asked_elsewhere(definitions.stored(row), first_day)
    for code, both in asking.items():
        named = ", ".join(sorted({binding.indicator for binding in both}))
        raise Refused(
            f"mẫu “{code}” đã hỏi số này: {named}; bỏ ở một trong hai mẫu",
            f"“{code}” asks for this already: {named}; leave it to one of them",
        )


def _approve(row: FormVersion, *, by: Actor, first_day: date, reason: str, now: datetime) -> None:
    row.state, row.first_day, row.reason = VersionState.APPROVED, first_day, reason
    row.decided_by, row.decided_by_ref, row.decided_at = by.name, by.user, now


def _record(actor: Actor, action: str, row: FormVersion, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="form_version",
        subject_ref=row.ref,
        details={"code": row.form.code, "number": row.number, "digest": row.digest, **details},
        at=now,
    )
