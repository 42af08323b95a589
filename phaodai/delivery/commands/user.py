"""`phaodai user`: who signs in, and which posts he holds."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from phaodai.delivery.commands.runtime import (
    Exit,
    fail,
    operator,
    real_clock,
    say,
    start_django,
    write_json,
    write_table,
)
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef

ROLES = click.Choice([role.value for role in Role])
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def user() -> None:
    """Users and their posts.

    \b
    phaodai user add hanh.nguyen --name "Nguyễn Thị Hạnh" --body BODY --role duty_officer
    phaodai user post hanh.nguyen --body BODY --role reporter --basis "QĐ 512/QĐ-UBND"
    phaodai user list --search hanh --json
    phaodai user disable hanh.nguyen --reason "nghỉ việc từ 1/12"

    BODY is the reference that `phaodai agency list --json` prints.
    """


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="Name as on documents, family name first.")
@click.option("--phone", default="", help="How he is reached.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--body", type=click.UUID, help="Where his first post is.")
@click.option("--role", type=ROLES, help="What he is there.")
@click.option("--basis", default="", help="Number and day of the decision.")
@click.option("--password-stdin", is_flag=True, help="Read the first password from a pipe.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(
    username: str,
    name: str,
    phone: str,
    language: str,
    body: UUID | None,
    role: str | None,
    basis: str,
    *,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make a user; he chooses his own password at the first sign-in.

    \b
    phaodai user add quantri --name "Lê Văn Quản" --body BODY --role administrator
    printf %s "$FIRST" | phaodai user add hanh --name "Nguyễn Thị Hạnh" --password-stdin
    """
    if (body is None) != (role is None):
        raise click.UsageError("--body and --role go together")
    password = _password(from_pipe=password_stdin)
    start_django()
    from phaodai.foundation.accounts import operations

    with _refusals():
        ref = operations.add_user(
            actor=operator(),
            username=username,
            name=name,
            phone=phone,
            language=language,
            password=password,
            body=BodyRef(body) if body else None,
            role=Role(role) if role else None,
            basis=basis,
            now=real_clock(),
            today=_today(),
        )
    say(f"Đã tạo người dùng {username}." + ("" if body else " Chưa có chức vụ: phaodai user post"))
    if as_json:
        write_json({"ref": ref, "username": username.lower()})


@user.command()
@click.argument("username")
@click.option("--body", type=click.UUID, required=True, help="Where the post is.")
@click.option("--role", type=ROLES, required=True, help="What he is there.")
@click.option("--basis", default="", help="Number and day of the decision.")
@click.option("--first-day", type=DAY, help="YYYY-MM-DD; today if left out.")
@click.option("--last-day", type=DAY, help="YYYY-MM-DD; open if left out.")
def post(
    username: str,
    body: UUID,
    role: str,
    basis: str,
    first_day: datetime | None,
    last_day: datetime | None,
) -> None:
    """Give a user a role at a body.

    \b
    phaodai user post hanh.nguyen --body BODY --role reporter --basis "QĐ 512/QĐ-UBND"
    """
    start_django()
    from phaodai.foundation.accounts import operations

    with _refusals():
        operations.post_user(
            actor=operator(),
            user=_find(username).ref,
            body=BodyRef(body),
            role=Role(role),
            basis=basis,
            first_day=first_day.date() if first_day else _today(),
            last_day=last_day.date() if last_day else None,
            now=real_clock(),
        )
    say(f"Đã giao chức vụ cho {username}.")


