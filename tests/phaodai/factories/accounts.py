"""Bodies, users and postings for tests."""

from datetime import UTC, date, datetime
from itertools import count

from allauth.mfa.totp.internal.auth import TOTP

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.folding import fold

SINCE = date(2021, 1, 1)
PASSWORD = "một câu dài dễ nhớ"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_NUMBERS = count(1)


def make_body(
    unit: Unit, name: str, *, general: bool = False, superior: Body | None = None
) -> Body:
    body = Body.objects.create(
        unit=unit,
        branch="OTHER",
        name=name,
        name_key=fold(name),
        is_general=general,
        superior=superior,
        valid_from=SINCE,
    )
    body.path = f"{superior.path if superior else '/'}{body.pk}/"
    body.save()
    return body


def make_user(
    username: str = "",
    *,
    name: str = "",
    at: Body | None = None,
    role: Role = Role.REPORTER,
    second_factor: bool = True,
    **fields: object,
) -> User:
    username = username or f"user.{next(_NUMBERS)}"
    user = User(
        username=username,
        name=name or f"Nguyễn Văn {username.title()}",
        created_at=datetime(2021, 1, 1, tzinfo=UTC),
        **fields,
    )
    user.set_password(PASSWORD)
    user.save()
    if at is not None:
        make_posting(user, at, role)
    if second_factor:
        TOTP.activate(user, SECRET)
    return user


def make_posting(
    user: User, body: Body, role: Role, *, first: date = SINCE, last: date | None = None
) -> Posting:
    return Posting.objects.create(
        user=user, body=body, role=role.value, first_day=first, last_day=last, basis="QĐ 1/QĐ-UBND"
    )
