"""`phaodai paper`: signatures of PDF files, letters that wait."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import click

from phaodai.delivery.commands import paper_signatures


@click.group()
def paper() -> None:
    """Papers: verify signatures, say whose are trusted, send what waits.

    \b
    phaodai paper verify bao-cao-da-ky.pdf
    phaodai paper trust --add ca-chinh-phu.pem
    phaodai paper send --once
    """


paper.add_command(paper_signatures.verify)
paper.add_command(paper_signatures.trust)
paper.add_command(paper_signatures.send)
