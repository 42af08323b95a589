"""Answers handed to the server that sends them, over SMTP."""

import smtplib
import ssl
from email.message import EmailMessage

from django.conf import settings

from phaodai.delivery.mail.boxes import SECONDS, password
from phaodai.delivery.mail.errors import MailDown


def send(message: EmailMessage) -> None:
    """Hand one message over.

    Raises:
        MailDown: The server is out of reach or does not take it.
    """
    server = settings.MAIL_OUT
    if server is None:
        raise MailDown("PHAODAI_MAIL_OUT")
    try:
        tls = ssl.create_default_context()
        post: smtplib.SMTP
        if server.security == "tls":
            post = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=tls)
        else:
            post = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        with post:
            if server.security == "starttls":
                post.starttls(context=tls)
            if server.username:
                post.login(server.username, password())
            post.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise MailDown(f"SMTP: {type(error).__name__}") from error
