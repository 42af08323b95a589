"""What the first page says of forms that wait for the reader's word."""

from typing import Any

from django.urls import reverse

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.reports.words import said
from phaodai.registers.reports.queries.forms import awaiting_word
from phaodai.vocabulary.access import Permission


def waiting(request: ActorRequest) -> dict[str, Any]:
    """Return the proposed versions that the reader approves or refuses."""
    if not request.actor.has(Permission.FORMS_APPROVE):
        return {}
    return {
        "form_versions": [
            {
                "row": row,
                "title": said(row.form.title),
                "url": reverse("forms:version", args=[row.code, row.number]),
            }
            for row in awaiting_word(actor=request.actor, on=clock.today())
        ]
    }
