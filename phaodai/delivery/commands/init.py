"""`phaodai init`: from an empty folder to a site that can be served; twice is as good as once."""

from datetime import datetime

import click

from phaodai.delivery.commands import runtime
from phaodai.vocabulary.access import Actor


@click.command()
def init() -> None:
    """Prepare database, units and bodies; print how to go on.

    Then `phaodai agency fill` and `phaodai user add`; to try it out, `phaodai demo load` instead.
    """
    runtime.start_django()
    from django.core.management import call_command

    from phaodai.registers.reports.operations import forms

    call_command("migrate", verbosity=0)
    forms.install_builtin(actor=runtime.operator(), now=runtime.clock())
    _load_units(runtime.operator(), runtime.clock(), editions=("2024", "2025"))
    click.echo("phaodai agency fill --unit 56 --below    # cơ quan của tỉnh / bodies of a province")
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
