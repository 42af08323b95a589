"""The letters that bring a paper to its addressees, each with a link that confirms receipt."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings
from django.urls import reverse

from phaodai.delivery.documents.receipts import token_of
from phaodai.delivery.mail import post
from phaodai.delivery.mail.errors import MailDown
from phaodai.engines.papers.plain import LIMIT
from phaodai.registers.reports.operations.sending import mark_failed, mark_sent
from phaodai.registers.reports.queries.sending import Letter, letters_due, read_letter

log = logging.getLogger(__name__)
_NEVER = 500  # from here on a server says that it never will


def send_due(*, now: Callable[[], datetime]) -> tuple[int, int]:
    """Send the letters that are due, each on record before the next one goes.

    Between the server's word and our record a stop may come: the letter then goes out again, with
    the same Message-ID, by which mailboxes know it.

    Args:
        now: Reads the clock.

    Returns:
        How many letters went out, and how many did not.
    """
    if settings.MAIL_OUT is None or not settings.MAIL_ADDRESS:
        return 0, 0
    n_sent = n_failed = 0
    for sending in letters_due(now=now()):
        letter = read_letter(sending)
        if letter is None:
            problem = "Văn bản không có tệp PDF / The paper has no PDF"
            mark_failed(sending=sending, problem=problem, is_final=True, now=now())
            n_failed += 1
            continue
        try:
            post.send(compose(letter, sender=settings.MAIL_ADDRESS))
        except MailDown as error:
            is_final, problem = _why(error)
            log.warning("a paper did not go out: %s", error)
            mark_failed(sending=sending, problem=problem, is_final=is_final, now=now())
            n_failed += 1
        else:
            mark_sent(sending=sending, now=now())
            n_sent += 1
    return n_sent, n_failed


def compose(letter: Letter, *, sender: str) -> EmailMessage:
    """Write a letter; its words are Vietnamese, as the paper is.

    Args:
        letter: What it brings.
        sender: Address of the mailbox of the installation.
    """
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = sender, letter.address
    made["Subject"] = " ".join(f"{letter.name}: {letter.subject}".split())
    made["Message-ID"] = letter.message_id
    made["Auto-Submitted"] = "auto-generated"
    words = letter.words if len(letter.words) <= LIMIT else f"{letter.words[: LIMIT - 1]}…"
    link = f"{letter.site}{reverse('sending:receipt', args=[token_of(letter.sending)])}"
    made.set_content(
        f"Kính gửi: {letter.addressee}\n\n"
        f"{letter.body_name} gửi {letter.name} kèm thư này (tệp PDF).\n\n"
        f"Xác nhận đã nhận (bấm một lần): {link}\n\n"
        f"----\n{words}\n"
    )
    made.add_attachment(
        letter.pdf, maintype="application", subtype="pdf", filename=letter.file_name
    )
    return made


def _why(error: MailDown) -> tuple[bool, str]:
    """Say why a letter did not go out, and whether it ever will; never what the server quotes."""
    match error.__cause__:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _said in refused.values()]
            said = ", ".join(map(str, codes))
            return min(codes, default=0) >= _NEVER, (
                f"Máy chủ thư không nhận địa chỉ này ({said}) / The server refused the address"
            )
        case smtplib.SMTPResponseException(smtp_code=code):
            return code >= _NEVER and not isinstance(
                error.__cause__, smtplib.SMTPAuthenticationError
            ), f"Máy chủ thư không nhận thư ({code}) / The server refused the letter"
    return False, f"Không tới được máy chủ thư / The server is out of reach ({error})"