@user.command(name="list")
@click.option("--search", default="", help="A part of a name, with or without accents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(search: str, *, as_json: bool) -> None:
    """List users.

    \b
    phaodai user list
    phaodai user list --search "nguyen thi" --json
    """
    start_django()
    from phaodai.foundation.accounts import queries

    rows = [_plain(row) for row in queries.get_users(operator(), on=_today(), text=search)[:]]
    if as_json:
        write_json(rows)
        return
    write_table(
        (row | {"posts": len(row["postings"]), "second_factors": "+".join(row["second_factors"])}
         for row in rows),
        ["username", "name", "is_active", "second_factors", "posts", "last_login"],
    )  # fmt: skip


@user.command()
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(username: str, *, as_json: bool) -> None:
    """Show one user with his posts.

    \b
    phaodai user show hanh.nguyen --json
    """
    start_django()
    row = _plain(_find(username))
    if as_json:
        write_json(row)
        return
    postings = row.pop("postings")
    write_table([{"what": what, "value": value} for what, value in row.items()], ["what", "value"])
    write_table(postings, ["role", "body_name", "unit_name", "first_day", "last_day", "basis"])


@user.command()
@click.argument("username")
@click.option("--reason", required=True, help="At least 10 letters; goes into the trail.")
def disable(username: str, reason: str) -> None:
    """Shut a user out; every session ends at once.

    \b
    phaodai user disable hanh.nguyen --reason "nghỉ việc từ 1/12/2021"
    """
    start_django()
    from phaodai.foundation.accounts import operations

    with _refusals():
        operations.disable_user(
            actor=operator(),
            user=_find(username).ref,
            reason=reason,
            today=_today(),
            now=real_clock(),
        )
    say(f"Đã khóa {username}; mọi phiên đã đóng.")


@user.command(name="reset-mfa")
@click.argument("username")
@click.option("--reason", required=True, help="At least 10 letters; goes into the trail.")
def reset_mfa(username: str, reason: str) -> None:
    """Forget the keys and codes of a user who lost them.

    \b
    phaodai user reset-mfa hanh.nguyen --reason "mất điện thoại, đã gọi lại số cơ quan"
    """
    start_django()
    from phaodai.foundation.accounts import operations

    with _refusals():
        operations.reset_second_factor(
            actor=operator(),
            user=_find(username).ref,
            reason=reason,
            today=_today(),
            now=real_clock(),
        )
    say(f"Đã xóa xác nhận hai bước của {username}; lần vào sau phải cài lại.")


@user.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from a pipe.")
def password(username: str, *, password_stdin: bool) -> None:
    """Give a user a password for one sign-in.

    \b
    phaodai user password hanh.nguyen
    printf %s "$NEW" | phaodai user password hanh.nguyen --password-stdin
    """
    text = _password(from_pipe=password_stdin)
    start_django()
    from phaodai.foundation.accounts import operations

    with _refusals():
        operations.set_password(
            actor=operator(),
            user=_find(username).ref,
            password=text,
            today=_today(),
            now=real_clock(),
        )
    say(f"Đã đặt mật khẩu tạm cho {username}.")


def _today() -> date:
    from django.conf import settings

    return real_clock().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _password(*, from_pipe: bool) -> str:
    """Take a password from a pipe or a prompt; the list of processes never shows it."""
    if from_pipe:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("no terminal to ask on: use --password-stdin")
    return str(click.prompt("Mật khẩu", hide_input=True, confirmation_prompt=True, err=True))


def _find(username: str) -> Any:
    from phaodai.foundation.accounts import queries

    try:
        return queries.get_user_by_name(operator(), username, on=_today())
    except queries.UnknownUser:
        fail(
            f"Không có người dùng {username!r}. Xem tên: phaodai user list",
            f"There is no user {username!r}. See the names: phaodai user list",
        )


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what a rule refuses into two lines and a status."""
    from phaodai.foundation.accounts import rules

    words: dict[type[Exception], tuple[str, str]] = {
        rules.BadUsername: (
            "Tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm, gạch; từ 3 ký tự.",
            "A user name has 3 or more small letters without marks, digits, dots, dashes.",
        ),
        rules.UsernameTaken: ("Tên đăng nhập đã có người dùng.", "The user name is taken."),
        rules.BadPhone: ("Số điện thoại gồm 3 đến 15 chữ số.", "A number has 3-15 digits."),
        rules.AlreadyPosted: (
            "Người này đã giữ vai trò ấy ở cơ quan ấy trong thời gian đó.",
            "He holds that role at that body in a part of that time.",
        ),
        rules.BadPeriod: ("Ngày cuối trước ngày đầu.", "The last day comes before the first."),
        rules.NoReason: ("Lý do phải từ 10 ký tự.", "The reason needs at least 10 letters."),
        rules.UnknownBody: (
            "Không có cơ quan này. Xem: phaodai agency list --json",
            "There is no such body. See: phaodai agency list --json",
        ),
    }  # fmt: skip
    try:
        yield
    except rules.WeakPassword as weak:
        fail("Mật khẩu chưa đủ mạnh: " + str(weak), "The password is too weak: " + str(weak))
    except tuple(words) as refusal:
        fail(*words[type(refusal)], status=Exit.FAILED)


def _plain(row: Any) -> dict[str, Any]:
    from dataclasses import asdict

    plain = asdict(row)
    plain.pop("is_managed")
    plain["second_factors"] = list(plain["second_factors"])
    plain["postings"] = [
        {key: value for key, value in posting.items() if key != "is_in_sight"}
        for posting in plain["postings"]
    ]
    return plain
