"""What waits for somebody's word: reports, what is compiled of them, and its papers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from phaodai.foundation.access.scoping import under
from phaodai.registers.reports.models import Paper, Report, Return, Submission
from phaodai.registers.reports.queries.editions import EditionRow, edition_row, seen_editions
from phaodai.registers.reports.queries.sending import name_of
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Actor, Permission, Post

LOOKED_BACK: Final = timedelta(days=7)
MOST: Final = 20
MOST_STIRRED: Final = 3  # what comes for older periods is rare, and shown on their pages


@dataclass(frozen=True, slots=True)
class ToCertify:
    """A report of one's own unit that its head has not vouched for."""

    submission: UUID
    form: str
    day: date
    body_name: str
    number: int


@dataclass(frozen=True, slots=True)
class ToAccept:
    """Reports of one form and period just below that nobody has accepted."""

    form: str
    day: date
    n: int


@dataclass(frozen=True, slots=True)
class ToIssue:
    """A paper of one's own body that is not out yet; without a number it is a draft."""

    paper: UUID
    form: str
    day: date
    name: str
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class Stirred:
    """An edition of one's own below which something came since."""

    edition: EditionRow
    n_new: int


@dataclass(frozen=True, slots=True)
class Awaiting:
    """All that waits for one reader; each list the latest period first."""

    to_certify: list[ToCertify]
    to_accept: list[ToAccept]
    to_issue: list[ToIssue]
    to_sign: list[EditionRow]
    to_take: list[EditionRow]
    stirred: list[Stirred]

    def __bool__(self) -> bool:
        """Say whether anything waits."""
        return any(getattr(self, each.name) for each in fields(self))


def awaiting(*, actor: Actor, now: datetime) -> Awaiting:
    """Return what of the last seven days waits for the actor's posts; few queries."""
    heads = [post for post in actor.posts_for(Permission.REPORTS_CERTIFY) if post.is_general]
    watches = [post for post in actor.posts_for(Permission.REPORTS_WATCH) if post.is_general]
    since = (now - LOOKED_BACK).date()
    latest = seen_editions(actor).filter(day__gte=since, returned_at=None, is_followed=False)
    return Awaiting(
        to_certify=_to_certify(actor, heads, since),
        to_accept=_to_accept(actor, watches, since),
        to_issue=_to_issue(actor, heads, since),
        to_sign=_editions(latest.filter(_of(heads), certified_at=None)) if heads else [],
        to_take=_editions(
            latest.filter(_below(watches), accepted_at=None).exclude(certified_at=None)
        )
        if watches
        else [],
        stirred=_stirred(latest.filter(_of(watches), accepted_at=None)) if watches else [],
    )


def _of(posts: Iterable[Post]) -> Q:
    return Q(body__ref__in=[post.body for post in posts])


def _below(posts: Iterable[Post]) -> Q:
    """Return what stands just below the units of some posts."""
    return Q(unit__parent__path__in=[post.unit_path for post in posts])


def _editions(rows: "QuerySet[Any]") -> list[EditionRow]:
    return [edition_row(row) for row in rows.order_by("-day", "unit__path", "form_id")[:MOST]]


def _to_certify(actor: Actor, posts: list[Post], since: date) -> list[ToCertify]:
    if not posts:
        return []
    rows = (
        Submission.objects.filter(
            report__in=Report.objects.visible_to(actor, Permission.REPORTS_VIEW),
            report__body__ref__in=[post.body for post in posts],
            report__day__gte=since,
            number=F("report__head"),
        )
        .exclude(report__certified=F("report__head"))
        .order_by("-report__day", "pk")
        .values_list(
            "submission", "report__form__code", "report__day", "report__body__name", "number"
        )
    )
    return [
        ToCertify(submission, form, day, name, number or 0)
        for submission, form, day, name, number in rows[:MOST]
    ]


def _to_accept(actor: Actor, posts: list[Post], since: date) -> list[ToAccept]:
    if not posts:
        return []
    gone = Return.objects.filter(report=OuterRef("pk"), number=OuterRef("head"), taken_back_at=None)
    rows = (
        Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .filter(_below(posts), day__gte=since, head__gt=0)
        .exclude(accepted=F("head"))
        .exclude(Exists(gone))
        .values("form__code", "day")
        .annotate(n=Count("pk"))
        .order_by("-day", "form__code")
    )
    return [ToAccept(row["form__code"], row["day"], row["n"]) for row in rows[:MOST]]


def _to_issue(actor: Actor, posts: list[Post], since: date) -> list[ToIssue]:
    if not posts:
        return []
    rows = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .filter(
            body__ref__in=[post.body for post in posts],
            state__in=[PaperState.NUMBERED, PaperState.DRAFT],
            edition__day__gte=since,
        )
        .select_related("edition__form")
        .order_by("-edition__day", "-pk")
    )
    return [
        ToIssue(
            row.ref, row.edition.form.code, row.edition.day, name_of(row),
            is_numbered=row.state == PaperState.NUMBERED,
        )
        for row in rows[:MOST]
    ]  # fmt: skip


def _stirred(rows: "QuerySet[Any]") -> list[Stirred]:
    found = []
    for row in rows.order_by("-day", "unit__path", "form_id")[:MOST_STIRRED]:
        n = (
            Submission.objects.filter(
                under("report__unit__path", row.unit.path),
                report__form=row.form_id,
                report__day=row.day,
                number=F("report__head"),
                accepted_at__gt=row.compiled_at,
            )
            .exclude(report__unit=row.unit_id)
            .count()
        )
        if n:
            found.append(Stirred(edition_row(row), n))
    return found
