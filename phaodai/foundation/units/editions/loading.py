"""Loading an edition: one transaction, one report."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units import closure, grafting, policies, queries, rules
from phaodai.foundation.units.editions import builtin
from phaodai.foundation.units.editions.grafts import Graft
from phaodai.foundation.units.editions.rowwise import add_entries, add_heirs
from phaodai.foundation.units.editions.statements import Edition, Report
from phaodai.foundation.units.models import Edition as StoredEdition
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.units import UnitLevel


def load_builtin(name: str, *, actor: Actor, now: datetime, is_dry_run: bool = False) -> Report:
    """Load a built-in edition, "2024" or "2025"; a second time nothing changes.

    Raises:
        NotAllowed: The actor's posts do not cover the whole tree.
        Unreadable: There is no such edition.
    """
    return load_edition(builtin.edition(name), actor=actor, now=now, is_dry_run=is_dry_run)


@transaction.atomic
def load_edition(
    edition: Edition, *, actor: Actor, now: datetime, is_dry_run: bool = False
) -> Report:
    """Graft an edition on to the tree.

    Args:
        edition: What a source states.
        actor: Who acts.
        now: The moment of the act.
        is_dry_run: Do everything, report it, and keep nothing.

    Raises:
        NotAllowed: The actor's posts do not cover the whole tree.
    """
    since = rules.opening_day(edition.day) if edition.is_complete else edition.day
    root = grafting.country(since=min(since, edition.day))
    policies.check_can_manage(actor, root.path)
    report = Report(
        source=edition.source,
        day=edition.day,
        n_read=edition.n_read,
        is_dry_run=is_dry_run,
        rejections=list(edition.rejections),
    )
    _writer(edition, root, report)()
    closure.renew()
    report.counts = queries.counts_on(edition.day)
    report.rejections.sort(key=lambda rejection: rejection.row)
    is_new = False
    if edition.is_complete and report.n_read > report.n_rejected:
        _stored, is_new = StoredEdition.objects.get_or_create(
            day=edition.day,
            source=edition.source,
            defaults={"n_units": report.n_read - report.n_rejected, "loaded_at": now},
        )
    if is_new or report.n_added or report.n_updated or report.n_ended or report.n_successions:
        audit.record(
            actor=actor,
            action="unit.load",
            subject_kind="unit",
            subject_ref=root.ref,
            unit_ref=root.ref,
            details={
                "source": edition.source,
                "day": edition.day,
                "added": report.n_added,
                "ended": report.n_ended,
                "rejected": report.n_rejected,
            },
            at=now,
        )
    if is_dry_run:
        transaction.set_rollback(True)
    return report


def _writer(edition: Edition, root: Unit, report: Report) -> Callable[[], None]:
    if not edition.is_complete:
        if edition.entries:
            return lambda: add_entries(edition, root, report)
        return lambda: add_heirs(edition, report)
    last: date | None = StoredEdition.objects.aggregate(last=Max("day"))["last"]
    return Graft(_with_reform(edition), root, last=last, report=report).run


def _with_reform(edition: Edition) -> Edition:
    """Tell a list of two levels what became of the units of three, where it does not say so."""
    has_districts = any(entry.level is UnitLevel.DISTRICT for entry in edition.entries)
    if edition.heirs or has_districts or edition.day < rules.TWO_LEVELS_SINCE:
        return edition
    heirs, continuing = builtin.reform()
    return replace(edition, heirs=heirs, continuing=continuing)
