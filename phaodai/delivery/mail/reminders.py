"""The letters that remind people of a report, sent by the worker within a minute."""

import logging
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from phaodai.delivery.mail import post
from phaodai.delivery.mail.errors import MailDown
from phaodai.engines.forms.definition import Form
from phaodai.registers.reports.operations.reminding import mailed
from phaodai.registers.reports.queries.mailboxes import Mailbox, reminders_due

log = logging.getLogger(__name__)


def send_due(*, now: datetime) -> int:
    """Send the reminders that are due; what cannot go out is tried again at the next look.

    Returns:
        How many letters went out.
    """
    if settings.MAIL_OUT is None:
        return 0
    n_sent = 0
    for reminder in reminders_due(now=now):
        try:
            for box in reminder.to:
                post.send(compose(reminder.form, reminder.day, box, address=settings.MAIL_ADDRESS))
                n_sent += 1
        except MailDown as error:
            log.warning("a reminder did not go out: %s", error)
        else:
            mailed(reminder=reminder, now=now)
    return n_sent


def compose(form: Form, day: date, to: Mailbox, *, address: str) -> EmailMessage:
    """Write the reminder, in the language of whom it reaches.

    Args:
        form: What is owed.
        day: The last day of the period.
        to: Whom it reaches.
        address: Of the mailbox of the installation.
    """
    with translation.override(to.language):
        due = timezone.localtime(form.schedule.due_at(day))
        said = {
            "title": getattr(form.title, to.language),
            "day": f"{day:%d/%m/%Y}",
            "body": to.body_name,
            "due": f"{due:%H:%M %d/%m/%Y}",
        }
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"] = address, to.address
        letter["Subject"] = _("Nhắc nộp: %(title)s, ngày %(day)s") % said
        letter["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(
            _(
                "%(body)s chưa nộp %(title)s của ngày %(day)s.\n"
                "Hạn nộp: %(due)s.\n\n"
                "Nộp trên Pháo Đài, hoặc gửi bảng tính đến địa chỉ này.\n"
                "Chỉ báo cáo có mã biên nhận là đã nộp."
            )
            % said
        )
    return letter
