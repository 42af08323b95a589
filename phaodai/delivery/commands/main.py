"""The entry point `phaodai`; a noun's module is imported only when it is called."""

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version

import click

from phaodai.delivery.commands.runtime import fail

# Noun or act -> module of this folder; the module's click command has the same name.
COMMANDS = (
    "agency",
    "audit",
    "demo",
    "directive",
    "discrepancy",
    "doctor",
    "event",
    "forecast",
    "form",
    "indicator",
    "init",
    "level",
    "mail",
    "obligation",
    "paper",
    "report",
    "serve",
    "task",
    "token",
    "unit",
    "user",
)


class Nouns(click.Group):
    """A group whose commands are modules of this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; of a mistyped one say which was meant."""
        if args and (near := get_close_matches(args[0], COMMANDS, n=1)) and near[0] != args[0]:
            ctx.fail(f"{args[0]!r}: {near[0]}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"phaodai.delivery.commands.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a module that breaks the rule
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a database that is not there is a sentence, not a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__ != "django.db.utils":  # Django may not be loaded at all
                raise
            fail(
                f"Chưa dùng được cơ sở dữ liệu: {error}. Chạy `phaodai init`, `phaodai doctor`.",
                f"The database cannot be used: {error}. Run `phaodai init`, then `phaodai doctor`.",
            )


@click.command(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("phaodai"), prog_name="phaodai")
def main() -> None:
    """Pháo Đài: the epidemic command centre of Vietnamese local government.

    \b
    phaodai serve                                    run the site and its worker
    phaodai directive read cong-van.docx --json      what a dispatch orders
    phaodai directive import *.docx                  keep dispatches with their proposals
    phaodai unit tree 58                             the units below Ninh Thuận
    phaodai doctor                                   what is wrong here, and how to mend it
    """  # noqa: D301 - click wants the control character that "\b" stands for


if __name__ == "__main__":
    main()
