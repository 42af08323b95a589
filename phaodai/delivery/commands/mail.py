"""`phaodai mail`: reports that come by e-mail."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from dataclasses import asdict
from typing import Any

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import HERE


@click.group()
def mail() -> None:
    """E-mail: look into the mailbox, see how it stands, say who writes from where.

    \b
    phaodai mail poll --once
    phaodai mail status --json
    phaodai mail address xa.phuochai baocao.phuochai@example.vn
    """


@mail.command()
@click.option("--once", is_flag=True, required=True, help="One look; the worker looks each minute.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def poll(*, once: bool, as_json: bool) -> None:
    """Take in the letters that lie in the mailbox, then send the answers that are due.

    \b
    phaodai mail poll --once
    """
    runtime.start_django()
    from phaodai.delivery.mail import boxes, watching

    if not boxes.is_set():
        _not_set()
    done = watching.poll_and_beat(now=runtime.clock, at=runtime.real_clock())
    if done is None:
        runtime.fail(
            "Không vào được hộp thư; xem `phaodai doctor`.",
            "The mailbox is out of reach; see `phaodai doctor`.",
            status=runtime.Exit.TRY_AGAIN,
        )
    if as_json:
        runtime.write_json(asdict(done))
    else:
        runtime.write_table([asdict(done)], ["n_new", "n_known", "n_sent", "n_unsent"])
    if done.n_unsent:
        raise SystemExit(runtime.Exit.PARTLY)


@mail.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def status(*, as_json: bool) -> None:
    """Show how the mailbox stands: letters put aside, answers that wait, the last look.

    \b
    phaodai mail status --json
    """
    runtime.start_django()
    from phaodai.delivery.mail import boxes
    from phaodai.foundation.jobs import queries as jobs
    from phaodai.foundation.jobs.rules import Name
    from phaodai.registers.reports.queries import letters

    beat = jobs.get_beat(name=Name.MAIL, now=runtime.real_clock())
    found: dict[str, Any] = {
        "is_set": boxes.is_set(),
        "last_look_at": beat.last_at if beat else None,
        "last_look": beat.detail if beat else "",
        **asdict(letters.count_mail()),
    }
    if as_json:
        runtime.write_json(found)
        return
    for name, value in found.items():
        shown = value.astimezone(HERE).isoformat() if hasattr(value, "astimezone") else value
        click.echo(f"{name}: {'-' if shown in (None, '') else shown}")


@mail.command()
@click.argument("username")
@click.argument("address")
def address(username: str, address: str) -> None:
    """Say from which address a user sends reports, and show his code; "-" for none.

    \b
    phaodai mail address xa.phuochai baocao.phuochai@example.vn
    """
    runtime.start_django()
    from phaodai.delivery.mail.codes import code_of
    from phaodai.foundation.accounts import operations, queries

    today = runtime.clock().astimezone(HERE).date()
    actor = runtime.operator()
    try:
        user = queries.get_user_by_name(actor, username, on=today).ref
        operations.set_mail_address(
            actor=actor,
            user=user,
            address="" if address == "-" else address,
            today=today,
            now=runtime.real_clock(),
        )
    except queries.UnknownUser:
        runtime.fail(
            f"Không có người dùng {username}. Xem: phaodai user list",
            f"There is no user {username}. See: phaodai user list",
        )
    except operations.BadAddress:
        runtime.fail(
            f"“{address}” không phải địa chỉ thư. Viết như ten@co-quan.vn, hoặc - để bỏ.",
            f"“{address}” is no e-mail address. Write it like name@agency.vn, or - for none.",
        )
    except operations.AddressTaken:
        runtime.fail(
            f"Địa chỉ {address} đã là của người dùng khác; bỏ ở người ấy trước.",
            f"Another user has the address {address}: take it from him first.",
        )
    if address != "-":
        click.echo(code_of(user))


def _not_set() -> None:
    runtime.fail(
        "Chưa có hộp thư: đặt PHAODAI_MAIL_INBOX, PHAODAI_MAIL_OUT, PHAODAI_MAIL_ADDRESS và "
        "PHAODAI_MAIL_PASSWORD_FILE; xem docs/how-to/mail.md.",
        "There is no mailbox: set PHAODAI_MAIL_INBOX, PHAODAI_MAIL_OUT, PHAODAI_MAIL_ADDRESS and "
        "PHAODAI_MAIL_PASSWORD_FILE; see docs/how-to/mail.md.",
    )
