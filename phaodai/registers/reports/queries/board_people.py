"""The people of the duty board: who files for a body, and who reminded it last."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.boardrows import Person
from phaodai.registers.reports.models import Nudge


def filers_of(form: Definition, day: date, bodies: Collection[Body]) -> dict[int, Person]:
    """Return who files by body: the first of those who hold the post that the form names."""
    postings = Posting.objects.running(day).filter(
        role=form.filer.role, user__is_active=True, body__in=bodies
    )
    found: dict[int, Person] = {}
    for body, name, phone in postings.order_by("pk").values_list(
        "body_id", "user__name", "user__phone"
    ):
        found.setdefault(body, Person(name, phone))
    return found


def nudges_of(form_id: int, day: date, bodies: Collection[Body]) -> dict[int, tuple[datetime, str]]:
    """Return by body when it was last reminded of a period, and by whom."""
    sender = User.objects.filter(ref=OuterRef("sent_by_ref")).values("name")
    rows = (
        Nudge.objects.filter(form_id=form_id, day=day, body__in=bodies)
        .annotate(by=Coalesce(Subquery(sender), F("sent_by")))
        .order_by("pk")
    )
    return {body: (at, by) for body, at, by in rows.values_list("body_id", "at", "by")}
