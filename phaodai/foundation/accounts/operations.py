"""Acts on users; each is one transaction with its row of the trail."""

from collections.abc import Collection
from datetime import date, datetime
from importlib import import_module
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from phaodai.foundation.accounts import correspondents, policies, rules
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.queries import UnknownUser
from phaodai.foundation.accounts.rules import (
    AddressTaken,
    AlreadyPosted,
    BadAddress,
    BadPeriod,
    BadPhone,
    BadUsername,
    NoReason,
    UnknownBody,
    UnknownPosting,
    UsernameTaken,
    WeakPassword,
    WrongCode,
)
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role
from phaodai.vocabulary.refs import BodyRef, UnitRef, UserRef

__all__ = [
    "AddressTaken",
    "AlreadyPosted",
    "BadAddress",
    "BadPeriod",
    "BadPhone",
    "BadUsername",
    "NoReason",
    "UnknownBody",
    "UnknownPosting",
    "UnknownUser",
    "UsernameTaken",
    "WeakPassword",
    "WrongCode",
    "add_user",
    "ask_mail_code",
    "change_user",
    "choose_language",
    "choose_password",
    "confirm_mail_address",
    "disable_user",
    "enable_user",
    "end_posting",
    "note",
    "post_user",
    "reset_second_factor",
    "set_mail_address",
    "set_password",
    "share_password",
]


def add_user(
    *,
    actor: Actor,
    username: str,
    name: str,
    password: str | None,
    now: datetime,
    today: date,
    phone: str = "",
    language: str = "vi",
    body: BodyRef | None = None,
    role: Role | None = None,
    basis: str = "",
) -> UserRef:
    """Make a user who must choose his own password at the first sign-in.

    Args:
        actor: Who makes him. Only the operator may leave the post for later: a user without a
            post is below nobody.
        username: What he types to sign in.
        name: His name as on documents.
        password: The first password; None = he cannot sign in before he is given one.
        now: The moment of the act.
        today: The first day of the post.
        phone: How he is reached.
        language: "vi" or "en".
        body: Where his first post is.
        role: What he is there.
        basis: Number and day of the decision.

    Raises:
        NotAllowed: The actor administers no users at that body.
        BadUsername: The name has other signs than it may.
        BadPhone: The number is none.
        UsernameTaken: Another user has it.
        WeakPassword: The password breaks the rules.
        UnknownBody: The body does not exist today.
    """
    if not actor.has(Permission.ACCOUNTS_MANAGE) or (body is None and not actor.is_operator):
        raise NotAllowed("accounts.manage")
    username = username.strip().lower()
    if not rules.is_username(username):
        raise BadUsername(username)
    user = User(
        username=username,
        name=" ".join(name.split()),
        phone=_phone(phone),
        language=language,
        password_must_change=True,
        created_at=now,
    )
    if password is not None:
        _check_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise UsernameTaken(username)
        user.save()
        _record(actor, user, "account.add", now, body=body)
        if body is not None and role is not None:
            _post(actor, user, body, role, first_day=today, last_day=None, basis=basis, now=now)
    return UserRef(user.ref)


def post_user(
    *,
    actor: Actor,
    user: UserRef,
    body: BodyRef,
    role: Role,
    first_day: date,
    basis: str,
    now: datetime,
    last_day: date | None = None,
) -> UUID:
    """Give a user a role at a body from a day on.

    Raises:
        NotAllowed: The actor does not administer that body, or would post himself.
        UnknownUser: There is no such user.
        UnknownBody: The body does not exist on the first day.
        BadPeriod: The last day comes before the first.
        AlreadyPosted: He holds the role there in a part of that time.
    """
    with transaction.atomic():
        row = _lock(user)
        return _post(
            actor, row, body, role, first_day=first_day, last_day=last_day, basis=basis, now=now
        )


def end_posting(
    *, actor: Actor, user: UserRef, posting: UUID, last_day: date, reason: str, now: datetime
) -> None:
    """Let a posting end with a day; from the next day on it gives nothing.

    Raises:
        NotAllowed: The actor does not administer that body, or it is his own posting.
        UnknownPosting: The user has no such posting, or it has ended already.
        BadPeriod: The day lies before the posting began.
    """
    with transaction.atomic():
        row = (
            Posting.objects.select_related("body__unit", "user")
            .filter(Q(last_day=None) | Q(last_day__gt=last_day), ref=posting, user__ref=user)
            .first()
        )
        if row is None:
            raise UnknownPosting(posting)
        policies.check_not_oneself(actor, row.user)
        policies.check_manage_at(actor, row.body)
        if last_day < row.first_day:
            raise BadPeriod
        row.last_day = last_day
        row.save(update_fields=["last_day"])
        _record(
            actor,
            row.user,
            "account.end_posting",
            now,
            body=BodyRef(row.body.ref),
            role=row.role,
            last_day=last_day.isoformat(),
            reason=reason.strip(),
        )


