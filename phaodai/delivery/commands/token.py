"""`phaodai token`: how machines sign in."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NoReturn
from uuid import UUID

import click

from phaodai.delivery.commands.places import HERE
from phaodai.delivery.commands.runtime import (
    fail,
    operator,
    real_clock,
    say,
    start_django,
    write_json,
    write_table,
)

DAYS = click.IntRange(1, 366)


@click.group()
def token() -> None:
    """Tokens with which programs use /api/v1.

    \b
    phaodai token add hanh.nguyen --purpose "đồng bộ với trục liên thông" --days 90
    phaodai token list
    phaodai token revoke 1f0c9a77d2e4
    """


@token.command()
@click.argument("username")
@click.option("--purpose", required=True, help="What it is for, in words.")
@click.option("--days", type=DAYS, default=90, show_default=True, help="How long it lives.")
@click.option("--posting", type=click.UUID, help="Which of his posts; needed if he has several.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(username: str, purpose: str, days: int, posting: UUID | None, *, as_json: bool) -> None:
    """Make a token and print it, this once.

    \b
    phaodai token add hanh.nguyen --purpose "đồng bộ văn bản đi"
    """
    start_django()
    from phaodai.foundation.accounts.tokens import operations

    user = _user(username)
    now = real_clock()
    with _refusals():
        ref, text = operations.add_token(
            actor=operator(),
            user=user.ref,
            posting=posting or _only_posting(user),
            purpose=purpose,
            expires_at=now + timedelta(days=days),
            now=now,
            today=_today(),
        )
    say("Chỉ hiện một lần; cất ngay vào nơi giữ bí mật. Shown once: put it where secrets are kept.")
    if as_json:
        write_json({"ref": ref, "token": text, "expires_at": now + timedelta(days=days)})
    else:
        click.echo(text)


@token.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(*, as_json: bool) -> None:
    """List tokens, the newest first; never their text.

    \b
    phaodai token list --json
    """
    start_django()
    rows = [_plain(row) for row in _tokens()]
    if as_json:
        write_json(rows)
        return
    columns = ["id", "username", "role", "body_name", "purpose", "expires_at", "last_used_at"]
    write_table(rows, [*columns, "is_living"])


@token.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """End a token at once, by the id that `phaodai token list` prints.

    \b
    phaodai token revoke 1f0c9a77d2e4
    """
    start_django()
    from phaodai.foundation.accounts.tokens import operations

    known = {row.public_id: row.ref for row in _tokens()}
    public_id = token_id.removeprefix("phd_").split("_")[0]
    if public_id not in known:
        fail(
            f"Không có mã truy cập {public_id!r}. Xem: phaodai token list",
            f"There is no token {public_id!r}. See: phaodai token list",
        )
    operations.revoke_token(
        actor=operator(), token=known[public_id], now=real_clock(), today=_today()
    )
    say(f"Đã thu hồi {public_id}.")


def _today() -> date:
    return real_clock().astimezone(HERE).date()


def _tokens() -> list[Any]:
    from phaodai.foundation.accounts.tokens import queries

    return list(queries.get_tokens(operator(), now=real_clock(), today=_today()))


def _plain(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "ref": row.ref,
        "username": row.username,
        "role": row.role.value,
        "body": row.body,
        "body_name": row.body_name,
        "unit_name": row.unit_name,
        "purpose": row.purpose,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
        "is_living": row.is_living,
    }


def _user(username: str) -> Any:
    from phaodai.foundation.accounts import queries

    try:
        return queries.get_user_by_name(operator(), username, on=_today())
    except queries.UnknownUser:
        fail(
            f"Không có người dùng {username!r}. Xem tên: phaodai user list",
            f"There is no user {username!r}. See the names: phaodai user list",
        )


def _only_posting(user: Any) -> UUID:
    if len(user.running) != 1:
        _ask_for_posting(user)
    return UUID(str(user.running[0].ref))


def _ask_for_posting(user: Any) -> NoReturn:
    if not user.running:
        fail(
            f"{user.username} không giữ chức vụ nào hôm nay, nên mã truy cập không mở được gì.",
            f"{user.username} holds no post today, so a token would open nothing.",
        )
    listed = "\n".join(f"  {row.ref}  {row.role.value}, {row.body_name}" for row in user.running)
    fail(
        f"{user.username} giữ {len(user.running)} chức vụ; chọn bằng --posting:\n{listed}",
        f"{user.username} holds {len(user.running)} posts: choose one with --posting.",
    )


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what a rule refuses into two lines and a status."""
    from phaodai.foundation.accounts.tokens import operations

    words: dict[type[Exception], tuple[str, str]] = {
        operations.NoPurpose: (
            "Mục đích phải từ 5 đến 200 ký tự.",
            "The purpose needs 5 to 200 letters.",
        ),
        operations.TooManyTokens: (
            "Người này đã có 20 mã còn dùng được; thu hồi bớt: phaodai token revoke",
            "He has 20 living tokens; end some: phaodai token revoke",
        ),
        operations.UnknownPosting: (
            "Người này không giữ chức vụ ấy hôm nay. Xem: phaodai user show",
            "He does not hold that post today. See: phaodai user show",
        ),
    }
    try:
        yield
    except tuple(words) as refusal:
        fail(*words[type(refusal)])
