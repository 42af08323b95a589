"""`phaodai directive`: read a dispatch, keep it with its proposals, measure the reader."""
# ruff: noqa: D301 - click keeps the lines of a paragraph that begins with a backspace

import click

from phaodai.delivery.commands.directive.reading import evaluate, read, schema
from phaodai.delivery.commands.directive.register import import_, list_, show


@click.group()
def directive() -> None:
    """Dispatches and the obligations they order.

    \b
    phaodai directive read cong-van.docx             what a dispatch orders, in words
    phaodai directive read cong-van.pdf --json       the same as JSON; needs no database
    phaodai directive import *.docx                  keep dispatches with their proposals
    phaodai directive list                           what is kept
    phaodai directive show 6128                      one of them, by number or reference
    phaodai directive evaluate tests/engines/dispatch/gold dispatches/
    """


for command in (read, schema, import_, evaluate, list_, show):
    directive.add_command(command)
