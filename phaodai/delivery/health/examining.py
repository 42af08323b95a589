"""All checks in the order in which one depends on another."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from phaodai.delivery.health import database, machine, mail, outbox, people, printing, site, trail
from phaodai.delivery.health.findings import Check, Finding, any_bad, bad

# What a page may look at: nothing here reads the whole file of data or starts a program.
QUICK: tuple[Check, ...] = (
    machine.disk,
    machine.folder,
    machine.timezone,
    site.secret_key,
    site.debug,
    site.demo,
    site.https,
    database.sqlite_durability,
    machine.clock,
    trail.worker,
    trail.append_only,
    trail.backlog,
    trail.anchored,
    trail.last_check,
    trail.backup,
    outbox.courier,
    outbox.deliveries,
    outbox.business_clock,
    mail.mail_settings,
    mail.mailbox,
    mail.letters,
    people.units,
    people.second_factor,
)


def examine(now: datetime) -> Iterator[Finding]:
    """Run all checks; those that need the database only if it answers."""
    yield from run((machine.python, machine.disk, machine.folder, machine.timezone), now)
    yield from run((site.secret_key, site.debug, site.demo, site.https), now)
    yield from run((site.locale, site.static), now)
    reached = list(run((database.reachable,), now))
    yield from reached
    if not any_bad(reached):
        yield from run((database.sqlite_durability, database.sqlite_file, database.postgres), now)
        reached = list(run((database.migrations,), now))
        yield from reached
    if not any_bad(reached):  # what follows reads tables
        yield from run((machine.clock,), now)
        yield from run((trail.worker, trail.append_only, trail.backlog), now)
        yield from run((trail.anchored, trail.last_check, trail.backup), now)
        yield from run((outbox.courier, outbox.deliveries, outbox.business_clock), now)
        yield from run((mail.mail_settings, mail.servers, mail.mailbox, mail.letters), now)
        yield from run((people.units, people.second_factor), now)
    yield from run((machine.programs, printing.faces), now)


def run(checks: Iterable[Check], now: datetime) -> Iterator[Finding]:
    """Run checks one after the other; one that fails has found something."""
    for check in checks:
        try:
            yield from check(now)
        except Exception as failure:
            code = check.__name__.replace("_", "-")
            yield bad(
                code,
                f"Không kiểm tra được: {failure!r}.",
                f"This could not be checked: {failure!r}.",
            )
