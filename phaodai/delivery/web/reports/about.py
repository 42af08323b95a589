"""What every page about a submission says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from phaodai.delivery.clock import HERE
from phaodai.delivery.web.accounts.signing import signed
from phaodai.delivery.web.reports import filling, words
from phaodai.engines.forms.definition import Form
from phaodai.foundation.accounts.people import people
from phaodai.registers.reports.queries.sent import Sent
from phaodai.registers.reports.rules import notes


def about(found: Sent) -> dict[str, Any]:
    """Return whose it is, of what, by which way, and where another one is filled in."""
    return {
        "sent": found,
        "title": words.said(found.form.title),
        "sender": senders([found])[0],
        "channel": words.CHANNELS[found.channel],
        "again": filling.address(found.form.code, found.day, found.body) if found.may_file else "",
    }


def senders(rows: Sequence[Sent]) -> list[SafeString]:
    """Return who sent each, with the post that was his then."""
    known = people(refs=[row.sender for row in rows])
    return [
        signed(
            known.get(row.sender) if row.sender else None,
            recorded=row.sent_by,
            on=row.received_at.astimezone(HERE).date(),
            body=row.body,
        )
        for row in rows
    ]


def comments(form: Form, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the comments, each with what it is about."""
    fields = {each.code: words.said(each.label) for each in form.fields()}
    rules = {rule.code: fields.get(rule.at, "") for rule in form.rules}
    named = {notes.REASON: _("Lý do sửa"), **rules}
    return [
        (named.get(name) or fields.get(notes.field_of(name), name), text)
        for name, text in said.items()
    ]
