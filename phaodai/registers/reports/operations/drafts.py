"""Drafts: kept for whoever fills a report in, until it is sent or thrown away.

They leave no trace in the trail: a draft is nobody's word yet, and nothing reads it but its owner.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import Draft, Submission
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.errors import NotFound
from phaodai.registers.reports.operations.filing import check_texts
from phaodai.registers.reports.queries.forms import version_on
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef


@transaction.atomic
def save_draft(
    *, actor: Actor, body: BodyRef, form: str, day: date, sending: Sending, now: datetime
) -> bool:
    """Keep what was filled in of a report, in place of what was kept before.

    Returns:
        Whether it was kept: what has been sent already is no draft any more.

    Raises:
        NotFound: There is no such body in the actor's sight, or no such form on the day.
        NotAllowed: The actor files nothing for it.
        Refused: A text of it cannot be kept.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    version = version_on(form, day)
    if place is None or version is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    policies.check_can_file(actor, place)
    check_texts(definitions.stored(version), sending)
    if actor.user is None or Submission.objects.filter(submission=sending.id).exists():
        return False
    Draft.objects.update_or_create(
        owner=actor.user,
        body=place,
        version__form=version.form_id,
        day=day,
        defaults={
            "version": version,
            "submission": sending.id,
            "base": sending.base,
            "values": dict(sending.values),
            "comments": dict(sending.comments),
            "saved_at": now,
        },
    )
    return True


@transaction.atomic
def renew_draft(*, actor: Actor, submission: UUID, successor: UUID) -> bool:
    """Give a draft of one's own another id: what was refused keeps its own; say if there was one.

    Mended, it is sent under the new id and is then no draft any more.
    """
    if actor.user is None:
        return False
    drafts = Draft.objects.filter(submission=submission, owner=actor.user)
    return bool(drafts.update(submission=successor))


@transaction.atomic
def drop_draft(*, actor: Actor, submission: UUID) -> bool:
    """Throw a draft of one's own away; say whether there was one."""
    if actor.user is None:
        return False
    n_gone, _ = Draft.objects.filter(submission=submission, owner=actor.user).delete()
    return bool(n_gone)