def change_user(
    *, actor: Actor, user: UserRef, name: str, phone: str, today: date, now: datetime
) -> None:
    """Put the name or the telephone number of a user right.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        BadPhone: The number is none.
    """
    with transaction.atomic():
        row = _managed(actor, user, today)
        row.name, row.phone = " ".join(name.split()), _phone(phone)
        row.save()
        _record(actor, row, "account.change", now)


def set_mail_address(
    *, actor: Actor, user: UserRef, address: str, today: date, now: datetime
) -> None:
    """Say from which e-mail address a user sends reports; blank for none.

    Nothing is taken from a new one before its reader has confirmed it with the code that is sent
    there; the operator vouches for his.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        BadAddress: It is no address.
        AddressTaken: Another user has it.
    """
    try:
        bare = rules.bare_address(address)
    except ValueError as wrong:
        raise BadAddress(address) from wrong
    with transaction.atomic():
        row = _managed(actor, user, today)
        if bare and User.objects.filter(mail_address=bare).exclude(pk=row.pk).exists():
            raise AddressTaken(bare)
        if bare == row.mail_address and row.mail_confirmed_at is not None:
            return
        row.mail_address = bare
        row.mail_confirmed_at = now if bare and actor.is_operator else None
        row.mail_code_due = bool(bare) and not actor.is_operator
        row.save(update_fields=["mail_address", "mail_confirmed_at", "mail_code_due"])
        _record(actor, row, "account.set_mail_address", now)


def confirm_mail_address(*, actor: Actor, code: str, now: datetime) -> None:
    """Say that one reads the mailbox of one's address, by the code that was sent there.

    Raises:
        WrongCode: It is another one, or none was sent.
    """
    with transaction.atomic():
        row = _lock(_self(actor))
        is_right = correspondents.is_code(UserRef(row.ref), row.mail_address, code)
        if not row.mail_address or not is_right:
            raise WrongCode
        if row.mail_confirmed_at is None:
            row.mail_confirmed_at, row.mail_code_due = now, False
            row.save(update_fields=["mail_confirmed_at", "mail_code_due"])
            _record(actor, row, "account.confirm_mail_address", now)


def ask_mail_code(*, actor: Actor) -> None:
    """Have the code sent to one's address once more; no act of office, so no row of the trail."""
    waiting = User.objects.filter(ref=_self(actor), mail_confirmed_at=None).exclude(mail_address="")
    waiting.update(mail_code_due=True)


def disable_user(*, actor: Actor, user: UserRef, reason: str, today: date, now: datetime) -> None:
    """Shut a user out: no sign-in, and every session ends with this act.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        NoReason: The reason is missing.
    """
    reason = _reason(reason)
    with transaction.atomic():
        row = _managed(actor, user, today)
        row.is_active = False
        _end_sessions(row)
        row.save()
        _record(actor, row, "account.disable", now, reason=reason)


def enable_user(*, actor: Actor, user: UserRef, reason: str, today: date, now: datetime) -> None:
    """Let a user sign in again.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        NoReason: The reason is missing.
    """
    reason = _reason(reason)
    with transaction.atomic():
        row = _managed(actor, user, today)
        row.is_active = True
        row.save()
        _record(actor, row, "account.enable", now, reason=reason)


def reset_second_factor(
    *, actor: Actor, user: UserRef, reason: str, today: date, now: datetime
) -> None:
    """Forget the keys and codes of a user who lost them; he sets up new ones at next sign-in.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        NoReason: The reason is missing.
    """
    reason = _reason(reason)
    with transaction.atomic():
        row = _managed(actor, user, today)
        Authenticator.objects.filter(user=row).delete()
        _end_sessions(row)
        row.save()
        _record(actor, row, "account.reset_second_factor", now, reason=reason)


def set_password(*, actor: Actor, user: UserRef, password: str, today: date, now: datetime) -> None:
    """Give a user a password for one sign-in; he must choose his own there.

    Raises:
        NotAllowed: The actor does not administer all that the user may do.
        WeakPassword: The password breaks the rules.
    """
    with transaction.atomic():
        row = _managed(actor, user, today)
        _check_password(password, row)
        row.set_password(password)
        row.password_must_change = True
        _end_sessions(row)
        row.save()
        _record(actor, row, "account.set_password", now)


