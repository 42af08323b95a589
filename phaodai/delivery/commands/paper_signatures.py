"""`phaodai paper verify`, `trust`, `tokens` and `send`: signatures of PDF files, letters."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

from pathlib import Path

import click

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.places import HERE


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
def verify(file: Path, *, as_json: bool) -> None:
    """Say who signed a PDF, when, whether it is trusted and whether the file changed since.

    Ends with 0 where every signature is sound, with 3 where one is not, with 1 where there is
    none or the file cannot be read.

    \b
    phaodai paper verify bao-cao-da-ky.pdf
    """
    runtime.start_django()
    from dataclasses import asdict

    from django.conf import settings
    from django.utils import translation

    from phaodai.delivery.intake.errors import UnreadableFile
    from phaodai.delivery.intake.signatures import LIMITS, check_signatures, sentences_of
    from phaodai.delivery.web.sending.words import verdict
    from phaodai.engines.signatures.verifying import Verdict

    try:
        with file.open("rb") as opened:
            content = opened.read(LIMITS.max_bytes + 1)
        found = check_signatures(content, name=file.name, trust=settings.SIGNATURE_TRUST)
    except UnreadableFile as error:
        runtime.fail(*sentences_of(error))
    if as_json:
        runtime.write_json([asdict(each) for each in found])
    for each in [] if as_json else found:
        name = each.holder.name if each.holder else "?"
        time = f"{each.signed_at.astimezone(HERE):%d/%m/%Y %H:%M:%S}" if each.signed_at else "?"
        with translation.override("vi"):
            said = verdict(each)
            click.echo(f"{each.verdict}  {name}  {time}\n  {said.short}. {said.meaning}")
            if each.stamp is not None:
                stamped = f"{each.stamp.at.astimezone(HERE):%d/%m/%Y %H:%M:%S}"
                sound = "" if each.stamp.is_sound else "; không được tin cậy / not trusted"
                lasting = "; B-LT" if each.is_lasting else ""
                click.echo(
                    f"  dấu thời gian / time stamp: {stamped}  {each.stamp.by}{sound}{lasting}"
                )
    if not found:
        runtime.fail("Tệp này không có chữ ký số.", "This file bears no signature.")
    if any(each.verdict is not Verdict.SOUND for each in found):
        raise SystemExit(runtime.Exit.PARTLY)


@click.command()
@click.option(
    "--add", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Trust the certificates of a file (.pem, .crt, .cer, .der).",
)  # fmt: skip
@click.option("--remove", default="", help="Trust a file of the list no more.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
def trust(*, add: Path | None, remove: str, as_json: bool) -> None:
    """Show whose certificates are trusted; add or remove one.

    \b
    phaodai paper trust --add ca-chinh-phu.pem
    """
    runtime.start_django()
    from django.conf import settings

    from phaodai.delivery.intake.signatures import list_trusted, remove_trusted, trust_file

    folder = settings.SIGNATURE_TRUST
    if add is not None:
        try:
            trust_file(folder, name=add.name, content=add.read_bytes())
        except ValueError:
            runtime.fail(
                f"{add} không phải tệp chứng thư .pem, .crt, .cer hay .der.",
                f"{add} is no file of certificates in .pem, .crt, .cer or .der.",
            )
    if remove and not remove_trusted(folder, name=remove):
        runtime.fail(
            f"Danh sách không có {remove}. Xem: phaodai paper trust",
            f"There is no {remove} in the list. See: phaodai paper trust",
        )
    rows = [
        {
            "file": each.file, "name": holder.name, "until": f"{holder.last:%Y-%m-%d}",
            "fingerprint": holder.fingerprint,
        }
        for each in list_trusted(folder)
        for holder in each.holders
    ]  # fmt: skip
    if as_json:
        runtime.write_json(rows)
    else:
        runtime.write_table(rows, ["file", "name", "until", "fingerprint"])


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
def tokens(*, as_json: bool) -> None:
    """Sign in to each device in which a body has its key, and say whose certificate is there.

    Ends with 3 where one fails. A wrong PIN counts in the device: look at the file, then try again.

    \b
    phaodai paper tokens
    """
    runtime.start_django()
    from django.conf import settings

    from phaodai.delivery.documents.tokens import BadTokens, opened, read_tokens
    from phaodai.engines.signatures.signing import CannotSign, holder_of

    try:
        listed = read_tokens(settings.SIGNATURE_TOKENS)
    except BadTokens as error:
        runtime.fail(f"Danh sách thiết bị không đọc được: {error}", f"No list of devices: {error}")
    rows, failed = [], False
    for token in listed.values():
        row = {
            "body": str(token.body),
            "token": token.label,
            "name": "",
            "until": "",
            "problem": "",
        }
        try:
            with opened(token) as signer:
                holder = holder_of(signer.signing_cert)
            row |= {"name": holder.name, "until": f"{holder.last:%Y-%m-%d}"}
        except CannotSign as error:
            row["problem"], failed = str(error), True
        rows.append(row)
    if as_json:
        runtime.write_json(rows)
    else:
        runtime.write_table(rows, ["body", "token", "name", "until", "problem"])
    if failed:
        raise SystemExit(runtime.Exit.PARTLY)


@click.command()
@click.option("--once", is_flag=True, required=True, help="Once; the worker does it each minute.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def send(*, once: bool, as_json: bool) -> None:
    """Hand the letters that wait over to the server of mail.

    \b
    phaodai paper send --once
    """
    runtime.start_django()
    from phaodai.delivery.mail.papers import send_due

    n_sent, n_failed = send_due(now=runtime.clock)
    if as_json:
        runtime.write_json({"n_sent": n_sent, "n_failed": n_failed})
    else:
        click.echo(f"{n_sent} sent, {n_failed} not")
    if n_failed:
        raise SystemExit(runtime.Exit.PARTLY)
