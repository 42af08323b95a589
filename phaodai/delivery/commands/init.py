"""`phaodai init`: from an empty folder to a site that can be served; twice is as good as once."""

from datetime import datetime

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import find_unit, today
from phaodai.delivery.web.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_PROVINCE
from phaodai.vocabulary.access import Actor


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
