"""What one row of the trail holds, and when it may not be written."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from phaodai.foundation.audit import operations, rules
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import UserRef

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACTOR = Actor(name="Nguyễn Thị Hoà", user=UserRef(uuid4()))


def record(**changes: object) -> None:
    arguments = {
        "actor": ACTOR,
        "action": "unit.rename",
        "subject_kind": "unit",
        "subject_ref": uuid4(),
        "at": NOW,
    }
    operations.record(**(arguments | changes))


@pytest.mark.django_db
def test_a_row_says_who_did_what_when():
    unit, body, subject = uuid4(), uuid4(), uuid4()

    record(subject_ref=subject, unit_ref=unit, body_ref=body, details={"b": 1, "a": "Hoà Bình"})

    event = AuditEvent.objects.get()
    assert (event.actor, event.user_ref, event.action) == (ACTOR.name, ACTOR.user, "unit.rename")
    assert (event.subject_kind, event.subject_ref) == ("unit", subject)
    assert (event.unit_ref, event.body_ref, event.at) == (unit, body, NOW)
    assert event.details == '{"a":"Hoà Bình","b":1}'


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(operations.OutsideTransaction):
        record()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_row():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        record()
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor = 'x'",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_auditseal SET hash = 'x'",
        "DELETE FROM audit_auditseal",
        "UPDATE audit_auditroot SET root = 'x'",
        "DELETE FROM audit_auditroot",
        "TRUNCATE audit_auditevent CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with transaction.atomic():
        record()
        operations.seal(now=NOW)
        operations.seal(now=NOW + timedelta(hours=1))
    connection.check_constraints()  # or PostgreSQL would wait for them before it truncates
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


def test_details_have_one_form():
    moment = datetime(2026, 3, 2, 15, 30, tzinfo=timezone(timedelta(hours=7)))
    ref = UUID(int=1)
    assert rules.canonical(
        {"z": moment, "a": {"ref": ref, "n": Decimal("1.50")}, "m": [Role.TRACER, None, True]}
    ) == (
        '{"a":{"n":"1.50","ref":"00000000-0000-0000-0000-000000000001"},'
        '"m":["tracer",null,true],"z":"2026-03-02T08:30:00.000000Z"}'
    )


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan"), NOW.replace(tzinfo=None)])
def test_details_without_a_form_are_refused(value):
    with pytest.raises((TypeError, ValueError)):
        rules.canonical({"value": value})


class TestCompleteTransaction(TestCase):
    """Django's own test case must be able to record as well."""

    def test_record(self):
        record()
        assert AuditEvent.objects.count() == 1
