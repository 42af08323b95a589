"""`phaodai demo load|tour`: Ninh Thuận on a morning of December 2021, to be tried out."""

from datetime import datetime

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.demo.people import DEMO_ACCOUNTS, DEMO_PASSWORD


@click.group()
def demo() -> None:
    """A province with invented people, papers and figures, on this machine alone."""


@demo.command()
@click.option("--quick", "is_quick", is_flag=True, help="The communes of one district, 5 days.")
@click.option("--json", "as_json", is_flag=True, help="What was loaded, for a program.")
def load(*, is_quick: bool, as_json: bool) -> None:
    """Load the demo; a second time only its clock goes on from where it stood.

    \b
    PHAODAI_DEMO=1 phaodai demo load
    PHAODAI_DEMO=1 phaodai demo load --quick --json
    """  # noqa: D301
    runtime.start_django()
    from django.core.management import call_command

    from phaodai.delivery import clock
    from phaodai.delivery.demo import loading

    _check_demo()
    call_command("migrate", verbosity=0)
    try:
        loaded = loading.load(actor=runtime.operator(), is_quick=is_quick, told=runtime.say)
    except loading.NotEmpty:
        runtime.fail(
            "Đã có người dùng hoặc văn bản không thuộc bản dùng thử: đặt PHAODAI_DATA sang một "
            "thư mục trống.",
            "There are users or documents that are not the demo's: point PHAODAI_DATA at an empty "
            "folder.",
            status=runtime.Exit.USAGE,
        )
    if loaded.is_new or not clock.file().exists():
        clock.begin(loading.MORNING)
    else:
        _go_on()
    if as_json:
        runtime.write_json(
            {
                "accounts": loaded.n_accounts,
                "documents": loaded.n_papers,
                "acts": loaded.n_acts,
                "new": loaded.is_new,
                "clock": clock.now().astimezone(clock.HERE).isoformat(timespec="seconds"),
            }
        )
    else:
        _print_tour(clock.now().astimezone(clock.HERE))


@demo.command()
def tour() -> None:
    """Print the accounts by role, and what to look at first."""
    runtime.start_django()
    from phaodai.delivery import clock

    _check_demo()
    _print_tour(clock.now().astimezone(clock.HERE))


def _check_demo() -> None:
    from django.conf import settings

    if not settings.DEMO:
        runtime.fail(
            "Bản dùng thử chỉ chạy khi đặt PHAODAI_DEMO=1, và chỉ trên máy này.",
            "The demo runs only with PHAODAI_DEMO=1, and on this machine alone.",
            status=runtime.Exit.USAGE,
        )


def _go_on() -> None:
    """Let the clock stand still for as long as nobody served, unless somebody serves now."""
    from phaodai.delivery import clock
    from phaodai.foundation.jobs import queries
    from phaodai.foundation.jobs.rules import Name

    now = clock.real_now()
    beat = queries.get_beat(name=Name.WORKER, now=now)
    if beat is None:
        clock.stand_still(datetime.min.replace(tzinfo=now.tzinfo))
    elif beat.is_silent:
        clock.stand_still(beat.last_at)


def _print_tour(now: datetime) -> None:
    from django.utils.translation import gettext, override

    click.echo(f"\n{now:%H:%M, %d/%m/%Y}. Mật khẩu chung / one password: {DEMO_PASSWORD}\n")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.username:<19} {account.does}")
        with override("en"):
            english = gettext(account.does)
        if english != account.does:
            click.echo(f"  {'':<19} {english}")
    click.echo(
        "\n  Xã, thị trấn / communes:  baocao.<xã>, chutich.<xã>, thí dụ / e.g. baocao.phuochai\n"
        "  Huyện / districts:        trucban.<huyện>, chutich.<huyện>, yte.<huyện>, "
        "congan.<huyện>\n"
        "  Chơi lại từ đầu / start again: xóa thư mục dữ liệu / delete the data folder\n"
    )
