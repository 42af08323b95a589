"""The demo is loaded step by step; each step is one transaction, and is passed over once done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from phaodai.delivery.demo import rounds, staff, story
from phaodai.delivery.demo.people import DEMO_ACCOUNTS
from phaodai.delivery.demo.stage import HERE, Stage, officers_of
from phaodai.registers.directives import queries
from phaodai.registers.reports.operations import forms
from phaodai.vocabulary.access import Actor

# Thursday, twenty minutes before the reports of the communes are due.
MORNING = datetime(2021, 12, 23, 9, 40, tzinfo=HERE)
SINCE = datetime(2021, 11, 1, 8, 0, tzinfo=HERE)
DAYS, QUICK_DAYS = 30, 5
A_PAPER = "9132/UBND-VXNV"  # there is no demo without it, and with it all of the story


class NotEmpty(Exception):
    """There are users or papers here that are not the demo's."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the demo holds, and whether this call brought it."""

    n_accounts: int
    n_papers: int
    n_acts: int
    is_new: bool


def load(*, actor: Actor, is_quick: bool, told: Callable[[str], None]) -> Loaded:
    """Load what is missing of the demo; a second time nothing changes.

    A load that was interrupted goes on with the step at which it was.

    Args:
        actor: The operator.
        is_quick: The communes of one district, and five days of figures.
        told: Called with a line of progress.

    Raises:
        NotEmpty: The installation is in use.
    """
    _check_empty(actor)
    forms.install_builtin(actor=actor, now=SINCE)
    day = MORNING.date()
    if not is_told(actor):
        told("Đơn vị hành chính …")
        staff.load_units(actor=actor, now=SINCE)
    told("Cơ quan …")
    staff.load_bodies(actor=actor, now=SINCE, day=day)
    province = staff.read_province(day)
    people = staff.everybody(province, is_quick=is_quick)
    n_acts, is_new = 0, not is_told(actor)
    if is_new:
        told("Cán bộ, người đứng đầu …")
        with transaction.atomic():
            refs = staff.add_accounts(province, people, actor=actor, now=SINCE)
            staff.seat_heads(province, people, refs, actor=actor, now=SINCE)
        stage = Stage(province=province, operator=actor, officers=officers_of(people))
        story.tell(stage)
        rounds.tell(stage, today=day, n_days=QUICK_DAYS if is_quick else DAYS)
        with transaction.atomic():
            n_acts = stage.play(until=MORNING, told=lambda each: told(f"Ngày {each:%d/%m/%Y} …"))
        rounds.deliver(now=MORNING + timedelta(minutes=1))
    return Loaded(
        n_accounts=get_user_model().objects.count(),
        n_papers=_n_papers(actor),
        n_acts=n_acts,
        is_new=is_new,
    )


def is_told(actor: Actor) -> bool:
    """Say whether the story has been told here."""
    return bool(queries.find_by_number(actor=actor, text=A_PAPER))


def _check_empty(actor: Actor) -> None:
    users = get_user_model().objects.all()
    known = {account.username for account in DEMO_ACCOUNTS}
    is_ours = users.filter(username__in=known).exists()
    if not is_ours and (users.exists() or _n_papers(actor)):
        raise NotEmpty


def _n_papers(actor: Actor) -> int:
    wanted = queries.DocumentFilter()
    return queries.list_documents(actor=actor, wanted=wanted, size=1).page.total
