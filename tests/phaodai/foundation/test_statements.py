"""Statements that are built once say what the ORM would say, at each run."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, UUIDField
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement, Delivery
from phaodai.foundation.statements import FEW, Change, Read, Slot, insert, insert_all
from phaodai.foundation.units.models import Unit
from phaodai.indicators.models import Indicator

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 2, 30, 15, 123456, tzinfo=UTC)
DAY = date(2026, 3, 9)


def _event(**values: object) -> AuditEvent:
    plain: dict[str, object] = {
        "at": NOW,
        "actor": "Ông Nguyễn",
        "action": "unit.add",
        "subject_kind": "unit",
    }
    return AuditEvent(**{**plain, "stamp": "0" * 64, **values})


def _units(n: int) -> list[Unit]:
    top = Unit.objects.create(level="COUNTRY", kind="nước", name="A", code="A", valid_from=DAY)
    return [top] + [
        Unit.objects.create(
            level="PROVINCE", kind="tỉnh", name=f"P{i}", code=f"P{i}", parent=top,
            valid_from=DAY + timedelta(days=i),
        )
        for i in range(n)
    ]  # fmt: skip


def test_models_are_read_with_what_is_joined_to_them() -> None:
    _units(3)

    def asked(code: Any, day: Any) -> QuerySet[Unit]:
        return Unit.objects.select_related("parent").filter(code=code, valid_from__lte=day)

    read = Read(lambda: asked(Slot("code", CharField()), Slot("day", DateField())))
    for code, day in (("P1", DAY), ("P1", DAY + timedelta(days=1)), ("A", DAY), ("none", DAY)):
        expected = list(asked(code, day))
        with CaptureQueriesContext(connection) as ran:
            found = read.rows(code=code, day=day)
            assert [each.parent and each.parent.name for each in found] == [
                each.parent and each.parent.name for each in expected
            ]
        assert len(ran) == 1
        assert [model_to_dict(each) for each in found] == [model_to_dict(x) for x in expected]
        assert found == expected
        assert read.row(code=code, day=day) == next(iter(expected), None)


def test_what_was_read_can_be_saved() -> None:
    _units(1)
    row = Read(lambda: Unit.objects.filter(code=Slot("code", CharField()))).row(code="P0")
    assert row is not None
    row.name = "Sơn La"
    row.save()
    assert Unit.objects.get(code="P0").name == "Sơn La"
    assert Unit.objects.count() == 2


def test_tuples_are_read_and_columns_left_out_are_asked_for_when_needed() -> None:
    ref = uuid4()
    insert(_event(ref=ref, subject_ref=ref))
    rows = AuditEvent.objects.filter(subject_ref=Slot("ref", UUIDField()))
    tuples = Read(lambda: rows.values_list("at", "ref", "details")).rows(ref=ref)
    assert tuples == [(NOW, ref, "{}")]
    row = Read(lambda: rows.defer("details")).row(ref=ref)
    assert row is not None
    assert row.get_deferred_fields() == {"details"}
    assert row.details == "{}"


def test_json_and_moments_come_back_as_they_were() -> None:
    payload = {"đơn vị": ["xã", None, 1.5], "n": 3}
    row = Announcement(name="Made", payload=payload, occurred_at=NOW)
    insert(row)
    read = Read(lambda: Announcement.objects.filter(occurred_at__lte=Slot("now", DateTimeField())))
    (found,) = read.rows(now=NOW)
    assert (found.pk, found.payload, found.occurred_at) == (row.pk, payload, NOW)
    assert read.rows(now=NOW - timedelta(microseconds=1)) == []


def test_a_row_is_added_as_save_adds_it() -> None:
    ours, theirs = _event(user_ref=uuid4()), _event(user_ref=uuid4())
    insert(ours)
    theirs.save()
    assert theirs.pk == ours.pk + 1
    assert not ours._state.adding
    kept = AuditEvent.objects.get(pk=ours.pk)
    assert model_to_dict(kept) == model_to_dict(ours)
    assert kept.ref == ours.ref


def test_a_row_whose_key_is_taken_is_refused() -> None:
    ref = uuid4()
    insert(_event(ref=ref))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(_event(ref=ref))
    assert AuditEvent.objects.filter(ref=ref).count() == 1


def test_a_unique_key_may_name_what_is_updated() -> None:
    insert(
        Indicator(code="local.a", is_local=True, label_vi="cũ"),
        unique=["code"],
        update=["label_vi"],
    )
    again = Indicator(code="local.a", is_local=True, label_vi="mới", label_en="not taken")
    insert(again, unique=["code"], update=["label_vi"])
    kept = Indicator.objects.get(code="local.a")
    assert (again.pk, kept.label_vi, kept.label_en) == (kept.pk, "mới", "")


@pytest.mark.parametrize("n", [0, 1, FEW, FEW + 1])
def test_few_and_many_rows_get_their_numbers(n: int) -> None:
    event = Announcement(name="Made", payload={}, occurred_at=NOW)
    insert(event)
    rows = [Delivery(announcement=event, handler=f"h{i}") for i in range(n)]
    insert_all(rows)
    assert [each.pk for each in Delivery.objects.order_by("pk")] == [row.pk for row in rows]


def test_rows_are_changed_and_removed() -> None:
    event = Announcement(name="Made", payload={}, occurred_at=NOW)
    insert(event)
    insert_all([Delivery(announcement=event, handler=f"h{i}", tries=i) for i in range(3)])
    mine = Delivery.objects.filter(handler__gte=Slot("first", CharField()))
    put = Change(lambda: mine, {"last_error": Slot("error", CharField())})
    assert [put.run(first="h1", error="a"), put.run(first="h2", error="b")] == [2, 1]
    assert list(Delivery.objects.order_by("pk").values_list("last_error", flat=True)) == [
        "",
        "a",
        "b",
    ]
    assert Delivery.objects.filter(tries=F("tries")).count() == 3
    gone = Change(lambda: mine)
    assert [gone.run(first="h1"), gone.run(first="h1")] == [2, 0]
    assert Delivery.objects.count() == 1