def share_password(
    *, actor: Actor, users: Collection[UserRef], password: str, now: datetime
) -> None:
    """Let users without a password sign in with one that all know: for a demo alone.

    It is hashed once for all of them, and nobody is asked to choose his own.

    Raises:
        NotAllowed: The actor is not the operator.
    """
    if not actor.is_operator:
        raise NotAllowed("accounts.manage")
    shared = make_password(password)
    with transaction.atomic():
        rows = User.objects.select_for_update().filter(
            ref__in=users, password__startswith=UNUSABLE_PASSWORD_PREFIX
        )
        for row in rows:
            row.password, row.password_must_change = shared, False
            row.save(update_fields=["password", "password_must_change"])
            _record(actor, row, "account.share_password", now)


def choose_password(*, actor: Actor, password: str, now: datetime) -> None:
    """Keep the password a user chose for himself, already checked against the rules."""
    with transaction.atomic():
        row = _lock(_self(actor))
        row.set_password(password)
        row.password_must_change = False
        row.save()
        _record(actor, row, "account.choose_password", now)


def choose_language(*, actor: Actor, language: str) -> None:
    """Keep the language a user reads; no act of office, so no row of the trail."""
    User.objects.filter(ref=_self(actor)).update(language=language)


def note(*, actor: Actor, action: str, now: datetime) -> None:
    """Record what a user did with his own account, e.g. "account.sign_in"."""
    with transaction.atomic():
        row = User.objects.get(ref=_self(actor))
        _record(actor, row, action, now)


def _self(actor: Actor) -> UserRef:
    if actor.user is None:
        raise NotAllowed("account")
    return actor.user


def _lock(ref: UserRef) -> User:
    row = User.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise UnknownUser(ref)
    return row


def _managed(actor: Actor, ref: UserRef, today: date) -> User:
    row = _lock(ref)
    seen = Posting.objects.visible_to(actor, Permission.ACCOUNTS_MANAGE).filter(user=row)
    running = Posting.objects.filter(Q(last_day=None) | Q(last_day__gte=today), user=row)
    policies.check_manage_user(
        actor, row, seen=seen.exists(), running=running.select_related("body__unit")
    )
    return row


def _post(
    actor: Actor,
    user: User,
    body: BodyRef,
    role: Role,
    *,
    first_day: date,
    last_day: date | None,
    basis: str,
    now: datetime,
) -> UUID:
    place = Body.objects.valid_on(first_day).select_related("unit").filter(ref=body).first()
    if place is None:
        raise UnknownBody(body)
    policies.check_manage_at(actor, place)
    policies.check_not_oneself(actor, user)
    if last_day is not None and last_day < first_day:
        raise BadPeriod
    held = Posting.objects.filter(user=user, body=place, role=role.value)
    if rules.overlaps(first_day, last_day, held.values_list("first_day", "last_day")):
        raise AlreadyPosted
    posting = Posting.objects.create(
        user=user,
        body=place,
        role=role.value,
        first_day=first_day,
        last_day=last_day,
        basis=basis.strip(),
    )
    _record(
        actor,
        user,
        "account.post",
        now,
        body=body,
        role=role.value,
        first_day=first_day.isoformat(),
        basis=basis.strip(),
    )
    return posting.ref


def _record(
    actor: Actor,
    user: User,
    action: str,
    now: datetime,
    *,
    body: BodyRef | None = None,
    **details: str,
) -> None:
    """Write the row of the trail under a body, else under the user's first post."""
    if body is None:
        first = Posting.objects.filter(user=user).order_by("first_day").select_related("body")
        body = next((BodyRef(posting.body.ref) for posting in first[:1]), None)
    place = Body.objects.select_related("unit").filter(ref=body).first() if body else None
    audit.record(
        actor=actor,
        action=action,
        subject_kind="user",
        subject_ref=user.ref,
        unit_ref=UnitRef(place.unit.ref) if place else None,
        body_ref=BodyRef(place.ref) if place else None,
        details=details,
        at=now,
    )


def _end_sessions(user: User) -> None:
    # The epoch ends them all, whether listed or not; the rows go so that the list is true.
    user.session_epoch = F("session_epoch") + 1
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in UserSession.objects.filter(user=user):
        store().delete(session.session_key)
    UserSession.objects.filter(user=user).delete()


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as broken:
        raise WeakPassword(broken.messages) from broken


def _phone(text: str) -> str:
    try:
        return rules.bare_phone(text)
    except ValueError as wrong:
        raise BadPhone(text) from wrong


def _reason(text: str) -> str:
    bare = " ".join(text.split())
    if len(bare) < rules.REASON:
        raise NoReason(text)
    return bare
