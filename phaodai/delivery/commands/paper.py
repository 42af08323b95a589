"""`phaodai paper`: Word files measured, signatures of PDF files, letters that wait."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import click

from phaodai.delivery.commands import paper_inspect, paper_signatures


@click.group()
def paper() -> None:
    """Papers: measure a Word file, verify signatures, say whose are trusted, send what waits.

    \b
    phaodai paper inspect bao-cao.docx
    phaodai paper verify bao-cao-da-ky.pdf
    phaodai paper trust --add ca-chinh-phu.pem
    phaodai paper tokens
    phaodai paper send --once
    """


paper.add_command(paper_signatures.verify)
paper.add_command(paper_signatures.trust)
paper.add_command(paper_signatures.tokens)
paper.add_command(paper_signatures.send)
paper.add_command(paper_inspect.inspect)
