"""`phaodai init`: from an empty folder to a site that can be served; twice is as good as once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import find_unit, today
from phaodai.vocabulary.access import Actor, Role

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    pass

DEMO_PROVINCE = "58"  # Ninh Thuận
DEMO_PASSWORD = "phao-dai-2021"  # noqa: S105 - printed, and good on this machine alone


@dataclass(frozen=True, slots=True)
class Account:
    """One invented person of the demo: who he is and where he works."""

    username: str
    name: str
    role: Role
    unit: str  # code, as of the edition of 2024
    body: str  # as a dispatch would name it near that unit
    does: str  # shown beside the account: what a newcomer will find there


DEMO_ACCOUNTS = (
    Account("trucban.tinh", "Nguyễn Thị Hạnh", Role.DUTY_OFFICER, "58", "UBND tỉnh",
            "trực ban tỉnh: lưu văn bản, xem nhiệm vụ đề xuất"),
    Account("chutich.tinh", "Trần Quốc Nam", Role.COMMANDER, "58", "UBND tỉnh",
            "chủ tịch tỉnh: xem tất cả của tỉnh, cả nhật ký"),
    Account("quantri", "Lê Văn Quản", Role.ADMINISTRATOR, "58", "UBND tỉnh",
            "quản trị: đơn vị, cơ quan, tài khoản"),
    Account("trucban.ninhphuoc", "Đàng Thị Yến", Role.DUTY_OFFICER, "587", "UBND huyện",
            "trực ban huyện Ninh Phước"),
    Account("yte.ninhphuoc", "Võ Hoài An", Role.HEALTH_WORKER, "587", "Trung tâm Y tế huyện",
            "trung tâm y tế huyện Ninh Phước"),
    Account("congan.ninhphuoc", "Huỳnh Công Lý", Role.TRACER, "587", "Công an huyện",
            "công an huyện Ninh Phước: không thấy việc của ngành y tế"),
    Account("baocao.phuocdan", "Trần Ngọc Bảo", Role.REPORTER, "22870", "UBND thị trấn",
            "cán bộ thị trấn Phước Dân"),
)  # fmt: skip


@click.command()
@click.option("--demo", is_flag=True, help="Also a first province and accounts, on this machine.")
def init(*, demo: bool) -> None:
    """Prepare database, units and bodies; print how to go on.

    \b
    phaodai init              an installation: then `phaodai user add …`
    phaodai init --demo       Ninh Thuận with invented accounts; needs PHAODAI_DEMO=1
    """  # noqa: D301
    runtime.start_django()
    from django.conf import settings
    from django.core.management import call_command

    if demo and not settings.DEMO:
        runtime.fail(
            "Bản dùng thử chỉ chạy khi đặt PHAODAI_DEMO=1, và chỉ trên máy này.",
            "The demo runs only with PHAODAI_DEMO=1, and on this machine alone.",
            status=runtime.Exit.USAGE,
        )
    call_command("migrate", verbosity=0)
    actor, now = runtime.operator(), runtime.clock()
    _load_units(actor, now, editions=("2024",) if demo else ("2024", "2025"))
    if demo:
        _fill_bodies(actor, now)
        _add_accounts(actor, now)
        _print_accounts()
    else:
        click.echo(
            "phaodai agency fill --unit 56 --below    # cơ quan của tỉnh / bodies of a province"
        )
        click.echo("phaodai user add quantri --name … --body … --role administrator")
        click.echo("phaodai serve")


def _load_units(actor: Actor, now: datetime, *, editions: tuple[str, ...]) -> None:
    from phaodai.foundation.units import queries
    from phaodai.foundation.units.editions.loading import load_builtin

    try:
        queries.country()
    except queries.UnknownUnit:
        for edition in editions:
            runtime.say(f"Nạp đơn vị hành chính {edition} …")
            load_builtin(edition, actor=actor, now=now)


def _fill_bodies(actor: Actor, now: datetime) -> None:
    """Fill the country, its provinces, and the demo's province down to its communes."""
    from phaodai.foundation.agencies import operations
    from phaodai.foundation.agencies import queries as agencies
    from phaodai.foundation.units import queries as units

    home = find_unit(DEMO_PROVINCE, on=today())
    if agencies.bodies_of(home.ref):
        return
    runtime.say("Lập cơ quan …")
    day = today()
    wanted = [*units.tree_on(day, depth=1), *units.tree_on(day, home.ref)]
    operations.fill_standard_bodies(
        actor=actor, units=list({row.unit.ref: None for row in wanted}), now=now
    )


def _add_accounts(actor: Actor, now: datetime) -> None:
    from phaodai.foundation.accounts import operations
    from phaodai.foundation.agencies import queries as agencies

    day = today()
    for account in DEMO_ACCOUNTS:
        unit = find_unit(account.unit, on=day)
        body = agencies.resolve(account.body, near=unit.ref, on=day)[0].ref
        try:
            user = operations.add_user(
                actor=actor,
                username=account.username,
                name=account.name,
                password=DEMO_PASSWORD,
                body=body,
                role=account.role,
                basis="Tài khoản dùng thử",
                now=now,
                today=day,
            )
        except operations.UsernameTaken:
            continue
        # A demo does not ask for a password of one's own.
        operations.choose_password(
            actor=Actor(name=account.username, user=user), password=DEMO_PASSWORD, now=now
        )


def _print_accounts() -> None:
    click.echo(f"\nTài khoản dùng thử / demo accounts, mật khẩu / password: {DEMO_PASSWORD}\n")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.username:<20} {account.does}")
    click.echo("")
